using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Seed;

/// <summary>The first run in development, and what an admin does there, against the Sandbox itself.</summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private SandboxServer sandbox = null!;
    private OAuthApp app = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        sandbox = await SandboxServer.StartAsync();
        app = Start();
    }

    public ValueTask DisposeAsync()
    {
        SharedServers.EndLater(app, sandbox, database);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_first_run_begins_with_a_support_mailbox_that_works()
    {
        var email = await SeededAsync();

        var test = await TestAsync(email.Id);

        email.Address.ShouldBe("support@contoso.example");
        test.Passed.ShouldBeTrue(string.Join('\n', test.Steps));
        test.Steps.Select(step => (step.Direction, step.Name)).ShouldBe(
        [
            (null, "credential"),
            (MailDirection.Receiving, "name_resolved"), (MailDirection.Receiving, "connected"), (MailDirection.Receiving, "tls"),
            (MailDirection.Receiving, "signed_in"), (MailDirection.Receiving, "mailbox_opened"),
            (MailDirection.Sending, "name_resolved"), (MailDirection.Sending, "connected"), (MailDirection.Sending, "tls"),
            (MailDirection.Sending, "signed_in"), (MailDirection.Sending, "sending_allowed"),
        ]);
        (await app.ViewAsync(email.Id)).Health.ShouldSatisfyAllConditions(
            health => health.State.ShouldBe(LinkState.Healthy),
            health => health.Receiving!.ObservedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task What_an_admin_removed_is_not_added_again_at_the_next_start()
    {
        var email = await SeededAsync();
        using var admin = app.As("helpdesk");
        using var removed = await admin.DeleteAsync($"/internal/admin/system-emails/{email.Id}");
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await using var next = Start();
        using var again = next.As("helpdesk");

        // The first answer comes after the hosted services have started; the seed looks once and stops.
        (await again.GetFromJsonAsync<SystemEmailView[]>("/internal/admin/system-emails")).ShouldBeEmpty();
        using var fetch = next.As("fetch");
        (await fetch.GetFromJsonAsync<SystemEmailSettings[]>("/internal/system-emails"))!.ShouldHaveSingleItem().Removed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_sign_in_to_the_mail_server_is_explained()
    {
        var email = await SeededAsync();
        await sandbox.ArmAsync(new { kind = "refuse-mail-sign-in", protocol = "imap" });
        await sandbox.ArmAsync(new { kind = "refuse-mail-sign-in", protocol = "smtp", answer = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox" });

        var test = await TestAsync(email.Id);

        test.Passed.ShouldBeFalse();
        var failed = test.Steps.Where(step => step.Outcome == TestOutcome.Failed).ToList();
        failed.Select(step => (step.Direction, step.Name)).ShouldBe([(MailDirection.Receiving, "signed_in"), (MailDirection.Sending, "sending_allowed")]);
        failed.ShouldAllBe(step => step.Remedy != null && step.ServerAnswer != null);
        failed[1].Remedy!.ShouldContain("Set-CASMailbox");
        test.Steps.Single(step => step.Name == "mailbox_opened").Outcome.ShouldBe(TestOutcome.Skipped);
        (await app.ViewAsync(email.Id)).Health.State.ShouldBe(LinkState.NeedsAttention);
    }

    [Fact]
    public async Task A_closed_port_and_an_unknown_host_are_told_apart()
    {
        var email = await SeededAsync();
        using var admin = app.As("helpdesk");
        var draft = new SystemEmailDraft(
            email.Address, email.Name, email.Provider, email.SignIn, email.SharedMailbox,
            new ApplicationDraft(email.Application!.ClientId, null, email.Application.Tenant, null, null, null), null,
            email.Receiving! with { Server = email.Receiving!.Server with { Port = FreePort.Next() } },
            email.Sending! with { Server = email.Sending!.Server with { Host = "nowhere.invalid", Security = ConnectionSecurity.StartTls } });
        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());

        var test = await TestAsync(email.Id);

        test.Steps.Where(step => step.Outcome == TestOutcome.Failed).Select(step => (step.Direction, step.Name))
            .ShouldBe([(MailDirection.Receiving, "connected"), (MailDirection.Sending, "name_resolved")]);
    }

    [Fact]
    public async Task An_admin_links_a_mailbox_at_the_Sandbox_s_sign_in_page()
    {
        var seeded = await SeededAsync();
        var email = await app.AddAsync(new SystemEmailDraft(
            "sales@contoso.example", "Contoso Sales", MailProvider.Sandbox, SignInWay.AuthorizationCode, SharedMailbox: false,
            new ApplicationDraft(seeded.Application!.ClientId, "sandbox-secret-value", seeded.Application.Tenant, null, null, null), null, seeded.Receiving, seeded.Sending));
        var journey = new Journey(app);
        await journey.BeginAsync(email.Id);
        var page = await journey.OpenAsync();

        using var back = await journey.ReturnAsync(await SignInAtSandboxAsync(page, "sales@contoso.example"));

        var banner = await journey.BannerAsync();
        banner.State.ShouldBe(LinkAttemptState.Succeeded, $"{banner.What} {banner.ProviderAnswer}");
        var test = await TestAsync(email.Id);
        test.Passed.ShouldBeTrue(string.Join('\n', test.Steps));
        using var admin = app.As("helpdesk");
        using var refreshed = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/token/refresh", null);
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK, await refreshed.Content.ReadAsStringAsync());
    }

    private static async Task<Uri> SignInAtSandboxAsync(Uri page, string account)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        using var form = Form(("step", "sign-in"), ("account", account), ("password", "Passw0rd!"));
        var answer = await browser.PostAsync(page, form);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            using var accept = Form(("step", "accept"));
            answer = await browser.PostAsync(page, accept);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private OAuthApp Start() => new(
        database.ConnectionString,
        sandbox.Address,
        ("Sandbox:ImapPort", sandbox.ImapPort.ToString(CultureInfo.InvariantCulture)),
        ("Sandbox:SmtpPort", sandbox.SmtpPort.ToString(CultureInfo.InvariantCulture)),
        ("Seed:Sandbox", "true"));

    private Task<SystemEmailView> SeededAsync() => Eventually.ValueAsync("the seeded mailbox is healthy", async () =>
    {
        using var admin = app.As("helpdesk");
        return (await admin.GetFromJsonAsync<SystemEmailView[]>("/internal/admin/system-emails"))!.FirstOrDefault(email => email.Health.State == LinkState.Healthy);
    });

    private async Task<ConnectionTest> TestAsync(Guid id)
    {
        using var admin = app.As("helpdesk");
        using var answer = await admin.PostAsync($"/internal/admin/system-emails/{id}/test", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ConnectionTest>())!;
    }
}
