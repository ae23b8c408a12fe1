using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Tokens;

/// <summary>What must not be lost in a bad moment, and what is said of what is lost.</summary>
public sealed class LossTests : OAuthFixture
{
    /// <summary>The provider takes each refresh token once: if the one it gave were lost, nothing could be renewed any more.</summary>
    [Fact]
    public async Task A_token_given_while_the_database_breaks_is_stored_all_the_same()
    {
        var email = await LinkedAsync();
        var before = Provider.TokenRequests.Count;
        var hold = new TaskCompletionSource();
        Provider.Hold = hold.Task;
        App.Time.Ahead += TimeSpan.FromMinutes(80);
        var caller = App.CredentialAsync(email.Id);
        await Eventually.HoldsAsync("a refresh is under way", () => Task.FromResult(Provider.TokenRequests.Count > before));

        (await RunAsync<int>(
            """
            with gone as (select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()
              and database = (select oid from pg_database where datname = current_database()))
            select count(*)::int from gone
            """)).ShouldBeGreaterThan(0);
        hold.SetResult();
        using var answer = await caller;
        App.Time.Ahead += TimeSpan.FromMinutes(80);
        using var next = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        next.StatusCode.ShouldBe(HttpStatusCode.OK, await next.Content.ReadAsStringAsync());
        (Provider.TokenRequests.Count - before).ShouldBe(2);
        (await App.ViewAsync(email.Id)).Health.State.ShouldBe(LinkState.Healthy);
    }

    [Theory]
    [InlineData("<html>Welcome to our Wi-Fi</html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_without_a_token_and_without_an_error_is_a_passing_failure(string body)
    {
        var email = await LinkedAsync();
        Provider.TokenFailure = new(HttpStatusCode.OK, body);
        App.Time.Ahead += TimeSpan.FromMinutes(80);

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("provider_unreadable");
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "provider_throttled")]
    [InlineData(HttpStatusCode.InternalServerError, "provider_unavailable")]
    public async Task Trouble_of_the_provider_s_own_is_passing_with_a_number_that_nobody_knows(HttpStatusCode status, string code)
    {
        Provider.TokenFailure = Running.IdentityProvider.Failure.Entra(987654321, "invalid_request", status);
        var email = await App.AddAsync(Drafts.ByApplication());

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.ProxyAuthenticationRequired)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task A_page_in_the_provider_s_place_is_a_passing_failure_whatever_its_status(HttpStatusCode status)
    {
        var email = await LinkedAsync();
        Provider.TokenFailure = new(status, "<html>This site is blocked.</html>");
        App.Time.Ahead += TimeSpan.FromMinutes(80);

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadAsStringAsync()).ShouldContain("provider_unavailable");
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_in_time_is_a_passing_failure()
    {
        var email = await LinkedAsync();
        await using var impatient = Replica(("OAuth2:AnswerWithin", "00:00:01"));
        impatient.Time.Ahead = TimeSpan.FromMinutes(80);
        var hold = new TaskCompletionSource();
        Provider.Hold = hold.Task;

        using var answer = await impatient.CredentialAsync(email.Id);

        hold.SetResult();
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("provider_timeout");
    }

    [Fact]
    public async Task A_sign_in_that_brings_nothing_to_renew_it_with_links_nothing()
    {
        Provider.WithholdsRefreshToken = true;
        var email = await App.AddAsync(Drafts.ByPerson());

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.Code.ShouldBe("refresh_token_missing");
        banner.Remedy!.ShouldContain("offline_access");
        (await App.ViewAsync(email.Id)).Linked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_service_that_got_no_token_at_the_sign_in_gets_one_by_itself()
    {
        Provider.TokenFailure = new(HttpStatusCode.ServiceUnavailable, "<html>back soon</html>");
        Provider.Fails = form => form["grant_type"] == "refresh_token";
        var draft = Drafts.ByPerson();
        var email = await App.AddAsync(draft with { Sending = draft.Sending! with { Protocol = SendingProtocol.Graph, Server = draft.Sending.Server with { Host = "graph.microsoft.com", Port = 443, Security = ConnectionSecurity.Tls } } });
        await App.QuietAsync("refresh-tokens");

        var banner = await new Journey(App).WholeAsync(email.Id);
        using var refused = await App.CredentialAsync(email.Id, "reply", CredentialPurpose.Send);
        Provider.TokenFailure = null;

        // Past the second pause too: where all this took longer than the first, a second try has failed.
        App.Time.Ahead += TimeSpan.FromSeconds(20);
        using var given = await App.CredentialAsync(email.Id, "reply", CredentialPurpose.Send);

        banner.Code.ShouldBe("linked_partly");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        given.StatusCode.ShouldBe(HttpStatusCode.OK, await given.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("update oauth.sign_in set cache = '\\x00'; update oauth.token set access_token = '\\x00'")]
    [InlineData("update oauth.system_email set client_secret = '\\x00'; update oauth.token set access_token = '\\x00'")]
    public async Task A_secret_that_cannot_be_decrypted_is_told_and_calls_for_a_person(string loss)
    {
        var email = await LinkedAsync();
        await RunAsync<int?>(loss);

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problem").Deserialize<MailboxProblem>(OAuthApp.Json)!;
        problem.Code.ShouldBe("secret_unreadable");
        problem.Remedy!.ShouldContain("Encryption:Key");
        (await App.ViewAsync(email.Id)).Health.Problem!.Code.ShouldBe("secret_unreadable");
    }

    [Fact]
    public async Task A_secret_that_cannot_be_decrypted_is_told_at_the_end_of_a_sign_in()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        await RunAsync<int?>("update oauth.system_email set client_secret = '\\x00'");

        (await new Journey(App).WholeAsync(email.Id)).Code.ShouldBe("secret_unreadable");
    }

    [Fact]
    public async Task An_access_token_that_cannot_be_decrypted_is_replaced()
    {
        var email = await LinkedAsync();
        await RunAsync<int?>("update oauth.token set access_token = '\\x00'");

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_password_that_cannot_be_decrypted_is_told()
    {
        var email = await App.AddAsync(Drafts.ByPassword());
        await RunAsync<int?>("update oauth.system_email set password = '\\x00'");

        using var answer = await App.CredentialAsync(email.Id);
        using var admin = App.As("helpdesk");
        using var test = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/test", null);
        using var doctor = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/doctor", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("secret_unreadable");
        (await test.Content.ReadAsStringAsync()).ShouldContain("cannot be decrypted");
        (await doctor.Content.ReadAsStringAsync()).ShouldContain("secret_unreadable");
    }

    private async Task<T?> RunAsync<T>(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    private async Task<SystemEmailView> LinkedAsync()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        (await new Journey(App).WholeAsync(email.Id)).State.ShouldBe(LinkAttemptState.Succeeded);
        return await App.ViewAsync(email.Id);
    }
}
