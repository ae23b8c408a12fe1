using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.Helpdesk.Health;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Health;

/// <summary>What the pages show of a link's health: the doctor's report, what ends, alerts on top, a mark beside each address.</summary>
public sealed class LinkHealthPageTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private static readonly MailboxProblem Expired = new("AADSTS7000222", "The client secret <b>has</b> expired.", "Make a new one.", null, null);
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_broken_link_is_on_top_of_admins_pages_and_beside_its_address()
    {
        await BreakAsync();
        var entry = (await host.ReceiveAsync(Mails.Html("<p>Hi</p>", subject: "Beside its address"))).ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync("/people")).ShouldContain("The client secret &lt;b&gt;has&lt;/b&gt; expired.");
        var ticket = await browser.GetStringAsync($"/tickets/{entry.TicketNumber}");
        ticket.ShouldContain("Needs attention");
        ticket.ShouldContain("Make a new one.");
        host.OAuth.Calls.ShouldContain(call => call.Call == "PUT /internal/alert-admins" && call.Body.Contains("ada@contoso.example"));
    }

    [Fact]
    public async Task The_doctor_s_report_names_the_cause_first_and_can_be_copied()
    {
        var step = new DoctorStep(MailDirection.Sending, "smtp_auth", "SMTP sign-in switched on", DoctorOutcome.Failed, "SMTP is off for this mailbox.", "Exchange refuses it.", "Switch it on.", "Set-CASMailbox -Identity 'support@contoso.example' -SmtpClientAuthenticationDisabled $false", "535 5.7.139", "submission_off_for_mailbox");
        Answer("", View(SignInWay.ClientCredentials));
        Answer("/doctor", new DoctorReport(StubOAuth.Support, "support@contoso.example", now, DoctorOutcome.Failed, step, [step], "the whole report"));
        Answer("/restriction", new RestrictionReport(now, RestrictionVerdict.Unrestricted, "director@contoso.example", "It reaches all.", "Opens.", "Opens too.", "New-ApplicationAccessPolicy -AppId 'x'", "New-ManagementScope"));
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/system-emails/{StubOAuth.Support}?tab=doctor");

        page.ShouldContain("Most likely the cause: SMTP sign-in switched on");
        page.ShouldContain("data-copy=\"the whole report\"");
        page.ShouldContain("-SmtpClientAuthenticationDisabled $false");
        page.ShouldContain("Not limited!");
        page.ShouldContain("New-ApplicationAccessPolicy");
    }

    [Fact]
    public async Task What_ends_is_shown_with_its_days()
    {
        Answer("", View(SignInWay.AuthorizationCode));
        Answer<IReadOnlyList<LinkEnd>>("/forecast", [new LinkEnd(AlertKind.SecretEnds, now.AddDays(6.5), "The application's client secret ends.", "Make a new one.")]);
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync($"/system-emails/{StubOAuth.Support}")).ShouldContain("Client secret: in 7 days");
    }

    [Fact]
    public async Task Alerts_are_set_without_the_password_coming_back()
    {
        host.OAuth.Answers["GET /internal/admin/alerts/settings"] = _ => Json(new AlertSettings(true, ["duty@contoso.example"], new LastResortServer("smtp.contoso.example", 587, ConnectionSecurity.StartTls, "me", null, "helpdesk@contoso.example", HasPassword: true)));
        host.OAuth.Answers["PUT /internal/admin/alerts/settings"] = _ => new HttpResponseMessage(HttpStatusCode.BadRequest)
        {
            Content = JsonContent.Create(new { code = "validation_failed", title = "Some fields need another value.", errors = new Dictionary<string, string[]> { ["recipients"] = ["«nobody» is no address."] } }),
        };
        using var browser = await host.AdministratorAsync();

        using var saved = await HelpdeskHost.PostAsync(
            browser, "/alerts", "/alerts", ("toAdmins", "true"), ("recipients", "nobody"), ("lastResort.host", "smtp.contoso.example"), ("lastResort.port", "587"), ("lastResort.security", "StartTls"),
            ("lastResort.userName", "me"), ("lastResort.password", "typed-password"), ("lastResort.from", "helpdesk@contoso.example"));

        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        host.OAuth.Calls.ShouldContain(call => call.Call == "PUT /internal/admin/alerts/settings" && call.AdminId != null && call.Body.Contains("typed-password"));
        var page = await browser.GetStringAsync("/alerts");
        page.ShouldContain("is no address.");
        page.ShouldContain("nobody</textarea>");
        page.ShouldNotContain("typed-password");
    }

    [Fact]
    public async Task A_webhook_s_key_is_shown_once()
    {
        host.OAuth.Answers["GET /internal/admin/alerts/settings"] = _ => Json(new AlertSettings(true, [], null));
        host.OAuth.Answers["POST /internal/admin/alerts/webhooks"] = _ => Json(new WebhookView(Guid.NewGuid(), "https://hooks.contoso.example/", now, "the-key-of-the-webhook"));
        using var browser = await host.AdministratorAsync();

        using var added = await HelpdeskHost.PostAsync(browser, "/alerts", "/alerts/webhooks", ("address", "https://hooks.contoso.example/"));

        (await browser.GetStringAsync("/alerts")).ShouldContain("the-key-of-the-webhook");
        (await browser.GetStringAsync("/alerts")).ShouldNotContain("the-key-of-the-webhook");
    }

    private async Task BreakAsync()
    {
        host.OAuth.Answers["GET /internal/admin/board"] = _ => Json(new HealthBoard(
            [new MailboxStanding(StubOAuth.Support, "support@contoso.example", LinkState.NeedsAttention, now, Expired, null, DoctorOutcome.Failed, now)],
            [new AlertView(Guid.NewGuid(), StubOAuth.Support, "support@contoso.example", AlertKind.LinkBroken, now, null, Expired)]));
        host.OAuth.Answers["PUT /internal/alert-admins"] = _ => new HttpResponseMessage(HttpStatusCode.NoContent);
        using var first = await host.AdministratorAsync();
        await host.Services.GetRequiredService<HealthWatch>().ReadAsync(TestContext.Current.CancellationToken);
    }

    private SystemEmailView View(SignInWay way)
    {
        var settings = host.OAuth.Settings[0];
        return new SystemEmailView(
            StubOAuth.Support, 1, settings.Address, settings.Name, MailProvider.Sandbox, way, false, null, false, settings.Receiving, settings.Sending, true, false,
            settings.Address, new LinkHealth(LinkState.Healthy, now, null, null, null), "http://localhost/oauth/callback", null, now, now);
    }

    private void Answer<T>(string path, T value) => host.OAuth.Answers[$"GET /internal/admin/system-emails/{StubOAuth.Support}{path}"] = _ => Json(value);

    private static HttpResponseMessage Json<T>(T value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value) };
}
