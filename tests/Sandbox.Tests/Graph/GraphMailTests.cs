using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

public sealed class GraphMailTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Mailbox = "shared@contoso.example";
    private const string Root = $"users/{Mailbox}";

    [Fact]
    public async Task Folders_are_found_by_word_name_and_id_and_made_below_others()
    {
        var token = await sandbox.ApplicationAsync();
        var (_, list) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/mailFolders?$top=100", token);
        var names = list["value"]!.AsArray().Select(folder => (string)folder!["displayName"]!).ToList();
        names.ShouldContain("Inbox");
        names.ShouldContain("Sent Items");
        var (_, inbox) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/mailFolders('Inbox')", token);
        ((string?)inbox["displayName"]).ShouldBe("Inbox");
        ((string?)inbox["@odata.context"]).ShouldEndWith("/mailFolders/$entity");

        var (made, folder) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/mailFolders/inbox/childFolders", token, new { displayName = "It's done" });
        ((int)made.StatusCode).ShouldBe(201);
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/mailFolders/inbox/childFolders", token, new { displayName = "IT'S DONE" })).Body.Code().ShouldBe("ErrorFolderExists");
        var (_, found) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/mailFolders/inbox/childFolders?$filter={Uri.EscapeDataString("displayName eq 'It''s done'")}", token);
        ((string?)found["value"]!.AsArray().ShouldHaveSingleItem()!["id"]).ShouldBe((string)folder["id"]!);
        (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>($"/api/mailboxes/{Mailbox}/folders"))!.Select(one => (string)one["name"]!).ShouldContain("INBOX/It's done");
        (await sandbox.AskAsync(HttpMethod.Get, $"{Root}/mailFolders/inbox", token)).Body["childFolderCount"]!.GetValue<int>().ShouldBe(1);
        (await sandbox.AskAsync(HttpMethod.Delete, $"{Root}/mailFolders/{Uri.EscapeDataString((string)folder["id"]!)}", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.AskAsync(HttpMethod.Delete, $"{Root}/mailFolders/inbox", token)).Body.Code().ShouldBe("ErrorDeleteDistinguishedFolder");
    }

    [Fact]
    public async Task Messages_are_listed_in_pages_and_filtered()
    {
        const string User = "users/mfa@contoso.example";
        var token = await sandbox.ApplicationAsync();
        for (var i = 0; i < 5; i++)
        {
            await sandbox.DeliverAsync("mfa@contoso.example", $"page {i}", $"page-{i}@customer.example");
        }

        var seen = new List<string>();
        var next = $"{User}/mailFolders/inbox/messages?$top=2&$select=subject,isRead&$orderby=receivedDateTime asc";
        while (next is not null)
        {
            var (_, page) = await sandbox.AskAsync(HttpMethod.Get, next, token);
            page["value"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page["value"]!.AsArray().Select(message => (string)message!["subject"]!));
            page["value"]![0]!.AsObject().ContainsKey("body").ShouldBeFalse();
            next = (string?)page["@odata.nextLink"];
        }

        seen.ShouldBe(["page 0", "page 1", "page 2", "page 3", "page 4"]);
        var filter = Uri.EscapeDataString("internetMessageId eq '<page-3@customer.example>' and isRead eq false and receivedDateTime ge 2020-01-01T00:00:00Z");
        var (_, filtered) = await sandbox.AskAsync(HttpMethod.Get, $"{User}/messages?$filter={filter}", token);
        var one = filtered["value"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)one["from"]!["emailAddress"]!["address"]).ShouldBe("anna@customer.example");
        ((string)one["body"]!["content"]!).ShouldContain("About page 3");
        one["hasAttachments"]!.GetValue<bool>().ShouldBeFalse();
        (await sandbox.AskAsync(HttpMethod.Get, $"{User}/messages?$filter=startswith(subject,'page 2')", token)).Body["value"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_moved_message_keeps_its_immutable_id_and_changes_the_other()
    {
        var token = await sandbox.ApplicationAsync();
        await sandbox.DeliverAsync(Mailbox, "to be moved", "moved@customer.example");
        var (plain, immutable) = (await FindAsync(token, "moved@customer.example", false), await FindAsync(token, "moved@customer.example", true));
        plain.ShouldNotBe(immutable);
        var (moved, answer) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/messages/{Uri.EscapeDataString(plain)}/move", token, new { destinationId = "archive" });
        ((int)moved.StatusCode).ShouldBe(201);
        ((string)answer["id"]!).ShouldNotBe(plain);
        (await sandbox.AskAsync(HttpMethod.Get, $"{Root}/messages/{Uri.EscapeDataString(plain)}", token)).Body.Code().ShouldBe("ErrorItemNotFound");
        var (_, still) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/messages/{Uri.EscapeDataString(immutable)}", token, immutable: true);
        ((string?)still["id"]).ShouldBe(immutable);
        (await sandbox.AskAsync(HttpMethod.Get, $"{Root}/messages/{Uri.EscapeDataString(immutable.ToUpperInvariant())}", token)).Body.Code().ShouldBe("ErrorInvalidIdMalformed");

        // Moved again by IMAP: the same mailbox, the same id.
        using var client = await LineClient.ConnectAsync(sandbox.ImapPort);
        var exchange = await sandbox.TokenAsync(new Api.TokenOrder());
        await client.CommandAsync($"AUTHENTICATE XOAUTH2 {Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={Mailbox}\u0001auth=Bearer {exchange}\u0001\u0001"))}");
        await client.CommandAsync("SELECT Archive");
        (await client.CommandAsync("MOVE 1 INBOX"))[^1].ShouldBe("A OK MOVE completed.");
        (await FindAsync(token, "moved@customer.example", true)).ShouldBe(immutable);
    }

    [Fact]
    public async Task Delta_tells_what_came_changed_and_went_and_forgets_a_renumbered_folder()
    {
        const string User = "users/disabled@contoso.example";
        const string Address = "disabled@contoso.example";
        var token = await sandbox.ApplicationAsync();
        for (var i = 0; i < 3; i++)
        {
            await sandbox.DeliverAsync(Address, $"delta {i}", $"delta-{i}@customer.example");
        }

        var (first, link) = await RoundAsync(token, $"{User}/mailFolders('inbox')/messages/delta()?$select=isRead");
        first.Count.ShouldBe(3);
        first.ShouldAllBe(message => message.ContainsKey("isRead") && !message.ContainsKey("subject"));
        (await RoundAsync(token, link)).Changes.ShouldBeEmpty();

        var ids = first.Select(message => Uri.EscapeDataString((string)message["id"]!)).ToList();
        await sandbox.AskAsync(HttpMethod.Patch, $"{User}/messages/{ids[0]}", token, new { isRead = true }, immutable: true);
        await sandbox.AskAsync(HttpMethod.Post, $"{User}/messages/{ids[1]}/move", token, new { destinationId = "archive" }, immutable: true);
        await sandbox.DeliverAsync(Address, "delta 3", "delta-3@customer.example");
        var (second, later) = await RoundAsync(token, link);
        second.Count.ShouldBe(3);
        second.Single(message => Uri.EscapeDataString((string)message["id"]!) == ids[0])["isRead"]!.GetValue<bool>().ShouldBeTrue();
        ((string?)second.Single(message => Uri.EscapeDataString((string)message["id"]!) == ids[1])["@removed"]!["reason"]).ShouldBe("deleted");

        await sandbox.Http.PostAsync($"/api/mailboxes/{Address}/folders/INBOX/renumber", null);
        var (gone, body) = await sandbox.AskAsync(HttpMethod.Get, later, token);
        ((int)gone.StatusCode).ShouldBe(410);
        body.Code().ShouldBe("syncStateNotFound");
    }

    [Fact]
    public async Task Sending_as_mime_delivers_and_files_and_refuses_what_it_cannot_read()
    {
        var token = await sandbox.ApplicationAsync();
        using var mime = Mime($"From: <{Mailbox}>\r\nTo: <graph-to@customer.example>\r\nBcc: graph-bcc@customer.example\r\nMessage-ID: <graph-sent@contoso.example>\r\nSubject: by graph\r\n\r\ntext\r\n");
        var (sent, _) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/sendMail", token, mime);
        ((int)sent.StatusCode).ShouldBe(202);
        (await sandbox.Http.GetStringAsync("/api/mailboxes/graph-to@customer.example/folders/INBOX/messages/1")).ShouldNotContain("Bcc");
        (await sandbox.Http.GetStringAsync("/api/mailboxes/graph-bcc@customer.example/folders/INBOX/messages/1")).ShouldContain("by graph");
        (await sandbox.Http.GetStringAsync($"/api/mailboxes/{Mailbox}/folders/Sent%20Items/messages")).ShouldContain("graph-sent@contoso.example");

        using var nonsense = new StringContent("no base64!", Encoding.ASCII, "text/plain");
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/sendMail", token, nonsense)).Body.Code().ShouldBe("ErrorMimeContentInvalidBase64String");
        using var nobody = Mime($"From: <{Mailbox}>\r\n\r\n");
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/sendMail", token, nobody)).Body.Code().ShouldBe("ErrorInvalidRecipients");
        using var other = Mime("From: <sales@contoso.example>\r\nTo: <x@customer.example>\r\n\r\n");
        var (denied, body) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/sendMail", token, other);
        ((int)denied.StatusCode).ShouldBe(403);
        body.Code().ShouldBe("ErrorSendAsDenied");
        using var large = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]);
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/sendMail", token, large)).Answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_draft_becomes_the_sent_copy_under_its_immutable_id_and_its_message_id_may_be_rewritten()
    {
        var token = await sandbox.ApplicationAsync();
        using var mime = Mime($"From: <{Mailbox}>\r\nTo: <draft@customer.example>\r\nMessage-ID: <draft-1@contoso.example>\r\nSubject: draft\r\n\r\ntext\r\n");
        var (made, draft) = await sandbox.AskAsync(HttpMethod.Post, $"{Root}/messages", token, mime, immutable: true);
        ((int)made.StatusCode).ShouldBe(201);
        draft["isDraft"]!.GetValue<bool>().ShouldBeTrue();
        var id = Uri.EscapeDataString((string)draft["id"]!);
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/messages/{id}/attachments", token, new Dictionary<string, object>
        {
            ["@odata.type"] = "#microsoft.graph.fileAttachment",
            ["name"] = "Größe.txt",
            ["contentType"] = "text/plain",
            ["contentBytes"] = Convert.ToBase64String("file"u8),
        })).Answer.EnsureSuccessStatusCode();
        await sandbox.ArmAsync(new { kind = "rewrite-message-id", mailbox = Mailbox, times = 1 });
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/messages/{id}/send", token)).Answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        var (_, sent) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/messages/{id}?$select=internetMessageId,isDraft,internetMessageHeaders,parentFolderId", token);
        sent["isDraft"]!.GetValue<bool>().ShouldBeFalse();
        ((string)sent["internetMessageId"]!).ShouldNotBe("<draft-1@contoso.example>");
        sent["internetMessageHeaders"]!.AsArray().Single(field => (string?)field!["name"] == "X-Microsoft-Original-Message-ID")!["value"]!.ToString().ShouldBe("<draft-1@contoso.example>");
        var (_, folder) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/mailFolders/sentitems", token);
        ((string?)sent["parentFolderId"]).ShouldBe((string?)folder["id"]);
        (await sandbox.AskAsync(HttpMethod.Post, $"{Root}/messages/{id}/send", token)).Body.Code().ShouldBe("ErrorInvalidOperation");
        var raw = await sandbox.Http.GetByteArrayAsync("/api/mailboxes/draft@customer.example/folders/INBOX/messages/1");
        HelpdeskMail.Mail.Mime.MimeMessage.Parse(raw).Root.Walk().Select(part => part.FileName).ShouldContain("Größe.txt");
    }

    private static StringContent Mime(string source) => new(Convert.ToBase64String(Encoding.UTF8.GetBytes(source)), Encoding.ASCII, "text/plain");

    private async Task<string> FindAsync(string token, string messageId, bool immutable)
    {
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, $"{Root}/messages?$filter={Uri.EscapeDataString($"internetMessageId eq '<{messageId}>'")}&$select=id", token, immutable: immutable);
        return (string)page["value"]!.AsArray().ShouldHaveSingleItem()!["id"]!;
    }

    private async Task<(List<JsonObject> Changes, string Link)> RoundAsync(string token, string first)
    {
        var changes = new List<JsonObject>();
        for (var next = first; ;)
        {
            var (answer, page) = await sandbox.AskAsync(HttpMethod.Get, next, token, immutable: true, prefer: "odata.maxpagesize=2");
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
