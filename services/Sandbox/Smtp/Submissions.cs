using System.Globalization;
using Dapper;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.SignIn.Mail;
using Npgsql;

namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>
/// What becomes of a submitted message: checked, given what it lacks, delivered to every recipient's inbox, filed in the sender's Sent Items,
/// and written down for the page.
/// </summary>
public sealed class Submissions(NpgsqlDataSource database, Delivery delivery, FolderStore folders, MessageStore messages, MailboxEvents events, FaultBoard faults, TimeProvider time)
{
    /// <summary>Does all of it, or refuses.</summary>
    /// <returns>The answer to the end of the data.</returns>
    public async Task<string> SubmitAsync(MailSignInResult.Open account, SmtpTransaction transaction, byte[] raw, Guid session, CancellationToken cancellation)
    {
        var message = MimeMessage.Parse(raw);
        if (await faults.TakeAsync<RefuseMessageFault>(fault => Scope.Matches(fault.Mailbox, account.Mailbox), cancellation) is { } refused)
        {
            return refused.Answer;
        }

        if (ForbiddenSender(account, transaction, message) is { } forbidden)
        {
            return $"554 5.2.252 SendAsDenied; {account.Mailbox} not allowed to send as {forbidden}; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception";
        }

        var complete = await AcceptAsync(account.Mailbox, transaction.Sender, transaction.Recipients, raw, keep: true, session, cancellation);
        return $"250 2.0.0 OK <{MimeMessage.Parse(complete).MessageId}> [Hostname=SANDBOX.CONTOSO.EXAMPLE]";
    }

    /// <summary>Delivers a message that may be sent and writes it down.</summary>
    /// <param name="mailbox">Whose it is.</param>
    /// <param name="sender">Envelope sender.</param>
    /// <param name="recipients">Envelope recipients.</param>
    /// <param name="raw">The message; what it lacks is added.</param>
    /// <param name="keep">Whether a copy goes to Sent Items.</param>
    /// <param name="session">The conversation it came in; null: not by SMTP.</param>
    /// <param name="cancellation">Gives up; recipients served before keep the mail.</param>
    /// <returns>The message as it went out.</returns>
    public async Task<byte[]> AcceptAsync(string mailbox, string sender, IReadOnlyList<string> recipients, byte[] raw, bool keep, Guid? session, CancellationToken cancellation)
    {
        var message = MimeMessage.Parse(raw);
        var complete = await CompleteAsync(mailbox, message, raw, cancellation);
        await delivery.DeliverAsync(complete, sender, recipients, receivedAt: null, cancellation);
        if (keep)
        {
            await FileSentAsync(mailbox, complete, cancellation);
        }

        await RecordAsync(mailbox, sender, recipients, complete, message.Subject ?? "", session, cancellation);
        return complete;
    }

    /// <summary>The last messages sent, newest first.</summary>
    public async Task<IReadOnlyList<Submission>> ListAsync(int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Submission>("select * from submission order by at desc limit @Limit", new { Limit = limit })];
    }

    public async Task<Submission?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Submission>("select * from submission where id = @Id", new { Id = id });
    }

    /// <summary>The sender the account may not use, in the From field or the envelope; null where all is well.</summary>
    private static string? ForbiddenSender(MailSignInResult.Open account, SmtpTransaction transaction, MimeMessage message)
    {
        var senders = message.From.Select(from => from.Address).Append(transaction.Sender).Where(address => address.Length > 0);
        return senders.FirstOrDefault(address =>
            !address.Equals(account.Mailbox, StringComparison.OrdinalIgnoreCase) && !(account.SendAs is { } pattern && Scope.Matches(pattern, address)));
    }

    /// <summary>Adds Date and Message-ID where they are missing; replaces the Message-ID where a fault asks for that.</summary>
    private async Task<byte[]> CompleteAsync(string mailbox, MimeMessage message, byte[] raw, CancellationToken cancellation)
    {
        var complete = raw;
        if (!message.Headers.Contains("Date"))
        {
            complete = HeaderEdit.Prepend(complete, "Date", time.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        }

        var own = $"<{Guid.NewGuid():N}@sandbox.contoso.example>";
        if (message.Headers.Get("Message-ID") is not { } given)
        {
            return HeaderEdit.Prepend(complete, "Message-ID", own);
        }

        if (await faults.TakeAsync<RewriteMessageIdFault>(fault => Scope.Matches(fault.Mailbox, mailbox), cancellation) is null)
        {
            return complete;
        }

        complete = HeaderEdit.Remove(complete, "Message-ID");
        return HeaderEdit.Prepend(HeaderEdit.Prepend(complete, "X-Microsoft-Original-Message-ID", given), "Message-ID", own);
    }

    private async Task FileSentAsync(string mailbox, byte[] raw, CancellationToken cancellation)
    {
        var id = await folders.MailboxAsync(mailbox, cancellation);
        var sent = await folders.FindAsync(id, Folder.SentItems, cancellation);
        await messages.AddAsync(sent!.Id, raw, [@"\Seen"], receivedAt: null, cancellation);
    }

    private async Task RecordAsync(string mailbox, string sender, IReadOnlyList<string> recipients, byte[] raw, string subject, Guid? session, CancellationToken cancellation)
    {
        var content = await messages.KeepAsync(raw, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into submission (id, at, mailbox, envelope_from, recipients, subject, message_id, content_id, session_id)
            values (@Id, @At, @Mailbox, @Sender, @Recipients, @Subject, @MessageId, @Content, @Session)
            """,
            new
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                At = time.GetUtcNow(),
                Mailbox = mailbox,
                Sender = sender,
                Recipients = recipients.ToArray(),
                Subject = subject,
                MessageId = MimeMessage.Parse(raw).MessageId ?? "",
                Content = content,
                Session = session,
            });
        events.Changed("submissions");
    }
}
