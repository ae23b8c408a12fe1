using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Filing;

/// <summary>The Sent folder of a system email's mailbox, found by its role and, where a server tells none, by its name.</summary>
internal sealed class SentFolder(OAuthClient oauth, ISentFolderConnector connector)
{
    /// <summary>Whether a mail of that Message-ID lies there; null when the mailbox has no Sent folder.</summary>
    /// <exception cref="MailFailureException">The mailbox cannot be looked into now.</exception>
    /// <exception cref="MailboxTroubleException">There is no credential to do so.</exception>
    public async Task<bool?> HoldsAsync(SystemEmailSettings email, string messageId, CancellationToken cancellation)
    {
        await using var mailbox = await OpenAsync(email, cancellation);
        if (await FindAsync(mailbox, cancellation) is not { } folder)
        {
            return null;
        }

        await mailbox.OpenFolderAsync(folder, readOnly: true, cancellation);
        return (await mailbox.FindByMessageIdAsync(messageId, cancellation)).Count > 0;
    }

    /// <summary>Puts a copy there, marked read, unless one of that Message-ID is there already; false when there is no Sent folder.</summary>
    /// <exception cref="MailFailureException">The mailbox cannot be written to now.</exception>
    /// <exception cref="MailboxTroubleException">There is no credential to do so.</exception>
    public async Task<bool> FileAsync(SystemEmailSettings email, string messageId, MessageContent content, DateTimeOffset sentAt, CancellationToken cancellation)
    {
        await using var mailbox = await OpenAsync(email, cancellation);
        if (await FindAsync(mailbox, cancellation) is not { } folder)
        {
            return false;
        }

        await mailbox.OpenFolderAsync(folder, readOnly: false, cancellation);
        if ((await mailbox.FindByMessageIdAsync(messageId, cancellation)).Count == 0)
        {
            await mailbox.AppendAsync(folder, content, MessageMarks.Seen, sentAt, cancellation);
        }

        return true;
    }

    private async Task<IMailbox> OpenAsync(SystemEmailSettings email, CancellationToken cancellation)
    {
        var credential = await oauth.GetCredentialAsync(email.Id, CredentialPurpose.Receive, rejected: null, cancellation);
        return await connector.ConnectAsync(email, credential, cancellation);
    }

    private static async Task<string?> FindAsync(IMailbox mailbox, CancellationToken cancellation) =>
        (await mailbox.ListFoldersAsync(cancellation))
            .Where(folder => folder is { Role: FolderRole.Sent, Selectable: true })
            .OrderBy(folder => folder.RoleIsGuessed)
            .FirstOrDefault()?.Name;
}
