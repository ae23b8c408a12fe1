namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Somebody who takes part in a ticket from now on, or did before.</summary>
/// <param name="Address">Address in lower case.</param>
/// <param name="Name">Name; empty leaves the one that is known.</param>
/// <param name="Wrote">Whether a mail is from them; who has written stays one who has.</param>
internal sealed record NewParticipant(string Address, string Name, bool Wrote)
{
    /// <summary>
    /// People without doubles, in one order for all, so that two mails that add the same people do not wait for each other in a circle. Of several names the last that is not empty counts,
    /// in one group the first.
    /// </summary>
    /// <param name="groups">Groups of people, and whether each has written.</param>
    public static IReadOnlyList<NewParticipant> Of(params IEnumerable<(IEnumerable<EntryAddress> People, bool Wrote)> groups) =>
    [
        .. groups.SelectMany(group => group.People.Where(one => one.Address.Contains('@', StringComparison.Ordinal))
                .Select(one => new NewParticipant(one.Address.ToLowerInvariant(), one.Name ?? "", group.Wrote))
                .DistinctBy(one => one.Address, StringComparer.Ordinal))
            .GroupBy(one => one.Address, StringComparer.Ordinal)
            .Select(same => same.Aggregate((before, one) => new NewParticipant(one.Address, one.Name.Length > 0 ? one.Name : before.Name, before.Wrote || one.Wrote)))
            .OrderBy(one => one.Address, StringComparer.Ordinal),
    ];
}
