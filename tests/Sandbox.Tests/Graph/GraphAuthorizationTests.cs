using System.Net.Http.Json;
using System.Text;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

public sealed class GraphAuthorizationTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Support = "support@contoso.example";

    [Fact]
    public async Task A_token_that_does_not_hold_is_refused_with_a_challenge()
    {
        var expired = await sandbox.TokenAsync(new TokenOrder(Resource: GraphApi.Resource, Lifetime: -5));
        var exchange = await sandbox.TokenAsync(new TokenOrder());
        (string? Token, string Words)[] cases =
        [
            (null, "Access token is empty."),
            ("nonsense", "JWT is not well formed"),
            ("a.b.c", "Invalid signature"),
            (expired, "Lifetime validation failed, the token is expired."),
            (exchange, "Access token validation failure. Invalid audience."),
        ];
        foreach (var (token, words) in cases)
        {
            var (answer, body) = await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/mailFolders", token);
            ((int)answer.StatusCode).ShouldBe(401);
            body.Code().ShouldBe("InvalidAuthenticationToken");
            ((string)body["error"]!["message"]!).ShouldContain(words);
            answer.Headers.WwwAuthenticate.ToString().ShouldContain("client_id=\"00000003-0000-0000-c000-000000000000\"");
            Guid.TryParse((string?)body["error"]!["innerError"]!["request-id"], out _).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("nobody@contoso.example", "mailFolders", 404, "ErrorInvalidUser")]
    [InlineData("anna@customer.example", "mailFolders", 404, "ErrorInvalidUser")]
    [InlineData("nomailbox@contoso.example", "mailFolders", 404, "MailboxNotEnabledForRESTAPI")]
    [InlineData("support@contoso.example", "mailFolders/AAMkNonsense=", 404, "ErrorItemNotFound")]
    [InlineData("support@contoso.example", "messages/AAMkNonsense=", 400, "ErrorInvalidIdMalformed")]
    [InlineData("support@contoso.example", "nonsense", 400, "BadRequest")]
    [InlineData("support@contoso.example", "messages?$filter=isRead eq", 400, "ErrorInvalidUrlQueryFilter")]
    [InlineData("support@contoso.example", "messages?$top=0", 400, "ErrorInvalidUrlQuery")]
    [InlineData("support@contoso.example", "mailFolders/inbox/messages/delta?$deltatoken=nonsense!", 400, "BadRequest")]
    public async Task What_is_not_there_is_refused_by_its_code(string mailbox, string path, int status, string code)
    {
        var (answer, body) = await sandbox.AskAsync(HttpMethod.Get, $"users/{mailbox}/{path}", await sandbox.ApplicationAsync());
        ((int)answer.StatusCode).ShouldBe(status);
        body.Code().ShouldBe(code);
    }

    [Fact]
    public async Task A_token_opens_what_its_permissions_say_and_no_more()
    {
        var (_, noRoles) = await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/mailFolders", await sandbox.ApplicationAsync("User.Read.All"));
        noRoles.Code().ShouldBe("ErrorAccessDenied");
        var (_, me) = await sandbox.AskAsync(HttpMethod.Get, "me/mailFolders", await sandbox.ApplicationAsync());
        ((string)me["error"]!["message"]!).ShouldContain("delegated");
        var readOnly = await sandbox.PersonAsync(Support, "Mail.Read");
        (await sandbox.AskAsync(HttpMethod.Get, "me/mailFolders", readOnly)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.AskAsync(HttpMethod.Post, "me/mailFolders", readOnly, new { displayName = "x" })).Body.Code().ShouldBe("ErrorAccessDenied");
        (await sandbox.AskAsync(HttpMethod.Post, "me/sendMail", readOnly, new { message = new { } })).Body.Code().ShouldBe("ErrorAccessDenied");

        // Somebody else's mailbox: the permission of the token, and that of Exchange.
        var admin = await sandbox.PersonAsync("admin@contoso.example");
        (await sandbox.AskAsync(HttpMethod.Get, "users/shared@contoso.example/mailFolders", admin)).Body.Code().ShouldBe("ErrorAccessDenied");
        var shared = await sandbox.PersonAsync("admin@contoso.example", "Mail.ReadWrite.Shared");
        (await sandbox.AskAsync(HttpMethod.Get, "users/shared@contoso.example/mailFolders", shared)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/mailFolders", shared)).Body.Code().ShouldBe("ErrorAccessDenied");
    }

    [Fact]
    public async Task A_person_is_told_of_himself()
    {
        var (_, me) = await sandbox.AskAsync(HttpMethod.Get, "me?$select=mail,id", await sandbox.PersonAsync(Support));
        ((string?)me["mail"]).ShouldBe(Support);
        me.ContainsKey("displayName").ShouldBeFalse();
        (await sandbox.AskAsync(HttpMethod.Get, "users/sales@contoso.example", await sandbox.PersonAsync(Support))).Body.Code().ShouldBe("Authorization_RequestDenied");
        (await sandbox.AskAsync(HttpMethod.Get, "users/nobody@contoso.example", await sandbox.ApplicationAsync("User.Read.All"))).Body.Code().ShouldBe("Request_ResourceNotFound");
    }

    [Fact]
    public async Task Access_policies_restrict_an_application_and_nobody_else()
    {
        using var added = await sandbox.Http.PostAsJsonAsync("/api/policies", new { mailboxes = new[] { Support }, clientId = WellKnownIds.Expired });
        added.EnsureSuccessStatusCode();
        var token = await sandbox.TokenAsync(new TokenOrder(Resource: GraphApi.Resource, Permissions: ["Mail.Read"], ClientId: WellKnown.ExpiredApplication));
        (await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/messages", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        var (answer, refused) = await sandbox.AskAsync(HttpMethod.Get, "users/sales@contoso.example/messages", token);
        ((int)answer.StatusCode).ShouldBe(403);
        refused.Code().ShouldBe("ErrorAccessDenied");
        ((string?)refused["error"]!["message"]).ShouldBe("Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.");
        (await sandbox.Http.GetStringAsync($"/api/policies/test?mailbox=sales@contoso.example&clientId={WellKnownIds.Expired}")).ShouldContain("Denied");
        (await sandbox.AskAsync(HttpMethod.Get, "users/sales@contoso.example/messages", await sandbox.ApplicationAsync())).Answer.IsSuccessStatusCode.ShouldBeTrue();

        using var denied = await sandbox.Http.PostAsJsonAsync("/api/policies", new { mailboxes = new[] { "sup*@contoso.example" }, clientId = WellKnownIds.Expired, accessRight = "DenyAccess" });
        denied.EnsureSuccessStatusCode();
        (await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/messages", token)).Body.Code().ShouldBe("ErrorAccessDenied");
        foreach (var policy in (await sandbox.Http.GetFromJsonAsync<List<System.Text.Json.Nodes.JsonObject>>("/api/policies"))!)
        {
            (await sandbox.Http.DeleteAsync($"/api/policies/{policy["id"]}")).IsSuccessStatusCode.ShouldBeTrue();
        }

        (await sandbox.AskAsync(HttpMethod.Get, "users/sales@contoso.example/messages", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_role_assignment_lets_an_application_in_without_a_role_in_its_token()
    {
        (await sandbox.Http.PostAsJsonAsync("/api/role-assignments", new { role = "Application Mail.Read", mailboxes = new[] { Support }, clientId = WellKnownIds.Unconsented })).EnsureSuccessStatusCode();
        var token = await sandbox.TokenAsync(new TokenOrder(Resource: GraphApi.Resource, Permissions: [], ClientId: WellKnown.UnconsentedApplication));
        (await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/messages", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.AskAsync(HttpMethod.Get, "users/sales@contoso.example/messages", token)).Body.Code().ShouldBe("ErrorAccessDenied");
        (await sandbox.AskAsync(HttpMethod.Post, $"users/{Support}/mailFolders", token, new { displayName = "x" })).Body.Code().ShouldBe("ErrorAccessDenied");

        (await sandbox.Http.PostAsJsonAsync("/api/role-assignments", new { role = "Application SMTP.SendAsApp", mailboxes = new[] { Support }, clientId = WellKnownIds.Unconsented })).EnsureSuccessStatusCode();
        var exchange = await sandbox.TokenAsync(new TokenOrder(Permissions: [], ClientId: WellKnown.UnconsentedApplication));
        foreach (var (mailbox, answer) in new[] { (Support, "235 "), ("sales@contoso.example", "535 5.7.3 ") })
        {
            using var smtp = await LineClient.ConnectAsync(sandbox.SmtpPort);
            await smtp.SendAsync("EHLO test.example");
            await smtp.UntilAsync("250 ");
            await smtp.SendAsync($"AUTH XOAUTH2 {Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={mailbox}\u0001auth=Bearer {exchange}\u0001\u0001"))}");
            (await smtp.ReadAsync())!.ShouldStartWith(answer);
        }

        (await sandbox.Http.DeleteAsync("/api/role-assignments")).EnsureSuccessStatusCode();
        (await sandbox.AskAsync(HttpMethod.Get, $"users/{Support}/messages", token)).Body.Code().ShouldBe("ErrorAccessDenied");
    }

    [Fact]
    public async Task A_fifth_request_at_once_is_throttled()
    {
        await sandbox.ArmAsync(new { catalogue = "graph-four-requests", mailbox = "admin@contoso.example" });
        await sandbox.ArmAsync(new { kind = "delay", protocol = "graph", milliseconds = 3_600_000, times = 4 });
        var token = await sandbox.ApplicationAsync();
        using var ending = new CancellationTokenSource();
        var held = Enumerable.Range(0, 4).Select(_ => HoldAsync(token, ending.Token)).ToList();
        await Fixtures.Eventually.HoldsAsync("four requests wait", async () => !(await sandbox.Http.GetStringAsync("/api/faults")).Contains("3600000", StringComparison.Ordinal));
        var (answer, body) = await sandbox.AskAsync(HttpMethod.Get, "users/admin@contoso.example/mailFolders", token);
        ((int)answer.StatusCode).ShouldBe(429);
        body.Code().ShouldBe("ApplicationThrottled");
        await ending.CancelAsync();
        await Task.WhenAll(held);
        await Fixtures.Eventually.HoldsAsync("the limit is free", async () => (await sandbox.AskAsync(HttpMethod.Get, "users/admin@contoso.example/mailFolders", token)).Answer.IsSuccessStatusCode);
        await sandbox.Http.DeleteAsync("/api/faults");
    }

    [Fact]
    public async Task A_fault_refuses_with_its_words_its_pause_and_its_claims()
    {
        await sandbox.ArmAsync(new { kind = "refuse-graph", status = 429, code = "ApplicationThrottled", message = "Application is over its MailboxConcurrency limit.", retryAfter = 7, mailbox = "mfa@contoso.example", path = "*/messages", times = 1 });
        var token = await sandbox.ApplicationAsync();
        (await sandbox.AskAsync(HttpMethod.Get, "users/mfa@contoso.example/mailFolders", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        var (answer, body) = await sandbox.AskAsync(HttpMethod.Get, "users/mfa@contoso.example/messages", token);
        ((int)answer.StatusCode).ShouldBe(429);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        body.Code().ShouldBe("ApplicationThrottled");
        (await sandbox.AskAsync(HttpMethod.Get, "users/mfa@contoso.example/messages", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();

        var claims = """{"access_token":{"nbf":{"essential":true,"value":"1"}}}""";
        await sandbox.ArmAsync(new { kind = "refuse-graph", status = 401, code = "InvalidAuthenticationToken", claims, mailbox = "mfa@contoso.example", times = 1 });
        var (challenged, _) = await sandbox.AskAsync(HttpMethod.Get, "users/mfa@contoso.example/messages", token);
        challenged.Headers.WwwAuthenticate.ToString().ShouldContain($"error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))}\"");
    }

    private async Task HoldAsync(string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/users/admin@contoso.example/mailFolders") { Headers = { { "Authorization", $"Bearer {token}" } } };
        await Should.ThrowAsync<OperationCanceledException>(() => sandbox.Http.SendAsync(request, cancellation));
    }
}
