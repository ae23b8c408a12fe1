using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Pop3;

[Collection(MeasuredMemory.Name)]
public sealed class HostilePop3ServerTests
{
    private static readonly MailCredential Account = new MailCredential.Password("support@example.com", "top-secret-password");

    [Theory]
    [InlineData("")]
    [InlineData("CAPA")]
    [InlineData("LIST")]
    public async Task Endless_line_ends_in_a_protocol_violation(string command)
    {
        await using var server = Server(command, async talk =>
        {
            await talk.SayAsync("+OK ");
            var chunk = Enumerable.Repeat((byte)'x', 4096).ToArray();
            while (true)
            {
                await talk.SayAsync(chunk);
            }
        });

        (await FailureAsync(server)).Kind.ShouldBe(MailFailureKind.ProtocolViolation);
    }

    [Fact]
    public async Task Endless_listing_ends_in_a_protocol_violation()
    {
        await using var server = Server("LIST", async talk =>
        {
            await talk.SayAsync("+OK\r\n");
            var chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1 1\r\n", 2000)));
            while (true)
            {
                await talk.SayAsync(chunk);
            }
        });

        (await FailureAsync(server)).Kind.ShouldBe(MailFailureKind.ProtocolViolation);
    }

    [Fact]
    public async Task Message_without_an_end_is_streamed_and_never_held()
    {
        const int Enough = 200 * 1024 * 1024;
        await using var server = Server("RETR 1", async talk =>
        {
            await talk.SayAsync("+OK\r\n");
            var chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 4096)));
            while (true)
            {
                await talk.SayAsync(chunk);
            }
        });
        await using var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, Account);
        await mailbox.OpenFolderAsync("INBOX");
        var before = GC.GetTotalAllocatedBytes();
        var read = 0L;
        await Should.ThrowAsync<MailFailureException>(async () =>
        {
            await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything)))
            {
                var buffer = new byte[64 * 1024];
                while (read < Enough)
                {
                    read += await message.Content.ReadAsync(buffer);
                }

                // Nobody waits for the end: whoever has had enough gives the connection up.
                await mailbox.DisposeAsync();
            }
        });

        // Held, the message would be twice this.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(Enough / 2);
    }

    [Fact]
    public async Task Conversation_works_byte_by_byte()
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.DribbleAsync("+OK ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                await talk.DribbleAsync(Usual(line));
            }
        });
        await using var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, Account);
        await mailbox.OpenFolderAsync("INBOX");
        await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything)))
        {
            using var reader = new StreamReader(message.Content);
            (await reader.ReadToEndAsync()).ShouldBe("Subject: x\r\n\r\n.x\r\n");
        }

        await mailbox.CloseAsync();
    }

    private static async Task<MailFailure> FailureAsync(ScriptedServer server)
    {
        var failure = await Should.ThrowAsync<MailFailureException>(async () =>
        {
            await using var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, Account);
            await mailbox.OpenFolderAsync("INBOX");
        });
        failure.ConnectionLost.ShouldBeTrue();
        return failure.Failure;
    }

    private static ScriptedServer Server(string command, Func<ScriptedServer.Conversation, Task> attack) => new(async talk =>
    {
        await (command.Length == 0 ? attack(talk) : talk.SayAsync("+OK ready\r\n"));
        while (await talk.ReadAsync() is { } line)
        {
            await (line == command ? attack(talk) : talk.SayAsync(Usual(line)));
        }
    });

    private static string Usual(string line) => line.Split(' ')[0] switch
    {
        "CAPA" => "+OK\r\nTOP\r\nUIDL\r\nUSER\r\n.\r\n",
        "LIST" => "+OK\r\n1 120\r\n.\r\n",
        "UIDL" => "+OK\r\n1 a\r\n.\r\n",
        "RETR" => "+OK\r\nSubject: x\r\n\r\n..x\r\n.\r\n",
        _ => "+OK\r\n",
    };
}
