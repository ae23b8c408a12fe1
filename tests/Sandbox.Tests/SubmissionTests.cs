using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class SubmissionTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Sender = "sales@contoso.example";

    [Fact]
    public async Task A_sent_mail_is_delivered_filed_and_written_down_with_its_log()
    {
        using var client = await SignedInAsync();
        await SendAsync(client, "sent@customer.example", "<sent-1@contoso.example>");
        (await MessagesAsync("sent@customer.example", "INBOX")).ShouldHaveSingleItem()["messageId"]!.ToString().ShouldBe("sent-1@contoso.example");
        (await MessagesAsync(Sender, "Sent Items")).ShouldContain(message => message["messageId"]!.ToString() == "sent-1@contoso.example");
        var submission = (await sandbox.Http.GetFromJsonAsync<JsonArray>("/api/submissions"))!.First(one => one!["messageId"]!.ToString() == "sent-1@contoso.example")!;
        submission["envelopeFrom"]!.ToString().ShouldBe(Sender);
        var page = await Fixtures.Eventually.ValueAsync("the log is written", async () =>
        {
            var text = await sandbox.Http.GetStringAsync($"/sent/{submission["id"]}?view=log");
            return text.Contains("250 2.0.0 OK", StringComparison.Ordinal) ? text : null;
        });
        page.ShouldContain("AUTH PLAIN ********");
        page.ShouldNotContain(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"\0{Sender}\0{WellKnown.Password}")));
    }

    [Fact]
    public async Task Chunks_make_a_message_and_their_size_is_kept_to()
    {
        using var client = await SignedInAsync();
        await AskAsync(client, $"MAIL FROM:<{Sender}> BODY=BINARYMIME", "250");
        await AskAsync(client, "RCPT TO:<chunks@customer.example>", "250");
        await client.SendRawAsync("BDAT 20\r\nFrom: <" + "a@b.example>\r\nBDAT 0\r\n");
        await client.UntilAsync("250 ");
        await client.UntilAsync("250 ");
        await client.SendRawAsync($"BDAT 12 LAST\r\n\r\n.\r\n.dot\r\n\r\n");
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("554 5.2.252");
    }

    [Theory]
    [InlineData("MAIL FROM:<a b@x>", "501")]
    [InlineData("MAIL FROM:sales@contoso.example", "501")]
    [InlineData("MAIL FROM:<sales@contoso.example> SIZE=999999999999", "552")]
    [InlineData("RCPT TO:<x@customer.example>", "503")]
    [InlineData("DATA", "503")]
    [InlineData("NONSENSE", "500")]
    [InlineData("EHLO", "501")]
    public async Task A_wrong_command_gets_its_code(string command, string code)
    {
        using var client = await SignedInAsync();
        await AskAsync(client, command, code);
        await AskAsync(client, "NOOP", "250");
    }

    [Theory]
    [InlineData("\"two words\"@customer.example", "250")]
    [InlineData("\"a>b@c\\\"d\"@customer.example", "250")]
    [InlineData("two words@customer.example", "501")]
    [InlineData("\"never ends@customer.example", "501")]
    [InlineData("\"quotes\" and more@customer.example", "501")]
    [InlineData("\"only quotes\"", "501")]
    public async Task Quoted_local_part_holds_what_ends_an_address_elsewhere(string address, string code)
    {
        using var client = await SignedInAsync();
        await AskAsync(client, $"MAIL FROM:<{Sender}>", "250");
        await AskAsync(client, $"RCPT TO:<{address}>", code);
    }

    [Fact]
    public async Task Only_a_dot_between_two_CRLF_ends_a_message()
    {
        using var client = await SignedInAsync();
        await AskAsync(client, $"MAIL FROM:<{Sender}>", "250");
        await AskAsync(client, "RCPT TO:<dots@customer.example>", "250");
        await AskAsync(client, "DATA", "354");
        await client.SendRawAsync($"From: <{Sender}>\r\nMessage-ID: <dots@contoso.example>\r\n\r\n..one\r\nx\n.\nMAIL FROM:<smuggled@contoso.example>\r\n.\ny\n.\r\nz\r\n.\r\nNOOP\r\n");
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("250 2.0.0 OK");
        (await client.ReadAsync()).ShouldBe("250 2.0.0 OK");
        var uid = (await MessagesAsync("dots@customer.example", "INBOX")).ShouldHaveSingleItem()["uid"];
        (await sandbox.Http.GetStringAsync($"/api/mailboxes/dots@customer.example/folders/INBOX/messages/{uid}"))
            .ShouldEndWith("\r\n\r\n.one\r\nx\r\n.\r\nMAIL FROM:<smuggled@contoso.example>\r\n\r\ny\r\n.\r\nz\r\n");
    }

    [Fact]
    public async Task A_line_of_any_length_is_taken()
    {
        using var client = await SignedInAsync();
        await AskAsync(client, $"MAIL FROM:<{Sender}>", "250");
        await AskAsync(client, "RCPT TO:<longline@customer.example>", "250");
        await AskAsync(client, "DATA", "354");
        var line = new string('x', 3_000_001);
        await client.SendRawAsync($"From: <{Sender}>\r\n\r\n{line}\r\n.\r\n");
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("250 2.0.0 OK");
        var uid = (await MessagesAsync("longline@customer.example", "INBOX")).ShouldHaveSingleItem()["uid"];
        (await sandbox.Http.GetStringAsync($"/api/mailboxes/longline@customer.example/folders/INBOX/messages/{uid}")).ShouldEndWith($"\r\n\r\n{line}\r\n");
    }

    [Fact]
    public async Task AUTH_LOGIN_can_be_cancelled_at_its_first_step()
    {
        using var client = await LineClient.ConnectAsync(sandbox.SmtpPort);
        await client.SendAsync("EHLO test.example");
        await client.UntilAsync("250 ");
        await AskAsync(client, "AUTH LOGIN", "334");
        await AskAsync(client, "*", "501 5.7.3");
        await AskAsync(client, "HELP", "214 2.0.0");
    }

    [Fact]
    public async Task Nothing_is_sent_without_a_sign_in()
    {
        using var client = await LineClient.ConnectAsync(sandbox.SmtpPort);
        await client.SendAsync("EHLO test.example");
        await client.UntilAsync("250 ");
        await AskAsync(client, $"MAIL FROM:<{Sender}>", "530 5.7.57");
        await AskAsync(client, "AUTH PLAIN nonsense", "501");
        await AskAsync(client, "AUTH CRAM-MD5", "501");
        await client.SendAsync("AUTH XOAUTH2");
        await client.UntilAsync("334 ");
        await AskAsync(client, Convert.ToBase64String("user=sales@contoso.example\u0001auth=Bearer x.y.z\u0001\u0001"u8.ToArray()), "535 5.7.3");
    }

    [Fact]
    public async Task Faults_refuse_a_recipient_drop_at_the_dot_and_rewrite_the_Message_ID()
    {
        await sandbox.ArmAsync(new { kind = "refuse-recipient", recipient = "*@busy.example", answer = "450 4.2.1 Busy", times = 1 });
        using (var client = await SignedInAsync())
        {
            await AskAsync(client, $"MAIL FROM:<{Sender}>", "250");
            await AskAsync(client, "RCPT TO:<x@busy.example>", "450 4.2.1");
            await AskAsync(client, "RCPT TO:<x@busy.example>", "250");
        }

        await sandbox.ArmAsync(new { kind = "drop-at-end-of-data", delivered = true, times = 1 });
        using (var client = await SignedInAsync())
        {
            await Should.ThrowAsync<IOException>(() => SendAsync(client, "dropped@customer.example", "<dropped-1@contoso.example>"));
        }

        (await MessagesAsync("dropped@customer.example", "INBOX")).Count.ShouldBe(1);
        await sandbox.ArmAsync(new { kind = "drop-at-end-of-data", delivered = false, times = 1 });
        using (var client = await SignedInAsync())
        {
            await Should.ThrowAsync<IOException>(() => SendAsync(client, "dropped@customer.example", "<dropped-2@contoso.example>"));
        }

        (await MessagesAsync("dropped@customer.example", "INBOX")).Count.ShouldBe(1);
        await sandbox.ArmAsync(new { kind = "rewrite-message-id", times = 1 });
        using (var client = await SignedInAsync())
        {
            await SendAsync(client, "rewritten@customer.example", "<mine@contoso.example>");
        }

        (await MessagesAsync("rewritten@customer.example", "INBOX")).ShouldHaveSingleItem()["messageId"]!.ToString().ShouldNotBe("mine@contoso.example");
        (await sandbox.Http.GetStringAsync("/api/mailboxes/rewritten@customer.example/folders/INBOX/messages/1")).ShouldContain("X-Microsoft-Original-Message-ID: <mine@contoso.example>");
    }

    [Fact]
    public async Task A_fourth_connection_of_a_mailbox_may_not_send_until_one_has_gone()
    {
        await sandbox.ArmAsync(new { catalogue = "smtp-three-connections", mailbox = Sender });
        using var one = await SignedInAsync();
        using var two = await SignedInAsync();
        using var three = await SignedInAsync();
        await Fixtures.Eventually.HoldsAsync("connections from before are forgotten", () => MaySendAsync(three));
        using var four = await SignedInAsync();
        await AskAsync(four, $"MAIL FROM:<{Sender}>", "432 4.3.2 Concurrent connections limit exceeded");
        await AskAsync(one, "QUIT", "221");
        await Fixtures.Eventually.HoldsAsync("the first connection is forgotten", () => MaySendAsync(four));
        await sandbox.Http.DeleteAsync("/api/faults");
    }

    [Fact]
    public async Task Mail_and_faults_outlive_a_restart()
    {
        using (var client = await SignedInAsync())
        {
            await SendAsync(client, "restart@customer.example", "<restart@contoso.example>");
        }

        await sandbox.ArmAsync(new { kind = "refuse-recipient", recipient = "after@restart.example", answer = "451 4.3.0 later" });
        await sandbox.RestartAsync();
        (await MessagesAsync("restart@customer.example", "INBOX")).Count.ShouldBe(1);
        (await MessagesAsync("support@contoso.example", "INBOX")).Count.ShouldBe(9);
        using var again = await SignedInAsync();
        await AskAsync(again, $"MAIL FROM:<{Sender}>", "250");
        await AskAsync(again, "RCPT TO:<after@restart.example>", "451 4.3.0");
        await sandbox.Http.DeleteAsync("/api/faults");
    }

    [Fact]
    public async Task A_fault_that_is_none_is_explained()
    {
        var answer = await sandbox.Http.PostAsJsonAsync("/api/faults", new { kind = "earthquake" });
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("drop-connection");
    }

    private static async Task AskAsync(LineClient client, string line, string answer)
    {
        await client.SendAsync(line);
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith(answer);
    }

    private static async Task<bool> MaySendAsync(LineClient client)
    {
        await client.SendAsync($"MAIL FROM:<{Sender}>");
        return (await client.ReadAsync()).ShouldNotBeNull().StartsWith("250", StringComparison.Ordinal);
    }

    private static async Task SendAsync(LineClient client, string recipient, string messageId)
    {
        await AskAsync(client, $"MAIL FROM:<{Sender}>", "250");
        await AskAsync(client, $"RCPT TO:<{recipient}>", "250");
        await AskAsync(client, "DATA", "354");
        await client.SendAsync($"From: <{Sender}>\r\nTo: <{recipient}>\r\nMessage-ID: {messageId}\r\nSubject: test\r\n\r\ntext\r\n.");
        (await client.ReadAsync() ?? throw new IOException("The server went.")).ShouldStartWith("250 2.0.0");
    }

    private async Task<LineClient> SignedInAsync()
    {
        var client = await LineClient.ConnectAsync(sandbox.SmtpPort);
        await client.SendAsync("EHLO test.example");
        await client.UntilAsync("250 ");
        await AskAsync(client, $"AUTH PLAIN {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"\0{Sender}\0{WellKnown.Password}"))}", "235");
        return client;
    }

    private async Task<List<JsonObject>> MessagesAsync(string mailbox, string folder) =>
        (await sandbox.Http.GetFromJsonAsync<List<JsonObject>>($"/api/mailboxes/{mailbox}/folders/{folder}/messages"))!;
}
