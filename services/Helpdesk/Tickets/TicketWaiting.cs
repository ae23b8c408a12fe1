using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// Puts tickets aside until an answer comes, or at the latest until some moment. The row itself ends the waiting when mail comes in (see the script 040-waiting), so that no way in can forget to;
/// <see cref="WaitingSweep"/> ends it when its time is over.
/// </summary>
public sealed class TicketWaiting(TicketWork work)
{
    /// <summary>Farther ahead than this nobody plans.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(732);

    /// <summary>Puts an open ticket aside, or gives one that waits another time, unless somebody has written since. A closed one stays closed.</summary>
    /// <param name="number">The ticket.</param>
    /// <param name="until">When it comes back whatever happens; null, or a moment that has passed, to wait for an answer alone.</param>
    /// <param name="known">The newest mail that whoever asks knows of (<see cref="Ticket.LastMailEntry"/>); 0 for none, null to ask nothing.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    public Task<AsideAnswer> WaitAsync(long number, DateTimeOffset? until, long? known, Actor by, CancellationToken cancellation) =>
        work.ChangeUnlessNewsAsync(number, known, by, (connection, transaction, now) => WaitAsync(connection, transaction, number, until, now), cancellation);

    /// <summary>Takes it back among the open ones.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> WakeAsync(long number, Actor by, CancellationToken cancellation) =>
        work.ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync("update ticket set waiting_since = null, wakes_at = null where number = @number and waiting_since is not null", new { number }, transaction);
                return changed == 0 ? null : "No longer waiting";
            },
            cancellation);

    /// <summary>Puts one aside within a transaction.</summary>
    /// <returns>What was done, for the event; null when nothing was.</returns>
    internal static async Task<string?> WaitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long number, DateTimeOffset? until, DateTimeOffset now)
    {
        var wakes = until > now ? (until < now + Longest ? until : now + Longest).Value.ToUniversalTime() : (DateTimeOffset?)null;
        var changed = await connection.ExecuteAsync(
            """
            update ticket set waiting_since = @now, wakes_at = @wakes
            where number = @number and status = 'Open' and merged_into is null and (waiting_since is null or wakes_at is distinct from @wakes)
            """,
            new { number, now, wakes },
            transaction);
        return changed == 0 ? null : wakes is { } at ? EventWords.WaitingUntil(at) : "Waiting for an answer";
    }
}
