using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.Tests.Running;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.OAuth.Tests.SystemEmails;

public sealed class AdministrationTests : OAuthFixture
{
    [Fact]
    public async Task The_form_starts_with_what_the_provider_prefills()
    {
        using var admin = App.As("helpdesk");

        var presets = (await admin.GetFromJsonAsync<ProviderPresets>("/internal/admin/providers"))!;

        presets.CallbackAddress.ShouldBe("http://localhost:5081/oauth/callback");
        var microsoft = presets.Providers.Single(preset => preset.Provider == MailProvider.Microsoft365);
        microsoft.Receiving.Server.ShouldBe(new ServerSettings("outlook.office365.com", 993, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null));
        microsoft.Sending.Server.ShouldBe(new ServerSettings("smtp.office365.com", 587, ConnectionSecurity.StartTls, SignInMethod.AccessToken, null, null));
        microsoft.ApplicationScopes.ShouldBe(["https://outlook.office365.com/.default"]);
        presets.Providers.Select(preset => preset.Provider).ShouldBe([MailProvider.Microsoft365, MailProvider.Google, MailProvider.Sandbox, MailProvider.OAuth2, MailProvider.Other]);
    }

    [Fact]
    public async Task Endpoints_and_scopes_follow_from_the_tenant_and_no_answer_holds_a_secret()
    {
        using var admin = App.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync("/internal/admin/system-emails", Drafts.ByPerson());

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain(IdentityProvider.ClientSecret);
        var view = JsonSerializer.Deserialize<SystemEmailView>(text, OAuthApp.Json)!;
        view.Application!.HasClientSecret.ShouldBeTrue();
        view.Application.TokenEndpoint.ShouldBe($"{Provider.Address}/{IdentityProvider.Tenant}/oauth2/v2.0/token");
        view.Application.Scopes.ShouldContain("https://outlook.office.com/SMTP.Send");
        view.Linked.ShouldBeFalse();
        view.Health.State.ShouldBe(LinkState.NotLinked);
        view.AdminConsentAddress!.ShouldContain("/adminconsent?client_id=");
    }

    [Fact]
    public async Task Fetch_and_reply_are_told_the_settings_without_secrets()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var fetch = App.As("fetch");

        var text = await fetch.GetStringAsync("/internal/system-emails");

        text.ShouldNotContain("secret", Case.Insensitive);
        var settings = JsonSerializer.Deserialize<SystemEmailSettings[]>(text, OAuthApp.Json)!.ShouldHaveSingleItem();
        settings.Id.ShouldBe(email.Id);
        settings.Provider.ShouldBe("microsoft365");
        settings.Linked.ShouldBeTrue();
        settings.Receiving!.PollInterval.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_edit_keeps_the_secret_and_refuses_to_overwrite_another_edit()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var admin = App.As("helpdesk");
        var draft = Drafts.ByApplication();
        draft = draft with { Name = "Renamed", Revision = email.Revision, Application = draft.Application! with { ClientId = email.Application!.ClientId, ClientSecret = null } };

        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft);
        using var stale = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft with { Name = "Too late" });
        using var credential = await App.CredentialAsync(email.Id);

        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await stale.Content.ReadAsStringAsync()).ShouldContain("changed_meanwhile");
        credential.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await App.ViewAsync(email.Id)).Name.ShouldBe("Renamed");
    }

    [Fact]
    public async Task Endpoints_follow_when_a_form_is_sent_back_with_another_tenant_alone()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var admin = App.As("helpdesk");
        var draft = Drafts.ByApplication();
        var application = draft.Application! with { AuthorizeEndpoint = email.Application!.AuthorizeEndpoint, TokenEndpoint = email.Application.TokenEndpoint };

        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft with { Application = application with { Tenant = "fabrikam.example" } });
        var moved = (await App.ViewAsync(email.Id)).Application!;

        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        moved.TokenEndpoint.ShouldBe($"{Provider.Address}/fabrikam.example/oauth2/v2.0/token");
        moved.AuthorizeEndpoint.ShouldBe($"{Provider.Address}/fabrikam.example/oauth2/v2.0/authorize");
    }

    [Fact]
    public async Task A_stored_password_is_not_shown_to_another_server()
    {
        var email = await App.AddAsync(Drafts.ByPassword());
        using var admin = App.As("helpdesk");
        var draft = Drafts.ByPassword() with { Password = null };
        var elsewhere = draft with { Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Host = "mail.evil.example" } } };

        using var same = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft with { Receiving = draft.Receiving with { Server = draft.Receiving.Server with { Port = 143 } } });
        using var another = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", elsewhere);
        using var given = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", elsewhere with { Password = "typed again" });

        same.StatusCode.ShouldBe(HttpStatusCode.OK, await same.Content.ReadAsStringAsync());
        another.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await another.Content.ReadAsStringAsync()).ShouldContain("\"password\"");
        given.StatusCode.ShouldBe(HttpStatusCode.OK, await given.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Access_tokens_of_a_provider_are_not_shown_to_a_server_that_is_not_its_own_unless_an_admin_vouches_for_it()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var admin = App.As("helpdesk");
        var draft = Drafts.ByApplication();
        draft = draft with { Application = draft.Application! with { ClientId = email.Application!.ClientId, ClientSecret = null } };
        var elsewhere = draft with { Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Host = "davmail.contoso.example" } } };

        using var unasked = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", elsewhere);
        using var vouched = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", elsewhere with { TokensToOtherServers = true });
        using var kept = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", elsewhere with { Name = "Renamed" });
        using var credential = await App.CredentialAsync(email.Id);

        unasked.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unasked.Content.ReadAsStringAsync()).ShouldContain("receiving.server.host");
        vouched.StatusCode.ShouldBe(HttpStatusCode.OK, await vouched.Content.ReadAsStringAsync());
        kept.StatusCode.ShouldBe(HttpStatusCode.OK, await kept.Content.ReadAsStringAsync());
        credential.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_provider_does_not_inherit_what_the_one_before_needed()
    {
        var plain = Drafts.ByPerson() with { Provider = MailProvider.OAuth2, Application = new("a-client", "a secret", "", "https://login.example/authorize", "https://login.example/token", ["mail"]) { Details = new(IdentityEndpoint: "https://login.example/me") } };
        var email = await App.AddAsync(plain);
        using var admin = App.As("helpdesk");

        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", plain with { Provider = MailProvider.Google, Application = new("a-client", "a secret", "", null, null, null), TokensToOtherServers = true });
        var details = (await App.ViewAsync(email.Id)).Application!.Details!;

        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        details.IdentityEndpoint.ShouldBe("https://openidconnect.googleapis.com/v1/userinfo");
        details.AuthorizeParameters!["access_type"].ShouldBe("offline");
    }

    [Fact]
    public async Task An_address_belongs_to_one_system_email_whatever_its_case()
    {
        await App.AddAsync(Drafts.ByApplication("support@contoso.example"));
        var other = await App.AddAsync(Drafts.ByApplication("sales@contoso.example"));
        using var admin = App.As("helpdesk");

        using var added = await admin.PostAsJsonAsync("/internal/admin/system-emails", Drafts.ByApplication("Support@Contoso.example"));
        using var renamed = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{other.Id}", Drafts.ByApplication("support@contoso.example"));

        added.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        renamed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_an_admin_does_is_in_the_audit_trail_without_secrets()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var admin = App.As("helpdesk");
        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", Drafts.ByApplication() with { Name = "Renamed" });
        using var paused = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/pause", null);
        using var resumed = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/resume", null);
        using var removed = await admin.DeleteAsync($"/internal/admin/system-emails/{email.Id}");

        var trail = (await admin.GetFromJsonAsync<AuditEntry[]>($"/internal/admin/system-emails/{email.Id}/audit"))!;

        trail.Select(entry => entry.Action).ShouldBe(["removed", "resumed", "paused", "changed", "created"]);
        trail.ShouldAllBe(entry => entry.AdminId == "admin-1" && entry.AdminName == "Änne Admin");
        trail[3].Details.ShouldContain("name: Contoso Support -> Renamed");
        trail[3].Details.ShouldContain("application.clientSecret: replaced");
        trail.ShouldAllBe(entry => !entry.Details.Contains(IdentityProvider.ClientSecret));
    }

    [Fact]
    public async Task A_change_without_an_acting_admin_is_refused()
    {
        using var helpdesk = App.As("helpdesk");
        helpdesk.DefaultRequestHeaders.Remove("X-Admin-Id");

        using var answer = await helpdesk.PostAsJsonAsync("/internal/admin/system-emails", Drafts.ByApplication());

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("admin_unknown");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"provider\":\"hotmail\"}")]
    [InlineData("{\"receiving\":{\"pollInterval\":\"soon\"}}")]
    [InlineData("{}")]
    public async Task A_form_that_cannot_be_read_is_the_caller_s_mistake(string body)
    {
        using var admin = App.As("helpdesk");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await admin.PostAsync("/internal/admin/system-emails", content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("reply")]
    public async Task The_administration_is_for_the_helpdesk_alone(string caller)
    {
        using var client = App.As(caller);

        using var answer = await client.GetAsync("/internal/admin/system-emails");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_fetch_meets_becomes_the_state_everyone_sees()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        var bus = App.Services.GetRequiredService<IBus>();
        var problem = new MailboxProblem("access_token_refused", "The access token was refused.", "Grant access.", "NO AUTHENTICATE failed.", null);
        var now = DateTimeOffset.Parse("2026-01-02T03:04:05Z", System.Globalization.CultureInfo.InvariantCulture);

        await bus.Publish(new MailboxObserved(email.Id, MailDirection.Receiving, now, problem));
        await Eventually.HoldsAsync("the problem is shown", async () => (await App.ViewAsync(email.Id)).Health.State == LinkState.NeedsAttention);
        await bus.Publish(new MailboxObserved(email.Id, MailDirection.Receiving, now - TimeSpan.FromMinutes(1), null));
        await bus.Publish(new MailboxObserved(email.Id, MailDirection.Receiving, now + TimeSpan.FromMinutes(1), null));
        await Eventually.HoldsAsync("the recovery is shown", async () => (await App.ViewAsync(email.Id)).Health.State == LinkState.Healthy);

        using var admin = App.As("helpdesk");
        var history = (await admin.GetFromJsonAsync<HealthChange[]>($"/internal/admin/system-emails/{email.Id}/health"))!;
        history.Select(change => change.State).ShouldBe([LinkState.Healthy, LinkState.NeedsAttention, LinkState.Healthy]);
        history[1].Problem.ShouldBe(problem);
    }

    [Fact]
    public async Task A_removed_system_email_keeps_nothing_secret_and_frees_its_address()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var credential = await App.CredentialAsync(email.Id);
        using var admin = App.As("helpdesk");

        using var removed = await admin.DeleteAsync($"/internal/admin/system-emails/{email.Id}");
        using var gone = await App.CredentialAsync(email.Id);
        var again = await App.AddAsync(Drafts.ByApplication());

        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        again.Id.ShouldNotBe(email.Id);
        await using var command = Database.Source.CreateCommand(
            """
            select count(*) from oauth.system_email e left join oauth.token t on t.system_email_id = e.id left join oauth.sign_in s on s.system_email_id = e.id
            where e.removed and (e.client_secret is not null or s.cache is not null or t.access_token is not null)
            """);
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }
}
