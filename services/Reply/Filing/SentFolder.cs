using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Reply.Sending;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Filing;

/// <summary>Finds the Sent folder of a system email's mailbox by its role and, where a server tells none, by its name.</summary>
internal sealed class SentFolder(OAuthClient oauth, ISentFolderConnector connector)
{
    /// <summary>Opens it; null when the mailbox has none.</summary>
    /// <exception cref="MailFailureException">The mailbox cannot be looked into now.</exception>
    /// <exception cref="MailboxTroubleException">There is no credential to do so.</exception>
    public async Task<OpenSentFolder?> OpenAsync(SystemEmailSettings email, CancellationToken cancellation)
    {
        var mailbox = await ConnectAsync(email, cancellation);
        try
        {
            if (await FindAsync(mailbox, cancellation) is { } name)
            {
                await mailbox.OpenFolderAsync(name, readOnly: true, cancellation);
                return new OpenSentFolder(mailbox, name);
            }
        }
        catch
        {
            await mailbox.DisposeAsync();
            throw;
        }

        await mailbox.DisposeAsync();
        return null;
    }

    private async Task<IMailbox> ConnectAsync(SystemEmailSettings email, CancellationToken cancellation)
    {
        var way = CopyRule.LookBy(email) ?? throw new InvalidOperationException("This mailbox cannot be looked into.");
        var credential = await oauth.GetCredentialAsync(email.Id, way.Request, cancellation);
        try
        {
            return await connector.ConnectAsync(email, way, credential, cancellation);
        }
        catch (MailFailureException exception) when (SubmissionPool.IsTokenRefused(exception.Failure) && credential.ExpiresAt is { } rejected)
        {
            credential = await oauth.GetCredentialAsync(email.Id, way.Request with { Rejected = rejected, Claims = exception.Failure.Claims }, cancellation);
            return await connector.ConnectAsync(email, way, credential, cancellation);
        }
    }

    private static async Task<string?> FindAsync(IMailbox mailbox, CancellationToken cancellation) =>
        (await mailbox.ListFoldersAsync(cancellation))
            .Where(folder => folder is { Role: FolderRole.Sent, Selectable: true })
            .OrderBy(folder => folder.RoleIsGuessed)
            .FirstOrDefault()?.Name;
}
