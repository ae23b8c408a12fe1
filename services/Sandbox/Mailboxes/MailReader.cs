namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>Finds mails by the names people and scripts have for them: address, folder, UID. It makes no mailbox that is not there.</summary>
public sealed class MailReader(FolderStore folders, MessageStore messages)
{
    /// <summary>Most messages of a folder that a page lists.</summary>
    private const int MostListed = 200;

    public async Task<Folder?> FolderAsync(string address, string folder, CancellationToken cancellation) =>
        await folders.FindMailboxAsync(address, cancellation) is { } mailbox ? await folders.FindAsync(mailbox, folder, cancellation) : null;

    public async Task<byte[]?> RawAsync(string address, string folder, long uid, CancellationToken cancellation) =>
        await FolderAsync(address, folder, cancellation) is { } found && await messages.FindAsync(found.Id, uid, cancellation) is { } message
            ? await messages.FindRawAsync(message.ContentId, cancellation)
            : null;

    /// <summary>The last messages of a folder, newest first.</summary>
    public async Task<IReadOnlyList<MessageSummary>> NewestAsync(Folder folder, CancellationToken cancellation)
    {
        var all = await messages.ListAsync(folder.Id, cancellation);
        return await SummariesAsync(all.OrderByDescending(message => message.ReceivedAt).ThenByDescending(message => message.Uid).Take(MostListed), cancellation);
    }

    /// <summary>All messages of a folder by UID.</summary>
    public async Task<IReadOnlyList<MessageSummary>> AllAsync(Folder folder, CancellationToken cancellation) =>
        await SummariesAsync(await messages.ListAsync(folder.Id, cancellation), cancellation);

    private async Task<IReadOnlyList<MessageSummary>> SummariesAsync(IEnumerable<FolderMessage> list, CancellationToken cancellation)
    {
        var found = new List<MessageSummary>();
        foreach (var message in list)
        {
            if (await messages.FindRawAsync(message.ContentId, cancellation) is { } raw)
            {
                found.Add(MessageSummary.Of(message, raw));
            }
        }

        return found;
    }
}
