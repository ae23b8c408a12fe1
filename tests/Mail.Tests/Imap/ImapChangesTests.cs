using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Imap;

/// <summary>What changed in a folder since it was last looked through: servers with QRESYNC, with CONDSTORE alone, with neither, and servers of the second revision.</summary>
public sealed class ImapChangesTests
{
    private static readonly FolderState Known = new("INBOX", "7", 3, MessageKey.Imap(7, 3), ReadOnly: false, HighestModSeq: 90);

    [Fact]
    public async Task Qresync_tells_all_changes_in_the_round_trip_that_opens_the_folder()
    {
        var log = new RecordedLog();
        await using var server = Server("ENABLE CONDSTORE QRESYNC", async (talk, tag, command) =>
        {
            if (!command.StartsWith("SELECT", StringComparison.Ordinal))
            {
                return false;
            }

            command.ShouldEndWith(" (QRESYNC (7 90))");
            await talk.SayAsync("* OK [CLOSED] the other\r\n* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 12] next\r\n* OK [HIGHESTMODSEQ 120] highest\r\n* VANISHED (EARLIER) 2,4:9\r\n"
                + $"* 1 FETCH (UID 3 FLAGS (\\Seen \\Answered $Junk) MODSEQ (110))\r\n* 2 FETCH (MODSEQ (120) FLAGS () UID 11)\r\n{tag} OK [READ-WRITE] done\r\n");
            return true;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account, log: log);

        var changes = await ((IMailbox)mailbox).OpenFolderAsync(Known);

        changes.State.HighestModSeq.ShouldBe(120UL);
        changes.Changed.ShouldBe([new(MessageKey.Imap(7, 3), MessageMarks.Seen | MessageMarks.Answered), new(MessageKey.Imap(7, 11), MessageMarks.None)]);
        changes.TellsGone.ShouldBeTrue();
        new[] { 1u, 2u, 3u, 4u, 9u, 10u }.Where(uid => changes.IsGone(MessageKey.Imap(7, uid))).ShouldBe([2u, 4u, 9u]);
        changes.IsGone(MessageKey.Imap(8, 2)).ShouldBeFalse();
        log.Text.ShouldNotContain("CHANGEDSINCE");
    }

    [Theory]
    [InlineData(120, 1)]
    [InlineData(90, 0)]
    public async Task Condstore_alone_is_asked_only_when_the_counter_has_moved(int counter, int questions)
    {
        var asked = 0;
        await using var server = Server("ENABLE CONDSTORE", async (talk, tag, command) =>
        {
            if (command.StartsWith("SELECT", StringComparison.Ordinal))
            {
                command.ShouldNotContain("QRESYNC");
                await talk.SayAsync($"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n* OK [HIGHESTMODSEQ {counter}] highest\r\n{tag} OK [READ-WRITE] done\r\n");
                return true;
            }

            if (command != "UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE 90)")
            {
                return false;
            }

            asked++;
            await talk.SayAsync($"* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (120))\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);

        var changes = await ((IMailbox)mailbox).OpenFolderAsync(Known);

        asked.ShouldBe(questions);
        changes.Changed!.Select(change => change.Key).ShouldBe(questions == 0 ? [] : [MessageKey.Imap(7, 2)]);
        changes.TellsGone.ShouldBeFalse();
        changes.IsGone(MessageKey.Imap(7, 1)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("* OK [UIDVALIDITY 8] valid\r\n* OK [HIGHESTMODSEQ 91] highest\r\n", 90UL)]
    [InlineData("* OK [UIDVALIDITY 7] valid\r\n* OK [NOMODSEQ] none here\r\n", 90UL)]
    [InlineData("* OK [UIDVALIDITY 7] valid\r\n* OK [HIGHESTMODSEQ 91] highest\r\n", null)]
    public async Task Folder_has_to_be_listed_anew_when_nobody_counted(string answers, ulong? counter)
    {
        await using var server = Server("ENABLE CONDSTORE QRESYNC", async (talk, tag, command) =>
        {
            if (!command.StartsWith("SELECT", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync($"* 3 EXISTS\r\n* OK [UIDNEXT 4] next\r\n{answers}{tag} OK [READ-WRITE] done\r\n");
            return true;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);

        var changes = await ((IMailbox)mailbox).OpenFolderAsync(Known with { HighestModSeq = counter });

        changes.Changed.ShouldBeNull();
        changes.TellsGone.ShouldBeFalse();
    }

    [Fact]
    public async Task Second_revision_is_agreed_on_and_its_parts_are_used_without_being_named()
    {
        var commands = new List<string>();
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("* OK [CAPABILITY IMAP4rev1 IMAP4rev2 AUTH=PLAIN] ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                var (tag, command) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                commands.Add(command);
                await talk.SayAsync(command.Split(' ')[0] switch
                {
                    "AUTHENTICATE" => $"{tag} OK [CAPABILITY IMAP4rev1 IMAP4rev2] in\r\n",
                    "ENABLE" => $"* ENABLED IMAP4rev2\r\n{tag} OK done\r\n",
                    "NAMESPACE" => $"* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n{tag} OK done\r\n",
                    "SELECT" => $"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n* LIST () \"/\" INBOX\r\n{tag} OK [READ-WRITE] done\r\n",
                    "LIST" => $"* LIST () \"/\" \"Ablage – für später\"\r\n* STATUS \"Ablage – für später\" (MESSAGES 4 UNSEEN 1)\r\n{tag} OK done\r\n",
                    "UID" when command.StartsWith("UID SEARCH", StringComparison.Ordinal) => $"* ESEARCH (TAG \"{tag}\") UID ALL 2:3\r\n{tag} OK done\r\n",
                    _ => $"{tag} OK done\r\n",
                });
            }
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        await mailbox.OpenFolderAsync("INBOX");

        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        await mailbox.MoveAsync([keys[0]], "Ablage – für später", createIfMissing: false);
        await mailbox.DeleteAsync([keys[1]]);
        var folder = (await mailbox.ListFoldersAsync()).ShouldHaveSingleItem();
        await mailbox.AppendAsync("INBOX", MessageContent.Of("Subject: ü\r\n\r\nx"u8.ToArray()), MessageMarks.None, null);

        commands.ShouldContain("ENABLE IMAP4rev2");
        commands.ShouldContain(command => command.StartsWith("AUTHENTICATE PLAIN ", StringComparison.Ordinal));
        commands.ShouldContain("UID SEARCH RETURN (ALL) ALL");
        commands.ShouldContain("UID MOVE 2 \"Ablage – für später\"");
        commands.ShouldContain("UID EXPUNGE 3");
        commands.ShouldContain("LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))");
        (folder.Name, folder.Messages, folder.Unread).ShouldBe(("Ablage – für später", 4, 1));
        mailbox.Abilities.HasFlag(MailboxAbilities.Waiting).ShouldBeTrue();

        // The second revision alone takes no UTF8 literal (RFC 9755 section 3 needs UTF8=ACCEPT).
        commands.ShouldContain(command => command.StartsWith("APPEND \"INBOX\" () {", StringComparison.Ordinal));
    }

    private static ScriptedServer Server(string more, Func<ScriptedServer.Conversation, string, string, Task<bool>> answer) => ScriptedImap.Server(async (talk, tag, command) =>
    {
        switch (command.Split(' ')[0])
        {
            case "CAPABILITY":
                await talk.SayAsync($"* CAPABILITY {ScriptedImap.Capabilities} {more}\r\n{tag} OK done\r\n");
                return true;
            case "ENABLE":
                await talk.SayAsync($"* ENABLED {command["ENABLE ".Length..]}\r\n{tag} OK done\r\n");
                return true;
            default:
                return await answer(talk, tag, command);
        }
    });
}
