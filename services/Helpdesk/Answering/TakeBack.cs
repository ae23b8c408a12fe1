using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>
/// Takes replies back that have not left: for good, or into the composer to be changed. The Reply service decides, in the row that guards against sending twice, also about one that was given
/// up: somebody may just have had it sent again. One that it has not heard of yet it will not take over. Only after that the helpdesk's own row says so, and from then on nobody is given the reply.
/// </summary>
public sealed class TakeBack(NpgsqlDataSource database, ReplyClient replies, Drafts drafts, TimeProvider time)
{
    /// <summary>So long at most a reply waits for nothing but to be taken back.</summary>
    internal static readonly TimeSpan LongestUndo = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gives a ticket back that was taken by nothing but a reply, of <c>@ticket</c> and <c>@replyId</c>; in the terms of SQL. It stays whose it is where somebody has answered after that
    /// reply, whoever that was, or has given it to somebody by hand.
    /// </summary>
    private const string GiveBack =
        """
        update ticket set assignee = null
        from outgoing join entry on entry.id = outgoing.entry_id
        where ticket.number = @ticket and outgoing.reply_id = @replyId and outgoing.taking_entry is not null and ticket.assignee = entry.author_id
          and not exists (
            select from entry as later join outgoing as other on other.entry_id = later.id
            where later.ticket_number = @ticket and later.id > entry.id and later.kind = 'Reply' and later.automatic is null and not other.taken_back and not other.superseded)
          and not exists (
            select from entry as later
            where later.ticket_number = @ticket and later.id > outgoing.taking_entry and later.kind = 'Event' and (later.text in ('Taken', 'Given back') or later.text like 'Assigned to %'))
        """;

    /// <summary>Takes it back; the ticket shows that it was not sent.</summary>
    /// <returns>False when it is being sent, was sent to somebody, or was taken back before.</returns>
    /// <exception cref="HttpRequestException">The Reply service is away; nothing was done.</exception>
    public async Task<bool> CancelAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation) => await RunAsync(ticket, replyId, by, "Reply cancelled", cancellation) is not null;

    /// <summary>Takes it back and puts its words, recipients, files and how it was to be sent into the agent's composer, its words above what is there.</summary>
    /// <returns>False when it is being sent, was sent to somebody, or was taken back before.</returns>
    /// <exception cref="HttpRequestException">The Reply service is away; nothing was done.</exception>
    public async Task<bool> EditAsync(long ticket, Guid replyId, Actor by, CancellationToken cancellation)
    {
        if (await RunAsync(ticket, replyId, by, "Reply taken back to be changed", cancellation) is not { } taken)
        {
            return false;
        }

        var reply = JsonSerializer.Deserialize<OutgoingReply>(taken.Reply)!;
        var begun = await drafts.FindAsync(ticket, by.Id, CancellationToken.None);
        var words = string.IsNullOrWhiteSpace(begun?.Text) ? taken.Words : $"{taken.Words}\n\n{begun.Text}";
        var draft = new Draft(begun?.ReplyId ?? Guid.NewGuid(), Join(reply.To), Join(reply.Cc), Join(reply.Bcc), words, [], null)
        {
            Forward = reply.Subject.StartsWith("Fwd: ", StringComparison.Ordinal),
            Options = new DraftOptions(ReplyBody.Quotes(reply.Html), taken.Words.Contains(ReplyBody.SignatureMark, StringComparison.Ordinal), reply.ReadReceipt, ChosenMoment(reply)),
        };
        await drafts.SaveAsync(ticket, by.Id, draft, CancellationToken.None);
        foreach (var file in reply.Attachments)
        {
            await drafts.AddFileAsync(ticket, by.Id, draft, file, CancellationToken.None);
        }

        return true;
    }

    /// <summary>The moment that somebody has chosen for it to leave, where that is still to come; null for none. What is so near was put off to be taken back.</summary>
    private DateTimeOffset? ChosenMoment(OutgoingReply reply) => reply.SendAfter > time.GetUtcNow() && reply.SendAfter - reply.QueuedAt > LongestUndo ? reply.SendAfter : null;

    private async Task<Taken?> RunAsync(long ticket, Guid replyId, Actor by, string done, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var state = await connection.ExecuteScalarAsync<string?>(
            """
            select state from outgoing where reply_id = @replyId and ticket_number = @ticket and not superseded and not taken_back
              and not exists (select from delivery where delivery.reply_id = outgoing.reply_id and delivery.state <> 'Refused')
            """,
            new { ticket, replyId });
        var free = state switch
        {
            // What follows is done whole even when the browser has gone meanwhile: nothing would end a half of it.
            nameof(ReplyState.Queued) or nameof(ReplyState.Failed) => await replies.CancelAsync(replyId, CancellationToken.None),
            _ => false,
        };
        return free ? await MarkAsync(connection, ticket, replyId, by, done) : null;
    }

    private async Task<Taken?> MarkAsync(NpgsqlConnection connection, long ticket, Guid replyId, Actor by, string done)
    {
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var taken = await connection.QuerySingleOrDefaultAsync<Taken?>(
            """
            update outgoing set taken_back = true, state = 'Failed', reason = @reason, next_attempt_at = null, nudge_at = null
            from entry where entry.id = outgoing.entry_id and reply_id = @replyId and outgoing.ticket_number = @ticket and not taken_back and outgoing.state in ('Queued', 'Failed')
            returning outgoing.reply::text as reply, entry.text as words
            """,
            new { ticket, replyId, reason = $"{done} by {by.Name} before it was sent." },
            transaction);
        if (taken is not null)
        {
            await connection.ExecuteAsync(OutgoingTable.CalmDown, new { ticket, replyId }, transaction);
            await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Event, time.GetUtcNow(), by.Name, done) { AuthorId = by.Id });

            // Closed with the reply («Send and close»), it is closed for nothing: nobody was answered.
            if (await connection.ExecuteAsync(
                $"""
                update ticket set {TicketWork.OpenedAgain}
                where number = @ticket and status = 'Closed' and merged_into is null and closed_at = (select queued_at from outgoing where reply_id = @replyId)
                """,
                new { ticket, replyId },
                transaction) > 0)
            {
                await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Event, time.GetUtcNow(), by.Name, "Opened again") { AuthorId = by.Id });
            }

            if (await connection.ExecuteAsync(GiveBack, new { ticket, replyId }, transaction) > 0)
            {
                await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Event, time.GetUtcNow(), by.Name, "Given back") { AuthorId = by.Id });
            }

            await connection.ExecuteAsync("update ticket set waiting_since = null, wakes_at = null where number = @ticket and waiting_since = (select queued_at from outgoing where reply_id = @replyId)", new { ticket, replyId }, transaction);
            await connection.ExecuteAsync("select pg_notify('helpdesk_live', 'ticket ' || @ticket)", new { ticket }, transaction);
            await transaction.CommitAsync(CancellationToken.None);
        }

        return taken;
    }

    private static string Join(IReadOnlyList<ReplyAddress> addresses) => string.Join(", ", addresses.Select(address => new EntryAddress(address.Address, address.Name).Written));

    private sealed record Taken
    {
        public string Reply { get; init; } = "";

        public string Words { get; init; } = "";
    }
}
