using Dapper;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Tags, due dates and departments. Each change is one transaction and leaves an event in the thread; one that changes nothing leaves none.</summary>
public sealed class TicketPlanning(TicketWork work)
{
    /// <summary>Adds tags and takes tags off.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> TagAsync(long number, IReadOnlyList<string> add, IReadOnlyList<string> remove, Actor by, CancellationToken cancellation) =>
        work.ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var before = await connection.QuerySingleAsync<string[]>("select tags from ticket where number = @number for update", new { number }, transaction);
                var after = Tagging.Clean(before.Except(Tagging.Clean(remove), StringComparer.Ordinal).Concat(add));
                if (after.SequenceEqual(before, StringComparer.Ordinal))
                {
                    return null;
                }

                await connection.ExecuteAsync("update ticket set tags = @after where number = @number", new { number, after = after.ToArray() }, transaction);
                var (added, removed) = (after.Except(before, StringComparer.Ordinal).ToList(), before.Except(after, StringComparer.Ordinal).ToList());
                return string.Join("; ", new[] { added.Count > 0 ? $"Tagged {string.Join(", ", added)}" : "", removed.Count > 0 ? $"Tags taken off: {string.Join(", ", removed)}" : "" }.Where(words => words.Length > 0));
            },
            cancellation);

    /// <summary>Sets by when it has to be done; null for no time.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> SetDueAsync(long number, DateTimeOffset? due, Actor by, CancellationToken cancellation) =>
        work.ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync(
                    "update ticket set due_at = @due where number = @number and due_at is distinct from @due", new { number, due = due?.ToUniversalTime() }, transaction);
                return changed == 0 ? null : due is { } at ? EventWords.DueAt(at) : "No longer due";
            },
            cancellation);

    /// <summary>Gives it to a department; empty for none.</summary>
    /// <returns>False when there is no such ticket.</returns>
    public Task<bool> SetDepartmentAsync(long number, string department, Actor by, CancellationToken cancellation)
    {
        var name = DatabaseText.OneLine(department, TicketChange.LongestDepartment);
        return work.ChangeAsync(
            number,
            by,
            async (connection, transaction, _) =>
            {
                var changed = await connection.ExecuteAsync("update ticket set department = @name where number = @number and department <> @name", new { number, name }, transaction);
                return changed == 0 ? null : name.Length > 0 ? $"Given to {name}" : "In no department";
            },
            cancellation);
    }
}
