using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

/// <summary>Drafts, files and folders, changed as clients change them.</summary>
public sealed class GraphDraftTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Root = "users/sales@contoso.example";

    [Fact]
    public async Task A_draft_is_changed_before_it_is_sent()
    {
        var token = await sandbox.ApplicationAsync();
        var draft = await DraftAsync(token);
        var (_, changed) = await sandbox.AskAsync(HttpMethod.Patch, draft, token, new
        {
            subject = "second thoughts",
            importance = "high",
            body = new { contentType = "HTML", content = "<p>new <b>words</b></p>" },
            toRecipients = new[] { new { emailAddress = new { name = "Carla", address = "carla@customer.example" } } },
        });
        ((string?)changed["subject"]).ShouldBe("second thoughts");
        ((string?)changed["importance"]).ShouldBe("high");
        ((string?)changed["body"]!["contentType"]).ShouldBe("html");
        ((string?)changed["toRecipients"]!.AsArray().ShouldHaveSingleItem()!["emailAddress"]!["address"]).ShouldBe("carla@customer.example");
        (await sandbox.AskAsync(HttpMethod.Get, $"{draft}/attachments?$select=name", token)).Body["value"]!.AsArray().Count.ShouldBe(2);
        ((int)(await sandbox.AskAsync(HttpMethod.Post, $"{draft}/send", token)).Answer.StatusCode).ShouldBe(202);
        (await sandbox.Http.GetStringAsync("/api/mailboxes/carla@customer.example/folders/INBOX/messages/1")).ShouldContain("second thoughts");
    }

    [Fact]
    public async Task Files_are_read_and_taken_out_one_by_one()
    {
        var token = await sandbox.ApplicationAsync();
        var draft = await DraftAsync(token);
        var (_, listed) = await sandbox.AskAsync(HttpMethod.Get, $"{draft}/attachments?$select=id,name", token);
        var ids = listed["value"]!.AsArray().Select(file => Uri.EscapeDataString((string)file!["id"]!)).ToList();
        listed["value"]![0]!.AsObject().ContainsKey("contentBytes").ShouldBeFalse();
        var (_, second) = await sandbox.AskAsync(HttpMethod.Get, $"{draft}/attachments/{ids[1]}", token);
        ((string?)second["name"]).ShouldBe("two.txt");
        (await (await sandbox.AskAsync(HttpMethod.Get, $"{draft}/attachments/{ids[1]}/$value", token)).Answer.Content.ReadAsStringAsync()).ShouldBe("zwei");
        var (_, whole) = await sandbox.AskAsync(HttpMethod.Get, $"{draft}?$select=subject&$expand=attachments($select=name)", token);
        whole["attachments"]!.AsArray().Select(file => (string)file!["name"]!).ShouldBe(["one.txt", "two.txt"]);

        ((int)(await sandbox.AskAsync(HttpMethod.Delete, $"{draft}/attachments/{ids[0]}", token)).Answer.StatusCode).ShouldBe(204);
        (await sandbox.AskAsync(HttpMethod.Get, $"{draft}/attachments/{ids[1]}", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.AskAsync(HttpMethod.Delete, $"{draft}/attachments/{ids[0]}", token)).Body.Code().ShouldBe("ErrorItemNotFound");
        ((int)(await sandbox.AskAsync(HttpMethod.Delete, $"{draft}/attachments/{ids[1]}", token)).Answer.StatusCode).ShouldBe(204);
        (await sandbox.AskAsync(HttpMethod.Get, draft, token)).Body["hasAttachments"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory]
    [InlineData("text", "text", "new & old\n")]
    [InlineData("html", "html", "<p>new &amp; old</p>")]
    [InlineData(null, "html", "<p>new &amp; old</p>")]
    public async Task The_body_comes_in_the_form_preferred(string? preferred, string type, string content)
    {
        var token = await sandbox.ApplicationAsync();
        var draft = await DraftAsync(token, new { contentType = "html", content = "<p>new &amp; old</p>" });
        var (answer, message) = await sandbox.AskAsync(HttpMethod.Get, $"{draft}?$select=body", token, prefer: preferred is null ? null : $"outlook.body-content-type=\"{preferred}\"");
        ((string?)message["body"]!["contentType"]).ShouldBe(type);
        ((string)message["body"]!["content"]!).Trim().ShouldBe(content.Trim());
        answer.Headers.TryGetValues("Preference-Applied", out var applied).ShouldBe(preferred is not null);
        applied?.ShouldBe([$"outlook.body-content-type=\"{preferred}\""]);
    }

    [Theory]
    [InlineData("""{"message":{"subject":"S","toRecipients":[{"emailAddress":{"address":"TO"}}]},"saveToSentItems":"false"}""", false)]
    [InlineData("""{"Message":{"Subject":"S","Body":{"ContentType":"Text","Content":"x"},"ToRecipients":[{"EmailAddress":{"Address":"TO"}}]},"SaveToSentItems":"true"}""", true)]
    public async Task A_message_is_sent_in_the_words_of_the_older_API_too(string json, bool kept)
    {
        var subject = $"older {kept}";
        using var body = new StringContent(json.Replace("\"S\"", $"\"{subject}\"", StringComparison.Ordinal).Replace("TO", "older@customer.example", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        ((int)(await sandbox.AskAsync(HttpMethod.Post, $"{Root}/sendMail", await sandbox.ApplicationAsync(), body)).Answer.StatusCode).ShouldBe(202);
        (await sandbox.Http.GetStringAsync("/api/mailboxes/older@customer.example/folders/INBOX/messages")).ShouldContain(subject);
        (await sandbox.Http.GetStringAsync("/api/mailboxes/sales@contoso.example/folders/Sent%20Items/messages")).Contains(subject, StringComparison.Ordinal).ShouldBe(kept);
    }

    [Fact]
    public async Task A_folder_is_renamed_and_moved_with_what_lies_below_and_keeps_its_id()
    {
        var token = await sandbox.ApplicationAsync();
        var (_, made) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/mailFolders", token, new { displayName = "Projects" });
        var folder = $"{Root}/mailFolders/{Uri.EscapeDataString((string)made["id"]!)}";
        var (_, child) = await sandbox.AskAsync(HttpMethod.Post, $"{folder}/childFolders", token, new { displayName = "2026" });
        ((string?)(await sandbox.AskAsync(HttpMethod.Patch, folder, token, new { displayName = "Plans" })).Body["displayName"]).ShouldBe("Plans");
        var (moved, answer) = await sandbox.AskAsync(HttpMethod.Post, $"{folder}/move", token, new { destinationId = "archive" });
        ((int)moved.StatusCode).ShouldBe(201);
        ((string?)answer["id"]).ShouldBe((string?)made["id"]);
        (await sandbox.Http.GetStringAsync("/api/mailboxes/sales@contoso.example/folders")).ShouldContain("Archive/Plans/2026");
        (await sandbox.AskAsync(HttpMethod.Post, $"{folder}/move", token, new { destinationId = (string)child["id"]! })).Answer.IsSuccessStatusCode.ShouldBeFalse();
        ((int)(await sandbox.AskAsync(HttpMethod.Patch, $"{Root}/mailFolders/inbox", token, new { displayName = "Mine" })).Answer.StatusCode).ShouldBe(403);
    }

    private async Task<string> DraftAsync(string token, object? body = null)
    {
        var (_, draft) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/messages", token, new
        {
            subject = "first thoughts",
            body = body ?? new { contentType = "text", content = "words" },
            toRecipients = new[] { new { emailAddress = new { address = "first@customer.example" } } },
            attachments = body is null ? new[] { File("one.txt", "eins"), File("two.txt", "zwei") } : [],
        });
        return $"{Root}/messages/{Uri.EscapeDataString((string)draft["id"]!)}";
    }

    private static JsonObject File(string name, string text) => new()
    {
        ["@odata.type"] = "#microsoft.graph.fileAttachment",
        ["name"] = name,
        ["contentType"] = "text/plain",
        ["contentBytes"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
    };
}
