using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

public sealed class GraphFolderTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Address = "admin@contoso.example";
    private const string User = $"users/{Address}";

    [Fact]
    public async Task Folder_is_copied_with_its_messages_and_the_folders_in_it()
    {
        var token = await sandbox.ApplicationAsync();
        var work = await MakeAsync(token, "mailFolders", "Work");
        await MakeAsync(token, $"mailFolders/{work}/childFolders", "Deep");
        await sandbox.DeliverAsync(Address, "to copy", "to-copy@customer.example");
        var message = await FindAsync(token, "to-copy@customer.example");
        var (_, moved) = await sandbox.AskAsync(HttpMethod.Post, $"{User}/messages/{message}/move", token, new { destinationId = Uri.UnescapeDataString(work) });
        await sandbox.AskAsync(HttpMethod.Patch, $"{User}/messages/{Id(moved)}", token, new { categories = new[] { "Red" }, isRead = true });

        var (copied, copy) = await sandbox.AskAsync(HttpMethod.Post, $"{User}/mailFolders/{work}/copy", token, new { destinationId = "archive" });
        var (_, inCopy) = await sandbox.AskAsync(HttpMethod.Get, $"{User}/mailFolders/{Id(copy)}/messages?$select=internetMessageId,categories,isRead", token);
        var (_, again) = await sandbox.AskAsync(HttpMethod.Post, $"{User}/mailFolders/{work}/copy", token, new { destinationId = "archive" });
        var (_, intoItself) = await sandbox.AskAsync(HttpMethod.Post, $"{User}/mailFolders/{work}/copy", token, new { destinationId = Uri.UnescapeDataString(work) });

        ((int)copied.StatusCode).ShouldBe(201, copy.ToString());
        Id(copy).ShouldNotBe(work);
        ((string?)copy["displayName"]).ShouldBe("Work");
        copy["childFolderCount"]!.GetValue<int>().ShouldBe(1);
        var one = inCopy["value"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)one["internetMessageId"]).ShouldBe("<to-copy@customer.example>");
        ((string?)one["categories"]!.AsArray().ShouldHaveSingleItem()).ShouldBe("Red");
        one["isRead"]!.GetValue<bool>().ShouldBeTrue();
        ((string?)one["id"]).ShouldNotBe((string?)moved["id"]);
        (await sandbox.AskAsync(HttpMethod.Get, $"{User}/mailFolders/{work}", token)).Body["totalItemCount"]!.GetValue<int>().ShouldBe(1);
        again.Code().ShouldBe("ErrorFolderExists");
        intoItself.Code().ShouldBe("ErrorCannotCopyFolder");
    }

    [Fact]
    public async Task Delta_of_folders_tells_all_and_then_what_was_made_renamed_filled_and_deleted()
    {
        var token = await sandbox.ApplicationAsync();
        await sandbox.DeliverAsync(Address, "makes the mailbox", $"{Guid.NewGuid():N}@customer.example");
        var kept = await MakeAsync(token, "mailFolders", "Delta kept");
        var deleted = await MakeAsync(token, $"mailFolders/{kept}/childFolders", "Delta deleted");

        var (first, link) = await RoundAsync(token, $"{User}/mailFolders/delta()?$select=displayName,totalItemCount");
        (await RoundAsync(token, link)).Changes.ShouldBeEmpty();
        await sandbox.AskAsync(HttpMethod.Patch, $"{User}/mailFolders/{kept}", token, new { displayName = "Delta renamed" });
        await sandbox.AskAsync(HttpMethod.Delete, $"{User}/mailFolders/{deleted}", token);
        await MakeAsync(token, "mailFolders/drafts/childFolders", "Delta made");
        await sandbox.DeliverAsync(Address, "fills the inbox", $"{Guid.NewGuid():N}@customer.example");
        var (second, _) = await RoundAsync(token, link);

        new[] { "Inbox", "Sent Items", "Delta kept", "Delta deleted" }.Except(first.Select(folder => (string)folder["displayName"]!), StringComparer.Ordinal).ShouldBeEmpty();
        first.ShouldAllBe(folder => folder.ContainsKey("totalItemCount") && !folder.ContainsKey("unreadItemCount"));
        second.Where(folder => folder.ContainsKey("displayName")).Select(folder => (string?)folder["displayName"]).Order(StringComparer.Ordinal).ShouldBe(["Delta made", "Delta renamed", "Drafts", "Inbox"]);
        Id(second.Single(folder => folder.ContainsKey("@removed"))).ShouldBe(deleted);
        (await sandbox.AskAsync(HttpMethod.Get, link.Replace(Address, "sales@contoso.example", StringComparison.Ordinal), token)).Body.Code().ShouldBe("syncStateNotFound");
        (await sandbox.AskAsync(HttpMethod.Get, $"{User}/mailFolders/delta?$deltatoken=nonsense!", token)).Body.Code().ShouldBe("BadRequest");
    }

    [Fact]
    public async Task Categories_are_kept_by_patch_and_told_by_delta_and_go_along_with_a_move()
    {
        var token = await sandbox.ApplicationAsync();
        await sandbox.DeliverAsync(Address, "in colours", "in-colours@customer.example");
        var id = await FindAsync(token, "in-colours@customer.example");
        var (_, link) = await RoundAsync(token, $"{User}/mailFolders/inbox/messages/delta?$select=categories");

        var (_, patched) = await sandbox.AskAsync(HttpMethod.Patch, $"{User}/messages/{id}", token, new { categories = new[] { "Red", "Waits", "red" } });
        var (changes, _) = await RoundAsync(token, link);
        var (_, wrong) = await sandbox.AskAsync(HttpMethod.Patch, $"{User}/messages/{id}", token, new { categories = "Red" });
        var (_, moved) = await sandbox.AskAsync(HttpMethod.Post, $"{User}/messages/{id}/move", token, new { destinationId = "archive" });
        var (_, emptied) = await sandbox.AskAsync(HttpMethod.Patch, $"{User}/messages/{Id(moved)}", token, new { categories = Array.Empty<string>() });

        Names(patched).ShouldBe(["Red", "Waits"]);
        Names(changes.ShouldHaveSingleItem()).ShouldBe(["Red", "Waits"]);
        wrong.Code().ShouldBe("RequestBodyRead");
        Names(moved).ShouldBe(["Red", "Waits"]);
        Names(emptied).ShouldBeEmpty();

        static IEnumerable<string> Names(JsonObject message) => message["categories"]!.AsArray().Select(category => (string)category!);
    }

    [Fact]
    public async Task Unique_body_is_what_was_newly_written_and_comes_only_when_it_is_selected()
    {
        var token = await sandbox.ApplicationAsync();
        const string Text = "It works now.\n\nOn Mon, 2 Mar 2026 at 10:00, Support <support@contoso.example> wrote:\n> Please turn it on.\n";
        using var composed = await sandbox.Http.PostAsJsonAsync("/api/mails/compose", new { from = "Anna Berg <anna@customer.example>", to = new[] { Address }, subject = "Re: unique", text = Text, messageId = "unique@customer.example" });
        composed.EnsureSuccessStatusCode();
        var id = await FindAsync(token, "unique@customer.example");

        var (_, usual) = await sandbox.AskAsync(HttpMethod.Get, $"{User}/messages/{id}", token);
        var (_, text) = await sandbox.AskAsync(HttpMethod.Get, $"{User}/messages/{id}?$select=uniqueBody,body", token, prefer: "outlook.body-content-type=\"text\"");
        var (_, html) = await sandbox.AskAsync(HttpMethod.Get, $"{User}/messages/{id}?$select=uniqueBody", token, prefer: "outlook.body-content-type=\"html\"");

        usual.ContainsKey("uniqueBody").ShouldBeFalse();
        ((string)text["uniqueBody"]!["content"]!).Trim().ShouldBe("It works now.");
        ((string)text["body"]!["content"]!).ShouldContain("Please turn it on.");
        ((string?)html["uniqueBody"]!["contentType"]).ShouldBe("html");
        ((string)html["uniqueBody"]!["content"]!).ShouldContain("It works now.");
        ((string)html["uniqueBody"]!["content"]!).ShouldNotContain("Please turn it on.");
    }

    private static string Id(JsonObject element) => Uri.EscapeDataString((string)element["id"]!);

    private async Task<string> MakeAsync(string token, string where, string name)
    {
        var (answer, folder) = await sandbox.AskAsync(HttpMethod.Post, $"{User}/{where}", token, new { displayName = name });
        answer.IsSuccessStatusCode.ShouldBeTrue(folder.ToString());
        return Id(folder);
    }

    private async Task<string> FindAsync(string token, string messageId)
    {
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, $"{User}/messages?$filter={Uri.EscapeDataString($"internetMessageId eq '<{messageId}>'")}&$select=id", token);
        return Id(page["value"]!.AsArray().ShouldHaveSingleItem()!.AsObject());
    }

    private async Task<(List<JsonObject> Changes, string Link)> RoundAsync(string token, string first)
    {
        var changes = new List<JsonObject>();
        for (var next = first; ;)
        {
            var (answer, page) = await sandbox.AskAsync(HttpMethod.Get, next, token, prefer: "odata.maxpagesize=2");
            answer.IsSuccessStatusCode.ShouldBeTrue(page.ToString());
            page["value"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            changes.AddRange(page["value"]!.AsArray().Select(one => one!.AsObject()));
            if ((string?)page["@odata.deltaLink"] is { } link)
            {
                return (changes, link);
            }

            next = (string)page["@odata.nextLink"]!;
        }
    }
}
