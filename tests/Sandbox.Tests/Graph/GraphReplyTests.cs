using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

public sealed class GraphReplyTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Address = "sales@contoso.example";

    [Theory]
    [InlineData("createReply", "RE: Question", "anna@customer.example", "")]
    [InlineData("createReplyAll", "RE: Question", "anna@customer.example,other@customer.example", "copy@customer.example")]
    [InlineData("createForward", "FW: Question", "", "")]
    public async Task A_draft_answers_or_passes_on(string action, string subject, string to, string cc)
    {
        var token = await sandbox.ApplicationAsync();
        var (made, draft) = await sandbox.AskAsync(HttpMethod.Post, $"{await ReceiveAsync(token)}/{action}", token, new { comment = "Hello <you>" });
        ((int)made.StatusCode).ShouldBe(201);
        draft["isDraft"]!.GetValue<bool>().ShouldBeTrue();
        ((string?)draft["subject"]).ShouldBe(subject);
        Addresses(draft, "toRecipients").ShouldBe(to);
        Addresses(draft, "ccRecipients").ShouldBe(cc);
        var content = (string)draft["body"]!["content"]!;
        content.ShouldContain("Hello &lt;you&gt;");
        content.ShouldContain("What does it cost?");
        (await sandbox.AskAsync(HttpMethod.Get, $"users/{Address}/messages/{Uri.EscapeDataString((string)draft["id"]!)}/attachments", token)).Body["value"]!.AsArray().Count.ShouldBe(action == "createForward" ? 1 : 0);
    }

    [Fact]
    public async Task A_reply_goes_out_in_the_conversation()
    {
        var token = await sandbox.ApplicationAsync();
        var message = await ReceiveAsync(token);
        using var nothing = new StringContent("", Encoding.UTF8, "application/json");
        ((int)(await sandbox.AskAsync(HttpMethod.Post, $"{message}/createReply", token, nothing)).Answer.StatusCode).ShouldBe(201);
        ((int)(await sandbox.AskAsync(HttpMethod.Post, $"{message}/reply", token, new
        {
            message = new { body = new { contentType = "Text", content = "It costs nothing." }, ccRecipients = new[] { new { emailAddress = new { address = "boss@customer.example" } } } },
        })).Answer.StatusCode).ShouldBe(202);
        var sent = MimeMessage.Parse(await sandbox.Http.GetByteArrayAsync("/api/mailboxes/boss@customer.example/folders/INBOX/messages/1"));
        sent.InReplyTo.ShouldBe(["question@customer.example"]);
        sent.References.ShouldBe(["before@customer.example", "question@customer.example"]);
        sent.To.ShouldHaveSingleItem().Address.ShouldBe("anna@customer.example");
        (await sandbox.Http.GetStringAsync($"/api/mailboxes/{Address}/folders/Sent%20Items/messages")).ShouldContain("RE: Question");
    }

    [Theory]
    [InlineData("forward", """{"comment":"see below"}""", "ErrorInvalidRecipients")]
    [InlineData("reply", """{"comment":"x","message":{"body":{"contentType":"text","content":"y"}}}""", "ErrorInvalidRequest")]
    [InlineData("forward", """{"toRecipients":[{"emailAddress":{"address":"a@customer.example"}}],"message":{"toRecipients":[{"emailAddress":{"address":"a@customer.example"}}]}}""", "ErrorInvalidRequest")]
    [InlineData("reply", "no JSON", "BadRequest")]
    public async Task What_makes_no_answer_is_refused(string action, string json, string code)
    {
        var token = await sandbox.ApplicationAsync();
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        var (answer, error) = await sandbox.AskAsync(HttpMethod.Post, $"{await ReceiveAsync(token)}/{action}", token, body);
        ((int)answer.StatusCode).ShouldBe(400);
        error.Code().ShouldBe(code);
    }

    [Fact]
    public async Task A_forward_takes_its_recipients_beside_the_comment_and_its_files_along()
    {
        var token = await sandbox.ApplicationAsync();
        ((int)(await sandbox.AskAsync(HttpMethod.Post, $"{await ReceiveAsync(token)}/forward", token, new { comment = "FYI", toRecipients = new[] { new { emailAddress = new { address = "third@customer.example" } } } })).Answer.StatusCode).ShouldBe(202);
        var raw = await sandbox.Http.GetByteArrayAsync("/api/mailboxes/third@customer.example/folders/INBOX/messages/1");
        MimeMessage.Parse(raw).Root.Walk().Select(part => part.FileName).ShouldContain("list.txt");
    }

    private static string Addresses(JsonObject message, string property) => string.Join(',', message[property]!.AsArray().Select(one => (string)one!["emailAddress"]!["address"]!));

    /// <summary>A question with a file, of an ongoing conversation, and its path.</summary>
    private async Task<string> ReceiveAsync(string token)
    {
        var subject = $"users/{Address}/mailFolders/inbox/messages?$top=1&$filter={Uri.EscapeDataString("internetMessageId eq '<question@customer.example>'")}";
        var (_, page) = await sandbox.AskAsync(HttpMethod.Get, subject, token);
        if (page["value"]!.AsArray().Count == 0)
        {
            var raw = "From: Anna Berg <anna@customer.example>\r\nTo: sales@contoso.example, other@customer.example\r\nCc: copy@customer.example\r\nSubject: Question\r\nMessage-ID: <question@customer.example>\r\n"
                + "References: <before@customer.example>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nWhat does it cost?\r\n--b\r\nContent-Type: text/plain; name=list.txt\r\nContent-Disposition: attachment; filename=list.txt\r\n\r\nlist\r\n--b--\r\n";
            using var wire = await LineClient.ImapAsync(sandbox.ImapPort, Address);
            await wire.CommandAsync($"APPEND INBOX {{{raw.Length}+}}\r\n{raw}");
            (_, page) = await sandbox.AskAsync(HttpMethod.Get, subject, token);
        }

        return $"users/{Address}/messages/{Uri.EscapeDataString((string)page["value"]![0]!["id"]!)}";
    }
}
