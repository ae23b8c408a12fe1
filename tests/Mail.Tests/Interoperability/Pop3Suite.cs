using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Interoperability;

/// <summary>What every POP3 server has to let us do in an inbox that an IMAP server puts three messages into: list, fetch, fetch headers, delete by QUIT alone; and what it has to refuse.</summary>
internal static partial class Pop3Suite
{
    /// <summary>Gives for each step how the server lets us do it.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(MailServer server, MailServer imap, MailCredential.Password account)
    {
        var wrong = await Should.ThrowAsync<MailFailureException>(() => Pop3Mailbox.ConnectAsync(server, account with { Secret = "wrong" }));
        wrong.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
        string[] bodies = ["one\r\n.\r\n..two dots", new string('x', 300_000), "Grüße"];
        await FillAsync(imap, account, bodies);

        var log = new RecordedLog();
        var keys = await LookAsync(server, account, async mailbox =>
        {
            var listed = await mailbox.ListAsync(MessageFilter.Everything);
            (await ImapSuite.FetchAsync(mailbox, listed)).ShouldBe(bodies.Select((body, at) => Encoding.UTF8.GetString(ImapSuite.Mail(at + 1, body))));
            await foreach (var message in mailbox.FetchAsync([listed[1]], maxSize: 1000))
            {
                using var reader = new StreamReader(message.Content);
                (await reader.ReadToEndAsync()).ShouldNotContain("xxx");
                message.IsWhole.ShouldBeFalse();
            }

            await mailbox.DeleteAsync([listed[0]]);
            return listed;
        }, close: false, log);
        var still = await LookAsync(server, account, async mailbox =>
        {
            var listed = await mailbox.ListAsync(MessageFilter.Everything);
            await mailbox.DeleteAsync([listed[0]]);
            return listed;
        }, close: true);
        still.ShouldBe(keys);
        (await LookAsync(server, account, async mailbox => await mailbox.ListAsync(MessageFilter.Everything), close: true)).ShouldBe(keys.Skip(1));
        return [AuthCommand().Match(log.Text) is { Success: true } match ? match.Groups["how"].Value : "USER", keys[0].Value.StartsWith("sha256:", StringComparison.Ordinal) ? "by content" : "UIDL", log.Text.Contains("S: PIPELINING", StringComparison.Ordinal) ? "PIPELINING" : "one by one", "TOP", "yes", "yes"];
    }

    private static async Task FillAsync(MailServer imap, MailCredential.Password account, string[] bodies)
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(imap, account);
        await mailbox.OpenFolderAsync("INBOX");
        await mailbox.DeleteAsync(await mailbox.ListAsync(MessageFilter.Everything));
        foreach (var (body, at) in bodies.Select((body, at) => (body, at)))
        {
            await mailbox.AppendAsync("INBOX", MessageContent.Of(ImapSuite.Mail(at + 1, body)), MessageMarks.None, null);
        }

        await mailbox.CloseAsync();
    }

    // A server lets one session in at a time and takes a moment to notice that the last one is gone.
    private static async Task<IReadOnlyList<MessageKey>> LookAsync(MailServer server, MailCredential account, Func<Pop3Mailbox, Task<IReadOnlyList<MessageKey>>> look, bool close, RecordedLog? log = null)
    {
        await using var mailbox = await Eventually.ValueAsync("POP3 lets us in", async () => (Pop3Mailbox?)await Pop3Mailbox.ConnectAsync(server, account, log));
        await mailbox.OpenFolderAsync("INBOX");
        var keys = await look(mailbox);
        if (close)
        {
            await mailbox.CloseAsync();
        }

        return keys;
    }

    [GeneratedRegex("C: AUTH (?<how>[A-Z0-9-]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AuthCommand();
}
