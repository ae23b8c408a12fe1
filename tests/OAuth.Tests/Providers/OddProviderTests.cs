using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.AspNetCore.WebUtilities;
using static HelpdeskMail.OAuth.Tests.Running.OddProvider;

namespace HelpdeskMail.OAuth.Tests.Providers;

/// <summary>Any provider, with the oddities of those that are about, from the form to a token in the hands of Fetch.</summary>
public sealed class OddProviderTests : IAsyncLifetime
{
    private const string Mailbox = "desk@odd.example";
    private readonly TestDatabase database = new();
    private OddProvider provider = null!;
    private OAuthApp app = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        provider = await OddProvider.StartAsync();
        app = new OAuthApp(database.ConnectionString, provider.Address);
    }

    public ValueTask DisposeAsync()
    {
        SharedServers.EndLater(app, provider, database);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("application/json", """{"access_token":"the-token","refresh_token":"r","token_type":"bearer","expires_in":"3600"}""")]
    [InlineData("application/json", """{"access_token":"the-token","refresh_token":"r"}""")]
    [InlineData("application/json", """{"error":"","access_token":"the-token","refresh_token":"r","scope":"mail,offline"}""")]
    [InlineData("application/json; charset=utf8", """{"access_token":"the-token","refresh_token":"r","expires_in":3600}""")]
    [InlineData("text/html", "\uFEFF{\"access_token\":\"the-token\",\"refresh_token\":\"r\"}")]
    [InlineData("application/x-www-form-urlencoded", "access_token=the-token&refresh_token=r&token_type=bearer&expires_in=3600&scope=mail%2Coffline")]
    [InlineData("text/plain", "access_token=the-token&refresh_token=r")]
    public async Task A_token_is_understood_however_it_is_answered(string contentType, string body)
    {
        provider.Answers.Enqueue(Answer.Of(contentType, body));

        var (email, banner) = await LinkAsync();

        banner.Code.ShouldBe("linked", $"{banner.What} {banner.Why} {banner.ProviderAnswer}");
        banner.Account.ShouldBe(Mailbox);
        (await TokenAsync(email.Id)).ShouldBe("the-token");
    }

    [Theory]
    [InlineData("application/json", 200, """{"error":"invalid_client","error_description":"No such client."}""", "invalid_client")]
    [InlineData("application/x-www-form-urlencoded", 200, "error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired.", "bad_verification_code")]
    [InlineData("application/json", 403, """{"error":{"code":403,"message":"Mail is off for you.","status":"PERMISSION_DENIED"}}""", "PERMISSION_DENIED")]
    [InlineData("application/json", 200, """{"access_token":"the-token","token_type":"bearer"}""", "refresh_token_missing")]
    [InlineData("application/x-www-form-urlencoded", 200, "access_token=the-token&refresh_token=&token_type=bearer", "refresh_token_missing")]
    [InlineData("text/html", 200, "<html><body>Welcome to our Wi-Fi</body></html>", "endpoint_unreadable")]
    [InlineData("text/html; charset=nonsense", 502, "<h1>Bad gateway</h1>", "provider_unavailable")]
    [InlineData("application/json", 200, "", "endpoint_unreadable")]
    public async Task A_refusal_is_told_however_it_is_answered(string contentType, int status, string body, string code)
    {
        provider.Answers.Enqueue(Answer.Of(contentType, body, status));

        var (_, banner) = await LinkAsync();

        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Code.ShouldBe(code, $"{banner.What} {banner.Why} {banner.ProviderAnswer}");
        banner.Remedy.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_token_endpoint_that_sends_elsewhere_is_not_followed(int status)
    {
        await using var elsewhere = await StartAsync();
        elsewhere.Answers.Enqueue(Token("t", "r"));
        provider.Answers.Enqueue(Answer.Json("", status) with { Location = $"{elsewhere.Address}/token" });

        var (_, banner) = await LinkAsync();

        banner.Code.ShouldBe("endpoint_redirects");
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_endpoint_that_gave_tokens_before_and_sends_elsewhere_is_asked_again()
    {
        provider.Answers.Enqueue(Token("first", "refresh"));
        provider.Answers.Enqueue(Answer.Json("", 302) with { Location = "https://portal.example/welcome" });
        provider.Answers.Enqueue(Token("second", null));
        var (email, _) = await LinkAsync();
        app.Time.Ahead += TimeSpan.FromMinutes(65);

        using var redirected = await app.CredentialAsync(email.Id);
        app.Time.Ahead += TimeSpan.FromMinutes(1);

        redirected.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await TokenAsync(email.Id)).ShouldBe("second");
    }

    [Fact]
    public async Task The_doctor_asks_any_provider_whether_it_is_there_and_what_time_it_is()
    {
        provider.Answers.Enqueue(Token("t", "r"));
        var (email, _) = await LinkAsync();
        using var admin = app.As("helpdesk");
        async Task<DoctorReport> ExamineAsync()
        {
            using var answer = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/doctor", null);
            return (await answer.Content.ReadFromJsonAsync<DoctorReport>())!;
        }

        app.Time.Ahead = TimeSpan.FromMinutes(10);
        var slow = await ExamineAsync();
        app.Time.Ahead = TimeSpan.Zero;
        await provider.DisposeAsync();
        var gone = await ExamineAsync();

        slow.Cause!.Code.ShouldBe("clock_off", slow.Text);
        slow.Steps[0].Outcome.ShouldBe(DoctorOutcome.Passed);
        gone.Cause!.Code.ShouldBe("provider_unreachable", gone.Text);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_unpacked_is_a_passing_failure()
    {
        provider.Answers.Enqueue(new Answer(200, "application/json", Encoding.ASCII.GetBytes("this is no gzip at all, whatever is said"), "gzip"));

        var (_, banner) = await LinkAsync();

        banner.Code.ShouldBe("provider_unreachable");
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_in_time_is_waited_for_no_longer()
    {
        var hold = new TaskCompletionSource();
        provider.Hold = hold.Task;
        await using var impatient = new OAuthApp(database.ConnectionString, provider.Address, ("OAuth2:AnswerWithin", "00:00:01"));

        var banner = await new Journey(impatient).WholeAsync((await impatient.AddAsync(Draft())).Id);

        hold.SetResult();
        banner.Code.ShouldBe("provider_timeout");
    }

    [Fact]
    public async Task A_refresh_token_that_is_left_out_stays_and_one_that_is_replaced_is_used_next()
    {
        provider.Answers.Enqueue(Token("first", "refresh-1"));
        provider.Answers.Enqueue(Token("second", ""));
        provider.Answers.Enqueue(Token("third", "refresh-2"));
        provider.Answers.Enqueue(Token("fourth", null));
        var (email, _) = await LinkAsync();

        var seen = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            app.Time.Ahead += TimeSpan.FromMinutes(65);
            seen.Add(await TokenAsync(email.Id));
        }

        seen.ShouldBe(["second", "third", "fourth"]);
        provider.Requests.Skip(1).Select(form => form["refresh_token"]).ShouldBe(["refresh-1", "refresh-1", "refresh-2"]);
        provider.Requests.ShouldAllBe(form => !form.ContainsKey("scope"));
    }

    [Theory]
    [InlineData("""{"access_token":"t","refresh_token":"r","refresh_token_expires_in":604799}""", """{"access_token":"u"}""", 7)]
    [InlineData("""{"access_token":"t","refresh_token":"r","refresh_token_expires_in":"604799"}""", """{"access_token":"u","refresh_token_expires_in":601790}""", 7)]
    [InlineData("""{"access_token":"t","refresh_token":"r","refresh_expires_in":1800}""", """{"access_token":"u","refresh_token":"s","refresh_expires_in":1800}""", null)]
    [InlineData("""{"access_token":"t","refresh_token":"r","refresh_expires_in":604799}""", """{"access_token":"u","refresh_token":"s"}""", null)]
    [InlineData("""{"access_token":"t","refresh_token":"r"}""", """{"access_token":"u"}""", null)]
    public async Task An_end_that_use_does_not_put_off_is_forecast_once_that_is_known(string first, string second, int? days)
    {
        provider.Answers.Enqueue(Answer.Json(first));
        provider.Answers.Enqueue(Answer.Json(second));
        var (email, _) = await LinkAsync();
        var before = await EndsAsync(email.Id);
        app.Time.Ahead += TimeSpan.FromMinutes(50);
        using var admin = app.As("helpdesk");
        using var refreshed = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/token/refresh", null);

        var after = await EndsAsync(email.Id);

        before.ShouldBeEmpty();
        after.Select(end => (end.Kind, Days: (int)Math.Round((end.EndsAt - TimeProvider.System.GetUtcNow()).TotalDays))).ShouldBe(days is { } left ? [(AlertKind.SignInEnds, left)] : []);
    }

    [Theory]
    [InlineData("""{"preferred_username":"bob"}""", """{"email":"desk@odd.example"}""", "linked")]
    [InlineData("""{"preferred_username":"bob","email":"desk@odd.example"}""", """{}""", "linked")]
    [InlineData("""{"email":"desk@odd.example","exp":"4102444800"}""", """{}""", "linked")]
    [InlineData("""{"email":"other@odd.example"}""", """{"email":"desk@odd.example"}""", "wrong_account")]
    [InlineData("""{"email":"desk@odd.example","nonce":"of another sign-in"}""", """{}""", "nonce_mismatch")]
    [InlineData("""{"preferred_username":"bob","nonce":"of another sign-in"}""", """{"email":"desk@odd.example"}""", "nonce_mismatch")]
    [InlineData("""{"email":"desk@odd.example","aud":"another-client"}""", """{}""", "identity_invalid")]
    [InlineData("""{"preferred_username":"bob"}""", """{"email":"bob"}""", "identity_unproven")]
    public async Task Who_signed_in_is_found_where_the_provider_says_it(string claims, string identity, string code)
    {
        provider.Answers.Enqueue(Answer.Json(JsonSerializer.Serialize(new { access_token = "t", refresh_token = "r", id_token = IdToken(claims) })));
        provider.Identity = Answer.Json(identity);

        var (_, banner) = await LinkAsync();

        banner.Code.ShouldBe(code, $"{banner.What} {banner.Why}");
    }

    [Theory]
    [InlineData("https://evil.example", "issuer_mismatch")]
    [InlineData("evil", "issuer_mismatch")]
    [InlineData("https://a℀.example", "issuer_mismatch")]
    [InlineData(null, "linked")]
    public async Task An_answer_of_another_issuer_is_refused_even_where_none_was_filled_in(string? issuer, string code)
    {
        provider.Answers.Enqueue(Token("t", "r"));
        var email = await app.AddAsync(Draft());
        var journey = new Journey(app);
        await journey.BeginAsync(email.Id);
        var callback = await Journey.SignInAsync(await journey.OpenAsync());

        using var back = await journey.ReturnAsync(new Uri($"{callback}&iss={Uri.EscapeDataString(issuer ?? provider.Address + "/realm")}"));

        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await journey.BannerAsync()).Code.ShouldBe(code);
        provider.Requests.Count.ShouldBe(code == "linked" ? 1 : 0);
    }

    [Theory]
    [InlineData("openid https://www.googleapis.com/auth/userinfo.email", "scopes_not_granted")]
    [InlineData("openid https://mail.google.com/ https://www.googleapis.com/auth/userinfo.email", "linked")]
    public async Task A_sign_in_at_Google_without_the_tick_for_mail_links_nothing(string scope, string code)
    {
        await using var google = new OAuthApp(
            database.ConnectionString, provider.Address, ("Google:AuthorizeEndpoint", $"{provider.Address}/authorize"), ("Google:TokenEndpoint", $"{provider.Address}/token"), ("Google:IdentityEndpoint", $"{provider.Address}/me"));
        provider.Answers.Enqueue(Answer.Json(JsonSerializer.Serialize(new { access_token = "t", refresh_token = "r", scope })));
        var email = await google.AddAsync(Draft() with { Provider = MailProvider.Google, Application = new("a-client", "a secret", "", null, null, null) });

        var banner = await new Journey(google).WholeAsync(email.Id);

        banner.Code.ShouldBe(code, $"{banner.What} {banner.Why}");
        (await google.ViewAsync(email.Id)).Linked.ShouldBe(code == "linked");
    }

    [Fact]
    public async Task A_secret_that_cannot_be_decrypted_ends_a_device_code_with_words()
    {
        var draft = Draft();
        var email = await app.AddAsync(draft with { SignIn = SignInWay.DeviceCode, Application = draft.Application! with { Details = new(DeviceEndpoint: $"{provider.Address}/device") } });
        var journey = new Journey(app);
        await app.QuietAsync("device-codes");
        await journey.BeginAsync(email.Id);
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("update oauth.system_email set client_secret = '\\x00'");
        }

        app.Time.Ahead += TimeSpan.FromSeconds(5);

        var banner = await Eventually.ValueAsync("the sign-in has ended", async () => await journey.BannerAsync() is { State: not LinkAttemptState.Waiting } ended ? ended : null);
        banner.Code.ShouldBe("secret_unreadable");
    }

    [Theory]
    [InlineData(true, "send", "mail")]
    [InlineData(false, "send")]
    public async Task A_sign_in_outlives_another_order_of_the_scopes_but_no_other_scopes(bool linked, params string[] scopes)
    {
        var draft = Draft();
        draft = draft with { Application = draft.Application! with { Scopes = ["mail", "send"] } };
        provider.Answers.Enqueue(Token("t", "r"));
        var email = await app.AddAsync(draft);
        await new Journey(app).WholeAsync(email.Id);
        using var admin = app.As("helpdesk");

        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft with { Application = draft.Application with { Scopes = scopes } });

        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        (await app.ViewAsync(email.Id)).Linked.ShouldBe(linked);
    }

    [Fact]
    public async Task Another_address_is_signed_in_to_by_its_own_password_and_not_by_what_the_one_before_left()
    {
        var draft = Draft() with { SignIn = SignInWay.PasswordGrant, Password = "of the first" };
        provider.Answers.Enqueue(Token("first", "refresh"));
        provider.Answers.Enqueue(Token("second", "another"));
        var email = await app.AddAsync(draft);
        await TokenAsync(email.Id);
        using var admin = app.As("helpdesk");

        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft with { Address = "other@odd.example", Password = "of the second" });

        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        (await TokenAsync(email.Id)).ShouldBe("second");
        provider.Requests.Select(form => form["grant_type"]).ShouldBe(["password", "password"]);
        provider.Requests.Last()["username"].ShouldBe("other@odd.example");
    }

    private static Answer Token(string access, string? refresh) => Answer.Json(JsonSerializer.Serialize(refresh is null ? new { access_token = access, expires_in = 3600 } : (object)new { access_token = access, expires_in = 3600, refresh_token = refresh }));

    private static string IdToken(string claims)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal) { ["aud"] = "a-client", ["exp"] = 4102444800 };
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(claims)!)
        {
            all[name] = value;
        }

        static string Part(object value) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(value));
        return $"{Part(new { alg = "RS256" })}.{Part(all)}.c2lnbmF0dXJl";
    }

    private async Task<(SystemEmailView Email, LinkAttempt Banner)> LinkAsync()
    {
        var email = await app.AddAsync(Draft());
        return (email, await new Journey(app).WholeAsync(email.Id));
    }

    private async Task<LinkEnd[]> EndsAsync(Guid id)
    {
        using var admin = app.As("helpdesk");
        return (await admin.GetFromJsonAsync<LinkEnd[]>($"/internal/admin/system-emails/{id}/forecast"))!;
    }

    private async Task<string> TokenAsync(Guid id)
    {
        using var answer = await app.CredentialAsync(id);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("secret").GetString()!;
    }

    private SystemEmailDraft Draft() => new(
        Mailbox, "Odd desk", MailProvider.OAuth2, SignInWay.AuthorizationCode, SharedMailbox: false,
        new ApplicationDraft("a-client", "a secret", "", $"{provider.Address}/authorize", $"{provider.Address}/token", ["mail"]) { Details = new(IdentityEndpoint: $"{provider.Address}/me") },
        null,
        new ReceivingSettings(ReceivingProtocol.Imap, new("localhost", Fixtures.FreePort.Next(), ConnectionSecurity.None, SignInMethod.AccessToken, null, null), "INBOX", AfterStoring.MarkRead, null, StartFrom.Unread, TimeSpan.FromMinutes(1), 1_000_000),
        null);
}
