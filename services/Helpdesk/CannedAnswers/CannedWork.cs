using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Signatures;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>
/// Uses a canned answer as a whole, on one ticket or many: its words go to everybody in the newest mail, with the agent's signature, and what else it does is done. Each ticket stands for itself; one that is
/// refused keeps none of the others back. Answers wait for <see cref="Pause"/>, in which they can be taken back.
/// </summary>
public sealed class CannedWork(TicketReader tickets, ReplyDesk desk, ReplyRecipients recipients, TicketChanges changes, SystemEmailTable systemEmails, SignatureTable signatures, TimeProvider time)
{
    /// <summary>Most tickets at once.</summary>
    public const int Most = 200;

    /// <summary>How long the answers wait before they leave.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>The tickets of some numbers that are there for a person and can be answered.</summary>
    public async Task<IReadOnlyList<Ticket>> FindAsync(IEnumerable<long> numbers, Actor by, CancellationToken cancellation)
    {
        var found = new List<Ticket>();
        foreach (var number in numbers.Distinct().Take(Most))
        {
            if (await FindAsync(number, by, cancellation) is { } ticket)
            {
                found.Add(ticket);
            }
        }

        return found;
    }

    /// <summary>Its words for a ticket, with the agent's signature; empty for one that only acts.</summary>
    public async Task<string> FillAsync(CannedAnswer answer, Ticket ticket, Actor by, CancellationToken cancellation)
    {
        if (answer.Text.Length == 0)
        {
            return "";
        }

        var (mailbox, now) = (await systemEmails.FindAsync(ticket.SystemEmailId, cancellation), time.GetUtcNow());
        var words = FieldWords.Fill(answer.Text, ticket, by.Name, mailbox, now);
        var signature = FieldWords.Fill(await signatures.FindAsync(by.Id, cancellation), ticket, by.Name, mailbox, now);
        return signature.Length == 0 ? words : $"{words.TrimEnd()}\n{ReplyBody.SignatureMark}{signature}";
    }

    /// <summary>Uses it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="batch">Asking twice with one id sends one answer to each ticket.</param>
    /// <param name="numbers">The tickets.</param>
    /// <param name="known">The newest mail of each that whoever asks knows of, by number: one that has a newer one is neither closed nor put aside, nor answered. Null, or nothing of a ticket, to ask nothing.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work between two tickets.</param>
    public async Task<CannedOutcome> UseAsync(CannedAnswer answer, Guid batch, IEnumerable<long> numbers, IReadOnlyDictionary<long, long>? known, Actor by, CancellationToken cancellation)
    {
        var (done, news, refused) = (new List<long>(), new List<long>(), new Dictionary<long, string>());
        foreach (var number in numbers.Distinct().Take(Most))
        {
            cancellation.ThrowIfCancellationRequested();
            long? newest = known?.TryGetValue(number, out var mail) == true ? mail : null;
            if (await FindAsync(number, by, cancellation) is not { } ticket)
            {
                refused[number] = Translated.Of("There is no such ticket in the mailboxes that are open to you, or it was merged.");
            }
            else if (answer.Text.Length > 0 && await SendAsync(answer, batch, ticket, newest, by, cancellation) is var sent and not ReplyAnswer.Accepted)
            {
                Refuse(number, sent);
            }
            else if (await changes.ApplyAsync(number, Change(answer, by) with { Known = newest }, by, cancellation) == ChangeAnswer.News)
            {
                Refuse(number, new ReplyAnswer.News());
            }
            else
            {
                done.Add(number);
            }
        }

        return new CannedOutcome(done, answer.Text.Length > 0 ? done.Count : 0, refused) { News = news };

        void Refuse(long number, ReplyAnswer why)
        {
            if (why is ReplyAnswer.News)
            {
                news.Add(number);
            }

            refused[number] = why switch
            {
                ReplyAnswer.News => Translated.Of("New mail has come in meanwhile. Read it first."),
                ReplyAnswer.Refused problem => $"{problem.What} {problem.Remedy}",
                _ => Translated.Of("There is no ticket {0}.", number),
            };
        }
    }

    /// <summary>The newest mail of each ticket that a person knows of: what they were shown of it elsewhere, else what they have last looked at, else what there is.</summary>
    public async Task<IReadOnlyDictionary<long, long>> KnownAsync(IReadOnlyList<Ticket> shown, IReadOnlyDictionary<long, long> elsewhere, Actor by, CancellationToken cancellation)
    {
        var seen = await tickets.SeenAsync([.. shown.Select(ticket => ticket.Number)], by.Id, cancellation);
        return shown.ToDictionary(ticket => ticket.Number, ticket =>
            elsewhere.TryGetValue(ticket.Number, out var mail) || seen.TryGetValue(ticket.Number, out mail) ? mail : ticket.LastMailEntry ?? 0);
    }

    private async Task<Ticket?> FindAsync(long number, Actor by, CancellationToken cancellation) =>
        await tickets.FindAsync(number, cancellation) is { MergedInto: null } ticket && (by.Mailboxes is null || (ticket.SystemEmailId is { } mailbox && by.Mailboxes.Contains(mailbox))) ? ticket : null;

    private async Task<ReplyAnswer> SendAsync(CannedAnswer answer, Guid batch, Ticket ticket, long? known, Actor by, CancellationToken cancellation)
    {
        var (to, cc) = await recipients.ToAllAsync(ticket, cancellation);
        var request = new ReplyRequest(
            ReplyId(batch, ticket.Number), Written(to), Written(cc), "", await FillAsync(answer, ticket, by, cancellation), QuoteHistory: null, [], ThenClose: answer.Actions.Then == CannedEnd.Close)
        {
            ThenWait = answer.Actions.Then == CannedEnd.Wait,
            SendAfter = time.GetUtcNow() + Pause,
            KnownMail = known,
            RefusedForNews = known is not null,
        };
        return await desk.TakeAsync(ticket.Number, request, by, cancellation);
    }

    /// <summary>What is left to do: an answer closes its ticket, or has it wait, itself.</summary>
    private static TicketChange Change(CannedAnswer answer, Actor by) =>
        new(Status: answer.Text.Length == 0 && answer.Actions.Then == CannedEnd.Close ? TicketStatus.Closed : null, answer.Actions.Priority, Assignee: answer.Actions.Take ? by.Id : null)
        {
            AddTags = answer.Actions.AddTags.Count > 0 ? answer.Actions.AddTags : null,
            Waiting = answer.Text.Length == 0 && answer.Actions.Then == CannedEnd.Wait ? true : null,
        };

    private static Guid ReplyId(Guid batch, long number) => new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{batch} {number}"))).AsSpan(0, 16));

    private static string Written(IReadOnlyList<EntryAddress> addresses) => string.Join(", ", addresses.Select(address => address.Written));
}
