using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Interoperability;

/// <summary>What every IMAP server has to let us do in an empty inbox: append, list, fetch, flag, move, delete, idle, tell what changed; and what it has to refuse.</summary>
internal static partial class ImapSuite
{
    /// <summary>Gives for each step how the server lets us do it.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(MailServer server, MailCredential.Password account)
    {
        await RefuseAsync(server, account);
        var log = new RecordedLog();
        await using var mailbox = await ImapMailbox.ConnectAsync(server, account, log: log);
        var opened = await mailbox.OpenFolderAsync("INBOX");
        opened.Exists.ShouldBe(0);
        opened.Generation.ShouldNotBeNullOrEmpty();

        string[] bodies = ["one", new string('x', 300_000), "Grüße"];
        foreach (var (body, number) in bodies.Select((body, at) => (body, at + 1)))
        {
            await mailbox.AppendAsync("INBOX", MessageContent.Of(Mail(number, body)), MessageMarks.None, null);
        }

        var keys = await mailbox.ListAsync(new MessageFilter(After: opened.End, Unread: true));
        keys.Count.ShouldBe(3);
        (await FetchAsync(mailbox, keys)).ShouldBe(bodies.Select((body, at) => Encoding.UTF8.GetString(Mail(at + 1, body))));
        (await mailbox.FindByMessageIdAsync("2@example.net")).ShouldBe([keys[1]]);
        var before = await mailbox.OpenFolderAsync("INBOX");

        await mailbox.MarkSeenAsync([keys[0]]);
        (await mailbox.ListAsync(new MessageFilter(Unread: true))).ShouldBe(keys.Skip(1));
        await mailbox.MoveAsync([keys[0]], "Erledigt – für später", createIfMissing: true);
        await mailbox.DeleteAsync([keys[1]]);
        await mailbox.MarkSeenAsync([keys[2]]);
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBe([keys[2]]);
        (await mailbox.ListFoldersAsync()).ShouldContain(folder => folder.Name.EndsWith("Erledigt – für später", StringComparison.Ordinal) && folder.Selectable);
        (await mailbox.OpenFolderAsync("Erledigt – für später")).Exists.ShouldBe(1);

        var changes = await ChangesAsync(mailbox, before, keys);
        await IdleAsync(server, account, mailbox);
        await mailbox.CloseAsync();
        return
        [
            How(log, AuthenticateCommand(), "LOGIN"),
            Used(log, "RETURN (ALL)") ? "ESEARCH" : "SEARCH",
            "yes",
            "yes",
            Used(log, "UID MOVE") ? "MOVE" : "COPY",
            Used(log, "UID EXPUNGE") ? "UID EXPUNGE" : "mark only",
            How(log, AppendCommand(), "waits"),
            "IDLE",
            changes,
            "yes",
        ];
    }

    private static async Task RefuseAsync(MailServer server, MailCredential.Password account)
    {
        var wrong = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server, account with { Secret = "wrong" }));
        wrong.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
        await using var mailbox = await ImapMailbox.ConnectAsync(server, account);
        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.OpenFolderAsync("Nowhere"))).Failure.Kind.ShouldBe(MailFailureKind.FolderMissing);
        await mailbox.CloseAsync();
    }

    // The first message was moved away, the second deleted, the third marked.
    private static async Task<string> ChangesAsync(ImapMailbox mailbox, FolderState before, IReadOnlyList<MessageKey> keys)
    {
        var changes = await mailbox.OpenFolderAsync(before);
        changes.State.Exists.ShouldBe(1);
        if (changes.Changed is null)
        {
            before.HighestModSeq.ShouldBeNull();
            return "lists anew";
        }

        changes.Changed.ShouldBe([new ChangedMessage(keys[2], MessageMarks.Seen)]);
        keys.Select(changes.IsGone).ShouldBe(changes.TellsGone ? [true, true, false] : [false, false, false]);
        (await mailbox.OpenFolderAsync(changes.State)).Changed.ShouldBe([]);
        return changes.TellsGone ? "QRESYNC" : "CONDSTORE";
    }

    private static async Task IdleAsync(MailServer server, MailCredential account, ImapMailbox mailbox)
    {
        mailbox.Abilities.HasFlag(MailboxAbilities.Waiting).ShouldBeTrue();
        await mailbox.OpenFolderAsync("INBOX");
        var waiting = mailbox.WaitForChangeAsync(TimeSpan.FromSeconds(60)).AsTask();
        await using var other = await ImapMailbox.ConnectAsync(server, account);
        await other.AppendAsync("INBOX", MessageContent.Of(Mail(4, "four")), MessageMarks.None, null);
        (await waiting).ShouldBeTrue();
        await other.CloseAsync();
    }

    internal static byte[] Mail(int number, string body) => Encoding.UTF8.GetBytes($"From: a@example.net\r\nSubject: {number}\r\nMessage-ID: <{number}@example.net>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n");

    internal static async Task<List<string>> FetchAsync(IMailbox mailbox, IReadOnlyCollection<MessageKey> keys)
    {
        var texts = new List<string>();
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            using var reader = new StreamReader(message.Content);
            texts.Add(await reader.ReadToEndAsync());
        }

        return texts;
    }

    private static bool Used(RecordedLog log, string words) => log.Text.Contains(words, StringComparison.Ordinal);

    private static string How(RecordedLog log, Regex pattern, string otherwise) => pattern.Match(log.Text) is { Success: true } match ? match.Groups["how"].Value : otherwise;

    [GeneratedRegex("C: A[0-9]+ AUTHENTICATE (?<how>[A-Z0-9-]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AuthenticateCommand();

    [GeneratedRegex(@"S: .*CAPABILITY .*(?<how>LITERAL[+-])", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AppendCommand();
}
