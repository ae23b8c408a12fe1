using System.Data.Common;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.SystemEmails;
using Npgsql;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>The row <c>alert_settings</c>: whom alerts go to, and the server of last resort with its password sealed.</summary>
public sealed class AlertBook(NpgsqlDataSource database, SecretSeal seal)
{
    /// <summary>The seal is bound to a row; this table has one.</summary>
    private static readonly Guid Row = new("00000000-0000-0000-0000-000000000001");

    /// <summary>The settings, without secrets.</summary>
    public async Task<AlertSettings> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = await FindAsync(connection, cancellation);
        return new AlertSettings(row.ToAdmins, row.Recipients, Server(row));
    }

    /// <summary>Replaces the settings; a password that was not given again is kept as long as the server and the login name stay the same.</summary>
    public async Task SaveAsync(AlertSettings settings, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var present = Server(await FindAsync(connection, cancellation));
        var server = settings.LastResort;
        var given = server?.Password is { Length: > 0 } password ? seal.Seal(SealedUse.LastResortPassword, Row, password) : null;
        var keeps = server is not null && given is null && present is not null && present.Host == server.Host && present.Port == server.Port && present.UserName == server.UserName;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update alert_settings set to_admins = @ToAdmins, recipients = @recipients, last_resort = @server::jsonb,
              last_resort_password = case when @keeps then last_resort_password else @given end
            where id = 1
            """,
            new { settings.ToAdmins, recipients = settings.Recipients.ToArray(), server = server is null ? null : JsonSerializer.Serialize(server with { Password = null, HasPassword = false }, AlertRow.Json), keeps, given },
            cancellationToken: cancellation));
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Notes the addresses of the helpdesk's admins.</summary>
    public async Task NoteAdminsAsync(IReadOnlyList<string> addresses, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update alert_settings set admin_addresses = @addresses where id = 1 and admin_addresses <> @addresses", new { addresses = addresses.ToArray() }, cancellationToken: cancellation));
    }

    /// <summary>The server of last resort with its password opened; null for none.</summary>
    public async Task<LastResortServer?> LastResortAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = await FindAsync(connection, cancellation);
        return Server(row) is { } server ? server with { Password = row.LastResortPassword is { } password ? seal.TryOpenText(SealedUse.LastResortPassword, Row, password) : null } : null;
    }

    internal static async Task<AlertReceivers> ReceiversAsync(DbConnection connection, CancellationToken cancellation)
    {
        var row = await FindAsync(connection, cancellation);
        return new AlertReceivers([.. row.Recipients.Concat(row.ToAdmins ? row.AdminAddresses : []).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private static Task<SettingsRow> FindAsync(DbConnection connection, CancellationToken cancellation) =>
        connection.QuerySingleAsync<SettingsRow>(new CommandDefinition(
            "select to_admins, recipients, admin_addresses, last_resort::text as last_resort, last_resort_password from alert_settings where id = 1", cancellationToken: cancellation));

    private static LastResortServer? Server(SettingsRow row) =>
        row.LastResort is null ? null : JsonSerializer.Deserialize<LastResortServer>(row.LastResort, AlertRow.Json)! with { HasPassword = row.LastResortPassword is not null };

    private sealed record SettingsRow
    {
        public bool ToAdmins { get; init; }

        public string[] Recipients { get; init; } = [];

        public string[] AdminAddresses { get; init; } = [];

        public string? LastResort { get; init; }

        public byte[]? LastResortPassword { get; init; }
    }
}
