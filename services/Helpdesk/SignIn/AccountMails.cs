using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Mail.Mime;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Mail to those who sign in here, sent by a system email like any reply but belonging to no ticket. It is written in the transaction that makes the key in it, and announced until the Reply service answers for it. Gone from here
/// after an hour, sent or not.
/// </summary>
public sealed class AccountMails(NpgsqlDataSource database, SystemEmailTable systemEmails, IOptions<HelpdeskSettings> settings, TimeProvider time)
{
    /// <summary>As long as its link is good.</summary>
    private static readonly TimeSpan Kept = ForgottenPasswords.Validity;

    /// <summary>Longer than any server tries to deliver a mail, and than its link is of use.</summary>
    private static readonly TimeSpan IdsKept = TimeSpan.FromDays(30);

    /// <summary>Writes a mail with a link by which somebody sets a new password; it does not leave before it is added.</summary>
    /// <returns>The mail; null when no system email can send.</returns>
    public async Task<OutgoingReply?> WriteResetAsync(Person person, string key, CancellationToken cancellation)
    {
        if (await systemEmails.FindSenderAsync(cancellation) is not { } from)
        {
            return null;
        }

        var words =
            $"Hello {person.Name},\n\nsomebody, most likely you, has asked for a new password for {person.Email} at {settings.Value.PublicAddress}.\n\n" +
            $"Set one here, within an hour: {settings.Value.Link($"/invitation?key={key}")}\n\nIf it was not you, leave this mail alone: your password stays as it is.";
        var body = ReplyBody.Write(words, quoted: null);
        var now = time.GetUtcNow();
        return new OutgoingReply(
            Guid.NewGuid(), 0, from.Id, MessageIdMaker.Stable(from.Address[(from.Address.LastIndexOf('@') + 1)..], RandomNumberGenerator.GetHexString(64)), null, [],
            [new ReplyAddress(person.Email, person.Name)], [], [], "A new password for the helpdesk", body.Text, body.Html, [], Automatic: true, now) { KeepNoCopy = true, VoidAt = now + Kept };
    }

    /// <summary>Adds a mail in the caller's transaction, after which it is announced.</summary>
    public static Task AddAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, OutgoingReply reply) =>
        connection.ExecuteAsync(
            """
            delete from account_mail_id where at < @oldIds;
            insert into account_mail (reply_id, reply, at, nudge_at) values (@ReplyId, @json::jsonb, @QueuedAt, @QueuedAt::timestamptz + @FirstNudge);
            insert into account_mail_id (id, reply_id, at) values (@MessageId, @ReplyId, @QueuedAt)
            """,
            new { reply.ReplyId, reply.MessageId, json = JsonSerializer.Serialize(reply), reply.QueuedAt, OutgoingTable.FirstNudge, oldIds = reply.QueuedAt - IdsKept },
            transaction);

    /// <summary>Takes over that the Reply service has answered for one of these mails; changes nothing where it is another mail.</summary>
    /// <param name="replyId">The mail.</param>
    /// <param name="ended">Whether it was sent or given up, so that nothing is to be asked any more.</param>
    /// <param name="cancellation">Ends the change.</param>
    public async Task ApplyAsync(Guid replyId, bool ended, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update account_mail set nudge_at = case when @ended then null else @askAgain end where reply_id = @replyId and nudge_at is not null",
            new { replyId, ended, askAgain = time.GetUtcNow() + OutgoingTable.WhileOpen });
    }

    /// <summary>Takes those that are to be announced again, each for one caller, and forgets what has been here for an hour.</summary>
    public async Task<IReadOnlyList<Guid>> TakeDueAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(
            $"""
            delete from account_mail where at <= @old;
            update account_mail set nudges = nudges + 1, nudge_at = {OutgoingSweep.NextNudge}
            where reply_id in (select reply_id from account_mail where nudge_at <= @now order by nudge_at limit 100 for update skip locked)
            returning reply_id
            """,
            new { now, old = now - Kept })).AsList();
    }

    /// <summary>Takes the Message-ID that a server gave such a mail for one of its own; changes nothing where it is of another mail.</summary>
    public async Task ApplyAsync(ReplyFiled filed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into account_mail_id (id, reply_id, at) select @id, reply_id, at from account_mail_id where reply_id = @ReplyId limit 1 on conflict do nothing",
            new { id = MessageIdKey.Of(filed.MessageId), filed.ReplyId });
    }

    /// <summary>Whether mail to an address comes to a mailbox that becomes tickets, read by all who work it.</summary>
    public async Task<bool> IsReadByOthersAsync(string address, CancellationToken cancellation) =>
        (await systemEmails.ListAsync(cancellation)).Any(email => !email.Removed && email.Address.Equals(AddressTokens.Without(address), StringComparison.OrdinalIgnoreCase));

    /// <summary>A mail that is to be sent; null when there is none of that id, or it is too old to be of use.</summary>
    public async Task<OutgoingReply?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>("select reply::text from account_mail where reply_id = @id and at > @old", new { id, old = time.GetUtcNow() - Kept }) is { } json
            ? JsonSerializer.Deserialize<OutgoingReply>(json)
            : null;
    }
}
