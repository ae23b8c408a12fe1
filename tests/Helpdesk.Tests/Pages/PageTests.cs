using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

public sealed class PageTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Ticket_page_shows_the_thread_the_evidence_and_the_composer()
    {
        var entry = (await host.ReceiveAsync(Mails.Html("<p>Hi</p><img src=https://tracker.example/p.gif>", subject: "<script>alert(1)</script> & more"))).ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/tickets/{entry.TicketNumber}?view=open");

        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script>alert");
        page.ShouldContain($"src=\"/entries/{entry.EntryId}/body\"");
        page.ShouldContain("1 picture from tracker.example is not loaded");
        page.ShouldContain("New ticket: nothing in the mail points to an earlier one");
        page.ShouldContain("id=\"reply-text\"");
        page.ShouldContain("anna@customer.example");
    }

    [Fact]
    public async Task System_emails_are_shown_tab_by_tab_with_the_banner_of_the_sign_in()
    {
        var settings = host.OAuth.Settings[0];
        var now = TimeProvider.System.GetUtcNow();
        var view = new SystemEmailView(
            StubOAuth.Support, 1, settings.Address, settings.Name, MailProvider.Sandbox, SignInWay.AuthorizationCode, false, null, false, settings.Receiving, settings.Sending, true, false,
            settings.Address, new LinkHealth(LinkState.Healthy, now, null, null, null), "http://localhost/oauth/callback", null, now, now);
        var link = Guid.NewGuid();
        Answer("", view);
        Answer("/token", new TokenView(view.Id, view.SignIn, view.Account, "contoso.example", ["scope-of-the-token"], null, true, now, now, now.AddHours(1), now, null, null));
        host.OAuth.Answers["GET /internal/admin/providers"] = _ => Json(new ProviderPresets(view.CallbackAddress, []));
        host.OAuth.Answers[$"GET /internal/admin/links/{link}"] = _ =>
            Json(new LinkAttempt(link, view.Id, view.Address, LinkAttemptState.Failed, null, "AADSTS65001", "Nobody has consented.", null, "Consent first.", null, now, now));
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync($"/system-emails/{view.Id}?link={link}")).ShouldContain("Nobody has consented.");
        (await browser.GetStringAsync($"/system-emails/{view.Id}?tab=token")).ShouldContain("scope-of-the-token");
        (await browser.GetStringAsync($"/system-emails/{view.Id}?tab=settings")).ShouldContain("value=\"support@contoso.example\"");
        (await browser.GetStringAsync($"/system-emails/{view.Id}?tab=activity")).ShouldContain("What was done");
    }

    [Fact]
    public async Task Sign_in_of_a_system_email_leaves_by_a_page_and_names_the_acting_admin()
    {
        host.OAuth.Answers[$"POST /internal/admin/system-emails/{StubOAuth.Sales}/links"] = _ =>
            Json(new LinkStarted(Guid.NewGuid(), "http://oauth.example/oauth/start?ticket=1&x=2", TimeProvider.System.GetUtcNow()));
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/system-emails", $"/system-emails/{StubOAuth.Sales}/link");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("url=http://oauth.example/oauth/start?ticket=1&amp;x=2");
        host.OAuth.Calls.ShouldContain(call => call.Call.EndsWith("/links", StringComparison.Ordinal) && call.AdminId != null);
    }

    private void Answer<T>(string path, T value) => host.OAuth.Answers[$"GET /internal/admin/system-emails/{StubOAuth.Support}{path}"] = _ => Json(value);

    private static HttpResponseMessage Json<T>(T value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value) };
}
