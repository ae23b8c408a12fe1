using System.Net;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Reading;

/// <summary>What a page says of a mail beyond its words: that some of it cannot be read or shown here, and what a calendar in it asks.</summary>
public sealed class MailReadingTests(ReaderHost host) : IClassFixture<ReaderHost>
{
    private static string Head => $"Message-ID: <{Mails.NewId()}>\nFrom: Bob Hale <bob@customer.example>\nTo: support@contoso.example\nSubject: Peer\nMIME-Version: 1.0\n";

    private const string Event =
        """
        BEGIN:VCALENDAR
        METHOD:REQUEST
        PRODID:Microsoft Exchange Server 2010
        VERSION:2.0
        BEGIN:VTIMEZONE
        TZID:W. Europe Standard Time
        BEGIN:STANDARD
        DTSTART:16010101T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        UID:040000008200E00074C5B7101A82E008
        ORGANIZER;CN=Bob Hale:mailto:bob@customer.example
        ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Support:mailto:support@contoso.example
        SUMMARY;LANGUAGE=en-US:Budget <2026>
        DTSTART;TZID=W. Europe Standard Time:20260303T100000
        DTEND;TZID=W. Europe Standard Time:20260303T113000
        LOCATION;LANGUAGE=en-US:https://meet.customer.example/room5
        RRULE:FREQ=WEEKLY;INTERVAL=1
        BEGIN:VALARM
        ACTION:DISPLAY
        TRIGGER;RELATED=START:-PT15M
        DESCRIPTION:Reminder
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        """;

    [Fact]
    public async Task Invitation_of_Outlook_says_what_when_where_and_by_whom_beside_its_words()
    {
        var (entry, page) = await PageOfAsync($"{Head}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlease come.\n--b\nContent-Type: text/html\n\n<p>Please come.</p>\n--b\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{Event}\n--b--\n");

        page.ShouldContain("Invitation: Budget &lt;2026&gt;");
        page.ShouldContain("datetime=\"2026-03-03T09:00:00.0000000Z\"");
        page.ShouldContain("1 h 30 min <span class=\"dim\">(2026");
        page.ShouldContain("(2026-03-03 10:00 W. Europe Standard Time)");
        page.ShouldContain("every week");
        page.ShouldContain("href=\"https://meet.customer.example/room5\"");
        page.ShouldContain("Bob Hale &lt;bob@customer.example&gt;");
        page.ShouldContain($"src=\"/entries/{entry.EntryId}/body\"");
        page.ShouldNotContain("Reminder");
        var browser = await host.ReaderAsync();
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/tickets/{entry.TicketNumber}/print")).ShouldContain("Budget <2026>\n2026-03-03 10:00");
    }

    [Fact]
    public async Task Invitation_without_words_is_shown_once_with_its_description()
    {
        var (_, page) = await PageOfAsync($"{Head}Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{Event.Replace("RRULE", "DESCRIPTION:Bring the figures.\nRRULE", StringComparison.Ordinal)}\n");

        page.ShouldContain("Invitation: Budget &lt;2026&gt;");
        page.ShouldContain("<div class=\"words\">Bring the figures.</div>");
        page.ShouldNotContain("<div class=\"text\">");
    }

    [Theory]
    [InlineData("REPLY", "ATTENDEE;PARTSTAT=DECLINED;CN=Bob Hale:mailto:bob@customer.example", "Bob Hale (declined): Meet")]
    [InlineData("CANCEL", "DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260304", "Cancelled: Meet")]
    [InlineData("COUNTER", "DTSTART:20260303T100000Z\nDURATION:PT45M", "Another time is proposed: Meet")]
    public async Task Other_mails_about_meetings_say_what_they_are(string method, string lines, string words)
    {
        var (_, page) = await PageOfAsync($"{Head}Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nSUMMARY:Meet\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n--b--\n");

        page.ShouldContain(words);
    }

    [Fact]
    public void Text_that_is_too_long_to_be_kept_says_so_and_html_that_is_shown_says_nothing_of_its_text()
    {
        PreparedMail.Read(Mails.Bytes(Mails.Plain(body: new string('x', 2_000_001))), "x").Reading.ShouldNotBeNull().Words.ShouldBe(["It is too long to be shown. Its end is in the original mail."]);
        PreparedMail.Read(Mails.Bytes(Mails.Html(new string('x', 2_000_001))), "x").Reading.ShouldBeNull();
    }

    [Fact]
    public async Task Calendar_that_is_looked_at_as_a_file_says_the_same()
    {
        var (entry, _) = await PageOfAsync($"{Head}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nMy appointment\n--b\nContent-Type: text/calendar; name=one.ics\nContent-Disposition: attachment; filename=one.ics\n\n{Event}\n--b--\n");
        var file = (await host.TicketAsync(entry.TicketNumber)).Entries[0].Attachments.ShouldHaveSingleItem();
        var browser = await host.ReaderAsync();

        (await browser.GetStringAsync($"/attachments/{file.Id}/look")).ShouldContain("Invitation: Budget &lt;2026&gt;");
    }

    [Fact]
    public async Task Whole_calendar_of_somebody_is_a_file_and_no_meeting()
    {
        var (_, page) = await PageOfAsync($"{Head}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nMy calendar\n--b\nContent-Type: text/calendar; name=all.ics\nContent-Disposition: attachment; filename=all.ics\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:One\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nSUMMARY:Two\nEND:VEVENT\nEND:VCALENDAR\n--b--\n");

        page.ShouldContain("all.ics");
        page.ShouldNotContain("class=\"meeting\"");
    }

    [Theory]
    [InlineData("S/MIME", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CAMIACAQA=", "smime.p7m")]
    [InlineData("S/MIME", "Content-Type: application/x-pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMAsGCSqGSIb3DQEHAw==", "smime.p7m")]
    [InlineData("OpenPGP", "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n--b--", "encrypted.asc")]
    [InlineData("OpenPGP", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--b--", "encrypted.asc")]
    [InlineData("OpenPGP", "\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----", "BEGIN PGP MESSAGE")]
    [InlineData("Microsoft Purview", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nbob@customer.example has sent you a protected message.\n--b\nContent-Type: application/x-microsoft-rpmsg-message; name=message_v2.rpmsg\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--", "message_v2.rpmsg")]
    public async Task Encrypted_mail_says_so_and_leads_to_what_can_be_opened(string by, string rest, string shown)
    {
        var (entry, page) = await PageOfAsync(Head + rest + "\n");

        page.ShouldContain($"It is encrypted ({by}) and cannot be read here.");
        page.ShouldContain($"<a href=\"/entries/{entry.EntryId}/source\" download>Original mail (.eml)</a>");
        page.ShouldContain(shown);
        page.ShouldNotContain("This mail has no text");
        page.ShouldNotContain("file.bin");
    }

    [Theory]
    [InlineData("S/MIME", "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\n\n--b\n\nReadable\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIAG\n--b--")]
    [InlineData("OpenPGP", "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\n\nReadable\n--b\nContent-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n--b--")]
    [InlineData("OpenPGP", "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nReadable\n-----BEGIN PGP SIGNATURE-----\n\niQE\n-----END PGP SIGNATURE-----")]
    public async Task Signed_mail_is_readable_and_says_that_nobody_checked(string by, string rest)
    {
        var (_, page) = await PageOfAsync(Head + rest + "\n");

        page.ShouldContain("Readable");
        page.ShouldContain($"title=\"{by}. The signature is not checked here.\"");
        page.ShouldNotContain("It is encrypted");
    }

    [Fact]
    public async Task Html_that_is_too_long_to_be_shown_is_said_to_be_in_the_original_mail()
    {
        var (entry, page) = await PageOfAsync(Mails.Html($"<p>The end of the story</p>{string.Concat(Enumerable.Repeat("<p style=\"color:#123456\">word</p>", 140_000))}"));

        page.ShouldContain("Its formatted form is too long to be shown.");
        page.ShouldContain($". <a href=\"/entries/{entry.EntryId}/source\" download>Original mail (.eml)</a>");
        page.ShouldContain("The end of the story");
        page.ShouldNotContain("<iframe");
    }

    [Theory]
    [InlineData("x-klingon", true)]
    [InlineData("viscii", false)]
    public async Task Charset_that_nobody_knows_is_named_with_the_one_that_was_read(string charset, bool unknown)
    {
        byte[] mail = [.. System.Text.Encoding.ASCII.GetBytes($"{Head}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\nCaf"), 0xE9, .. "\n"u8];

        var (_, page) = await PageOfAsync(mail);

        WebUtility.HtmlDecode(page).Contains($"It names a charset that is not known, «{charset}», and was read as windows-1252.", StringComparison.Ordinal).ShouldBe(unknown);
        WebUtility.HtmlDecode(page).ShouldContain("Café");
    }

    [Fact]
    public async Task Damaged_winmail_is_said_to_be()
    {
        var (_, page) = await PageOfAsync($"{Head}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String([0x78, 0x9F, 0x3E, 0x22, 1, 0, 1, 6, 0x90, 8, 0, 0xE4, 4, 0, 0])}\n--b--\n");

        page.ShouldContain("The winmail.dat of Outlook in it is damaged");
    }

    [Fact]
    public async Task Picture_that_the_html_shows_by_its_address_is_drawn_though_it_has_an_id_too()
    {
        byte[] png = [.. Convert.FromHexString("89504E470D0A1A0A"), 9];
        var (entry, page) = await PageOfAsync(Mails.Related(
            "<base href=\"http://shop.example/news/\"><img src=\"http://shop.example/news/logo.png\"><img src=\"pictures/house.png\"><img src=\"cid:both@x\">",
            ("Content-Type: image/png; name=logo.png\nContent-ID: <logo@x>\nContent-Location: http://shop.example/news/logo.png", png),
            ("Content-Type: image/png; name=house.png\nContent-ID: <house@x>\nContent-Location: http://shop.example/news/pictures/house.png", [.. png, 1]),
            ("Content-Type: image/png; name=both.png\nContent-ID: <both@x>\nContent-Location: http://shop.example/news/both.png", [.. png, 2]),
            ("Content-Type: image/png; name=other.png\nContent-ID: <other@x>\nContent-Location: http://shop.example/news/other.png", [.. png, 3])));
        var browser = await host.ReaderAsync();

        var body = await browser.GetStringAsync($"/entries/{entry.EntryId}/body");

        System.Text.RegularExpressions.Regex.Count(body, "<img ").ShouldBe(3);
        page.ShouldContain("other.png");
        page.ShouldNotContain("logo.png");
        page.ShouldNotContain("house.png");
        page.ShouldNotContain("both.png");
    }

    [Fact]
    public async Task Mail_that_is_read_again_says_what_there_is_to_say_once()
    {
        var (entry, _) = await PageOfAsync(Head + "\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n");
        await host.QueryAsync<int>("with forgotten as (update helpdesk.entry set reading = null where id = @EntryId returning 1) select count(*)::int from forgotten", new { entry.EntryId });
        using var program = host.Program(await host.KeyAsync(HelpdeskMail.Helpdesk.People.Role.Agent));

        using var again = await program.PostAsync($"/api/v1/entries/{entry.EntryId}/process", null);

        (await host.TicketAsync(entry.TicketNumber)).Entries[0].Reading.ShouldNotBeNull().EncryptedBy.ShouldBe("OpenPGP");
    }

    private Task<(IntakeOutcome.Entry Entry, string Page)> PageOfAsync(string mail) => PageOfAsync(Mails.Bytes(mail));

    private async Task<(IntakeOutcome.Entry Entry, string Page)> PageOfAsync(byte[] mail)
    {
        var entry = (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>();
        var browser = await host.ReaderAsync();
        return (entry, await browser.GetStringAsync($"/tickets/{entry.TicketNumber}"));
    }
}
