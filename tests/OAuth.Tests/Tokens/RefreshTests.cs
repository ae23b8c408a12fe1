using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using HelpdeskMail.OAuth.Tokens;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.OAuth.Tests.Tokens;

public sealed class RefreshTests : OAuthFixture
{
    [Fact]
    public async Task Two_replicas_and_twenty_callers_ask_the_provider_once()
    {
        var email = await LinkedAsync();
        await using var replica = Replica();
        var before = Provider.TokenRequests.Count;
        await ExpireAsync(email.Id);
        var hold = new TaskCompletionSource();
        Provider.Hold = hold.Task;

        var callers = Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? App : replica).CredentialAsync(email.Id)).ToList();
        await Eventually.HoldsAsync("a refresh is under way", () => Task.FromResult(Provider.TokenRequests.Count > before));
        hold.SetResult();
        var answers = await Task.WhenAll(callers);

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var tokens = await Task.WhenAll(answers.Select(async answer => (await answer.Content.ReadFromJsonAsync<Credential>())!.Secret));
        tokens.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        (Provider.TokenRequests.Count - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_shared_by_those_who_waited_for_it()
    {
        var email = await LinkedAsync();
        await using var replica = Replica();
        var before = Provider.TokenRequests.Count;
        Provider.TokenFailure = new(HttpStatusCode.ServiceUnavailable, "<html>back soon</html>");
        var hold = new TaskCompletionSource();
        Provider.Hold = hold.Task;
        // Last: the service renews by itself what has run out.
        await ExpireAsync(email.Id);

        var callers = new[] { App, replica }.Select(app => app.CredentialAsync(email.Id)).ToList();
        await using (var connection = await Database.Source.OpenConnectionAsync())
        {
            await Eventually.HoldsAsync("one replica asks and the other waits for it", async () => Provider.TokenRequests.Count > before
                && await connection.ExecuteScalarAsync<bool>("select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))"));
        }

        hold.SetResult();
        var answers = await Task.WhenAll(callers);

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        answers.ShouldAllBe(answer => answer.Headers.RetryAfter != null);
        (Provider.TokenRequests.Count - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_token_is_not_handed_out_again()
    {
        var email = await LinkedAsync();
        using var first = await App.CredentialAsync(email.Id);
        var refused = (await first.Content.ReadFromJsonAsync<Credential>())!;
        App.Time.Ahead = TimeSpan.FromMinutes(2);

        using var second = await App.CredentialAsync(email.Id, rejected: refused.ExpiresAt);

        var fresh = (await second.Content.ReadFromJsonAsync<Credential>())!;
        fresh.Secret.ShouldNotBe(refused.Secret);
    }

    [Fact]
    public async Task A_token_refused_right_after_it_was_issued_is_not_replaced_for_ever()
    {
        var email = await LinkedAsync();
        var before = Provider.TokenRequests.Count;
        using var first = await App.CredentialAsync(email.Id);

        using var second = await App.CredentialAsync(email.Id, rejected: (await first.Content.ReadFromJsonAsync<Credential>())!.ExpiresAt);

        second.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await second.Content.ReadAsStringAsync()).ShouldContain("fresh_token_refused");
        Provider.TokenRequests.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData(700082, "invalid_grant", LinkState.NeedsSignIn)]
    [InlineData(50076, "interaction_required", LinkState.NeedsSignIn)]
    [InlineData(7000222, "invalid_client", LinkState.NeedsAttention)]
    [InlineData(53003, "invalid_grant", LinkState.NeedsAttention)]
    public async Task A_failure_that_a_person_mends_is_shown_and_not_repeated(int code, string error, LinkState state)
    {
        var email = await LinkedAsync();
        Provider.TokenFailure = IdentityProvider.Failure.Entra(code, error);
        var before = Provider.TokenRequests.Count;
        await ExpireAsync(email.Id);

        using var first = await App.CredentialAsync(email.Id);
        using var second = await App.CredentialAsync(email.Id);

        first.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problem").Deserialize<MailboxProblem>(OAuthApp.Json)!;
        problem.Code.ShouldBe($"AADSTS{code}");
        problem.RetryAt.ShouldBeNull();
        problem.ServerAnswer!.ShouldContain("12345678-1234-1234-1234-123456789abc");
        second.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (Provider.TokenRequests.Count - before).ShouldBe(1);
        var health = (await App.ViewAsync(email.Id)).Health;
        health.State.ShouldBe(state);
        health.Problem!.Code.ShouldBe($"AADSTS{code}");
    }

    [Theory]
    [InlineData(53003, "invalid_grant", true)]
    [InlineData(7000112, "unauthorized_client", true)]
    [InlineData(700082, "invalid_grant", false)]
    [InlineData(50053, "invalid_grant", false)]
    public async Task A_link_that_was_mended_at_the_provider_works_again_within_an_hour_though_nobody_says_so_here(int code, string error, bool works)
    {
        var email = await LinkedAsync();
        await App.QuietAsync("refresh-tokens");
        Provider.TokenFailure = IdentityProvider.Failure.Entra(code, error);
        await ExpireAsync(email.Id);
        using var refused = await App.CredentialAsync(email.Id);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Provider.TokenFailure = null;
        var before = Provider.TokenRequests.Count;

        App.Time.Ahead = TimeSpan.FromMinutes(47);
        using var early = await App.CredentialAsync(email.Id);
        App.Time.Ahead = TimeSpan.FromMinutes(61);
        using var later = await App.CredentialAsync(email.Id);

        early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        later.StatusCode.ShouldBe(works ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
        (Provider.TokenRequests.Count - before).ShouldBe(works ? 1 : 0);
        (await App.ViewAsync(email.Id)).Health.State.ShouldBe(works ? LinkState.Healthy : code == 50053 ? LinkState.NeedsAttention : LinkState.NeedsSignIn);
    }

    [Fact]
    public async Task A_link_that_works_again_is_announced_once_so_that_nobody_waits_to_find_it_out()
    {
        var email = await LinkedAsync();
        await App.QuietAsync("refresh-tokens");
        Provider.TokenFailure = IdentityProvider.Failure.Entra(53003, "invalid_grant");
        await ExpireAsync(email.Id);
        using var refused = await App.CredentialAsync(email.Id);
        Provider.TokenFailure = null;
        var heard = await App.ListenAsync();

        App.Time.Ahead = TimeSpan.FromMinutes(61);
        await RenewAsync();
        await ExpireAsync(email.Id);
        await RenewAsync();

        heard.ShouldHaveSingleItem().ShouldBe(new SystemEmailChanged(email.Id, email.Revision + 1));
        (await App.ViewAsync(email.Id)).Revision.ShouldBe(email.Revision + 1);
    }

    [Fact]
    public async Task A_passing_failure_that_is_over_is_not_announced()
    {
        var email = await LinkedAsync();
        await App.QuietAsync("refresh-tokens");
        Provider.TokenFailure = new(HttpStatusCode.BadGateway, "<html>proxy</html>");
        await ExpireAsync(email.Id);
        using var failed = await App.CredentialAsync(email.Id);
        Provider.TokenFailure = null;
        var heard = await App.ListenAsync();

        App.Time.Ahead = TimeSpan.FromMinutes(1);
        using var later = await App.CredentialAsync(email.Id);

        later.StatusCode.ShouldBe(HttpStatusCode.OK);
        heard.ShouldBeEmpty();
    }

    [Fact]
    public void Looks_after_links_of_one_application_do_not_come_all_at_once() =>
        new[] { RetryPauses.UntilLook(0), RetryPauses.UntilLook(0.5), RetryPauses.UntilLook(1) }.ShouldBe([TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(54), TimeSpan.FromMinutes(48)]);

    [Fact]
    public async Task Refused_links_that_are_looked_after_put_off_no_token_that_works()
    {
        var email = await LinkedAsync();
        await App.QuietAsync("refresh-tokens");
        await using var connection = await Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            create temporary table copied as select gen_random_uuid() as id, number from generate_series(1, 250) number;
            insert into oauth.system_email (id, revision, address, name, provider, sign_in, shared_mailbox, client_id, client_secret, tenant, scopes, receiving, sending, created_at, changed_at)
            select copied.id, 1, copied.number || '@contoso.example', name, provider, 'ClientCredentials', false, client_id, client_secret, tenant, scopes, receiving, sending, created_at, changed_at
            from copied, oauth.system_email e where e.id = @Id;
            insert into oauth.token (system_email_id, resource, access_token, scopes, issued_at, expires_at, refresh_due_at, failures, problem, mender, retry_at)
            select copied.id, resource, access_token, t.scopes, now() - interval '9 hours', now() - interval '8 hours', now() - interval '8 hours', 1, '{"code": "invalid_client"}', 'Application', now() - interval '1 minute'
            from copied, oauth.token t where t.system_email_id = @Id;
            """,
            new { email.Id });
        await ExpireAsync(email.Id);
        var before = Provider.TokenRequests.Count;

        await RenewAsync();

        Provider.TokenRequests.Count.ShouldBe(before + 1, "only this one has a secret that opens");
    }

    [Theory]
    [InlineData(SignInWay.AuthorizationCode, "TenantAdmin", "AADSTS53003", true)]
    [InlineData(SignInWay.DeviceCode, "Application", "AADSTS7000222", true)]
    [InlineData(SignInWay.ClientCredentials, "SigningIn", "AADSTS50034", true)]
    [InlineData(SignInWay.AuthorizationCode, "SigningIn", "AADSTS700082", false)]
    [InlineData(SignInWay.AuthorizationCode, "TenantAdmin", "AADSTS50053", false)]
    [InlineData(SignInWay.PasswordGrant, "TenantAdmin", "AADSTS53003", false)]
    [InlineData(SignInWay.ClientCredentials, "Developer", "secret_unreadable", false)]
    public async Task A_link_that_broke_before_links_were_looked_after_is_looked_after_too(SignInWay way, string mender, string code, bool isLookedAfter)
    {
        var email = await LinkedAsync();
        await App.QuietAsync("refresh-tokens");
        await using var connection = await Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update oauth.system_email set sign_in = @way where id = @Id;
            update oauth.token set failures = 1, mender = @mender, problem = jsonb_build_object('code', @code), retry_at = null where system_email_id = @Id
            """,
            new { way = way.ToString(), mender, code, email.Id });

        var script = new MigrationSource("oauth", typeof(RefreshJob).Assembly).Read().Single(one => one.Name == "024-looked-after");
        await connection.ExecuteAsync($"set search_path to oauth; {script.Sql}");

        (await connection.ExecuteScalarAsync<bool>("select coalesce(retry_at between now() and now() + interval '1 hour', false) from oauth.token where system_email_id = @Id", new { email.Id })).ShouldBe(isLookedAfter);
    }

    /// <summary>Does what the job does at each firing.</summary>
    private Task RenewAsync() => ActivatorUtilities.CreateInstance<RefreshJob>(App.Services).Execute(null!).AsTask();

    [Fact]
    public async Task A_passing_failure_leaves_the_present_token_in_use()
    {
        var email = await LinkedAsync();
        await App.QuietAsync("refresh-tokens");
        App.Time.Ahead = TimeSpan.FromMinutes(60);
        Provider.TokenFailure = new(HttpStatusCode.BadGateway, "<html>proxy</html>");
        using var admin = App.As("helpdesk");

        using var refresh = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/token/refresh", null);
        using var credential = await App.CredentialAsync(email.Id);

        refresh.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        credential.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await App.ViewAsync(email.Id)).Health.State.ShouldBe(LinkState.Refreshing);
    }

    [Fact]
    public async Task A_pause_the_provider_asks_for_is_kept()
    {
        Provider.TokenFailure = new(HttpStatusCode.TooManyRequests, """{"error":"temporarily_unavailable","error_description":"slow down"}""", TimeSpan.FromMinutes(4));
        var email = await App.AddAsync(Drafts.ByApplication());

        using var first = await App.CredentialAsync(email.Id);
        App.Time.Ahead = TimeSpan.FromMinutes(3);
        using var second = await App.CredentialAsync(email.Id);

        first.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        first.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(235));
        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Provider.TokenRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_a_passing_failure()
    {
        await Provider.StopAsync();
        var email = await App.AddAsync(Drafts.ByApplication());

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("provider_unreachable");
    }

    [Fact]
    public async Task A_new_secret_is_tried_at_once_and_nobody_signs_in_again()
    {
        var email = await LinkedAsync();
        Provider.SecretInForce = "the~new~secret.value";
        await ExpireAsync(email.Id);
        using var refused = await App.CredentialAsync(email.Id);
        using var admin = App.As("helpdesk");
        var draft = Drafts.ByPerson();

        using var saved = await admin.PutAsJsonAsync(
            $"/internal/admin/system-emails/{email.Id}",
            draft with { Application = draft.Application! with { ClientId = email.Application!.ClientId, ClientSecret = "the~new~secret.value" } });
        using var credential = await App.CredentialAsync(email.Id);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK);
        credential.StatusCode.ShouldBe(HttpStatusCode.OK, await credential.Content.ReadAsStringAsync());
        (await App.ViewAsync(email.Id)).Health.State.ShouldBe(LinkState.Healthy);
    }

    [Fact]
    public async Task Tokens_are_renewed_ahead_of_their_end_without_anybody_asking()
    {
        Provider.TokenLifetime = TimeSpan.FromSeconds(12);
        var email = await App.AddAsync(Drafts.ByApplication());

        await Eventually.HoldsAsync("the job has renewed the token", () => Task.FromResult(Provider.TokenRequests.Count >= 2));

        (await App.ViewAsync(email.Id)).Health.State.ShouldBe(LinkState.Healthy);
    }

    [Fact]
    public async Task The_token_tab_shows_all_but_the_token()
    {
        var email = await LinkedAsync();
        using var admin = App.As("helpdesk");

        using var answer = await admin.GetAsync($"/internal/admin/system-emails/{email.Id}/token");
        using var refreshed = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/token/refresh", null);

        var text = await answer.Content.ReadAsStringAsync();
        foreach (var token in Provider.GivenOut)
        {
            text.ShouldNotContain(token);
        }

        var view = (await answer.Content.ReadFromJsonAsync<TokenView>())!;
        view.Account.ShouldBe("support@contoso.example");
        view.Tenant.ShouldBe(IdentityProvider.Tenant);
        view.Audience.ShouldBe("https://outlook.office.com");
        view.Scopes.ShouldContain("https://outlook.office.com/IMAP.AccessAsUser.All");
        view.Renewable.ShouldBeTrue();
        (view.ExpiresAt - view.IssuedAt).ShouldBeInRange(TimeSpan.FromMinutes(74), TimeSpan.FromMinutes(76));
        view.RefreshDueAt.ShouldBeLessThan(view.ExpiresAt - TimeSpan.FromMinutes(19));
        view.LastRefreshAt.ShouldBeNull();
        var after = (await refreshed.Content.ReadFromJsonAsync<TokenView>())!;
        after.LastRefreshAt.ShouldNotBeNull();
        after.Account.ShouldBe("support@contoso.example");
    }

    [Fact]
    public async Task A_forgotten_token_has_to_be_linked_again()
    {
        var email = await LinkedAsync();
        using var admin = App.As("helpdesk");

        using var forgotten = await admin.DeleteAsync($"/internal/admin/system-emails/{email.Id}/token");
        using var credential = await App.CredentialAsync(email.Id);
        using var tab = await admin.GetAsync($"/internal/admin/system-emails/{email.Id}/token");

        forgotten.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        credential.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        tab.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await App.ViewAsync(email.Id)).Health.State.ShouldBe(LinkState.NotLinked);
    }

    /// <summary>Lets the access token come to its end: everything about it happened 80 minutes earlier.</summary>
    private async Task ExpireAsync(Guid id)
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update oauth.token set issued_at = issued_at - interval '80 minutes', refresh_due_at = refresh_due_at - interval '80 minutes',
              expires_at = expires_at - interval '80 minutes' where system_email_id = @id
            """,
            new { id });
    }

    private async Task<SystemEmailView> LinkedAsync()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        (await new Journey(App).WholeAsync(email.Id)).State.ShouldBe(LinkAttemptState.Succeeded);
        return await App.ViewAsync(email.Id);
    }
}
