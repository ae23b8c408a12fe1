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

/// <summary>Mail to those who sign in here, sent by a system email like any reply but belonging to no ticket. Gone from here after an hour, sent or not: there is a key in it.</summary>
public sealed class AccountMails(NpgsqlDataSource database, SystemEmailTable systemEmails, OutgoingNudge nudge, IOptions<HelpdeskSettings> settings, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Longer than any server tries to deliver a mail, and than its link is of use.</summary>
    private static readonly TimeSpan IdsKept = TimeSpan.FromDays(30);

    /// <summary>Sends somebody a link by which they set a new password.</summary>
    /// <returns>False when no system email can send.</returns>
    public async Task<bool> SendResetAsync(Person person, string key, CancellationToken cancellation)
    {
        if ((await systemEmails.ListAsync(cancellation)).FirstOrDefault(email => email is { Sends: true, Removed: false }) is not { } from)
        {
            return false;
        }

        var words =
            $"Hello {person.Name},\n\nsomebody, most likely you, has asked for a new password for {person.Email} at {settings.Value.PublicAddress}.\n\n" +
            $"Set one here, within an hour: {settings.Value.Link($"/invitation?key={key}")}\n\nIf it was not you, leave this mail alone: your password stays as it is.";
        var body = ReplyBody.Write(words, quoted: null);
        var now = time.GetUtcNow();
        var reply = new OutgoingReply(
            Guid.NewGuid(), 0, from.Id, MessageIdMaker.Stable(from.Address[(from.Address.LastIndexOf('@') + 1)..], RandomNumberGenerator.GetHexString(64)), null, [],
            [new ReplyAddress(person.Email, person.Name)], [], [], "A new password for the helpdesk", body.Text, body.Html, [], Automatic: true, now) { KeepNoCopy = true, VoidAt = now + Kept };
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await connection.ExecuteAsync(
                """
                delete from account_mail_id where at < @oldIds;
                insert into account_mail (reply_id, reply, at) values (@ReplyId, @json::jsonb, @now);
                insert into account_mail_id (id, reply_id, at) values (@MessageId, @ReplyId, @now)
                """,
                new { reply.ReplyId, reply.MessageId, json = JsonSerializer.Serialize(reply), now, oldIds = now - IdsKept });
        }

        await nudge.TrySendAsync(reply.ReplyId, cancellation);
        return true;
    }

    /// <summary>Lets go of what is too old to be of use.</summary>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from account_mail where at < @old", new { old = time.GetUtcNow() - Kept });
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
