using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>
/// Senders that agents have turned away from a ticket: one rule of each mailbox, before all others, which refuses mail from those addresses. Administrators see it among the rules; what it refuses is listed
/// as failed mail and can be made a ticket.
/// </summary>
public sealed class BlockedSenders(NpgsqlDataSource database, RuleTable rules, AuditLog audit)
{
    /// <summary>The rule's name, by which it is known again.</summary>
    internal const string Name = "Blocked senders";

    /// <summary>Most addresses of one mailbox, since each mail is held against all of them; whoever needs more writes a rule for a domain.</summary>
    private const int Most = 2000;

    /// <summary>Whether mail of an address is turned away from a mailbox.</summary>
    public async Task<bool> IsBlockedAsync(Guid? mailbox, string address, CancellationToken cancellation) =>
        mailbox is { } id && Find(await rules.ListAsync(cancellation), id) is { Enabled: true } rule && Addresses(rule).Contains(Clean(address), StringComparer.Ordinal);

    /// <summary>Turns mail of an address away from a mailbox, or lets it in again.</summary>
    /// <returns>False when it is no address that a rule can hold, or there are too many.</returns>
    public async Task<bool> SetAsync(Guid mailbox, string address, bool blocked, Actor by, CancellationToken cancellation)
    {
        var clean = Clean(address);
        if (!clean.Contains('@', StringComparison.Ordinal) || clean.Contains(',', StringComparison.Ordinal))
        {
            return false;
        }

        // Two agents at once change one rule one after the other.
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:blocked-senders', 0))", transaction: transaction);
        var all = await rules.ListAsync(cancellation);
        var rule = Find(all, mailbox);
        var addresses = rule is null ? [] : Addresses(rule).ToList();
        if (addresses.Contains(clean, StringComparer.Ordinal) == blocked && rule?.Enabled != false)
        {
            return true;
        }

        await audit.AddAsync(by, blocked ? "sender_blocked" : "sender_let_in", clean, cancellation);
        addresses.Remove(clean);
        if (blocked)
        {
            addresses.Add(clean);
        }

        return addresses.Count == 0
            ? rule is null || await rules.RemoveAsync(rule.Id, by, cancellation)
            : addresses.Count <= Most && await rules.SaveAsync(
                (rule ?? new Rule { Id = Guid.NewGuid(), SystemEmailId = mailbox, Name = Name, Position = all.Count == 0 ? 0 : all[0].Position - 10, Actions = new RuleActions { Refuse = true } }) with
                {
                    Enabled = true,
                    Conditions = [new RuleCondition(RuleField.Sender, RuleMatch.Is, string.Join(", ", addresses))],
                },
                by,
                cancellation) is null;
    }

    private static Rule? Find(IEnumerable<Rule> all, Guid mailbox) =>
        all.FirstOrDefault(rule => rule is { Name: Name, Actions.Refuse: true, Conditions: [{ Field: RuleField.Sender, Match: RuleMatch.Is, Not: false }] } && rule.SystemEmailId == mailbox);

    private static string[] Addresses(Rule rule) => rule.Conditions[0].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Clean(string address) => DatabaseText.OneLine(address, 320).ToLowerInvariant();
}
