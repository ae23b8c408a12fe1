using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Reading;

public sealed class MailSignsTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("From: \"boss@contoso.example\" <x@evil.example>\n", "calls itself «boss@contoso.example»")]
    [InlineData("From: Boss <boss@customer.example>\nReply-To: boss@evil.example\n", "Answers go elsewhere: to boss@evil.example")]
    [InlineData("Authentication-Results: mx.contoso.example; spf=pass; dkim=fail (bad) header.d=x; dmarc=fail\nFrom: Boss <boss@customer.example>\n", "could not confirm that boss@customer.example sent it (dkim=fail, dmarc=fail)")]
    [InlineData("From: Bank <info@xn--pple-43d.com>\n", "letters of another alphabet")]
    public async Task Signs_of_a_false_sender_are_named(string header, string sign)
    {
        using var browser = await host.AdministratorAsync();

        var page = await PageAsync(browser, header);

        System.Net.WebUtility.HtmlDecode(page).ShouldContain(sign);
    }

    [Theory]
    [InlineData("From: Anna <anna@mail.customer.example>\nReply-To: anna@customer.example\n")]
    [InlineData("Authentication-Results: mx.contoso.example; spf=softfail (dkim=fail) smtp.mailfrom=x; dkim=pass; dkim=fail; dmarc=pass\nFrom: anna@customer.example <anna@customer.example>\n")]
    [InlineData("Authentication-Results: mx; dkim=pass\nAuthentication-Results: forged; dmarc=fail\nFrom: anna@customer.example\n")]
    public async Task Ordinary_mail_has_none(string header)
    {
        using var browser = await host.AdministratorAsync();

        var page = await PageAsync(browser, header.Replace("spf=softfail ", "spf=pass ", StringComparison.Ordinal));

        page.ShouldNotContain("Look twice");
    }

    private async Task<string> PageAsync(HttpClient browser, string header)
    {
        var entry = (await host.ReceiveAsync($"{header}To: support@contoso.example\nSubject: Help\nMessage-ID: <{Mails.NewId()}>\n\nHello.\n")).ShouldBeOfType<IntakeOutcome.Entry>();
        return await browser.GetStringAsync($"/tickets/{entry.TicketNumber}");
    }
}
