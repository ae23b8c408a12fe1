using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Text;

public sealed class ReadableBodyTests
{
    [Fact]
    public void Empty_text_beside_html_is_made_from_the_html()
    {
        var body = Read("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--");

        body.Text.ShouldBe("Hello");
        body.IsTextFromHtml.ShouldBeTrue();
    }

    [Theory]
    [InlineData("<html><body></body></html>", null)]
    [InlineData("<html><head><style>p{}</style></head><body><div>&nbsp;</div><br></body></html>", null)]
    [InlineData("<p>Call me</p>", "<p>Call me</p>")]
    [InlineData("<img src=\"https://shop.example/offer.png\">", "<img src=\"https://shop.example/offer.png\">")]
    public void Html_that_shows_nothing_does_not_hide_the_text_beside_it(string html, string? expected)
    {
        var body = Read($"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlease call me today\n--b\nContent-Type: text/html\n\n{html}\n--b--");

        body.Text.ShouldBe("Please call me today");
        body.Html.ShouldBe(expected);
    }

    [Fact]
    public void Encoded_files_beyond_the_limit_of_parts_stay_text()
    {
        var text = string.Concat(Enumerable.Repeat("begin 644 a\n!A\nend\n", 8));
        var body = ReadableBody.From(MimeMessage.Parse(Encoding.ASCII.GetBytes($"Subject: x\n\n{text}"), new() { Parts = 5 }));

        body.Files.Count.ShouldBe(5);
        body.Text.Trim().ShouldBe(string.Concat(Enumerable.Repeat("begin 644 a\n!A\nend\n", 3)).Trim());
    }

    [Fact]
    public void Alternatives_with_file_names_are_still_the_body()
    {
        var body = Read("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; name=mail.txt\n\nHello\n--b\nContent-Type: text/html; name=mail.html\n\n<p>Hello</p>\n--b--");

        body.Text.ShouldBe("Hello");
        body.Html.ShouldBe("<p>Hello</p>");
        body.Files.ShouldBeEmpty();
    }

    [Fact]
    public void Only_text_with_a_file_name_is_the_body_unless_it_calls_itself_an_attachment()
    {
        Read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; name=message.txt\n\nHello\n--b\nContent-Type: image/png; name=a.png\n\nx\n--b--").Text.ShouldBe("Hello");
        var attached = Read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=log.txt\n\nHello\n--b--");
        attached.Text.ShouldBe("");
        attached.Attachments.Single().FileName.ShouldBe("log.txt");
    }

    [Fact]
    public void Text_under_a_type_that_makes_no_sense_is_shown() => Read("Content-Type: nonsense\n\nHello").Text.ShouldBe("Hello");

    [Fact]
    public void Bytes_under_a_type_that_makes_no_sense_are_a_file() => Read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: nonsense\n\nH\0ello\n--b--").Files.Count.ShouldBe(1);

    [Theory]
    [InlineData("Hello there", "Hello there")]
    [InlineData("This is a multi-part message in MIME format.", "")]
    public void Text_whose_delimiter_was_lost_is_shown(string preamble, string expected) =>
        Read($"Content-Type: multipart/mixed; boundary=b\n\n{preamble}\n--b\nContent-Type: image/png\n\nx\n--b--").Text.ShouldBe(expected);

    [Theory]
    [InlineData("enriched", "<bold>Now</bold> is the time\nfor <<all> men\n\nto come.\n<nofill>\na\nb\n</nofill>\n<color><param>red</param>Now</color>!", "Now is the time for <all> men\nto come. \na\nb\nNow!")]
    [InlineData("richtext", "One<nl>\n<bold>two</bold><lt>three\nfour", "One\ntwo<three four")]
    public void Enriched_text_is_read_without_its_marks_and_filled(string subtype, string text, string expected) => Read($"Content-Type: text/{subtype}\n\n{text}").Text.ShouldBe(expected);

    [Fact]
    public void Long_file_name_is_not_cut_within_a_character() =>
        ReadableBody.From(MimeMessage.Parse(Encoding.UTF8.GetBytes($"Content-Type: application/pdf; name=\"a{string.Concat(Enumerable.Repeat("😀", 120))}.pdf\"\n\nx"))).Files[0].FileName.ShouldBe($"a{string.Concat(Enumerable.Repeat("😀", 93))}.pdf");

    [Fact]
    public void Nul_never_reaches_a_reader() => Read("Subject: x\n\nHel\0lo").Text.ShouldBe("Hello");

    [Fact]
    public void Line_ends_of_every_kind_become_lf() => Read("Subject: x\n\na\r\nb\r\r\nc\rd\n").Text.ShouldBe("a\nb\nc\nd\n");

    [Fact]
    public void Apple_mail_with_a_file_between_two_texts_is_read_in_order()
    {
        var body = Read("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nabove\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: inline; filename=a.pdf\n\nx\n--b\nContent-Type: text/plain\n\nbelow\n--b--");

        body.Text.ShouldBe("above\nbelow");
        body.Attachments.Single().FileName.ShouldBe("a.pdf");
    }

    [Theory]
    [InlineData("application/pkcs7-mime; smime-type=signed-data")]
    [InlineData("application/x-pkcs7-mime")]
    public void Opaque_smime_signature_is_read(string type)
    {
        // ContentInfo and SignedData with lengths, the content as OpenSSL and Apple write it: indefinite, in two pieces.
        var head = Hex("Content-Type: text/plain\r\n\r");
        var text = Hex("\nHello\r\nfrom the inside\r\n");
        var cms = $"306306092A864886F70D010702A05630540201013100304B06092A864886F70D010701A0802480041B{head}0419{text}000000003100";
        var body = Read($"Content-Type: {type}; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Convert.FromHexString(cms))}");

        body.Text.ShouldBe("Hello\nfrom the inside\n");
        body.Files.ShouldHaveSingleItem().FileName.ShouldBe("smime.p7m");

        static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));
    }

    [Theory]
    [InlineData("application/ics", "invitation.ics", true)]
    [InlineData("text/x-vcalendar", "invitation.ics", true)]
    [InlineData("application/octet-stream; name=Meeting.ICS", "Meeting.ICS", true)]
    [InlineData("application/octet-stream; name=ics.txt", "ics.txt", false)]
    public void Calendar_is_known_under_its_other_names_and_counted_once(string type, string name, bool isCalendar)
    {
        var file = $"--b\nContent-Type: {type}\n\nBEGIN:VCALENDAR\nVERSION:1.0\n";
        var alone = Read($"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nYou are invited\n{file}--b--");
        var twice = Read($"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nVERSION:2.0\n{file}--b--");

        alone.Text.ShouldBe("You are invited");
        alone.Files.ShouldHaveSingleItem().FileName.ShouldBe(name);
        alone.Calendars.Count.ShouldBe(isCalendar ? 1 : 0);
        twice.Calendars.ShouldHaveSingleItem().ShouldContain("VERSION:2.0");
        twice.Files.Count.ShouldBe(2);
    }

    [Fact]
    public void Calendar_is_told_from_text()
    {
        var body = Read("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nYou are invited\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--");

        body.Text.ShouldBe("You are invited");
        body.Calendars.Single().ShouldStartWith("BEGIN:VCALENDAR");
        body.Attachments.Single().FileName.ShouldBe("invitation.ics");
    }

    [Fact]
    public void Charset_that_was_guessed_in_the_body_is_a_defect()
    {
        var message = MimeMessage.Parse(Encoding.Latin1.GetBytes("Content-Type: text/plain; charset=utf-8\n\nGr\u00FC\u00DFe"));

        ReadableBody.From(message).Text.ShouldBe("Grüße");
        message.Defects.Single().Kind.ShouldBe(MimeDefectKind.Charset);
    }

    [Theory]
    [InlineData("<div style=\"display: none; max-height:0\">Preview <div>of it</div></div><p>Hello</p>", "Hello")]
    [InlineData("<span style='mso-hide:all'>x</span>Hello", "Hello")]
    [InlineData("<table><tr><td style=\"display:none\">x</table><p>Hello</p>", "Hello")]
    [InlineData("<head><title>x</title><style>p{}</style></head><body>Hello<!-- c --><!--[if mso]>x<![endif]--></body>", "Hello")]
    [InlineData("<html><head><title>x</title><p>Hello</p></html>", "Hello")]
    [InlineData("<html><head><meta charset=utf-8>Hello<br>there</html>", "Hello\nthere")]
    [InlineData("Hello<br><br>there &#8211; &eacute;&nbsp;x &notanentity; &amp;lt;", "Hello\n\nthere – é x &notanentity; &lt;")]
    [InlineData("It&#146;s &#128;5&nbsp now</br>and then", "It’s €5 now\nand then")]
    [InlineData("&amp;nbsp; stays", "&nbsp; stays")]
    [InlineData("<pre>a\n  b</pre>c", "a\n  b\nc")]
    [InlineData("<p>a</p>\n\n<p>b</p>", "a\n\nb")]
    [InlineData("<h1>T</h1><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "T\n\n* a\n  * b\n* c")]
    [InlineData("a <5 & b > c", "a <5 & b > c")]
    [InlineData("<a href='mailto:ann@example.com'>Ann</a> <img alt='logo' src=x>", "Ann logo")]
    public void Html_reads_as_a_person_sees_it(string html, string expected) => HtmlText.ToPlain(html).ShouldBe(expected);

    private static ReadableBody Read(string source) => ReadableBody.From(MimeMessage.Parse(Encoding.ASCII.GetBytes(source)));

    [Theory]
    [InlineData("SGVsbG8g\nd29ybGQ=\n_______________\nList footer", "Hello world")]
    [InlineData("SGVsbG8gd29ybGQh\n\nYou get this mail since you are on the list.\n", "Hello world!")]
    [InlineData("SGVsbG8h\n-- \nList footer", "Hello!")]
    [InlineData("SGVsbG8g\n!!!d29y bGQ=\nIQ==", "Hello world!")]
    public void Text_that_a_list_has_put_behind_base64_is_no_noise_in_it(string body, string expected) =>
        Read($"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}").Text.ShouldBe(expected);

    [Fact]
    public void Whole_mail_that_calls_itself_an_attachment_is_read() =>
        Read("Content-Type: text/plain\nContent-Disposition: attachment\n\nThe only part").Text.ShouldBe("The only part");

    [Fact]
    public void Transfer_encoding_that_ran_into_the_content_type_is_undone() =>
        Read("Content-Type: text/plain; charset = \"iso-8859-1\" Content-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe").Text.ShouldBe("Grüße");

    [Fact]
    public void Html_that_no_header_names_is_shown_as_html()
    {
        Read("Subject: x\n\n<!DOCTYPE html><html><body><b>Hello</b></body></html>").Text.ShouldBe("Hello");
        Read("Subject: x\nContent-Type: text/plain\n\n<html><b>Hello</b></html>").Html.ShouldBeNull();
        Read("Subject: x\n\n<b>Hello</b>").Html.ShouldBeNull();
    }

    [Fact]
    public void Invitation_without_text_says_what_when_where_and_who()
    {
        var body = Read(
            """
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/calendar; method=REQUEST

            BEGIN:VCALENDAR
            METHOD:REQUEST
            BEGIN:VTIMEZONE
            TZID:Berlin
            END:VTIMEZONE
            BEGIN:VEVENT
            SUMMARY;LANGUAGE=en:Printer\, again
            DTSTART;TZID="Europe/Berlin":20260303T100000
            DTEND;TZID="Europe/Berlin":20260303T110000
            LOCATION:Room 5
            ORGANIZER;CN="Lee: Ann":mailto:ann@contoso.example
            ATTENDEE;PARTSTAT=ACCEPTED;CN=Bob:MAILTO:bob@contoso.example
            DESCRIPTION:Bring pa
             per\nand ink
            BEGIN:VALARM
            DESCRIPTION:Reminder
            END:VALARM
            END:VEVENT
            END:VCALENDAR
            --b--
            """);

        body.Text.ShouldBe("Printer, again\n2026-03-03 10:00 – 11:00 (Europe/Berlin)\nRoom 5\nLee: Ann <ann@contoso.example>\nBob <bob@contoso.example>: ACCEPTED\n\nBring paper\nand ink");
        body.Attachments.Single().FileName.ShouldBe("invitation.ics");
    }

    [Theory]
    [InlineData("METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Meet\nDTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305\nEND:VEVENT", "CANCEL: Meet\n2026-03-03 – 2026-03-04\n")]
    [InlineData("METHOD:COUNTER\nBEGIN:VTODO\nSUMMARY:Do\nDUE:20260303T100000Z\nEND:VTODO", "COUNTER: Do\n2026-03-03 10:00\n")]
    [InlineData("BEGIN:VEVENT\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260304\nEND:VEVENT", "Fair\n2026-03-03\n")]
    [InlineData("BEGIN:VEVENT\nSUMMARY:Call\nDTSTART:20260303T233000Z\nDURATION:PT1H30M\nEND:VEVENT", "Call\n2026-03-03 23:30 – 2026-03-04 01:00 (UTC)\n")]
    [InlineData("BEGIN:VEVENT\nSUMMARY:Long\nDTSTART:99991231T233000Z\nDURATION:P9999W\nEND:VEVENT", "Long\n9999-12-31 23:30 (UTC)\n")]
    [InlineData("BEGIN:VEVENT\nDTSTART:tomorrow\nnonsense\n:\n", "")]
    public void Calendar_of_any_kind_is_read(string lines, string expected) => Read($"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR\n").Text.ShouldBe(expected);

    [Theory]
    [InlineData("20260303T100000Z", "", "2026-03-03T10:00:00.0000000+00:00")]
    [InlineData("20260303T100000", ";TZID=Europe/Berlin", "2026-03-03T10:00:00.0000000+01:00")]
    [InlineData("20260703T100000", ";TZID=\"W. Europe Standard Time\"", "2026-07-03T10:00:00.0000000+02:00")]
    [InlineData("20260303T100000", ";TZID=/freeassociation.sourceforge.net/Europe/Berlin", "2026-03-03T10:00:00.0000000+01:00")]
    [InlineData("20260303T100000", ";TZID=Central Standard Time (Mexico)", "2026-03-03T10:00:00.0000000-06:00")]
    [InlineData("20260303T100000", ";TZID=America/Argentina/Buenos_Aires", "2026-03-03T10:00:00.0000000-03:00")]
    [InlineData("20260303T100000", ";TZID=Customized Time Zone", null)]
    [InlineData("20260303T100000", ";TZID=/dev/zero", null)]
    [InlineData("20260303T100000", ";TZID=../../../../dev/zero", null)]
    [InlineData("20260303T100000", ";TZID=/a/b/../../../../dev/zero", null)]
    [InlineData("20260303T100000", ";TZID=Europe/../../../../dev/zero", null)]
    [InlineData("20260303T100000", ";TZID=America", null)]
    [InlineData("20260303T100000", ";TZID=zone.tab", null)]
    [InlineData("20260303T100000", "", null)]
    [InlineData("00010101T000000", ";TZID=Europe/Berlin", null)]
    public void Moment_of_a_meeting_is_known_where_its_zone_is(string value, string zone, string? at) =>
        (Read($"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART{zone}:{value}\nEND:VEVENT\nEND:VCALENDAR\n").Meeting!.Start!.At?.ToString("o", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(at);

    [Theory]
    [InlineData("", "logo.png", "logo.png", "logo.png")]
    [InlineData("Content-Location: http://x.example/a/page.html\n", "logo.png", "http://x.example/a/logo.png", "logo.png")]
    [InlineData("Content-Location: http://x.example/a/page.html\n", "../b/logo.png", "http://x.example/b/logo.png", "../b/logo.png")]
    [InlineData("", "http://x.example/logo.png", "http://x.example/logo.png", "http://x.example/logo.png")]
    [InlineData("", "file:///C:/x/logo.png", "file:///C:/x/logo.png", "file:///C:/x/logo.png")]
    [InlineData("", "cid:logo@x", "logo.png", null)]
    [InlineData("", "http://x.example/logo.png", "logo.png", null)]
    public void Picture_with_an_id_is_known_by_its_address_where_the_html_shows_it_by_that(string page, string source, string location, string? shown)
    {
        var file = Read($"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n{page}\n<img src=\"{source}\">\n--b\nContent-Type: image/png\nContent-ID: <logo@x>\nContent-Location: {location}\n\nx\n--b--").Files.Single();

        file.Location.ShouldBe(shown);
        file.IsInline.ShouldBe(shown is not null || source == "cid:logo@x");
    }

    [Fact]
    public void Addresses_of_pictures_that_grow_from_base_to_base_cost_no_more_than_their_length()
    {
        var bases = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"<base href=\"{new string('a', 1_900)}{i}/\">"));
        var pictures = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"<img src={i}>"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var files = Read($"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=logo.png>{bases}{pictures}\n--b\nContent-Type: image/png\nContent-Location: logo.png\n\nx\n--b--").Files;

        files.Single().Location.ShouldBe("logo.png");
        // A picture's address in full is made and thrown away, for so many pictures as are looked at; all bases one behind the other would be two million letters each time.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000_000);
    }

    [Fact]
    public void Parts_that_share_an_enclosing_header_of_many_fields_read_it_once()
    {
        var fields = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"X{i}:\n"));
        var children = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"--b\nContent-Type: image/png\nContent-Location: {i}.png\n\nx\n"));
        var body = Read($"{fields}Content-Location: http://shop.example/mail/\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"http://shop.example/mail/1999.png\">\n{children}--b--");

        body.Files.Where(file => file.IsInline).ShouldHaveSingleItem().Location.ShouldBe("http://shop.example/mail/1999.png");
    }

    [Fact]
    public void Answer_to_a_meeting_with_an_empty_text_says_who_accepts() =>
        Read("Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/calendar; method=REPLY\n\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Meet\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@contoso.example\nEND:VEVENT\n--b--").Text
            .ShouldBe("REPLY: Meet\nbob@contoso.example: ACCEPTED\n");

    [Fact]
    public void Lines_around_a_text_that_is_signed_in_the_clear_are_left_out() =>
        Read("Subject: x\n\nBefore\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- - dash\n- -- \nAnn\n-----BEGIN PGP SIGNATURE-----\n\niQE\n-----END PGP SIGNATURE-----\nAfter").Text
            .ShouldBe("Before\nHello\n- dash\n-- \nAnn\nAfter");

    [Fact]
    public void Signed_text_without_an_end_stays_as_it_is() => Read("Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nHello").Text.ShouldContain("BEGIN PGP");

    [Fact]
    public void File_in_yenc_is_taken_out_of_the_text()
    {
        byte[] source = [.. "Subject: x\n\nsee\n=ybegin part=1 line=128 size=5 name=cat one.txt\r\n=ypart begin=1 end=5\r\n"u8, 0x6D, 0x8B, 0x9E, (byte)'=', 0x40, 0x2A, .. "\r\n=yend size=5\r\nbye"u8];
        var body = ReadableBody.From(MimeMessage.Parse(source));

        body.Text.ShouldBe("see\nbye");
        body.Files.Single().FileName.ShouldBe("cat one.txt");
        body.Files.Single().Bytes().ToArray().ShouldBe([0x43, 0x61, 0x74, 0xD6, 0x00]);
    }

    [Fact]
    public void Word_that_begins_yenc_without_an_end_stays_text() => Read("Subject: x\n\n=ybegin line=1 size=1 name=x\nabc").Text.ShouldContain("=ybegin");

    [Fact]
    public void Resource_fork_of_a_mac_is_no_file_of_its_own() =>
        Read("Content-Type: multipart/appledouble; boundary=b\n\n--b\nContent-Type: application/applefile; name=a.jpg\n\nx\n--b\nContent-Type: image/jpeg; name=a.jpg\n\ny\n--b--").Files.Single().MediaType.ShouldBe("image/jpeg");

    [Fact]
    public void Rich_text_alone_is_read()
    {
        Read("Content-Type: text/rtf\n\n{\\rtf1\\ansi Hello \\b world\\b0\\par}").Text.ShouldBe("Hello world");
        Read("Content-Type: text/rtf; name=a.rtf\n\n{\\rtf1 Hello}").Files.Single().FileName.ShouldBe("a.rtf");
    }

    [Theory]
    [InlineData("34 Mbit/s \\ Netz", "34 Mbit-s - Netz.eml")]
    [InlineData("../../etc/passwd", "-..-etc-passwd.eml")]
    [InlineData("", "message.eml")]
    public void Mail_that_is_enclosed_is_called_by_its_whole_subject(string subject, string name) =>
        Read($"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/rfc822\n\nSubject: {subject}\n\ny\n--b--").Files.Single().FileName.ShouldBe(name);

    [Theory]
    [InlineData("x-klingon", "Caf\xE9", "x-klingon")]
    [InlineData("x-klingon", "Cafe", null)]
    [InlineData("X-UNKNOWN", "Caf\xC3\xA9", null)]
    [InlineData("iso-8859-1", "Caf\xE9", null)]
    public void Charset_that_nobody_knows_is_told_where_it_matters(string charset, string text, string? unknown) =>
        (ReadableBody.From(MimeMessage.Parse(System.Text.Encoding.Latin1.GetBytes($"Content-Type: text/plain; charset={charset}\n\n{text}"))).UnknownCharset?.Name).ShouldBe(unknown);

    [Theory]
    [InlineData("message/feedback-report", "feedback-report.txt")]
    [InlineData("message/disposition-notification", "disposition-notification.txt")]
    [InlineData("text/rfc822-headers", "headers.txt")]
    [InlineData("text/x-vcard", "file.vcf")]
    [InlineData("audio/x-wav", "audio.wav")]
    public void Reports_have_names_that_say_what_they_are(string type, string name) =>
        Read($"Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b\nContent-Type: {type}\n\nA: b\n--b--").Files.Single().FileName.ShouldBe(name);
}
