using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Imap;

public sealed class ImapFolderNameTests
{
    [Theory]
    [InlineData("((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\"))", "Done", "INBOX.Done")]
    [InlineData("((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\"))", "inbox", "INBOX")]
    [InlineData("((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\"))", "INBOX.Done", "INBOX.Done")]
    [InlineData("((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\"))", "#shared.Done", "#shared.Done")]
    [InlineData("((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))", "Done", "INBOX.Done")]
    [InlineData("((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL", "Done", "Done")]
    [InlineData("((\"INBOX.\" \".\")(\"\" \".\")) NIL NIL", "Done", "Done")]
    [InlineData("((\"\" \"/\" \"X-PARAM\" (\"FLAG1\" \"FLAG2\"))) NIL NIL", "Done", "Done")]
    [InlineData("NIL NIL ((\"\" \"/\"))", "Done", "Done")]
    [InlineData("((\"\" NIL))", "Done", "Done")]
    [InlineData("((NIL NIL)) NIL NIL", "Done", "Done")]
    [InlineData("((\"\" \"\\\\\"))(( \"~\" \"/\" ))", "Done", "Done")]
    public async Task Folder_is_named_in_full_where_the_server_keeps_all_under_a_prefix(string spaces, string name, string expected)
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            switch (command.Split(' ')[0])
            {
                case "NAMESPACE":
                    await talk.SayAsync($"* NAMESPACE {spaces}\r\n{tag} OK done\r\n");
                    return true;
                case "UID" when command.StartsWith("UID MOVE", StringComparison.Ordinal) && !commands.Exists(earlier => earlier.StartsWith("CREATE", StringComparison.Ordinal)):
                    await talk.SayAsync($"{tag} NO [TRYCREATE] no such folder\r\n");
                    return true;
                default:
                    return false;
            }
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        await mailbox.MoveAsync([MessageKey.Imap(7, 1)], name, createIfMissing: true);
        await mailbox.OpenFolderAsync(name);

        commands.ShouldContain($"UID MOVE 1 \"{expected}\"");
        commands.ShouldContain($"CREATE \"{expected}\"");
        commands.ShouldContain($"SUBSCRIBE \"{expected}\"");
        commands[^1].ShouldBe($"SELECT \"{expected}\"");
    }

    [Theory]
    [InlineData("() \"/\" \"Done\"", "Done", '/')]
    [InlineData("() NIL Done", "Done", null)]
    [InlineData("() nil \"Done\"", "Done", null)]
    [InlineData("() \"\" Done", "Done", null)]
    [InlineData("NIL \".\" Done", "Done", '.')]
    [InlineData("(\\HasNoChildren \"\\Odd\") \"\\\\\" \"Top\\\\Done\"", "Top\\Done", '\\')]
    [InlineData("() / Sent Items", "Sent Items", '/')]
    [InlineData("() \"/\" {9}\r\nDone \"1\")", "Done \"1\")", '/')]
    [InlineData("() \"/\" ~user", "~user", '/')]
    [InlineData("() \"/\" {old}", "{old}", '/')]
    [InlineData("() \"/\" NIL", "NIL", '/')]
    [InlineData("(\\HasNoChildren \\) \".\" \"Done\"", "Done", '.')]
    [InlineData("(\\HasNoChildren) \"/\" INBOX/From\tSubject\tSize", "INBOX/From\tSubject\tSize", '/')]
    [InlineData("(\\HasNoChildren \\UnMarked) \"/\" [Mail]/Starred", "[Mail]/Starred", '/')]
    [InlineData("() \"/\" \"Erledigt für später\"", "Erledigt für später", '/')]
    [InlineData("() \"/\" \"R&D\"", "R&D", '/')]
    [InlineData("() \"/\" \"&AOQ-\"", "ä", '/')]
    [InlineData("()  \"/\"  Done  (\"CHILDINFO\" (\"SUBSCRIBED\"))", "Done", '/')]
    public async Task List_reads_a_folder_however_the_server_writes_it(string line, string name, char? separator)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("LIST", StringComparison.Ordinal) ? $"* LIST (\\Broken \"/\r\n* LIST {line}\r\n* LIST\r\n{tag} OK done\r\n" : "");
            return command.StartsWith("LIST", StringComparison.Ordinal);
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var folder = (await mailbox.ListFoldersAsync()).ShouldHaveSingleItem();
        (folder.Name, folder.Separator).ShouldBe((name, separator));
    }

    [Theory]
    [InlineData("R&D")]
    [InlineData("Gelöscht")]
    public async Task Folder_is_found_in_the_spelling_of_a_server_that_does_not_encode_its_names(string name)
    {
        var encoded = ModifiedUtf7.Encode(name);
        string? selected = null, moved = null;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command.EndsWith("+}", StringComparison.Ordinal))
            {
                command = $"{command[..command.LastIndexOf('{')]}\"{name}\"";
                (await talk.ReadAsync()).ShouldBe(name);
            }

            var answer = command == "LIST \"\" \"*\"" ? $"* LIST () \"/\" \"{name}\"\r\n{tag} OK done\r\n"
                : command.Contains($"\"{encoded}\"", StringComparison.Ordinal) ? $"{tag} NO [NONEXISTENT] no such folder\r\n" : "";
            selected = command.StartsWith("SELECT", StringComparison.Ordinal) ? command : selected;
            moved = command.StartsWith("UID MOVE", StringComparison.Ordinal) ? command : moved;
            await talk.SayAsync(answer);
            return answer.Length > 0;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        await mailbox.MoveAsync([MessageKey.Imap(7, 1)], name, createIfMissing: true);
        await mailbox.OpenFolderAsync(name);
        moved.ShouldBe($"UID MOVE 1 \"{name}\"");
        selected.ShouldBe($"SELECT \"{name}\"");
    }

    [Fact]
    public async Task List_takes_roles_and_counts_in_one_answer_where_the_server_gives_them()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            switch (command)
            {
                case "CAPABILITY":
                    await talk.SayAsync($"* CAPABILITY {ScriptedImap.Capabilities} LIST-EXTENDED SPECIAL-USE LIST-STATUS\r\n{tag} OK done\r\n");
                    return true;
                case "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))":
                    await talk.SayAsync($"* LIST (\\HasNoChildren) \"/\" inbox\r\n* STATUS \"INBOX\" (MESSAGES 17 UNSEEN 16)\r\n* LIST (\\Sent) \"/\" \"Sent &AOQ-\"\r\n* STATUS \"Sent &AOQ-\" (UNSEEN 0 X-NEW 3 MESSAGES 2)\r\n* LIST (\\NoSelect) \"/\" Top\r\n{tag} OK done\r\n");
                    return true;
                default:
                    return false;
            }
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        (await mailbox.ListFoldersAsync()).ShouldBe(
        [
            new MailFolder("INBOX", '/', FolderRole.Inbox, RoleIsGuessed: false, Selectable: true) { Messages = 17, Unread = 16 },
            new MailFolder("Sent ä", '/', FolderRole.Sent, RoleIsGuessed: false, Selectable: true) { Messages = 2, Unread = 0 },
            new MailFolder("Top", '/', FolderRole.None, RoleIsGuessed: false, Selectable: false),
        ]);
    }

    [Fact]
    public async Task Names_and_messages_go_as_utf8_once_that_is_agreed()
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            switch (command.Split(' ')[0])
            {
                case "CAPABILITY":
                    await talk.SayAsync($"* CAPABILITY {ScriptedImap.Capabilities} ENABLE UTF8=ACCEPT\r\n{tag} OK done\r\n");
                    return true;
                case "ENABLE":
                    await talk.SayAsync($"* ENABLED UTF8=ACCEPT\r\n{tag} OK done\r\n");
                    return true;
                case "LIST":
                    await talk.SayAsync($"* LIST () \"/\" \"Entwürfe\"\r\n* LIST () \"/\" \"R&D\"\r\n{tag} OK done\r\n");
                    return true;
                case "APPEND":
                    commands.Add((await talk.ReadAsync())!);
                    commands.Add((await talk.ReadAsync())!);
                    commands.Add((await talk.ReadAsync())!);
                    await talk.SayAsync($"{tag} OK [APPENDUID 9 12] done\r\n");
                    return true;
                default:
                    return false;
            }
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.ListFoldersAsync()).Select(folder => (folder.Name, folder.Role)).ShouldBe([("Entwürfe", FolderRole.Drafts), ("R&D", FolderRole.None)]);
        await mailbox.OpenFolderAsync("Entwürfe");
        (await mailbox.AppendAsync("Entwürfe", MessageContent.Of("Subject: ä\r\n\r\n"u8.ToArray()), MessageMarks.None, null)).ShouldBe(MessageKey.Imap(9, 12));

        commands.ShouldContain("SELECT \"Entwürfe\"");
        commands[^4..].ShouldBe(["APPEND \"Entwürfe\" () UTF8 (~{15+}", "Subject: ä", "", ")"]);
    }

    [Fact]
    public async Task Session_settles_in_with_one_round_trip()
    {
        var waiting = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            switch (command.Split(' ')[0])
            {
                case "CAPABILITY":
                    await talk.SayAsync($"* CAPABILITY {ScriptedImap.Capabilities} ENABLE UTF8=ACCEPT\r\n{tag} OK done\r\n");
                    return true;
                case "ID" or "ENABLE":
                    waiting.Add(tag);
                    return true;
                case "NAMESPACE":
                    // Only now, when the last of them is here, are they answered.
                    waiting.Count.ShouldBe(2);
                    await talk.SayAsync($"* ID NIL\r\n{waiting[0]} OK done\r\n* ENABLED\r\n{waiting[1]} BAD no\r\n* NAMESPACE NIL NIL NIL\r\n{tag} OK done\r\n");
                    return true;
                default:
                    return false;
            }
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        mailbox.Abilities.HasFlag(MailboxAbilities.Folders).ShouldBeTrue();
    }
}
