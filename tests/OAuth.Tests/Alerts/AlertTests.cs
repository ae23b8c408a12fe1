using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.Alerts;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Tests.Doctor;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.OAuth.Tests.Alerts;

/// <summary>Who is told what, how often, and by which way.</summary>
public sealed class AlertTests : OAuthFixture
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broken_link_is_told_once_by_mail_and_webhook_however_many_replicas_watch()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = ScriptedMail.Smtp();
        await using var second = Replica();
        var webhook = await AddWebhookAsync($"{receiver.Address}/hook");
        await SaveAsync(new AlertSettings(ToAdmins: true, ["duty@contoso.example"], null));
        using (var helpdesk = App.As("helpdesk"))
        {
            (await helpdesk.PutAsJsonAsync("/internal/alert-admins", new[] { "admin@contoso.example" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await AddWellAsync("sales@contoso.example", server);
        var broken = await AddBrokenAsync("support@contoso.example");

        await WatchAsync(App, second, App, second);

        var mails = server.Messages.ToList();
        mails.Count.ShouldBe(2);
        mails.ShouldAllBe(mail => mail.Contains("Auto-Submitted: auto-generated") && mail.Contains("support@contoso.example needs attention") && mail.Contains($"/system-emails/{broken}"));
        mails.Select(mail => mail.Split('\n').First(line => line.StartsWith("To:", StringComparison.Ordinal))).Order().ShouldBe(["To: admin@contoso.example", "To: duty@contoso.example"]);
        var request = receiver.Requests.ShouldHaveSingleItem();
        ShouldBeSigned(request.Signature, request.Body, webhook.Secret!);
        using var facts = JsonDocument.Parse(request.Body);
        facts.RootElement.GetProperty("kind").GetString().ShouldBe("needs_attention");
        facts.RootElement.GetProperty("code").GetString().ShouldBe("AADSTS7000222");
        using var admin = App.As("helpdesk");
        (await admin.GetFromJsonAsync<AlertView[]>("/internal/admin/alerts"))!.ShouldHaveSingleItem().Address.ShouldBe("support@contoso.example");
        (await admin.GetFromJsonAsync<AlertDeliveryView[]>("/internal/admin/alerts/deliveries"))!.ShouldAllBe(delivery => delivery.State == "done" && delivery.Attempts == 1);
    }

    [Fact]
    public async Task It_is_told_again_each_day_and_its_end_once()
    {
        await using var server = ScriptedMail.Smtp();
        await SaveAsync(new AlertSettings(ToAdmins: false, ["duty@contoso.example"], new LastResortServer("127.0.0.1", server.Port, ConnectionSecurity.None, null, null, "helpdesk@contoso.example")));
        var broken = await AddBrokenAsync("support@contoso.example");
        await WatchAsync(App);
        App.Time.Ahead = TimeSpan.FromHours(25);
        await WatchAsync(App, App);
        Provider.TokenFailure = null;
        using var admin = App.As("helpdesk");
        using var refreshed = await admin.PostAsync($"/internal/admin/system-emails/{broken}/token/refresh", null);
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await WatchAsync(App);
        server.Messages.Count.ShouldBe(2, "it has been well for a moment only");

        App.Time.Ahead += TimeSpan.FromMinutes(2);
        await WatchAsync(App, App);
        App.Time.Ahead += TimeSpan.FromHours(30);
        await WatchAsync(App);

        Subjects(server).ShouldBe(
        [
            "[HelpdeskMail] support@contoso.example needs attention: The client secret has expired.",
            "[HelpdeskMail] support@contoso.example still needs attention: The client secret has expired.",
            "[HelpdeskMail] support@contoso.example works again",
        ]);
        (await admin.GetFromJsonAsync<AlertView[]>("/internal/admin/alerts"))!.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_paused_link_is_not_said_to_work_again()
    {
        await using var server = ScriptedMail.Smtp();
        await SaveAsync(new AlertSettings(ToAdmins: false, ["duty@contoso.example"], new LastResortServer("127.0.0.1", server.Port, ConnectionSecurity.None, null, null, "helpdesk@contoso.example")));
        var broken = await AddBrokenAsync("support@contoso.example");
        await WatchAsync(App);
        using var admin = App.As("helpdesk");
        using var paused = await admin.PostAsync($"/internal/admin/system-emails/{broken}/pause", null);
        paused.StatusCode.ShouldBe(HttpStatusCode.OK);

        await WatchAsync(App);

        server.Messages.ShouldHaveSingleItem();
        (await admin.GetFromJsonAsync<AlertView[]>("/internal/admin/alerts"))!.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_that_refuses_is_tried_again_with_growing_pauses_under_the_same_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Status = 500;
        await AddWebhookAsync($"{receiver.Address}/hook");
        using var admin = App.As("helpdesk");
        (await admin.PostAsync("/internal/admin/alerts/test", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await CarryAsync();
        App.Time.Ahead = TimeSpan.FromSeconds(20);
        await CarryAsync();
        receiver.Requests.Count.ShouldBe(1);
        App.Time.Ahead = TimeSpan.FromSeconds(70);
        await CarryAsync();
        receiver.Requests.Count.ShouldBe(2);
        receiver.Status = 200;

        App.Time.Ahead = TimeSpan.FromMinutes(10);
        await CarryAsync();
        App.Time.Ahead = TimeSpan.FromDays(1);
        await CarryAsync();

        receiver.Requests.Count.ShouldBe(3);
        receiver.Requests.Select(request => request.Delivery).Distinct().ShouldHaveSingleItem();
        (await admin.GetFromJsonAsync<AlertDeliveryView[]>("/internal/admin/alerts/deliveries"))!.ShouldHaveSingleItem().State.ShouldBe("done");
    }

    [Fact]
    public async Task A_webhook_s_redirect_is_not_followed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await AddWebhookAsync($"{receiver.Address}/elsewhere");
        using var admin = App.As("helpdesk");
        using var test = await admin.PostAsync("/internal/admin/alerts/test", null);

        await CarryAsync();

        receiver.Requests.ShouldBeEmpty();
        (await admin.GetFromJsonAsync<AlertDeliveryView[]>("/internal/admin/alerts/deliveries"))!.ShouldHaveSingleItem().Answer.ShouldBe("HTTP status 307");
    }

    [Theory]
    [InlineData("https://10.1.2.3/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fd00::1]/hook")]
    [InlineData("http://hooks.example.com/plain")]
    [InlineData("https://user:password@hooks.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task A_webhook_into_a_private_network_or_without_TLS_is_refused(string address)
    {
        using var admin = App.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync("/internal/admin/alerts/webhooks", new WebhookDraft(address));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("validation_failed");
    }

    [Fact]
    public async Task Passwords_and_keys_come_out_nowhere()
    {
        var settings = new AlertSettings(ToAdmins: false, ["duty@contoso.example"], new LastResortServer("smtp.contoso.example", 587, ConnectionSecurity.StartTls, "helpdesk", "last-resort-password", "helpdesk@contoso.example"));
        await SaveAsync(settings);
        var webhook = await AddWebhookAsync("https://hooks.contoso.example/alerts");
        using var admin = App.As("helpdesk");

        var shown = await admin.GetStringAsync("/internal/admin/alerts/settings");
        var hooks = await admin.GetStringAsync("/internal/admin/alerts/webhooks");

        shown.ShouldNotContain("last-resort-password");
        shown.ShouldContain("\"hasPassword\":true");
        hooks.ShouldNotContain(webhook.Secret!);
        await using var connection = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        var dump = await connection.ExecuteScalarAsync<string?>("select (select json_agg(s)::text from alert_settings s) || (select json_agg(w)::text from webhook w)");
        dump.ShouldNotBeNull().ShouldNotContain("last-resort-password");
        dump.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes("last-resort-password")));
        dump.ShouldNotContain(webhook.Secret!);

        // Another server must not be shown the stored password.
        await SaveAsync(settings with { LastResort = settings.LastResort! with { Password = null } });
        (await admin.GetStringAsync("/internal/admin/alerts/settings")).ShouldContain("\"hasPassword\":true");
        await SaveAsync(settings with { LastResort = settings.LastResort! with { Password = null, Host = "smtp.elsewhere.example" } });
        (await admin.GetStringAsync("/internal/admin/alerts/settings")).ShouldContain("\"hasPassword\":false");
    }

    [Fact]
    public async Task A_sign_in_that_a_pause_lets_run_out_is_told_ahead()
    {
        await using var server = ScriptedMail.Smtp();
        await SaveAsync(new AlertSettings(ToAdmins: false, ["duty@contoso.example"], new LastResortServer("127.0.0.1", server.Port, ConnectionSecurity.None, null, null, "helpdesk@contoso.example")));
        var email = await App.AddAsync(Drafts.ByPerson());
        var journey = new Journey(App);
        await journey.WholeAsync(email.Id);
        using var admin = App.As("helpdesk");
        using var paused = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/pause", null);
        (await admin.GetFromJsonAsync<LinkEnd[]>($"/internal/admin/system-emails/{email.Id}/forecast"))!.ShouldHaveSingleItem().Kind.ShouldBe(AlertKind.SignInEnds);

        foreach (var days in new[] { 50, 61, 62, 77, 84, 89.5 })
        {
            App.Time.Ahead = TimeSpan.FromDays(days);
            await WatchAsync(App);
        }

        Subjects(server).Count().ShouldBe(4);
    }

    [Fact]
    public async Task A_secret_s_end_is_told_ahead_and_its_renewal_once()
    {
        await using var server = ScriptedMail.Smtp();
        await SaveAsync(new AlertSettings(ToAdmins: false, ["duty@contoso.example"], new LastResortServer("127.0.0.1", server.Port, ConnectionSecurity.None, null, null, "helpdesk@contoso.example")));
        var today = DateOnly.FromDateTime(App.Time.GetUtcNow().UtcDateTime);
        var draft = Drafts.ByApplication();
        var email = await App.AddAsync(draft with { Application = draft.Application! with { SecretExpiresOn = today.AddDays(5) } });
        await WatchAsync(App, App);
        using var admin = App.As("helpdesk");
        (await admin.GetFromJsonAsync<HealthBoard>("/internal/admin/board"))!.Mailboxes.ShouldHaveSingleItem().Ends!.Kind.ShouldBe(AlertKind.SecretEnds);

        using var renewed = await admin.PutAsJsonAsync(
            $"/internal/admin/system-emails/{email.Id}", draft with { Application = draft.Application! with { SecretExpiresOn = today.AddDays(300), ClientSecret = "another~secret.value" } });
        renewed.StatusCode.ShouldBe(HttpStatusCode.OK, await renewed.Content.ReadAsStringAsync());
        await WatchAsync(App, App);
        await WatchAsync(App);

        var subjects = Subjects(server).ToList();
        subjects.Count.ShouldBe(2);
        subjects[0].ShouldStartWith("[HelpdeskMail] support@contoso.example: The application's client secret ends on ");
        subjects[1].ShouldBe("[HelpdeskMail] support@contoso.example: renewed");
    }

    [Fact]
    public async Task A_telling_that_ends_in_a_defect_keeps_no_other_from_being_told()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        foreach (var hook in Enumerable.Range(1, 5))
        {
            await AddWebhookAsync($"{receiver.Address}/hook?number={hook}");
        }

        await AddBrokenAsync("support@contoso.example");
        await QuietAsync(App);
        await App.Services.GetRequiredService<AlertWatch>().RunAsync(Cancellation);
        await using var connection = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        (await connection.ExecuteAsync("update alert_delivery set target = 'no address', next_at = next_at - interval '1 second' where target like '%number=1'")).ShouldBe(1);

        await CarryAsync();

        receiver.Requests.Count.ShouldBe(4);
        using var admin = App.As("helpdesk");
        var broken = (await admin.GetFromJsonAsync<AlertDeliveryView[]>("/internal/admin/alerts/deliveries"))!.Single(delivery => delivery.Target == "no address");
        broken.State.ShouldBe("waiting");
        broken.Answer!.ShouldStartWith("Something went wrong here");
    }

    private static IEnumerable<string> Subjects(ScriptedMail server) => server.Messages.Select(message =>
    {
        var lines = message.Split('\n').SkipWhile(line => !line.StartsWith("Subject:", StringComparison.Ordinal)).ToList();
        return string.Concat(lines.Take(1).Concat(lines.Skip(1).TakeWhile(line => line.StartsWith(' '))))["Subject: ".Length..];
    });

    private static void ShouldBeSigned(string header, string body, string secret)
    {
        var parts = header.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        long.Parse(parts["t"], CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_700_000_000);
        parts["v1"].ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{body}"))));
    }

    /// <summary>The job that does by the clock what these tests do by hand must not be in the middle of it; it first fires 15 s after a start.</summary>
    private static Task QuietAsync(OAuthApp replica) => replica.QuietAsync("tell-admins");

    private static async Task WatchAsync(params OAuthApp[] replicas)
    {
        foreach (var replica in replicas)
        {
            await QuietAsync(replica);
        }

        await Task.WhenAll(replicas.Select(replica => replica.Services.GetRequiredService<AlertWatch>().RunAsync(Cancellation)));
        await Task.WhenAll(replicas.Select(replica => replica.Services.GetRequiredService<AlertCourier>().RunAsync(Cancellation)));
    }

    private async Task CarryAsync()
    {
        await QuietAsync(App);
        await App.Services.GetRequiredService<AlertCourier>().RunAsync(Cancellation);
    }

    /// <summary>A system email whose secret has expired.</summary>
    private async Task<Guid> AddBrokenAsync(string address)
    {
        // Else that job may fetch a token a moment before the refresh below, which then has no reason to ask again.
        await App.QuietAsync("refresh-tokens");
        var email = await App.AddAsync(Drafts.ByApplication(address));
        Provider.TokenFailure = IdentityProvider.Failure.Entra(7000222, "invalid_client");
        using var admin = App.As("helpdesk");
        using var refused = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/token/refresh", null);
        return email.Id;
    }

    /// <summary>A system email that sends by password through a server of the test's.</summary>
    private async Task AddWellAsync(string address, ScriptedMail server)
    {
        var draft = Drafts.ByPassword(address);
        var email = await App.AddAsync(draft with { Receiving = null, Sending = draft.Sending! with { Server = draft.Sending.Server with { Host = "127.0.0.1", Port = server.Port, Security = ConnectionSecurity.None } } });
        await using var connection = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        await HealthBook.ObserveAsync(connection, new MailboxObserved(email.Id, MailDirection.Sending, App.Time.GetUtcNow(), null), Cancellation);
        await HealthBook.ReassessAsync(connection, email.Id, App.Time.GetUtcNow(), Cancellation);
    }

    private async Task SaveAsync(AlertSettings settings)
    {
        using var admin = App.As("helpdesk");
        using var answer = await admin.PutAsJsonAsync("/internal/admin/alerts/settings", settings);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private async Task<WebhookView> AddWebhookAsync(string address)
    {
        using var admin = App.As("helpdesk");
        using var answer = await admin.PostAsJsonAsync("/internal/admin/alerts/webhooks", new WebhookDraft(address));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<WebhookView>())!;
    }
}
