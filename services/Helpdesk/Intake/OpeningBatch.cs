using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.ServiceDefaults.Database;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Opens the tickets of many mails in one transaction, in a handful of statements: those that come while others are being stored go together as soon as these are. Only mails that plainly begin a
/// conversation go this way. An answer, a report, a copy, mail that a rule or a setting concerns, and one that has anything to do with another of its batch has a transaction of its own.
/// </summary>
public sealed class OpeningBatch
{
    private const int Most = 64;

    /// <summary>Each key takes a place in PostgreSQL's table of locks, which has 64 for each connection, until the transaction ends.</summary>
    private const int MostKeys = 400;

    private const int MostKeysOfOne = 60;

    private readonly NpgsqlDataSource database;
    private readonly IntakeTurns turns;
    private readonly AddressTokens tokens;
    private readonly LiveTeller live;
    private readonly Coalescer<IntakeJob, IntakeOutcome.Entry?> opening;

    /// <summary>Stores in this database.</summary>
    public OpeningBatch(NpgsqlDataSource database, IntakeTurns turns, AddressTokens tokens, LiveTeller live)
    {
        (this.database, this.turns, this.tokens, this.live) = (database, turns, tokens, live);
        opening = new Coalescer<IntakeJob, IntakeOutcome.Entry?>(OpenAsync, job => job.Keys.Count, Most, MostKeys, exception => exception is PostgresException);
    }

    /// <summary>Opens the ticket of a mail together with others.</summary>
    /// <param name="job">The mail.</param>
    /// <param name="cancellation">Ends the wait; the ticket may be opened all the same.</param>
    /// <returns>Its entry; null when it has to be stored on its own, and nothing of it is.</returns>
    internal async Task<IntakeOutcome.Entry?> TryOpenAsync(IntakeJob job, CancellationToken cancellation) =>
        IsPlain(job) ? await opening.RunAsync(job).WaitAsync(cancellation) : null;

    private bool IsPlain(IntakeJob job) =>
        job.Mail is { Kind: not MailKind.Bounce and not MailKind.AutoReply, ForwardedFrom: null, Clues: { Numbers.Count: 0 } clues }
        && !job.AsTicket && !job.Mailbox.Acknowledge && job.Verdict.Refused is null && !job.IsOurs(job.Mail.Author.Address)
        && job.Keys.Count <= MostKeysOfOne && clues.Addressed.All(address => tokens.TicketIn(address) is null);

    private async Task<IReadOnlyList<IntakeOutcome.Entry?>> OpenAsync(IReadOnlyList<IntakeJob> jobs)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var apart = jobs.Where(job => job.Keys.All(key => !taken.Contains(key)) && job.Keys.Select(taken.Add).ToList().Count > 0).ToList();
        var opened = new Dictionary<IntakeJob, IntakeOutcome.Entry>(ReferenceEqualityComparer.Instance);
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var concerned = await IntakeTable.BeginAsync(connection, transaction, apart);
        var plain = apart.Where((_, place) => !concerned.Contains(place)).ToList();
        if (plain.Count > 0)
        {
            var entries = await TicketOpening.OpenAsync(
                connection, transaction, [.. plain.Select(job => new NewTicket(job, job.Mail.Author, new Evidence(ThreadingRule.NewTicket, null), Follows: null))]);
            await IntakeTable.RecordAsync(connection, transaction, [.. plain.Zip(entries, HandledMail.Of)], plain[^1].Now);
            await transaction.CommitAsync();
            live.Tell([.. entries.Select(entry => $"ticket {entry.TicketNumber}"), "intake"]);
            foreach (var (job, entry) in plain.Zip(entries))
            {
                opened[job] = entry;
            }
        }

        return [.. jobs.Select(job => opened.GetValueOrDefault(job))];
    }
}
