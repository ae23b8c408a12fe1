using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.SystemEmails;
using Npgsql;

namespace HelpdeskMail.OAuth.Restriction;

/// <summary>Whether an application's own sign-in reaches only the mailboxes it is linked to: it tries the linked one, and one that it must not reach.</summary>
public sealed class RestrictionCheck(NpgsqlDataSource database, SystemEmailTable emails, CredentialExamination credentials, MailboxReach reach, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Tries both and keeps what came of it.</summary>
    public async Task<RestrictionReport> RunAsync(SystemEmail email, string forbidden, CancellationToken cancellation)
    {
        var findings = new Findings(null);
        var token = await credentials.FindAsync(email, email.Receiving is null ? MailDirection.Sending : MailDirection.Receiving, Occasion.Asked, findings, cancellation);
        var (linked, sawLinked) = token is null ? (null, findings.Steps[^1].Saw) : await reach.TryAsync(email, email.Address, token, cancellation);
        var (other, sawOther) = token is null ? (null, "Not tried.") : await reach.TryAsync(email, forbidden, token, cancellation);
        var verdict = other == true ? RestrictionVerdict.Unrestricted : linked == true && other == false ? RestrictionVerdict.Restricted : RestrictionVerdict.Unclear;
        var mailboxes = await MailboxesAsync(email, cancellation);
        var report = new RestrictionReport(
            time.GetUtcNow(), verdict, forbidden, Words(verdict, email, forbidden, linked), sawLinked, sawOther,
            RestrictionCommands.Policy(email, mailboxes, forbidden), RestrictionCommands.Roles(email, mailboxes, forbidden));
        await KeepAsync(email.Id, report, cancellation);
        return report;
    }

    /// <summary>The last result; null before the first.</summary>
    public async Task<RestrictionReport?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var report = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select report::text from restriction where system_email_id = @id", new { id }, cancellationToken: cancellation));
        return report is null ? null : JsonSerializer.Deserialize<RestrictionReport>(report, Json);
    }

    private static string Words(RestrictionVerdict verdict, SystemEmail email, string forbidden, bool? linked) => verdict switch
    {
        RestrictionVerdict.Restricted => $"The application reaches {email.Address} and not {forbidden}, as it should.",
        RestrictionVerdict.Unrestricted => $"The application reaches {forbidden}, which it must not, and so most likely every mailbox of the organisation. Whoever gets hold of its secret reads them all.",
        _ when MailboxReach.SendsByGraphAlone(email) =>
            "It cannot be told without sending a mail. As consented, Mail.Send sends as every mailbox of the organisation; run the Test- command below, which says whether something restricts it.",
        _ when linked != true => $"It cannot be told, since {email.Address} does not open either. Let the doctor examine it first.",
        _ => $"It cannot be told: {forbidden} did not open, but not because it may not. Name an existing mailbox with a licence.",
    };

    /// <summary>All mailboxes that this application is linked to: a policy for one alone would shut out the others.</summary>
    private async Task<IReadOnlyList<string>> MailboxesAsync(SystemEmail email, CancellationToken cancellation) =>
        [.. (await emails.ListAsync(removedToo: false, cancellation))
            .Where(other => other.SignIn == SignInWay.ClientCredentials && string.Equals(other.Application?.ClientId, email.Application!.ClientId, StringComparison.OrdinalIgnoreCase))
            .Select(other => other.Address)];

    private async Task KeepAsync(Guid id, RestrictionReport report, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into restriction (system_email_id, report) values (@id, @report::jsonb)
            on conflict (system_email_id) do update set report = excluded.report
            """,
            new { id, report = JsonSerializer.Serialize(report, Json) },
            cancellationToken: cancellation));
    }
}
