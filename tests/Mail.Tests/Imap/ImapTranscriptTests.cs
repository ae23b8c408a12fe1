using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sasl;

namespace HelpdeskMail.Mail.Tests.Imap;

public sealed class ImapTranscriptTests
{
    [Fact]
    public async Task Every_recorded_answer_is_read_to_its_last_byte()
    {
        var files = Transcripts.Files("imap").ToList();
        files.Count.ShouldBeGreaterThan(180);
        foreach (var file in files)
        {
            (await ReplayAsync(file, dribble: false)).ShouldBe("ready for more", file);
        }
    }

    [Theory]
    [InlineData("imap/gmail/fetch-all-headers.txt")]
    [InlineData("imap/dovecot/fetch1.txt")]
    [InlineData("imap/dovecot/getstreams2.txt")]
    [InlineData("imap/exchange/issue115.txt")]
    public async Task Recorded_answer_is_read_byte_by_byte(string file) => (await ReplayAsync(file, dribble: true)).ShouldBe("ready for more");

    [Theory]
    [InlineData("imap/gmail/fetch.5.txt", 24391)]
    [InlineData("imap/gmail/fetch.11.txt", 58127)]
    [InlineData("imap/gmail/fetch.43.txt", 56550)]
    [InlineData("imap/dovecot/getbodypart.txt", 253)]
    public async Task Recorded_message_comes_out_whole(string file, int size)
    {
        var answer = Transcripts.Read(file);
        var uid = uint.Parse(Encoding.ASCII.GetString(answer).Split("UID ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal)
                ? WithTag(answer, tag)
                : Encoding.ASCII.GetBytes($"* 1 FETCH (UID {uid} RFC822.SIZE 1)\r\n{tag} OK done\r\n"));
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var lengths = new List<int>();
        await foreach (var message in mailbox.FetchAsync([MessageKey.Imap(7, uid)]))
        {
            using var copy = new MemoryStream();
            await message.Content.CopyToAsync(copy);
            lengths.Add((int)copy.Length);
        }

        lengths.ShouldBe([size]);
    }

    [Fact]
    public async Task Recorded_searches_give_their_UIDs()
    {
        (await SearchAsync("imap/gmail/search-deleted-not-1-3.txt")).ShouldBe([5u, 7, 8, 9, 11, 12, 13, 14, 26, 27, 28, 29, 31, 34, 41, 42, 43, 50]);
        (await SearchAsync("imap/dovecot/search-raw.txt")).ShouldBe(Enumerable.Range(1, 14).Select(uid => (uint)uid));
        (await SearchAsync("imap/dovecot/search-uids-options.txt")).ShouldBe([2u, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
        (await SearchAsync("imap/yahoo/search.txt")).ShouldBe(Enumerable.Range(1, 14).Select(uid => (uint)uid));
    }

    [Fact]
    public async Task Recorded_folder_lists_give_names_and_roles()
    {
        var dovecot = await ListAsync("imap/dovecot/list-special-use.txt");
        dovecot.Single(folder => folder.Role is FolderRole.Sent).Name.ShouldBe("Sent Messages");
        (await ListAsync("imap/dovecot/list-personal.txt")).ShouldContain(folder => folder.Name == "NIL", "a folder may be called NIL");
        var gmail = await ListAsync("imap/gmail/list-all-no-status.txt");
        gmail.Single(folder => folder.Name == "[Gmail]").Selectable.ShouldBeFalse();
        gmail.Single(folder => folder.Role is FolderRole.Sent).ShouldBe(new MailFolder("[Gmail]/Sent Mail", '/', FolderRole.Sent, RoleIsGuessed: true, Selectable: true));
        gmail.ShouldContain(folder => folder.Name == "+Folder");
    }

    [Fact]
    public async Task Exchange_of_every_age_and_Courier_greet_and_say_what_they_can()
    {
        foreach (var greeting in new[] { "imap/exchange/greeting.txt", "imap/exchange/greeting-2003.txt", "imap/exchange/greeting-2007.txt", "imap/courier/greeting.txt", "imap/yahoo/greeting.txt", "imap/strato.de/greeting.txt", "imap/gmail/greeting.txt" })
        {
            await using var server = ScriptedImap.Server((_, _, _) => Task.FromResult(false), Encoding.Latin1.GetString(Transcripts.Read(greeting)));
            await using var mailbox = await ScriptedImap.OpenAsync(server);
            mailbox.Abilities.HasFlag(MailboxAbilities.Folders).ShouldBeTrue(greeting);
        }
    }

    [Fact]
    public async Task Preauthenticated_greeting_is_refused_when_STARTTLS_was_asked_for()
    {
        await using var server = ScriptedImap.Server((_, _, _) => Task.FromResult(false), Encoding.Latin1.GetString(Transcripts.Read("imap/dovecot/greeting-preauth.txt")));
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address with { Protection = ConnectionProtection.StartTls }, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TlsNotOffered);

        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.OpenFolderAsync("INBOX")).Exists.ShouldBe(3);
    }

    [Fact]
    public async Task Gmail_asking_for_a_sign_in_on_the_web_is_said_so()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(WithTag(Transcripts.Read("imap/gmail/authenticate+webalert.txt"), tag));
            return true;
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.WebSignInRequired);
    }

    private static byte[] WithTag(byte[] answer, string tag) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(answer).Replace("A########", tag, StringComparison.Ordinal));

    // The answer is sent to a command with a folder open, and a NOOP behind it has to find the conversation in step.
    private static async Task<string> ReplayAsync(string file, bool dribble)
    {
        var answer = Transcripts.Read(file);
        var tagged = Encoding.Latin1.GetString(answer).Contains("A########", StringComparison.Ordinal);
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command != "PROBE")
            {
                return false;
            }

            var text = Encoding.Latin1.GetString(WithTag(answer, tag));
            text = tagged ? text : $"{text}{tag} OK done\r\n";
            await (dribble ? talk.DribbleAsync(text) : talk.SayAsync(Encoding.Latin1.GetBytes(text)));
            return true;
        });
        await using var wire = await Wire.ConnectAsync(server.Address, null, null, TimeProvider.System, CancellationToken.None);
        var session = new ImapSession(wire, new SecretWords(null));
        await session.GreetAsync(CancellationToken.None);
        session.State = file.Contains("logout", StringComparison.Ordinal) ? ImapState.Logout : ImapState.Authenticated;
        var fetched = 0;
        var tag = await session.SendAsync(new ImapCommand("PROBE"), CancellationToken.None);
        while (!session.HasEnded(tag))
        {
            var line = await session.Reader.ReadAsync(streamBodies: false, CancellationToken.None);
            if (line.IsFetch)
            {
                ReadItems(file, line);
                fetched++;
            }

            if (line.Kind is not ImapLineKind.Continuation)
            {
                session.Take(line, null);
            }
        }

        fetched.ShouldBe(CountFetch(answer), file);
        await session.CompleteAsync(tag, null, CancellationToken.None);
        var noop = await session.RunAsync(new ImapCommand("NOOP"));
        return noop is { Condition: ImapCondition.Ok, Text: "done" } ? "ready for more" : noop.Words;
    }

    private static void ReadItems(string file, ImapLine line)
    {
        try
        {
            new FetchItems().Read(line.Rest.Span, literalFollows: false, behindBody: false);
        }
        catch (ImapSyntaxException exception)
        {
            Assert.Fail($"{file}: {exception.Message} in {Encoding.Latin1.GetString(line.Rest.Span)}");
        }
    }

    private static int CountFetch(byte[] answer) =>
        Encoding.Latin1.GetString(answer).Split("\r\n").Count(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^\* \d+ FETCH \(", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)));

    private static async Task<List<uint>> SearchAsync(string file)
    {
        await using var server = Answering("UID SEARCH", file);
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        return [.. (await mailbox.ListAsync(MessageFilter.Everything)).Select(key => key.TryGetImap(out _, out var uid) ? uid : 0)];
    }

    private static async Task<IReadOnlyList<MailFolder>> ListAsync(string file)
    {
        await using var server = Answering("LIST", file);
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        return await mailbox.ListFoldersAsync();
    }

    private static ScriptedServer Answering(string start, string file) => ScriptedImap.Server(async (talk, tag, command) =>
    {
        if (!command.StartsWith(start, StringComparison.Ordinal))
        {
            return false;
        }

        await talk.SayAsync(WithTag(Transcripts.Read(file), tag));
        return true;
    });
}
