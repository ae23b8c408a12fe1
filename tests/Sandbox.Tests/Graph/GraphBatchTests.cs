using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

public sealed class GraphBatchTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Root = "/users/sales@contoso.example";

    [Fact]
    public async Task Each_request_is_answered_by_itself()
    {
        var token = await sandbox.ApplicationAsync();
        var (answer, body) = await sandbox.AskAsync(HttpMethod.Post, "$batch", token, new
        {
            requests = new object[]
            {
                new { id = "1", method = "GET", url = $"{Root}/mailFolders('inbox')?$select=displayName,totalItemCount" },
                new { id = "2", method = "GET", url = $"{Root}/messages?$top=1&$filter=isRead eq false&$select=subject", headers = new Dictionary<string, string> { ["Prefer"] = "IdType=\"ImmutableId\"" } },
                new { id = "3", method = "GET", url = $"{Root}/messages/nonsense" },
                new { id = "4", method = "POST", url = $"{Root}/mailFolders", headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" }, body = new { displayName = "From a batch" }, dependsOn = new[] { "1" } },
                new { id = "5", method = "GET", url = $"{Root}/mailFolders", dependsOn = new[] { "3" } },
            },
        });
        ((int)answer.StatusCode).ShouldBe(200);
        var answers = body["responses"]!.AsArray().ToDictionary(one => (string)one!["id"]!, one => one!.AsObject(), StringComparer.Ordinal);
        answers.Values.Select(one => (int)one["status"]!).ShouldBe([200, 200, 400, 201, 424]);
        ((string?)answers["1"]["body"]!["displayName"]).ShouldBe("Inbox");
        ((string)answers["2"]["body"]!["value"]![0]!["id"]!).ShouldStartWith("AAkALg");
        ((string?)answers["3"]["body"]!["error"]!["code"]).ShouldBe("ErrorInvalidIdMalformed");
        ((string?)answers["4"]["headers"]!["Content-Type"]).ShouldStartWith("application/json");
    }

    [Fact]
    public async Task A_source_comes_as_base64_and_one_throttled_request_leaves_the_others()
    {
        var token = await sandbox.ApplicationAsync();
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, $"{Root[1..]}/messages?$top=1&$select=id", token);
        var id = Uri.EscapeDataString((string)page["value"]![0]!["id"]!);
        await sandbox.ArmAsync(new { catalogue = "graph-concurrency", mailbox = "sales@contoso.example", times = 1 });
        var (_, body) = await sandbox.AskAsync(HttpMethod.Post, "$batch", token, new
        {
            requests = new[] { new { id = "a", method = "GET", url = $"{Root}/messages/{id}/$value" }, new { id = "b", method = "GET", url = $"{Root}/messages/{id}/$value" } },
        });
        var (throttled, source) = (body["responses"]![0]!, body["responses"]![1]!);
        ((int)throttled["status"]!).ShouldBe(429);
        throttled["headers"]!.AsObject().ContainsKey("Retry-After").ShouldBeTrue();
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)source["body"]!)).ShouldContain("Subject:");
    }

    [Theory]
    [InlineData("""{"requests":[]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"GET","url":"/me"},{"id":"1","method":"GET","url":"/me"}]}""")]
    [InlineData("""{"requests":[{"method":"GET","url":"/me"}]}""")]
    [InlineData("""{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["2"]}]}""")]
    [InlineData("""{}""")]
    public async Task A_batch_that_is_none_is_refused_whole(string json)
    {
        var (answer, body) = await sandbox.AskAsync(HttpMethod.Post, "$batch", await sandbox.ApplicationAsync(), JsonNode.Parse(json)!);
        ((int)answer.StatusCode).ShouldBe(400);
        body.Code().ShouldBe("BadRequest");
    }

    [Fact]
    public async Task More_than_twenty_requests_or_no_token_are_refused_whole()
    {
        var requests = Enumerable.Range(1, 21).Select(number => new { id = $"{number}", method = "GET", url = $"{Root}/mailFolders" });
        ((int)(await sandbox.AskAsync(HttpMethod.Post, "$batch", await sandbox.ApplicationAsync(), new { requests })).Answer.StatusCode).ShouldBe(400);
        ((int)(await sandbox.AskAsync(HttpMethod.Post, "$batch", token: null, new { requests = requests.Take(1) })).Answer.StatusCode).ShouldBe(401);
    }
}
