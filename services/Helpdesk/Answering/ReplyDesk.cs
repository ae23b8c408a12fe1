using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>
/// Takes replies. The entry, its Message-ID and the row the Reply service works from are one transaction; the nudge comes after it, and is repeated by
/// <see cref="OutgoingSweep"/> when it is lost. A reply's id decides that it is taken once, however often a form is sent.
/// </summary>
public sealed class ReplyDesk(
    NpgsqlDataSource database, TicketReader tickets, SystemEmailTable systemEmails, TicketAddress addresses, MailboxTable mailboxes, ReplySizes sizes, OutgoingNudge nudge, TimeProvider time)
{
    private const int MostReferences = 20;
    private const int LongestText = 500_000;
    private const int LongestSubject = 300;
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromDays(366);

    /// <summary>A form or a call takes its time to come in.</summary>
    private static readonly TimeSpan JustOver = TimeSpan.FromMinutes(1);

    /// <summary>Stores a reply to be sent.</summary>
    public async Task<ReplyAnswer> TakeAsync(long number, ReplyRequest request, Actor by, CancellationToken cancellation)
    {
        if (await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return new ReplyAnswer.NoTicket();
        }

        if (await FindTakenAsync(request.ReplyId, cancellation) is { } taken)
        {
            return taken;
        }

        return ticket.MergedInto is { } survivor ? Merged(survivor) : await TakeAsync(ticket, request, by, cancellation);
    }

    /// <summary>Whether a reply of this id was taken with words other than these.</summary>
    public async Task<bool> IsTakenWithOtherWordsAsync(Guid replyId, string text, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select 1 from outgoing join entry on entry.id = entry_id where reply_id = @replyId and entry.text <> @words)", new { replyId, words = Words(text) });
    }

    /// <summary>Whether a moment to leave at is over: leaving at once is not what was asked for.</summary>
    internal static bool IsOver(DateTimeOffset sendAfter, DateTimeOffset now) => sendAfter < now - JustOver;

    private static string Words(string text) => DatabaseText.Clean(text.ReplaceLineEndings("\n").Trim('\n'));

    /// <summary>Opens a ticket with a mail to somebody who has not written yet: the ticket, its entry and the mail are one transaction.</summary>
    /// <param name="mailbox">System email that it is sent from.</param>
    /// <param name="subject">Subject; the ticket's number is added.</param>
    /// <param name="request">The mail. Asking twice with one id opens one ticket.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    public async Task<ReplyAnswer> OpenAsync(Guid mailbox, string subject, ReplyRequest request, Actor by, CancellationToken cancellation)
    {
        if (await FindTakenAsync(request.ReplyId, cancellation) is { } taken)
        {
            return taken;
        }

        var title = ThreadClues.WithoutNumbers(subject).Trim();
        if (title.Length == 0)
        {
            return new ReplyAnswer.Refused("subject_missing", Translated.Of("The mail has no subject."), Translated.Of("Say in a few words what it is about."));
        }

        if (Pages.TooLong.Line(Translated.Of("The subject"), subject, LongestSubject) is { } tooLong)
        {
            return new ReplyAnswer.Refused("subject_too_long", tooLong, Translated.Of("Say in a few words what it is about."));
        }

        return by.Mailboxes?.Contains(mailbox) == false
            ? new ReplyAnswer.Refused("mailbox_closed", Translated.Of("That mailbox is not open to you."), Translated.Of("Send from one that is, or ask an administrator."))
            : await TakeAsync(new Ticket { Subject = title, SystemEmailId = mailbox }, request, by, cancellation);
    }

    /// <summary>Stores a reply in a ticket, or in a new one where the ticket has no number yet.</summary>
    private async Task<ReplyAnswer> TakeAsync(Ticket ticket, ReplyRequest request, Actor by, CancellationToken cancellation)
    {
        if (RecipientFields.TryRead(request.To, request.Cc, request.Bcc, out var recipients) is { } problem)
        {
            return problem;
        }

        if (ticket.Number == 0 && recipients.To.Count == 0)
        {
            return new ReplyAnswer.Refused("recipient_missing", Translated.Of("The mail is to nobody."), Translated.Of("Put at least one address into To."));
        }

        var words = Words(request.Text);
        if (string.IsNullOrWhiteSpace(words) && request.Files.Count == 0)
        {
            return new ReplyAnswer.Refused("reply_empty", Translated.Of("The reply says nothing."), Translated.Of("Write something, or add a file."));
        }

        if (Pages.TooLong.Text(Translated.Of("The text"), words, LongestText) is { } tooLong)
        {
            return new ReplyAnswer.Refused("reply_too_long", tooLong, Translated.Of("Shorten it, or add what is long as a file."));
        }

        if (await systemEmails.FindAsync(ticket.SystemEmailId, cancellation) is not { Removed: false, Sends: true } from)
        {
            return new ReplyAnswer.Refused(
                "no_way_to_send", Translated.Of("The system email this ticket came to cannot send."), Translated.Of("Ask an administrator to set up sending for it under System emails."));
        }

        if (request.SendAfter > time.GetUtcNow() + FarthestAhead)
        {
            return new ReplyAnswer.Refused("send_after_too_far", Translated.Of("That time is more than a year ahead."), Translated.Of("Choose one within a year."));
        }

        if (request.SendAfter is { } moment && IsOver(moment, time.GetUtcNow()))
        {
            return new ReplyAnswer.Refused("send_after_over", Translated.Of("The time to send it at is over."), Translated.Of("Choose a moment that is still to come."));
        }

        if (await sizes.JudgeAsync(from, request.Files, words, cancellation) is { } tooLarge)
        {
            return tooLarge;
        }

        using var span = ReplyTrace.Continue(await ReplyTrace.FindAsync(database, ticket.Number, cancellation));
        var mailbox = await mailboxes.FindAsync(from.Id, cancellation);
        var footer = Writing.FieldWords.Footer(mailbox, by.Name, from, time.GetUtcNow());
        var reply = Compose(ticket, request with { QuoteHistory = request.QuoteHistory ?? mailbox.QuoteHistory }, recipients, words, footer, from) with { ReplyTo = addresses.Of(mailbox, from, ticket.Number) };
        var answer = await StoreAsync(ticket, request, reply, from, mailbox, words, by, cancellation);
        if (answer is ReplyAnswer.Accepted)
        {
            await nudge.TrySendAsync(reply.ReplyId, cancellation);
        }

        return answer;
    }

    private static ReplyAnswer.Refused Merged(long survivor) =>
        new("ticket_merged", Translated.Of("The ticket was merged into #{0}.", survivor), Translated.Of("Answer in #{0}.", survivor));

    private OutgoingReply Compose(Ticket ticket, ReplyRequest request, RecipientFields recipients, string words, string footer, KnownSystemEmail from)
    {
        var mails = ticket.Entries.Where(entry => entry.Kind is EntryKind.Mail or EntryKind.Reply && IsWritable(entry.MessageId)).ToList();
        var answered = mails.LastOrDefault(entry => entry.Kind == EntryKind.Mail && entry.Automatic is null) ?? mails.LastOrDefault();
        var thread = mails.Where(entry => entry != answered).Select(entry => entry.MessageId!).Append(answered?.MessageId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var quoted = request is { QuoteHistory: true, Forward: false } ? ticket.Entries.LastOrDefault(entry => entry.Kind == EntryKind.Mail && entry.Automatic is null) : null;
        var body = ReplyBody.Write(words, quoted, footer);
        var domain = from.Address[(from.Address.LastIndexOf('@') + 1)..];
        return new OutgoingReply(
            request.ReplyId,
            ticket.Number,
            from.Id,
            MessageIdMaker.Stable(domain, RandomNumberGenerator.GetHexString(64)),
            answered?.MessageId,
            thread.Count <= MostReferences ? thread : [thread[0], .. thread.Skip(thread.Count - MostReferences + 1)],
            recipients.To,
            recipients.Cc,
            recipients.Bcc,
            $"{(request.Forward ? "Fwd" : "Re")}: {ticket.Subject} [#{ticket.Number}]",
            body.Text,
            body.Html,
            request.Files,
            Automatic: false,
            time.GetUtcNow())
        {
            SendAfter = request.SendAfter > time.GetUtcNow() ? request.SendAfter.Value.ToUniversalTime() : null,
            ReadReceipt = request.ReadReceipt,
        };
    }

    /// <summary>What is held while a reply is stored, by its draft's id.</summary>
    internal static string LockOf(Guid replyId) => $"reply {replyId}";

    private async Task<ReplyAnswer> StoreAsync(Ticket ticket, ReplyRequest request, OutgoingReply reply, KnownSystemEmail from, MailboxSettings mailbox, string words, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ThreadLock.TakeAsync(connection, transaction, [LockOf(reply.ReplyId)]);
        if (await FindTakenAsync(reply.ReplyId, connection, transaction) is { } taken)
        {
            return taken;
        }

        // Since the ticket was read, a colleague may have merged or closed it, and the customer may have written again.
        var stand = ticket.Number == 0 ? new Stand() : await HoldAsync(connection, transaction, ticket.Number, request.KnownMail, by);
        if (stand.MergedInto is { } survivor)
        {
            return Merged(survivor);
        }

        if (request.Known is { } known && ticket.Number != 0 && await ColleagueAsync(connection, transaction, ticket.Number, known, by) is { } colleague)
        {
            return new ReplyAnswer.Refused(
                "answered_meanwhile", Translated.Of("{0} has answered while you were writing.", colleague), Translated.Of("Read that answer, and send yours again if it is still needed."));
        }

        var hidesNews = (request.ThenClose || request.ThenWait) && stand.HasNews;
        if (hidesNews && request.RefusedForNews)
        {
            return new ReplyAnswer.News();
        }

        if (ticket.Number == 0)
        {
            ticket = ticket with { Number = await OpenAsync(connection, transaction, ticket, reply, by) };
            reply = reply with { TicketNumber = ticket.Number, Subject = $"{ticket.Subject} [#{ticket.Number}]", ReplyTo = addresses.Of(mailbox, from, ticket.Number) };
        }

        var to = reply.To.Select(ToEntryAddress).ToList();
        var cc = reply.Cc.Select(ToEntryAddress).ToList();
        var entry = await EntryWriter.AddAsync(connection, transaction, ticket.Number, new NewEntry(EntryKind.Reply, reply.QueuedAt, by.Name, words)
        {
            AuthorId = by.Id,
            Html = Writing.MarkdownWords.IsFormatted(words) ? ReplyBody.Fragment(words) : null,
            Subject = reply.Subject,
            Recipients = new EntryRecipients(to, cc, [.. reply.Bcc.Select(ToEntryAddress)], []),
            MessageId = reply.MessageId,
            MessageIdIsOurs = true,
            Names = reply.References,
            Files = [.. reply.Attachments.Select(file => new KeptFile(file.Content, file.Size, file.FileName, file.MediaType, file.ContentId, file.ContentId is not null))],
            FirstWords = DatabaseText.OneLine(Writing.MarkdownWords.ToPlain(words), 200),
            People = NewParticipant.Of((to.Concat(cc), false)),
        });
        await OutgoingTable.AddAsync(connection, transaction, entry, reply);
        await connection.ExecuteAsync("delete from draft where person_id = @person and ticket_number = @Number", new { person = by.Id, ticket.Number }, transaction);
        if (request is { Takes: true, Forward: false } && mailbox.AnsweringTakes && await TicketWork.TakeAsync(connection, transaction, ticket.Number, by))
        {
            var taking = await EntryWriter.AddAsync(connection, transaction, ticket.Number, new NewEntry(EntryKind.Event, reply.QueuedAt.AddMilliseconds(1), by.Name, "Taken") { AuthorId = by.Id });
            await connection.ExecuteAsync("update outgoing set taking_entry = @taking where reply_id = @ReplyId", new { taking, reply.ReplyId }, transaction);
        }

        var leftOpen = hidesNews && request.OpenForNews;
        var unseen = leftOpen && request.KnownMail is { } knownMail ? await UnseenMail.WhoAsync(connection, transaction, ticket.Number, knownMail) : null;
        if (request.ThenClose && !leftOpen && stand.Status == TicketStatus.Open)
        {
            await connection.ExecuteAsync("update ticket set status = 'Closed', closed_at = @QueuedAt where number = @Number", new { ticket.Number, reply.QueuedAt }, transaction);
            await EntryWriter.AddAsync(connection, transaction, ticket.Number, new NewEntry(EntryKind.Event, reply.QueuedAt.AddMilliseconds(1), by.Name, "Closed") { AuthorId = by.Id });
        }

        else if (request.ThenWait && !leftOpen && await TicketWaiting.WaitAsync(connection, transaction, ticket.Number, null, reply.QueuedAt) is { } waits)
        {
            await EntryWriter.AddAsync(connection, transaction, ticket.Number, new NewEntry(EntryKind.Event, reply.QueuedAt.AddMilliseconds(1), by.Name, waits) { AuthorId = by.Id });
        }

        await transaction.CommitAsync(cancellation);
        return new ReplyAnswer.Accepted(entry) { LeftOpen = leftOpen, Unseen = unseen };
    }

    /// <summary>How a ticket stands, which nobody changes before the transaction ends. What somebody has never looked at has no news for them.</summary>
    private static Task<Stand> HoldAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, long? known, Actor by) =>
        connection.QuerySingleAsync<Stand>(
            """
            select status, merged_into,
                   coalesce(last_mail_entry > coalesce(@known, (select entry_id from seen where person_id = @Id and ticket_number = number)), false) as has_news
            from ticket where number = @number for update
            """,
            new { number, known, by.Id },
            transaction);

    /// <summary>Who else has answered after the newest answer that an agent knew of; null for nobody.</summary>
    private static Task<string?> ColleagueAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, long known, Actor by) =>
        connection.ExecuteScalarAsync<string?>(
            """
            select author_name from entry join outgoing on outgoing.entry_id = entry.id
            where entry.ticket_number = @number and kind = 'Reply' and entry.id > @known and author_id is distinct from @Id and automatic is null and not taken_back and not superseded
            order by entry.id desc limit 1
            """,
            new { number, known, by.Id },
            transaction);

    private static Task<long> OpenAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Ticket ticket, OutgoingReply reply, Actor by) =>
        connection.ExecuteScalarAsync<long>(
            """
            insert into ticket (subject, system_email_id, department, assignee, customer_name, customer_address, created_at, updated_at, last_entry_at, last_entry_kind)
            values (@Subject, @SystemEmailId, coalesce((select department from mailbox where system_email_id = @SystemEmailId), ''), @Id, @name, @Address, @QueuedAt, @QueuedAt, @QueuedAt, 'Reply')
            returning number
            """,
            new { ticket.Subject, ticket.SystemEmailId, by.Id, name = reply.To[0].Name ?? "", reply.To[0].Address, reply.QueuedAt },
            transaction);

    private async Task<ReplyAnswer.Accepted?> FindTakenAsync(Guid replyId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await FindTakenAsync(replyId, connection, null);
    }

    private static async Task<ReplyAnswer.Accepted?> FindTakenAsync(Guid replyId, NpgsqlConnection connection, NpgsqlTransaction? transaction) =>
        await connection.ExecuteScalarAsync<long?>("select entry_id from outgoing where reply_id = @replyId", new { replyId }, transaction) is { } entry
            ? new ReplyAnswer.Accepted(entry)
            : null;

    private static EntryAddress ToEntryAddress(ReplyAddress address) => new(address.Address, address.Name);

    /// <summary>Whether an id can be put into a header: a monster is only known by its digest.</summary>
    private static bool IsWritable(string? id) => id is not null && !id.StartsWith("sha256:", StringComparison.Ordinal) && id.All(c => c is > ' ' and < '\u007f' and not '<' and not '>');

    private sealed record Stand
    {
        public TicketStatus Status { get; init; } = TicketStatus.Open;

        public long? MergedInto { get; init; }

        public bool HasNews { get; init; }
    }
}
