using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.ServiceDefaults.Database;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Reads what has to be known of receipts before they are handled. Those that ask while a reading is under way share the next one, so that what is the same for all of them is read once; what each gets
/// was read after it had asked.
/// </summary>
public sealed class IntakeDesk
{
    private const int Most = 100;

    private readonly NpgsqlDataSource database;
    private readonly SystemEmailTable systemEmails;
    private readonly MailboxTable mailboxes;
    private readonly RuleTable rules;
    private readonly Coalescer<long, IntakeFacts> reading;

    /// <summary>Reads from these tables.</summary>
    public IntakeDesk(NpgsqlDataSource database, SystemEmailTable systemEmails, MailboxTable mailboxes, RuleTable rules, IntakeTurns turns)
    {
        (this.database, this.systemEmails, this.mailboxes, this.rules) = (database, systemEmails, mailboxes, rules);
        reading = new Coalescer<long, IntakeFacts>(ReadAsync, _ => 1, Most, Most, concernsOneItem: _ => false, turns.GatherAsync);
    }

    /// <summary>What is known of a receipt.</summary>
    internal Task<IntakeFacts> ReadAsync(long receipt, CancellationToken cancellation) => reading.RunAsync(receipt).WaitAsync(cancellation);

    private async Task<IReadOnlyList<IntakeFacts>> ReadAsync(IReadOnlyList<long> receipts)
    {
        var ours = await systemEmails.ListAsync(CancellationToken.None);
        var settings = await mailboxes.ListAsync(CancellationToken.None);
        var all = await rules.ListAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        var accountMails = (await connection.QueryAsync<AccountMailId>("select id, reply_id, at from account_mail_id")).AsList();
        var known = (await IntakeTable.FindAsync(connection, receipts.ToHashSet())).ToDictionary(row => row.ReceiptId);
        var walls = await MailboxWalls.ReadAsync(connection);
        return [.. receipts.Select(receipt => new IntakeFacts(known.GetValueOrDefault(receipt), ours, settings, all, accountMails, walls))];
    }
}
