using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Carries out changes of tickets that were asked for as a whole, by the API or for many tickets at once.</summary>
public sealed class TicketChanges(TicketWork work, TicketPlanning planning, TicketWaiting waiting)
{
    /// <summary>Carries one out.</summary>
    /// <returns>Null when there is no such ticket; false when the person it is to be given to cannot work tickets.</returns>
    public async Task<bool?> ApplyAsync(long number, TicketChange change, Actor by, CancellationToken cancellation)
    {
        if (!await work.ExistsAsync(number, by, cancellation))
        {
            return null;
        }

        if (change.Assignee is { } assignee && !await work.AssignAsync(number, assignee == Guid.Empty ? null : assignee, by, cancellation))
        {
            return false;
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

        if (change.Status is { } status)
        {
            await work.SetStatusAsync(number, status, by, cancellation);
        }

        if (change.Waiting == true || (change.Waiting is null && change.WakesAt is not null))
        {
            await waiting.WaitAsync(number, change.WakesAt, by, cancellation);
        }
        else if (change.Waiting == false)
        {
            await waiting.WakeAsync(number, by, cancellation);
        }

        return true;
    }

    /// <summary>Carries one out on many tickets; each is a transaction of its own, and one that is refused keeps none of the others back.</summary>
    public async Task<BulkAnswer> ApplyAsync(BulkChange bulk, Actor by, CancellationToken cancellation)
    {
        var (changed, unknown, refused) = (0, new List<long>(), new List<long>());
        foreach (var number in bulk.Numbers.Distinct().Take(BulkChange.Most))
        {
            switch (await ApplyAsync(number, bulk.Change, by, cancellation))
            {
                case true:
                    changed++;
                    break;
                case null:
                    unknown.Add(number);
                    break;
                case false:
                    refused.Add(number);
                    break;
            }
        }

        return new BulkAnswer(changed, unknown, refused);
    }
}
