using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.Smtp;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Sends what came through Graph, to whom its header names, with the copy in Sent Items.</summary>
public sealed class GraphSending(NpgsqlDataSource database, Submissions submissions, MessageStore messages, DirectoryStore directory)
{
    /// <summary>Largest message with its files, in bytes, as Exchange Online allows at most.</summary>
    public const int LargestMessage = 157_286_400;

    /// <summary>Sends a message that lies nowhere yet.</summary>
    public async Task<GraphError?> SendAsync(GraphCall call, byte[] raw, bool keep)
    {
        var (complete, recipients, error) = await CheckAsync(call, raw);
        if (error is null)
        {
            await submissions.AcceptAsync(call.Owner.Address, call.Owner.Address, recipients, complete, keep, session: null, call.Cancellation);
        }

        return error;
    }

    /// <summary>Sends a draft and files it.</summary>
    public async Task<GraphError?> SendDraftAsync(GraphCall call, FiledMessage draft)
    {
        var (complete, recipients, error) = await CheckAsync(call, await messages.RawAsync(draft.ContentId, call.Cancellation));
        if (error is not null)
        {
            return error;
        }

        var sent = await submissions.AcceptAsync(call.Owner.Address, call.Owner.Address, recipients, complete, keep: false, session: null, call.Cancellation);
        await messages.ReplaceAsync(draft.FolderId, draft.Uid, sent, call.Cancellation);
        await messages.SetFlagsAsync(draft.FolderId, draft.Uid, [@"\Seen"], call.Cancellation);
        var target = (await MailFolderTree.LoadAsync(database, call.MailboxId, call.Cancellation)).Find("sentitems");
        var now = await messages.FindAsync(draft.FolderId, draft.Uid, call.Cancellation);
        if (target is not null && now is not null)
        {
            await messages.MoveAsync([now], target.Id, call.Cancellation);
        }

        return null;
    }

    private async Task<(byte[] Complete, List<string> Recipients, GraphError? Error)> CheckAsync(GraphCall call, byte[] raw)
    {
        var message = MimeMessage.Parse(raw);
        var recipients = message.To.Concat(message.Cc).Concat(message.Bcc).Where(one => one.IsComplete).Select(one => one.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (recipients.Count == 0)
        {
            return (raw, recipients, GraphErrors.NoRecipients);
        }

        foreach (var from in message.From.Select(from => from.Address).Where(address => !address.Equals(call.Owner.Address, StringComparison.OrdinalIgnoreCase)))
        {
            if (call.Caller.AccountId is not { } person || !call.Caller.Has(GraphAccess.Send, shared: true) || !await directory.MayOpenAsync(person, from, call.Cancellation))
            {
                return (raw, recipients, GraphErrors.SendAsDenied);
            }
        }

        return (message.From.Count == 0 ? HeaderEdit.Prepend(raw, "From", $"<{call.Owner.Address}>") : raw, recipients, null);
    }
}
