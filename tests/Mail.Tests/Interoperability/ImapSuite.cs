using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Interoperability;

/// <summary>What every IMAP server has to let us do in an empty inbox: append, list, fetch, flag, move, delete, idle; and what it has to refuse.</summary>
internal static class ImapSuite
{
    public static async Task RunAsync(MailServer server, MailCredential.Password account)
    {
        await RefuseAsync(server, account);
        await using var mailbox = await ImapMailbox.ConnectAsync(server, account);
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

        await mailbox.MarkSeenAsync([keys[0]]);
        (await mailbox.ListAsync(new MessageFilter(Unread: true))).ShouldBe(keys.Skip(1));
        await mailbox.MoveAsync([keys[0]], "Erledigt – für später", createIfMissing: true);
        await mailbox.DeleteAsync([keys[1]]);
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBe([keys[2]]);
        (await mailbox.ListFoldersAsync()).ShouldContain(folder => folder.Name.EndsWith("Erledigt – für später", StringComparison.Ordinal) && folder.Selectable);
        (await mailbox.OpenFolderAsync("Erledigt – für später")).Exists.ShouldBe(1);

        await IdleAsync(server, account, mailbox);
        await mailbox.CloseAsync();
    }

    private static async Task RefuseAsync(MailServer server, MailCredential.Password account)
    {
        var wrong = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server, account with { Secret = "wrong" }));
        wrong.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
        await using var mailbox = await ImapMailbox.ConnectAsync(server, account);
        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.OpenFolderAsync("Nowhere"))).Failure.Kind.ShouldBe(MailFailureKind.FolderMissing);
        await mailbox.CloseAsync();
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

    private static byte[] Mail(int number, string body) => Encoding.UTF8.GetBytes($"From: a@example.net\r\nSubject: {number}\r\nMessage-ID: <{number}@example.net>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n");

    private static async Task<List<string>> FetchAsync(ImapMailbox mailbox, IReadOnlyCollection<MessageKey> keys)
    {
        var texts = new List<string>();
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            using var reader = new StreamReader(message.Content);
            texts.Add(await reader.ReadToEndAsync());
        }

        return texts;
    }
}
