using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Carries out changes of tickets that were asked for as a whole, by the API or for many tickets at once.</summary>
public sealed class TicketChanges(TicketWork work, TicketPlanning planning, TicketWaiting waiting)
{
    /// <summary>Carries one out.</summary>
    public async Task<ChangeAnswer> ApplyAsync(long number, TicketChange change, Actor by, CancellationToken cancellation)
    {
        if (!await work.ExistsAsync(number, by, cancellation))
        {
            return ChangeAnswer.NoTicket;
        }

        var known = change.PutsAside ? change.Known : null;
        if (known is not null && await work.HasUnseenMailAsync(number, known.Value, by, cancellation))
        {
            return ChangeAnswer.News;
        }

        if (change.Assignee is { } assignee && !await work.AssignAsync(number, assignee == Guid.Empty ? null : assignee, by, cancellation))
        {
            return ChangeAnswer.NoAssignee;
        }

        if (change.Priority is { } priority)
        {
            await work.SetPriorityAsync(number, priority, by, cancellation);
        }

        if (change.AddTags is not null || change.RemoveTags is not null)
        {
            await planning.TagAsync(number, change.AddTags ?? [], change.RemoveTags ?? [], by, cancellation);
        }

        if (change.DueAt is not null || change.NotDue == true)
        {
            await planning.SetDueAsync(number, change.NotDue == true ? null : change.DueAt, by, cancellation);
        }

        if (change.Department is { } department)
        {
            await planning.SetDepartmentAsync(number, department, by, cancellation);
        }

        if (change.Attention == false)
        {
            await work.SettleAttentionAsync(number, by, cancellation);
        }

        // Mail may have come in within this change.
        if (change.Status == TicketStatus.Closed && await work.CloseAsync(number, known, by, cancellation) is AsideAnswer.News)
        {
            return ChangeAnswer.News;
        }

        if (change.Status == TicketStatus.Open)
        {
            await work.SetStatusAsync(number, TicketStatus.Open, by, cancellation);
        }

        if (change.Waits && await waiting.WaitAsync(number, change.WakesAt, known, by, cancellation) is AsideAnswer.News)
        {
            return ChangeAnswer.News;
        }

        if (change.Waiting == false)
        {
            await waiting.WakeAsync(number, by, cancellation);
        }

        return ChangeAnswer.Done;
    }

    /// <summary>Carries one out on many tickets; each is a transaction of its own, and one that is refused keeps none of the others back.</summary>
    public async Task<BulkAnswer> ApplyAsync(BulkChange bulk, Actor by, CancellationToken cancellation)
    {
        var answers = new List<(long Number, ChangeAnswer Answer)>();
        foreach (var number in bulk.Numbers.Distinct().Take(BulkChange.Most))
        {
            var known = bulk.Known?.TryGetValue(number, out var newest) == true ? newest : bulk.Change.Known;
            answers.Add((number, await ApplyAsync(number, bulk.Change with { Known = known }, by, cancellation)));
        }

        return new BulkAnswer(With(ChangeAnswer.Done).Count, With(ChangeAnswer.NoTicket), With(ChangeAnswer.NoAssignee)) { News = With(ChangeAnswer.News) };

        List<long> With(ChangeAnswer wanted) => [.. answers.Where(one => one.Answer == wanted).Select(one => one.Number)];
    }
}
