using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Tokens;

public sealed class CredentialTests : OAuthFixture
{
    [Fact]
    public async Task An_application_s_token_is_handed_out_and_asked_for_once()
    {
        var email = await App.AddAsync(Drafts.ByApplication());

        using var first = await App.CredentialAsync(email.Id);
        using var second = await App.CredentialAsync(email.Id, "reply", CredentialPurpose.Send);

        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        var receive = (await first.Content.ReadFromJsonAsync<Credential>())!;
        receive.UserName.ShouldBe("support@contoso.example");
        receive.Method.ShouldBe(SignInMethod.AccessToken);
        Provider.GivenOut.ShouldContain(receive.Secret);
        (await second.Content.ReadFromJsonAsync<Credential>())!.ShouldBe(receive);
        Provider.TokenRequests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("fetch", CredentialPurpose.Send)]
    [InlineData("helpdesk", CredentialPurpose.Receive)]
    [InlineData("helpdesk", CredentialPurpose.Send)]
    [InlineData("mailstore", CredentialPurpose.Receive)]
    public async Task A_credential_is_refused_to(string caller, CredentialPurpose purpose)
    {
        var email = await App.AddAsync(Drafts.ByApplication());

        using var answer = await App.CredentialAsync(email.Id, caller, purpose);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("\"secret\"");
    }

    [Fact]
    public async Task A_credential_is_refused_without_a_service_key()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var stranger = App.Browser();

        using var answer = await stranger.PostAsJsonAsync($"/internal/system-emails/{email.Id}/credential", new CredentialRequest(CredentialPurpose.Receive));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_password_is_handed_out_for_a_server_that_takes_one()
    {
        var email = await App.AddAsync(Drafts.ByPassword(password: "correct horse battery"));

        using var answer = await App.CredentialAsync(email.Id, "reply", CredentialPurpose.Send);

        (await answer.Content.ReadFromJsonAsync<Credential>()).ShouldBe(new Credential("support@contoso.example", SignInMethod.Password, "correct horse battery", null));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Each_hand_out_is_counted()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        for (var i = 0; i < 3; i++)
        {
            using var answer = await App.CredentialAsync(email.Id);
        }

        await using var connection = await Database.Source.OpenConnectionAsync();
        var row = await connection.QuerySingleAsync<(string Caller, string Purpose, long Count)>("select caller, purpose, count from oauth.handout");
        row.ShouldBe(("fetch", "Receive", 3));
    }

    [Fact]
    public async Task A_paused_system_email_hands_out_nothing()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var admin = App.As("helpdesk");
        using var paused = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/pause", null);

        using var answer = await App.CredentialAsync(email.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("system_email_paused");
    }

    [Fact]
    public async Task No_secret_and_no_token_is_readable_in_the_database()
    {
        var byApplication = await App.AddAsync(Drafts.ByApplication());
        await App.AddAsync(Drafts.ByPassword("info@contoso.example", "correct horse battery"));
        Provider.SignsInAs = "sales@contoso.example";
        var byPerson = await App.AddAsync(Drafts.ByPerson("sales@contoso.example"));
        await new Journey(App).WholeAsync(byPerson.Id);
        using var first = await App.CredentialAsync(byApplication.Id);
        using var second = await App.CredentialAsync(byPerson.Id);
        Provider.GivenOut.Count.ShouldBeGreaterThanOrEqualTo(3);

        var everything = await DumpAsync();

        foreach (var secret in Provider.GivenOut.Append(IdentityProvider.ClientSecret).Append("correct horse battery"))
        {
            everything.ShouldNotContain(secret);
            everything.ShouldNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)));
            everything.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
        }
    }

    [Fact]
    public async Task A_sealed_value_does_not_open_in_another_row()
    {
        var mine = await App.AddAsync(Drafts.ByPassword("a@contoso.example", "the password of a"));
        var other = await App.AddAsync(Drafts.ByPassword("b@contoso.example", "the password of b"));
        await using var connection = await Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "update oauth.system_email set password = (select password from oauth.system_email where id = @from) where id = @to", new { from = mine.Id, to = other.Id });

        using var answer = await App.CredentialAsync(other.Id);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("secret_unreadable");
        text.ShouldNotContain("the password of a");
    }

    /// <summary>Every row of every table of the schema as text; bytes as hexadecimal digits.</summary>
    private async Task<string> DumpAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>("select tablename from pg_tables where schemaname = 'oauth'");
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            text.AppendLine(await connection.ExecuteScalarAsync<string>($"select string_agg(t::text, ' ') from oauth.\"{table}\" t"));
        }

        return text.ToString();
    }
}
