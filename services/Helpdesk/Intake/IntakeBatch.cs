using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Stores many mails in one transaction of a handful of statements: those that come while others are being stored go together as soon as these are. Only what plainly begins a ticket, and what a person
/// plainly answers to an open one or to one closed long ago, goes this way. A report, a copy, mail that a rule keeps or a setting concerns, and one that has anything to do with another of its batch has a transaction of its own
/// (<see cref="EntryPlacement"/>), with the same outcome that it would have here.
/// </summary>
public sealed class IntakeBatch
{
    private const int Most = 64;

    /// <summary>Each key takes a place in PostgreSQL's table of locks, which has 64 for each connection, until the transaction ends.</summary>
    private const int MostKeys = 400;

    private const int MostKeysOfOne = 60;

    private readonly NpgsqlDataSource database;
    private readonly IntakeTurns turns;
    private readonly TicketFinder finder;
    private readonly LiveTeller live;
    private readonly TimeSpan reopenWithin;
    private readonly Coalescer<IntakeJob, IntakeOutcome.Entry?> storing;

    /// <summary>Stores in this database.</summary>
    public IntakeBatch(NpgsqlDataSource database, IntakeTurns turns, TicketFinder finder, LiveTeller live, IOptions<HelpdeskSettings> settings)
    {
        (this.database, this.turns, this.finder, this.live, reopenWithin) = (database, turns, finder, live, settings.Value.ReopenWithin);
        storing = new Coalescer<IntakeJob, IntakeOutcome.Entry?>(StoreAsync, job => job.Keys.Count, Most, MostKeys, exception => exception is PostgresException);
    }

    /// <summary>Stores a mail together with others.</summary>
    /// <param name="job">The mail.</param>
    /// <param name="cancellation">Ends the wait; the mail may be stored all the same.</param>
    /// <returns>Its entry; null when it has to be stored on its own, and nothing of it is.</returns>
    internal async Task<IntakeOutcome.Entry?> TryStoreAsync(IntakeJob job, CancellationToken cancellation) =>
        IsPlain(job) ? await storing.RunAsync(job).WaitAsync(cancellation) : null;

    private bool IsPlain(IntakeJob job) =>
        job.Mail.Kind is MailKind.Personal or MailKind.Automatic && !job.AsTicket && job.Verdict.Refused is null && !job.IsOurs(job.Mail.Author.Address)
        && job.Keys.Count <= MostKeysOfOne && !finder.HasToken(job.Mail.Clues);

    private async Task<IReadOnlyList<IntakeOutcome.Entry?>> StoreAsync(IReadOnlyList<IntakeJob> jobs)
    {
        var apart = Apart(jobs);
        var stored = new Dictionary<IntakeJob, IntakeOutcome.Entry>(ReferenceEqualityComparer.Instance);
        using var turn = await turns.TakeAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var (known, named) = await IntakeTable.BeginAsync(connection, transaction, apart);
        var found = await TicketFinder.FindAsync(connection, transaction, [.. apart.Select(job => (job.Mail.Clues, job.MailboxId))]);
        var openings = new List<NewTicket>();
        var answers = new Dictionary<long, (IntakeJob Job, FoundTicket Ticket)>();
        for (var place = 0; place < apart.Count; place++)
        {
            var job = apart[place];
            if (known.Contains(place))
            {
                continue;
            }

            if (found[place] is { } ticket && job.Mail.Kind is MailKind.Personal)
            {
                // That an earlier answer names the mail is stronger than a number in its subject.
                if (ticket.Evidence.Rule == ThreadingRule.SubjectNumber && named.Contains(place))
                {
                    continue;
                }

                answers.TryAdd(ticket.Number, (job, ticket));
            }
            else if (found[place] is null && !named.Contains(place) && MayOpen(job))
            {
                openings.Add(new NewTicket(job, job.Mail.Author, new Evidence(ThreadingRule.NewTicket, null), Follows: null));
            }
        }

        var (open, ended) = await HoldAsync(connection, transaction, answers.ToDictionary(answer => answer.Key, answer => answer.Value.Job), jobs[0].Now - reopenWithin);
        var joining = open.ConvertAll(number => answers[number]);
        openings.AddRange(ended.Select(number => answers[number]).Where(answer => MayOpen(answer.Job)).Select(answer =>
            new NewTicket(answer.Job, answer.Job.Mail.Author, Evidence.FollowsClosed(answer.Ticket.Number, answer.Ticket.Evidence), answer.Ticket.Number)));
        foreach (var (job, entry) in await AddAsync(connection, transaction, [.. openings.OrderBy(opening => opening.Job.Receipt.ReceiptId)], joining))
        {
            stored[job] = entry;
        }

        if (stored.Count > 0)
        {
            await IntakeTable.RecordAsync(connection, transaction, [.. stored.Select(one => HandledMail.Of(one.Key, one.Value))], jobs[^1].Now);
            await transaction.CommitAsync();
            live.Tell([.. stored.Values.Select(entry => $"ticket {entry.TicketNumber}"), "intake"]);
        }

        return [.. jobs.Select(job => stored.GetValueOrDefault(job))];
    }

    /// <summary>Those that have nothing to do with one before them, in the order in which they were received: what begins a conversation opens its ticket, and numbers follow that order.</summary>
    private static List<IntakeJob> Apart(IReadOnlyList<IntakeJob> jobs)
    {
        var apart = new List<IntakeJob>(jobs.Count);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in jobs.OrderBy(job => job.Receipt.ReceiptId).Where(job => !job.Keys.Any(taken.Contains)))
        {
            taken.UnionWith(job.Keys);
            apart.Add(job);
        }

        return apart;
    }

    /// <summary>Whether a ticket that the mail begins is its author's and nobody is told of it.</summary>
    private static bool MayOpen(IntakeJob job) => job is { Mail.ForwardedFrom: null, Mailbox.Acknowledge: false };

    /// <summary>
    /// Holds those of the tickets that are open, of mailboxes that are not divided from the one that their answer came by, and those that were closed before <paramref name="since"/> and go on in no other, until the transaction ends. It waits for nobody, who might be
    /// waiting for another ticket that is held here.
    /// </summary>
    private static async Task<(List<long> Open, List<long> Ended)> HoldAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Dictionary<long, IntakeJob> answers, DateTimeOffset since)
    {
        if (answers.Count == 0)
        {
            return ([], []);
        }

        var held = (await connection.QueryAsync<(long Number, bool IsOpen, Guid? Mailbox)>(
            """
            select number, status = 'Open', system_email_id from ticket
            where number = any (@numbers) and merged_into is null and (status = 'Open' or closed_at < @since)
            for update skip locked
            """,
            new { numbers = answers.Keys.ToArray(), since = since.ToUniversalTime() },
            transaction)).Where(ticket => ticket.Mailbox is not { } mailbox || !answers[ticket.Number].Divided.Contains(mailbox)).ToLookup(ticket => ticket.IsOpen, ticket => ticket.Number);
        var ended = held[false].ToList();
        if (ended.Count > 0)
        {
            // Asked for only now that they are held: what was opened until a moment ago is seen.
            var goOn = await connection.QueryAsync<long>("select follows from ticket where follows = any (@ended)", new { ended }, transaction);
            ended = [.. ended.Except(goOn)];
        }

        return ([.. held[true]], ended);
    }

    private static async Task<IEnumerable<(IntakeJob Job, IntakeOutcome.Entry Entry)>> AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<NewTicket> openings, List<(IntakeJob Job, FoundTicket Ticket)> joining)
    {
        var opened = openings.Count == 0 ? [] : await TicketOpening.OpenAsync(connection, transaction, openings);
        var joined = joining.Count == 0
            ? []
            : await EntryWriter.AddAsync(connection, transaction, joining.ConvertAll(one => (one.Ticket.Number, TicketOpening.ToAnswer(one.Job, one.Ticket.Evidence))));
        return
        [
            .. openings.Zip(opened, (opening, entry) => (opening.Job, entry)),
            .. joining.Zip(joined, (one, entry) => (one.Job, new IntakeOutcome.Entry(one.Ticket.Number, entry))),
        ];
    }
}
