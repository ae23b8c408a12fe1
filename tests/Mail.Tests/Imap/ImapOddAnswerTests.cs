using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Imap;

/// <summary>FETCH answers as careless servers write them: nothing of a mailbox may get lost over them.</summary>
public sealed class ImapOddAnswerTests
{
    [Theory]
    [InlineData("* 1 fetch (uid 1 body[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY.PEEK[] {5}\r\nfirst)\r\n")]
    [InlineData("*  1 FETCH  (UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH(UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (FLAGS NIL UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (FLAGS (\"Junk\" \\Seen x]y) UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID \"1\" RFC822.SIZE NIL INTERNALDATE NIL BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID 1 RFC822 {5}\r\nfirst FLAGS (\\Seen))\r\n")]
    [InlineData("* 1 FETCH (UID 1 (FLAGS (\\Seen)) (BODY[] {5}\r\nfirst))\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[]<0> {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] ~{5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {5+}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {5}\nfirst)\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] \"first\")\r\n")]
    [InlineData("* 1 FETCH (UID 1 RFC822 \"first\")\r\n")]
    [InlineData("\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nfirst)\r\n\r\n")]
    [InlineData("* 1 FETCH (UID 1 BODY[] {5}\r\nfirst\r\n)\r\n")]
    [InlineData("* 1 FETCH (BODY[] {5}\r\nfirst UID 1\r\n")]
    [InlineData("* 1 FETCH (MODSEQ (-1) FLAGS (\\Recent $FORWARDED) UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (MODSEQ (12) X-GM-LABELS (\"a]\" {3}\r\n)]() ENVELOPE (NIL \"x\\\"y\" ((NIL NIL \"a\" \"b\")) {2}\r\n]{) UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 9 FETCH (UID 9 BODY[] {3}\r\nodd)\r\n* OK [ALERT] still here\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nfirst)\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nfirst)\r\n")]
    [InlineData("* 4 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* SEARCH\r\n* LIST () NIL x\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nfirst)\r\n")]
    public async Task Fetch_reads_a_message_however_the_server_writes_it(string answer)
    {
        await using var server = Server("* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n", answer);
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await ReadAsync(mailbox, 1)).ShouldBe([("7/1", "first", null)]);
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 1 FETCH (INTERNALDATE \"01-Feb-2024 10:00:00 +0100\" UID 1)\r\n* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n")]
    [InlineData("* 1 FETCH (rfc822.size \"5\" uid 1 flags (\\seen) internaldate \" 1-Feb-2024 10:00:00 +0100\")\r\n")]
    [InlineData("* 1 FETCH (UID 1 (FLAGS (\\Seen)) (INTERNALDATE \"01-Feb-2024 10:00:00 +0100\" ENVELOPE (NIL NIL)) RFC822.SIZE 5)\r\n")]
    [InlineData("* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE \"01-Feb-2024 10:00:00 +0100\" RFC822.SIZE NIL)\r\n")]
    public async Task Fetch_puts_a_description_together_from_whatever_it_comes_in(string description)
    {
        await using var server = Server(description, "* 1 FETCH (UID 1 BODY[] {5}\r\nfirst)\r\n");
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        await foreach (var message in mailbox.FetchAsync([MessageKey.Imap(7, 1)]))
        {
            message.Size.ShouldBe(5);
            message.Marks.ShouldBe(MessageMarks.Seen);
            message.ReceivedAt.ShouldBe(new DateTimeOffset(2024, 2, 1, 10, 0, 0, TimeSpan.FromHours(1)));
            return;
        }

        throw new InvalidOperationException("No message came.");
    }

    [Fact]
    public async Task Fetch_asks_for_dates_beforehand_once_the_server_has_told_one_behind_the_message()
    {
        var questions = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            questions.Add(command);
            var uid = Uids(command.Split(' ')[2]).ShouldHaveSingleItem();
            const string Date = "INTERNALDATE \"01-Feb-2024 10:00:00 +0100\"";
            var told = command.Contains("INTERNALDATE", StringComparison.Ordinal) ? " " + Date : "";
            await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal) ? $"* {uid} FETCH (UID {uid} BODY[] {{2}}\r\nm{uid}{told})\r\n{tag} OK done\r\n" : $"* {uid} FETCH (UID {uid} RFC822.SIZE 2 FLAGS (){told})\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        for (var uid = 1u; uid <= 2; uid++)
        {
            await foreach (var message in mailbox.FetchAsync([MessageKey.Imap(7, uid)]))
            {
                message.ReceivedAt.ShouldBe(new DateTimeOffset(2024, 2, 1, 10, 0, 0, TimeSpan.FromHours(1)));
                using var reader = new StreamReader(message.Content);
                (await reader.ReadToEndAsync()).ShouldBe($"m{uid}");
            }
        }

        questions.ShouldBe(["UID FETCH 1 (UID FLAGS RFC822.SIZE)", "UID FETCH 1 (UID INTERNALDATE BODY.PEEK[])", "UID FETCH 2 (UID FLAGS INTERNALDATE RFC822.SIZE)", "UID FETCH 2 (UID BODY.PEEK[])"]);
    }

    [Fact]
    public async Task Fetch_gives_the_others_when_the_server_will_not_even_tell_the_size_of_one()
    {
        var questions = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            questions.Add(command);
            var uids = Uids(command.Split(' ')[2]);
            foreach (var uid in uids.Where(uid => uid != 3))
            {
                await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal) ? $"* {uid} FETCH (UID {uid} BODY[] {{2}}\r\nm{uid})\r\n" : uids.Contains(3) ? "" : $"* {uid} FETCH (UID {uid} RFC822.SIZE 2)\r\n");
            }

            await talk.SayAsync(uids.Contains(3) ? $"{tag} NO Server Unavailable. 15\r\n" : $"{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        (await ReadAsync(mailbox, 1, 2, 3, 4, 5)).OrderBy(message => message.Key).ShouldBe(
            [("7/1", "m1", null), ("7/2", "m2", null), ("7/3", "", MailFailureKind.MessageUnreadable), ("7/4", "m4", null), ("7/5", "m5", null)]);
        questions.Count.ShouldBeLessThan(12);
    }

    [Fact]
    public async Task Fetch_gives_up_when_the_server_tells_of_no_message_at_all()
    {
        var questions = 0;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            questions++;
            await talk.SayAsync($"{tag} NO the store is away\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var failure = await Should.ThrowAsync<MailFailureException>(() => ReadAsync(mailbox, [.. Enumerable.Range(1, 400).Select(uid => (uint)uid)]));
        failure.Failure.ServerAnswer.ShouldBe("NO the store is away");
        questions.ShouldBeLessThan(500);
    }

    [Theory]
    [InlineData("* SEARCH 2\r\n", MailFailureKind.MessageUnreadable)]
    [InlineData("* SEARCH\r\n", null)]
    public async Task Fetch_tells_a_message_that_was_left_out_from_one_that_is_gone(string found, MailFailureKind? expected)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command.StartsWith("UID SEARCH UID 2", StringComparison.Ordinal))
            {
                await talk.SayAsync($"{found}{tag} OK done\r\n");
                return true;
            }

            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal)
                ? command.Contains('1', StringComparison.Ordinal) ? $"* 1 FETCH (UID 1 BODY[] {{5}}\r\nfirst)\r\n{tag} OK done\r\n" : $"{tag} OK done\r\n"
                : $"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 6)\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var seen = await ReadAsync(mailbox, 1, 2);
        seen[0].ShouldBe(("7/1", "first", null));
        seen.Skip(1).Select(message => message.Failure).ShouldBe(expected is null ? [] : [expected]);
    }

    [Fact]
    public async Task Log_shows_neither_secrets_nor_messages_that_a_server_repeats()
    {
        var log = new RecordedLog();
        await using var server = ScriptedImap.Server(
            async (talk, tag, command) =>
            {
                if (command.StartsWith("UID FETCH", StringComparison.Ordinal))
                {
                    await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal) ? $"* 1 FETCH (UID 1 BODY[] \"private words\")\r\n{tag} OK done\r\n" : $"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n{tag} OK done\r\n");
                    return true;
                }

                if (command != "NOOP")
                {
                    return false;
                }

                await talk.SayAsync($"* OK your password is top-secret-password, by the way\r\n{tag} OK done\r\n");
                return true;
            });
        await using var mailbox = await ScriptedImap.OpenAsync(server, log);
        await mailbox.ListAsync(MessageFilter.Everything);
        (await ReadAsync(mailbox, 1)).ShouldBe([("7/1", "private words", null)]);

        log.Text.ShouldContain("S: * OK your password is (hidden), by the way");
        log.Text.ShouldContain("S: * 1 FETCH (UID 1 BODY[] (hidden)");
        log.Text.ShouldNotContain("top-secret-password");
        log.Text.ShouldNotContain("private words");
    }

    private static ScriptedServer Server(string description, string body) => ScriptedImap.Server(async (talk, tag, command) =>
    {
        if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
        {
            return false;
        }

        await talk.SayAsync($"{(command.Contains("BODY", StringComparison.Ordinal) ? body : description)}{tag} OK done\r\n");
        return true;
    });

    private static List<int> Uids(string set) => [.. set.Split(',').SelectMany(part => part.Split(':') is [var first, var last] ? Enumerable.Range(Number(first), Number(last) - Number(first) + 1) : [Number(part)])];

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<List<(string Key, string Text, MailFailureKind? Failure)>> ReadAsync(ImapMailbox mailbox, params uint[] uids)
    {
        var seen = new List<(string, string, MailFailureKind?)>();
        await foreach (var message in mailbox.FetchAsync([.. uids.Select(uid => MessageKey.Imap(7, uid))]))
        {
            using var reader = new StreamReader(message.Content);
            seen.Add((message.Key.Value, await reader.ReadToEndAsync(), message.Failure?.Kind));
        }

        return seen;
    }
}
