using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Imap;

[Collection(MeasuredMemory.Name)]
public sealed class HostileImapServerTests
{
    [Fact]
    public async Task Endless_line_ends_in_a_failure_with_bounded_memory()
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("* OK ");
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)'x');
            while (true)
            {
                await talk.SayAsync(chunk);
            }
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));

        failure.Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(64 * 1024 * 1024);
    }

    [Theory]
    [InlineData("* LIST () \"/\" {2147483647}\r\n")]
    [InlineData("* LIST () \"/\" {999999999999999999}\r\n")]
    [InlineData("* SEARCH 1 two 3\r\n")]
    [InlineData("* ESEARCH (TAG \"x\") UID ALL 1:4294967295\r\n")]
    [InlineData("A99999999 OK wrong tag\r\n")]
    [InlineData("+ go on\r\n")]
    [InlineData("nonsense\r\n")]
    public async Task Nonsense_ends_in_a_protocol_violation(string words)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID SEARCH", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync($"{words}{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(MessageFilter.Everything));

        failure.Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
        failure.ConnectionLost.ShouldBeTrue();
    }

    [Fact]
    public async Task Conversation_works_byte_by_byte()
    {
        await using var server = ScriptedImap.Server(
            async (talk, tag, command) =>
            {
                var answer = command switch
                {
                    "CAPABILITY" => $"* CAPABILITY {ScriptedImap.Capabilities}\r\n",
                    "UID FETCH 1 (UID FLAGS RFC822.SIZE)" => "* 1 FETCH (FLAGS (\\Seen \\Flagged $Junk) INTERNALDATE \" 2-Oct-2016 17:28:25 -0400\" RFC822.SIZE 11 UID 1)\r\n",
                    "UID FETCH 1 (UID BODY.PEEK[])" => "* 1 FETCH (UID 1 BODY[] {11}\r\nhello\r\n)\r\nx)\r\n",
                    "SELECT \"INBOX\"" => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok {5}\r\n* OK [UIDNEXT 2] ok\r\n",
                    _ => "",
                };
                await talk.DribbleAsync($"{answer}{tag} OK done\r\n");
                return true;
            },
            "* OK ready {3}\r\n");
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var count = 0;
        await foreach (var message in mailbox.FetchAsync([MessageKey.Imap(7, 1)]))
        {
            using var reader = new StreamReader(message.Content);
            (await reader.ReadToEndAsync()).ShouldBe("hello\r\n)\r\nx");
            message.Marks.ShouldBe(MessageMarks.Seen | MessageMarks.Flagged);
            message.ReceivedAt.ShouldBe(new DateTimeOffset(2016, 10, 2, 17, 28, 25, TimeSpan.FromHours(-4)));
            count++;
        }

        count.ShouldBe(1);
    }

    [Fact]
    public async Task Message_larger_than_it_was_said_to_be_is_streamed_and_never_held()
    {
        const long Size = 300L * 1024 * 1024;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            if (!command.Contains("BODY", StringComparison.Ordinal))
            {
                await talk.SayAsync($"* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n{tag} OK done\r\n");
                return true;
            }

            await talk.SayAsync($"* 1 FETCH (UID 1 BODY[] {{{Size}}}\r\n");
            var chunk = new byte[1024 * 1024];
            for (var sent = 0L; sent < Size; sent += chunk.Length)
            {
                await talk.SayAsync(chunk);
            }

            await talk.SayAsync($")\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var before = GC.GetTotalAllocatedBytes();
        await foreach (var message in mailbox.FetchAsync([MessageKey.Imap(7, 1)]))
        {
            message.Size.ShouldBe(Size);
            await message.Content.CopyToAsync(Stream.Null);
        }

        // Held, the message would be twice this.
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(Size / 2);
    }

    [Fact]
    public async Task Silent_server_ends_in_a_timeout_and_cancelling_ends_at_once()
    {
        await using var server = new ScriptedServer(async talk => await talk.ReadAsync());
        var quick = server.Address with { Timeouts = new MailTimeouts { Connect = TimeSpan.FromMilliseconds(200) } };
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(quick, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TimedOut);

        using var cancel = new CancellationTokenSource();
        var connecting = ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account, cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task Greeting_that_never_ends_in_a_line_times_out_even_when_it_keeps_coming()
    {
        await using var server = new ScriptedServer(async talk =>
        {
            while (true)
            {
                await talk.SayAsync("*");
                await Task.Delay(20);
            }
        });
        var quick = server.Address with { Timeouts = new MailTimeouts { Connect = TimeSpan.FromMilliseconds(300) } };
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(quick, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TimedOut);
    }

    [Fact]
    public async Task Connection_cut_inside_a_message_is_no_short_message()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal) ? "* 1 FETCH (UID 1 BODY[] {500}\r\nonly a part" : $"* 1 FETCH (UID 1 RFC822.SIZE 500)\r\n{tag} OK done\r\n");
            return command.Contains("BODY", StringComparison.Ordinal) ? throw new IOException("cut") : true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var failure = await Should.ThrowAsync<MailFailureException>(async () =>
        {
            await foreach (var message in mailbox.FetchAsync([MessageKey.Imap(7, 1)]))
            {
                await message.Content.CopyToAsync(Stream.Null);
            }
        });
        failure.Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
    }

    [Fact]
    public void Modified_utf7_shows_names_and_keeps_those_it_could_not_write_again()
    {
        ModifiedUtf7.Decode("&U,BTFw-").ShouldBe("台北");
        ModifiedUtf7.Encode("台北").ShouldBe("&U,BTFw-");
        ModifiedUtf7.Decode("Entw&APw-rfe &- mehr").ShouldBe("Entwürfe & mehr");
        ModifiedUtf7.Encode("Entwürfe & mehr").ShouldBe("Entw&APw-rfe &- mehr");
        foreach (var broken in new[] { "&", "&abc", "&!!!-", "a&AGE-b", "&AP-", Encoding.UTF8.GetString([0xC3, 0xBC]) + "&x" })
        {
            ModifiedUtf7.Decode(broken).ShouldBe(broken);
        }
    }
}
