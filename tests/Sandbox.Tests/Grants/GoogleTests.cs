using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Grants;

public sealed class GoogleTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Callback = "http://localhost:5081/oauth/callback";
    private const string Mailbox = "helpdesk@gmail.example";
    private const string Mail = "https://mail.google.com/";

    [Fact]
    public async Task A_refresh_token_comes_only_offline_and_only_with_consent()
    {
        var (_, online) = await LinkAsync($"openid email {Mail}", "");
        online.ContainsKey("refresh_token").ShouldBeFalse();
        (await LinkAsync($"openid email {Mail}", "&access_type=offline")).Tokens.ContainsKey("refresh_token").ShouldBeFalse();
        var (_, tokens) = await LinkAsync($"openid email {Mail}", "&access_type=offline&prompt=consent");
        var refresh = (string)tokens["refresh_token"]!;
        var (_, refreshed) = await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh));
        ((string?)refreshed["access_token"]).ShouldStartWith("ya29.");
        refreshed.ContainsKey("refresh_token").ShouldBeFalse();
        ((int)refreshed["expires_in"]!).ShouldBe(3599);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/google/gmail/v1/users/me/profile") { Headers = { { "Authorization", $"Bearer {refreshed["access_token"]}" } } };
        (await (await sandbox.Http.SendAsync(request)).Content.ReadAsStringAsync()).ShouldContain(Mailbox);

        (await sandbox.FormAsync("/google/revoke", ("token", refresh))).Answer.IsSuccessStatusCode.ShouldBeTrue();
        var (_, ended) = await TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh));
        ((string?)ended["error"]).ShouldBe("invalid_grant");
        ((string?)ended["error_description"]).ShouldBe("Token has been expired or revoked.");
    }

    [Fact]
    public async Task Its_token_opens_IMAP_and_SMTP_and_a_wrong_one_is_told_why_first()
    {
        var (_, tokens) = await LinkAsync(Mail, "");
        var good = XOAuth2((string)tokens["access_token"]!);
        using var imap = await LineClient.ConnectAsync(sandbox.ImapPort);
        (await imap.CommandAsync($"AUTHENTICATE XOAUTH2 {good}"))[^1].ShouldBe("A OK AUTHENTICATE completed.");
        (await imap.CommandAsync("SELECT INBOX"))[^1].ShouldStartWith("A OK");
        using var smtp = await LineClient.ConnectAsync(sandbox.SmtpPort);
        await smtp.SendAsync("EHLO test.example");
        await smtp.UntilAsync("250 ");
        await smtp.SendAsync($"AUTH XOAUTH2 {good}");
        (await smtp.ReadAsync())!.ShouldStartWith("235");

        using var refused = await LineClient.ConnectAsync(sandbox.ImapPort);
        await refused.SendAsync($"A AUTHENTICATE XOAUTH2 {XOAuth2("ya29.nonsense")}");
        var challenge = (await refused.ReadAsync())!;
        challenge.ShouldStartWith("+ ");
        Encoding.ASCII.GetString(Convert.FromBase64String(challenge[2..])).ShouldContain("\"scope\":\"https://mail.google.com/\"");
        await refused.SendAsync("");
        (await refused.ReadAsync())!.ShouldBe("A NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)");

        var (_, narrow) = await LinkAsync("openid email", "");
        using var denied = await LineClient.ConnectAsync(sandbox.SmtpPort);
        await denied.SendAsync("EHLO test.example");
        await denied.UntilAsync("250 ");
        await denied.SendAsync($"AUTH XOAUTH2 {XOAuth2((string)narrow["access_token"]!)}");
        (await denied.ReadAsync())!.ShouldStartWith("334 ");
        await denied.SendAsync("");
        (await denied.ReadAsync())!.ShouldStartWith("535 5.7.8 ");
    }

    [Theory]
    [InlineData("scope=offline_access", 400, "invalid_scope")]
    [InlineData("client_id=nobody", 401, "invalid_client")]
    [InlineData("redirect_uri=https://evil.example/oauth/callback", 400, "redirect_uri_mismatch")]
    public async Task What_is_wrong_with_the_request_stays_on_its_page(string change, int status, string error)
    {
        var answer = await sandbox.Http.GetAsync(Authorize(Mail, "&" + change, change.Split('=')[0]));
        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(error);
    }

    [Fact]
    public async Task Testing_clients_get_seven_days_and_wrong_secrets_and_codes_their_errors()
    {
        var (_, tokens) = await LinkAsync(Mail, "&access_type=offline&prompt=consent", WellKnown.GoogleTestingClient);
        ((int)tokens["refresh_token_expires_in"]!).ShouldBe(7 * 86400);
        var (answer, wrong) = await sandbox.FormAsync("/google/token", ("grant_type", "refresh_token"), ("client_id", WellKnown.GoogleClient), ("client_secret", "wrong"), ("refresh_token", "x"));
        ((int)answer.StatusCode).ShouldBe(401);
        ((string?)wrong["error"]).ShouldBe("invalid_client");
        ((string?)(await TokenAsync(("grant_type", "authorization_code"), ("code", "4/nonsense"), ("redirect_uri", Callback))).Body["error"]).ShouldBe("invalid_grant");
        ((string?)(await TokenAsync(("grant_type", "password"))).Body["error"]).ShouldBe("unsupported_grant_type");
    }

    [Fact]
    public async Task A_device_is_connected_and_told_to_slow_down()
    {
        var (_, begun) = await sandbox.FormAsync("/google/device/code", ("client_id", WellKnown.GoogleClient), ("scope", Mail));
        var device = (string)begun["device_code"]!;
        var (pending, _) = await PollAsync(device);
        ((int)pending.StatusCode).ShouldBe(428);
        await Fixtures.Eventually.HoldsAsync("two polls in a row are too many", async () => (string?)(await PollAsync(device)).Body["error"] == "slow_down");
        using var browser = new Browser(sandbox.Address);
        var page = await browser.SubmitAsync(new Uri((string)begun["verification_url"]!), ("user_code", (string)begun["user_code"]!), ("account", Mailbox), ("password", WellKnown.Password), ("step", "accept"));
        (await page.Content.ReadAsStringAsync()).ShouldContain("Device connected");
        ((string?)(await PollAsync(device)).Body["refresh_token"]).ShouldStartWith("1//");
    }

    private static string XOAuth2(string token) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={Mailbox}\u0001auth=Bearer {token}\u0001\u0001"));

    private static string Authorize(string scope, string more, string without = "", string client = WellKnown.GoogleClient)
    {
        (string Name, string Value)[] query = [("client_id", client), ("redirect_uri", Callback), ("scope", scope), ("response_type", "code"), ("state", "s1")];
        return "/google/o/oauth2/v2/auth?" + string.Join('&', query.Where(pair => pair.Name != without).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")) + more;
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> PollAsync(string device) => TokenAsync(("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", device));

    private Task<(HttpResponseMessage Answer, JsonObject Body)> TokenAsync(params (string, string?)[] form) => TokenAsync(WellKnown.GoogleClient, form);

    private Task<(HttpResponseMessage Answer, JsonObject Body)> TokenAsync(string client, (string, string?)[] form) =>
        sandbox.FormAsync("/google/token", [("client_id", client), ("client_secret", WellKnown.GoogleSecret), .. form]);

    private async Task<(Dictionary<string, string> Sent, JsonObject Tokens)> LinkAsync(string scope, string more, string client = WellKnown.GoogleClient)
    {
        using var browser = new Browser(sandbox.Address);
        var sent = Browser.Sent(await browser.SubmitAsync(new Uri(sandbox.Address, Authorize(scope, more, client: client)), ("account", Mailbox), ("password", WellKnown.Password), ("step", "accept")));
        sent["state"].ShouldBe("s1");
        var (answer, tokens) = await TokenAsync(client, [("grant_type", "authorization_code"), ("code", sent["code"]), ("redirect_uri", Callback)]);
        answer.IsSuccessStatusCode.ShouldBeTrue(tokens.ToString());
        return (sent, tokens);
    }
}
