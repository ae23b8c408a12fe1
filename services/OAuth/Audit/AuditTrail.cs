using System.Data.Common;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using Npgsql;

namespace HelpdeskMail.OAuth.Audit;

/// <summary>The table <c>audit</c>: everything that was done to a link. Written in the transaction of what was done, so that neither is there without the other; never changed.</summary>
public sealed class AuditTrail(NpgsqlDataSource database, TimeProvider time)
{
    private const int Shown = 200;

    /// <summary>Writes a line as part of the caller's transaction.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="systemEmailId">What it was done to; null when that is not known (a callback that belongs to nothing).</param>
    /// <param name="admin">Who did it; null for an unknown browser.</param>
    /// <param name="action">Stable name.</param>
    /// <param name="details">What exactly; names of fields, never values of secrets.</param>
    public Task WriteAsync(DbConnection connection, Guid? systemEmailId, ActingAdmin? admin, string action, string details) =>
        connection.ExecuteAsync(
            "insert into audit (at, system_email_id, admin_id, admin_name, action, details) values (@at, @systemEmailId, @adminId, @adminName, @action, @details)",
            new { at = time.GetUtcNow(), systemEmailId, adminId = admin?.Id, adminName = admin?.Name, action, details });

    /// <summary>Writes a line by itself.</summary>
    public async Task WriteAsync(Guid? systemEmailId, ActingAdmin? admin, string action, string details, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await WriteAsync(connection, systemEmailId, admin, action, details);
    }

    /// <summary>What was done to a system email, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(
            $"select at, admin_id, admin_name, action, details from audit where system_email_id = @systemEmailId order by id desc limit {Shown}",
            new { systemEmailId },
            cancellationToken: cancellation));
        return [.. rows.Select(row => new AuditEntry(row.At, row.AdminId, row.AdminName, row.Action, row.Details))];
    }

    private sealed record AuditRow
    {
        public DateTimeOffset At { get; init; }

        public string? AdminId { get; init; }

        public string? AdminName { get; init; }

        public string Action { get; init; } = "";

        public string Details { get; init; } = "";
    }
}
