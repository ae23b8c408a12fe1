using System.Net;
using System.Text;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Previews;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Previews;

public sealed class FileTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Program_that_is_called_an_invoice_is_asked_about_first()
    {
        using var browser = await host.AdministratorAsync();
        var file = await ReceiveFileAsync("invoice.pdf", "application/pdf", [.. "MZ"u8, 0x90, 0, 3, 0]);

        using var first = await browser.GetAsync($"/attachments/{file}/invoice.pdf");
        var page = await browser.GetStringAsync($"/attachments/{file}/look");
        using var sure = await browser.GetAsync($"/attachments/{file}/invoice.pdf?sure=true");

        first.Headers.Location!.ToString().ShouldBe($"/attachments/{file}/look");
        page.ShouldContain("although its name says otherwise");
        sure.Headers.Location!.ToString().ShouldStartWith($"/files/save/{file}/");
    }

    [Fact]
    public async Task File_is_given_without_a_session_by_its_signed_address_and_as_nothing_a_browser_runs()
    {
        var file = await ReceiveFileAsync("page.html\r\nX-Evil: 1", "text/html", Encoding.UTF8.GetBytes("<script>alert(1)</script>"));
        using var stranger = host.Browser();
        var links = host.Services.GetRequiredService<FileLinks>();

        using var answer = await stranger.GetAsync(links.ToDownload(file, "page.html"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Address_of_a_file_is_good_for_that_file_and_use_only()
    {
        var file = await ReceiveFileAsync("a.png", "image/png", Convert.FromHexString("89504E470D0A1A0A0000"));
        var text = await ReceiveFileAsync("a.svg", "image/png", Encoding.UTF8.GetBytes("<svg onload=alert(1)>"));
        using var stranger = host.Browser();
        var links = host.Services.GetRequiredService<FileLinks>();
        var address = links.ToDraw(file);

        (await stranger.GetAsync(address)).Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await stranger.GetAsync(address.Replace("/show/", "/save/", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync(address.Replace($"/{file}/", $"/{text}/", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync(links.ToDraw(text))).StatusCode.ShouldBe(HttpStatusCode.NotFound, "an SVG is not drawn, whatever its sender calls it");
        (await stranger.GetAsync($"/attachments/{file}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Text_is_shown_as_its_letters()
    {
        using var browser = await host.AdministratorAsync();
        var file = await ReceiveFileAsync("notes.txt", "text/plain", Encoding.UTF8.GetBytes("Grüße & mehr"));

        (await browser.GetStringAsync($"/attachments/{file}/look")).ShouldContain("Gr&#xFC;&#xDF;e &amp; mehr");
    }

    [Fact]
    public async Task Text_of_an_old_charset_is_shown_as_its_letters()
    {
        using var browser = await host.AdministratorAsync();
        var russian = CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("Здравствуйте! Принтер на третьем этаже опять не печатает, помогите, пожалуйста.");
        var file = await ReceiveFileAsync("notes.txt", "text/plain", russian);

        WebUtility.HtmlDecode(await browser.GetStringAsync($"/attachments/{file}/look")).ShouldContain("Здравствуйте! Принтер на третьем этаже");
    }

    [Fact]
    public async Task Text_that_is_cut_within_a_letter_is_still_read_as_what_it_is()
    {
        using var browser = await host.AdministratorAsync();
        var file = await ReceiveFileAsync("long.txt", "text/plain", Encoding.UTF8.GetBytes("x" + string.Concat(Enumerable.Repeat("Grüße ж语", 40_000))));

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/attachments/{file}/look"));

        page.ShouldContain("xGrüße ж语Grüße");
        page.ShouldNotContain("\uFFFD");
    }

    private async Task<long> ReceiveFileAsync(string name, string mediaType, byte[] bytes)
    {
        var mail =
            $"""
            From: Anna Berg <anna@customer.example>
            To: support@contoso.example
            Subject: File
            Message-ID: <{Mails.NewId()}>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: text/plain

            See the file.
            --outer
            Content-Type: {mediaType}
            Content-Disposition: attachment; filename="{name.Split('\r')[0]}"
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(bytes)}
            --outer--

            """;
        var entry = (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>();
        return await host.QueryAsync<long>("select id from helpdesk.attachment where entry_id = @EntryId", new { entry.EntryId });
    }
}
