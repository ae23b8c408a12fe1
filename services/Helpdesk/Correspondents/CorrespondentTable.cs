using Dapper;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>Who writes to us: persons with one or several addresses, organisations by domain, and the tickets they take part in.</summary>
public sealed class CorrespondentTable(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    /// <summary>Most tickets that are counted.</summary>
    public const int MostTickets = 200;

    private const int MostAddresses = 20;
    private const int Shown = 6;
    private const int LongestName = 200;

    /// <summary>Providers where anybody has an address, so that the domain says nothing of an organisation.</summary>
    private static readonly HashSet<string> Public = new(StringComparer.OrdinalIgnoreCase)
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "pm.me",
        "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "mail.ru", "yandex.ru", "orange.fr", "free.fr", "laposte.net", "libero.it", "qq.com", "163.com", "126.com", "naver.com", "zoho.com", "fastmail.com",
    };

    /// <summary>Who is behind an address, with the tickets that the reader may see.</summary>
    public async Task<Correspondent> FindAsync(string address, Guid reader, CancellationToken cancellation)
    {
        var lower = address.Trim().ToLowerInvariant();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var known = await connection.QueryFirstOrDefaultAsync<Known?>(
            "select correspondent.id, correspondent.name from correspondent_address join correspondent on correspondent.id = correspondent_id where address = @lower", new { lower });
        var addresses = known is null
            ? [lower]
            : (await connection.QueryAsync<string>("select address from correspondent_address where correspondent_id = @Id order by address = @lower desc, address", new { known.Id, lower })).ToArray();
        using var answers = await connection.QueryMultipleAsync(
            $"""
            select name from (select ticket_number, name from participant where address = any (@addresses) and name <> '' order by ticket_number desc limit @MostTickets) as wrote
            join ticket on ticket.number = ticket_number where {OpenMailboxes.Condition("ticket.system_email_id")} order by ticket_number desc limit 1;
            select number, subject, status, last_entry_at from ticket
            where number in (select ticket_number from participant where address = any (@addresses) order by ticket_number desc limit @MostTickets) and merged_into is null and {OpenMailboxes.Condition("system_email_id")}
            order by last_entry_at desc;
            select name from organisation where domain = @domain;
            """,
            new { reader, addresses, MostTickets, domain = Domain(lower) });
        var wrote = await answers.ReadFirstOrDefaultAsync<string?>();
        var tickets = (await answers.ReadAsync<EarlierTicket>()).AsList();
        var organisation = await answers.ReadFirstOrDefaultAsync<string?>();
        return new Correspondent(
            known?.Id,
            known is { Name.Length: > 0 } ? known.Name : wrote ?? "",
            addresses,
            Public.Contains(Domain(lower)) || Domain(lower).Length == 0 ? null : new Organisation(Domain(lower), organisation ?? Domain(lower)),
            tickets.Count,
            tickets.Count(ticket => ticket.Status == TicketStatus.Open),
            [.. tickets.Take(Shown)]);
    }

    /// <summary>Says that two addresses are one person's; whoever had the second before, with all their addresses, becomes the same person.</summary>
    /// <returns>False when one is no address, or they have too many.</returns>
    public async Task<bool> JoinAsync(string address, string other, Actor by, CancellationToken cancellation)
    {
        var (first, second) = (Clean(address), Clean(other));
        if (first is null || second is null || first == second)
        {
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:correspondents', 0))", transaction: transaction);
        var id = await EnsureAsync(connection, transaction, first);
        await connection.ExecuteAsync(
            """
            update correspondent_address set correspondent_id = @id where correspondent_id = (select correspondent_id from correspondent_address where address = @second);
            insert into correspondent_address (address, correspondent_id) values (@second, @id) on conflict (address) do update set correspondent_id = excluded.correspondent_id;
            delete from correspondent where not exists (select 1 from correspondent_address where correspondent_id = correspondent.id);
            """,
            new { id, second },
            transaction);
        if (await connection.ExecuteScalarAsync<int>("select count(*) from correspondent_address where correspondent_id = @id", new { id }, transaction) > MostAddresses)
        {
            return false;
        }

        await transaction.CommitAsync(cancellation);
        await audit.AddAsync(by, "correspondent_joined", $"{first} and {second}", cancellation);
        return true;
    }

    /// <summary>Says that an address is somebody's own again.</summary>
    public async Task<bool> SeparateAsync(string address, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var done = await connection.ExecuteAsync("delete from correspondent_address where address = lower(@address)", new { address }) == 1;
        if (done)
        {
            await audit.AddAsync(by, "correspondent_separated", address, cancellation);
        }

        return done;
    }

    /// <summary>What is said of a name that is too long; null when it is not.</summary>
    internal static string? Problem(string? name) => Pages.TooLong.Line(Translated.Of("The name"), name, LongestName);

    /// <summary>Gives a person a name; empty for the one they write under.</summary>
    public async Task<bool> NameAsync(string address, string name, Actor by, CancellationToken cancellation)
    {
        if (Clean(address) is not { } lower)
        {
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('helpdesk:correspondents', 0))", transaction: transaction);
        var id = await EnsureAsync(connection, transaction, lower);
        await connection.ExecuteAsync("update correspondent set name = @name where id = @id", new { id, name = DatabaseText.OneLine(name, LongestName) }, transaction);
        await KnownAddressWork.NameAsync(connection, transaction, id);
        await transaction.CommitAsync(cancellation);
        await audit.AddAsync(by, "correspondent_named", lower, cancellation);
        return true;
    }

    /// <summary>Gives the organisation of a domain a name; empty takes it off.</summary>
    public async Task NameOrganisationAsync(string domain, string name, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            delete from organisation where domain = lower(@domain);
            insert into organisation (domain, name) select lower(@domain), @name where @name <> '';
            """,
            new { domain = DatabaseText.OneLine(domain, 253), name = DatabaseText.OneLine(name, LongestName) });
        await audit.AddAsync(by, "organisation_named", domain, cancellation);
    }

    private async Task<Guid> EnsureAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string address)
    {
        if (await connection.ExecuteScalarAsync<Guid?>("select correspondent_id from correspondent_address where address = @address", new { address }, transaction) is { } known)
        {
            return known;
        }

        var id = Guid.NewGuid();
        await connection.ExecuteAsync(
            "insert into correspondent (id, created_at) values (@id, @now); insert into correspondent_address (address, correspondent_id) values (@address, @id)", new { id, address, now = time.GetUtcNow() }, transaction);
        return id;
    }

    private static string? Clean(string address) =>
        address.Trim().ToLowerInvariant() is { Length: > 2 and <= 320 } lower && lower.Contains('@', StringComparison.Ordinal) && !lower.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? lower : null;

    private static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];

    private sealed record Known(Guid Id, string Name);
}
