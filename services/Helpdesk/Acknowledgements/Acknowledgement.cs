using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Acknowledgements;

/// <summary>
/// Tells who opened a ticket that their mail has arrived (RFC 3834). It is written in the transaction that opens the ticket and queued like any reply, marked
/// as automatic. The row of the ticket in <c>acknowledgement</c> keeps it from being done twice; it also says why none was sent.
/// </summary>
public sealed class Acknowledgement(AddressTokens tokens, NpgsqlDataSource database, OutgoingNudge nudge)
{
    /// <summary>Most in an hour to one address: the last wall, should everything before it have failed.</summary>
    public const int MostInAnHour = 5;

    /// <summary>How many have gone to an address since a moment, in the terms of SQL; the index acknowledgement_bare is of the same expression.</summary>
    internal const string Recent = @"select count(*) from acknowledgement where at > @since and reply_id is not null and regexp_replace(address, '^([^+]+)[+].*@', '\1@') = @bare";

    /// <summary>Mail that lay in the mailbox for longer is not acknowledged: it was fetched late, or with everything else when the mailbox was linked.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>Addresses that nobody reads (RFC 3834 section 2), as they are and with «+», «-», «.» or «_» behind them.</summary>
    private static readonly string[] Unanswered =
    [
        "noreply", "no-reply", "no_reply", "no.reply", "donotreply", "do-not-reply", "do_not_reply", "do.not.reply", "dontreply", "nicht-antworten", "ne-pas-repondre", "noresponder", "no-responder", "nepasrepondre",
        "mailer-daemon", "postmaster", "bounce", "bounces", "listserv", "majordomo", "mailman", "owner", "nobody", "daemon",
    ];

    /// <summary>Ends of the addresses that look after a mailing list.</summary>
    private static readonly string[] OfLists = ["-request", "-owner", "-bounces", "-bounce", "-noreply", "-no-reply", ".noreply", "_noreply"];

    internal async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, long ticket)
    {
        if (!job.Mailbox.Acknowledge || job.SystemEmails.FirstOrDefault(email => email.Id == job.MailboxId) is not { } from)
        {
            return;
        }

        var address = job.Mail.Author.Address.ToLowerInvariant();
        var bare = WithoutDetail(address);
        await ThreadLock.TakeAsync(connection, transaction, [$"acknowledge {bare}"]);
        var suppressed = Objection(job, from) ?? (await IsOverLimitAsync(connection, transaction, bare, job.Now)
            ? $"{MostInAnHour} have gone to {bare} within the last hour; something may be going round in circles."
            : null);
        var reply = suppressed is null ? Compose(job, ticket, from) : null;
        await connection.ExecuteAsync(
            "insert into acknowledgement (ticket_number, address, at, reply_id, suppressed) values (@ticket, @address, @Now, @ReplyId, @suppressed)",
            new { ticket, address, job.Now, reply?.ReplyId, suppressed },
            transaction);
        if (reply is not null)
        {
            await StoreAsync(connection, transaction, ticket, reply, from);
        }
    }

    /// <summary>Announces the acknowledgement of a ticket, once its transaction is committed. One that is lost is announced by the sweep.</summary>
    internal async Task AnnounceAsync(long ticket, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await connection.ExecuteScalarAsync<Guid?>("select reply_id from acknowledgement where ticket_number = @ticket and at = @at", new { ticket, at }) is { } reply)
        {
            await nudge.TrySendAsync(reply, cancellation);
        }
    }

    /// <summary>Why a mail is not acknowledged; null when nothing speaks against it.</summary>
    private static string? Objection(IntakeJob job, KnownSystemEmail from)
    {
        var mail = job.Mail;
        var local = mail.Author.Address.Split('@')[0];
        return mail.Suppressing is { } field ? $"The mail asks for no automatic answer ({field})."
            : mail.Kind is not MailKind.Personal ? $"A machine wrote the mail ({mail.Kind.SignOrNull})."
            : job.Receipt.Place.Source == MailSource.Upload ? "The mail was imported."
            : job.AsTicket ? "A person made the ticket of a mail that was kept."
            : !mail.Author.Address.Contains('@', StringComparison.Ordinal) || mail.Author.Address.Any(char.IsWhiteSpace) ? "The mail has no address to answer to."
            : IsUnanswered(local) ? $"Nobody reads what is sent to {local}@."
            : job.IsOurs(mail.Author.Address) ? "It is from one of our own addresses."
            : job.Now - job.Receipt.ReceivedAt > Fresh ? "The mail had lain in the mailbox for more than a day."
            : !from.Sends || from.Removed ? "The mailbox cannot send."
            : null;
    }

    private static bool IsUnanswered(string local) =>
        Array.Exists(Unanswered, name => local.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (local.Length == name.Length || local[name.Length] is '+' or '-' or '.' or '_' or '='))
        || Array.Exists(OfLists, end => local.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>An address without what stands behind a plus sign (RFC 5233): programs write each of their mails from another one, «support+c81f@vendor.example».</summary>
    private static string WithoutDetail(string address) => address.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus && address.LastIndexOf('@') is var at && at > plus ? address.Remove(plus, at - plus) : address;

    private static async Task<bool> IsOverLimitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string bare, DateTimeOffset now) =>
        await connection.ExecuteScalarAsync<int>(Recent, new { bare, since = now.AddHours(-1) }, transaction) >= MostInAnHour;

    private OutgoingReply Compose(IntakeJob job, long ticket, KnownSystemEmail from)
    {
        var mail = job.Mail;
        var subject = SubjectText.Base(mail.Subject) is { Length: > 0 } bare ? bare : "(no subject)";
        var filled = AcknowledgementTemplate.Of(job.Mailbox).Fill(ticket, subject, mail.Author.Name ?? "", mail.Author.Address, from.Name, from.Address, job.Receipt.ReceivedAt);
        var body = ReplyBody.Write(filled.Text, quoted: null);
        var answered = mail.Clues.MessageId is { } id && id.All(c => c is > ' ' and < '\u007f' and not '<' and not '>') && !id.StartsWith("sha256:", StringComparison.Ordinal) ? id : null;
        var domain = from.Address[(from.Address.LastIndexOf('@') + 1)..];
        return new OutgoingReply(
            Guid.NewGuid(),
            ticket,
            from.Id,
            MessageIdMaker.Stable(domain, RandomNumberGenerator.GetHexString(64)),
            answered,
            answered is null ? [] : [answered],
            [new ReplyAddress(mail.Author.Address, mail.Author.Name)],
            [],
            [],
            filled.Subject,
            body.Text,
            body.Html,
            [],
            Automatic: true,
            job.Now)
        {
            ReplyTo = job.Mailbox.PlusAddresses && tokens.AddressOf(from.Address, ticket) is { } address ? new ReplyAddress(address, from.Name) : null,
        };
    }

    private static async Task StoreAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long ticket, OutgoingReply reply, KnownSystemEmail from)
    {
        var entry = await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Reply, reply.QueuedAt, from.Name.Length > 0 ? from.Name : from.Address, reply.Text.TrimEnd())
        {
            Subject = reply.Subject,
            Recipients = new EntryRecipients([.. reply.To.Select(to => new EntryAddress(to.Address, to.Name))], [], [], []),
            MessageId = reply.MessageId,
            MessageIdIsOurs = true,
            Names = reply.References,
            Automatic = "acknowledgement",
        });
        await OutgoingTable.AddAsync(connection, transaction, entry, reply);
    }
}
