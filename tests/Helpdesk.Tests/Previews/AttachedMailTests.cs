using System.Net;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Previews;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Tests.Previews;

public sealed class AttachedMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("Content-Type: message/rfc822; name=\"Lamp.eml\"\nContent-Disposition: attachment")]
    [InlineData("Content-Type: application/octet-stream; name=\"Lamp.eml\"\nContent-Disposition: attachment; filename=\"Lamp.eml\"")]
    public async Task Mail_that_is_enclosed_is_shown_as_a_mail(string fields)
    {
        var file = await EnclosedAsync(
            fields,
            $"From: Cleo Marsh <cleo@shop.example>\nTo: ada@contoso.example\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: =?utf-8?Q?L=C3=A4mp?=\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=i\n\n--i\nContent-Type: text/html; charset=utf-8\n\n<p>It br=6Fke. <img src=\"cid:p@x\"><img src=\"https://tracker.example/p.gif\"><script>alert(1)</script></p>\n--i\nContent-Type: image/png\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\n{Picture}\n--i\nContent-Type: text/plain; name=list.txt\nContent-Disposition: attachment; filename=list.txt\n\none, two\n--i\nContent-Type: application/pdf; name=bill.pdf\nContent-Disposition: attachment; filename=bill.pdf\n\nMZ\u0001\n--i--");
        using var browser = await host.AdministratorAsync();

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/attachments/{file.Id}/look"));
        using var shown = await browser.GetAsync($"/attachments/{file.Id}/look/mail");
        var body = await shown.Content.ReadAsStringAsync();

        page.ShouldContain("Cleo Marsh");
        page.ShouldContain("<dd>Lämp</dd>");
        page.ShouldContain("datetime=\"2026-03-02T10:00:00.0000000Z\"");
        page.ShouldContain($"<a href=\"/attachments/{file.Id}/look/files/1\" download=\"list.txt\"");
        page.ShouldContain("bill.pdf");
        page.ShouldNotContain($"/attachments/{file.Id}/look/files/2");
        (await browser.GetStringAsync($"/attachments/{file.Id}/look/files/1")).ShouldBe("one, two");
        foreach (var none in new[] { 2, 3, 99 })
        {
            using var refused = await browser.GetAsync($"/attachments/{file.Id}/look/files/{none}");
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{none}");
        }

        page.ShouldContain($"src=\"/attachments/{file.Id}/look/mail\"");
        body.ShouldContain("It br=6Fke.");
        body.ShouldContain("<img src=\"data:image/png;base64,");
        body.ShouldNotContain("tracker.example");
        body.ShouldNotContain("<script");
        string.Join(' ', shown.Headers.GetValues("Content-Security-Policy")).ShouldContain("default-src 'none'");
    }

    [Fact]
    public void Picture_that_is_shown_a_thousand_times_is_decoded_once()
    {
        var asked = 0;
        var mail = Shown(string.Concat(Enumerable.Repeat("<img src=\"cid:p@x\"><img src=\"cid:q@x\">", 2000)), ("p@x", Picture), ("q@x", "bm90aGluZw=="));

        var document = mail.Document("/", file =>
        {
            asked++;
            return file.Bytes();
        });

        asked.ShouldBe(2);
        Count(document).ShouldBe(1000);
    }

    [Fact]
    public void Pictures_beyond_the_most_are_not_even_decoded()
    {
        var asked = new List<string?>();
        var mail = Shown("<img src=\"cid:a@x\"><img src=\"cid:b@x\"><img src=\"cid:a@x\"><img src=\"cid:c@x\">", ("a@x", Picture), ("b@x", Picture), ("c@x", Picture));
        var whole = new byte[4 * 1024 * 1024];
        Convert.FromBase64String(Picture).CopyTo(whole, 0);

        var document = mail.Document("/", file =>
        {
            asked.Add(file.ContentId);
            return whole;
        });

        asked.ShouldBe(["a@x", "b@x"]);
        Count(document).ShouldBe(2);
    }

    private static AttachedMail Shown(string html, params (string Id, string Base64)[] pictures) => new(
        PreparedMail.Read(Mails.Bytes($"From: cleo@shop.example\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=i\n\n--i\nContent-Type: text/html\n\n{html}\n{string.Concat(pictures.Select(one => $"--i\nContent-Type: image/png\nContent-ID: <{one.Id}>\nContent-Transfer-Encoding: base64\n\n{one.Base64}\n"))}--i--"), "x"), null);

    private static int Count(string? document) => document.ShouldNotBeNull().Split("<img").Length - 1;

    [Fact]
    public async Task Enclosed_mail_of_plain_text_is_shown_without_a_frame()
    {
        var file = await EnclosedAsync("Content-Type: message/rfc822", "From: cleo@shop.example\nSubject: Plain\nContent-Transfer-Encoding: quoted-printable\n\nIt br=6Fke.");
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/attachments/{file.Id}/look");
        using var none = await browser.GetAsync($"/attachments/{file.Id}/look/mail");

        page.ShouldContain("It broke.");
        page.ShouldNotContain("<iframe");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("mail.eml", "application/octet-stream", "text/html", PreviewKind.Mail, false)]
    [InlineData("mail", "message/rfc822", "text/html", PreviewKind.Mail, false)]
    [InlineData("mail.eml", "message/rfc822", "application/vnd.microsoft.portable-executable", PreviewKind.Text, true)]
    [InlineData("page.html", "message/rfc822", "text/html", PreviewKind.Mail, true)]
    [InlineData("mail.eml.exe", "message/rfc822", "text/plain", PreviewKind.Mail, true)]
    [InlineData("page.html", "text/html", "text/html", PreviewKind.Text, true)]
    public void What_calls_itself_a_mail_is_one_where_its_bytes_may_be(string name, string declared, string found, PreviewKind preview, bool dangerous)
    {
        var verdict = FileVerdict.Of(name, declared, found);

        verdict.Preview.ShouldBe(preview);
        (verdict.Danger is not null).ShouldBe(dangerous);
    }

    private async Task<EntryAttachment> EnclosedAsync(string fields, string mail)
    {
        var entry = (await host.ReceiveAsync($"From: Anna Berg <anna@customer.example>\nTo: support@contoso.example\nSubject: See below\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease look at the mail that I enclose, {Guid.NewGuid():N}.\n--b\n{fields}\n\n{mail}\n--b--\n")).ShouldBeOfType<IntakeOutcome.Entry>();
        return (await host.TicketAsync(entry.TicketNumber)).Entries[0].Attachments.ShouldHaveSingleItem();
    }
}
