using Dapper;
using HelpdeskMail.Sandbox.Faults;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>Keeps the role assignments. They add to what Entra consented to and are never narrowed by an application access policy: effective access is the union.</summary>
public sealed class RoleAssignments(NpgsqlDataSource database, TimeProvider time)
{
    public async Task<IReadOnlyList<RoleAssignment>> ListAsync(Guid? clientId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<RoleAssignment>("select * from role_assignment where @ClientId is null or client_id = @ClientId order by created_at", new { ClientId = clientId })];
    }

    public async Task<RoleAssignment> AddAsync(Guid clientId, string role, IEnumerable<string> mailboxes, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var assignment = new RoleAssignment { Id = Guid.CreateVersion7(now), ClientId = clientId, Role = role, Mailboxes = [.. mailboxes], CreatedAt = now };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("insert into role_assignment (id, client_id, role, mailboxes, created_at) values (@Id, @ClientId, @Role, @Mailboxes, @CreatedAt)", assignment);
        return assignment;
    }

    /// <summary>Removes one assignment, or all where <paramref name="id"/> is null.</summary>
    public async Task<int> RemoveAsync(Guid? id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("delete from role_assignment where @Id is null or id = @Id", new { Id = id });
    }

    /// <summary>Whether one of the permissions (<c>Mail.ReadWrite</c>) is assigned on the mailbox.</summary>
    public async Task<bool> AllowsAsync(Guid clientId, IEnumerable<string> permissions, string mailbox, CancellationToken cancellation)
    {
        var roles = permissions.Select(permission => $"Application {permission}").ToHashSet(StringComparer.Ordinal);
        return (await ListAsync(clientId, cancellation)).Any(one => roles.Contains(one.Role) && Array.Exists(one.Mailboxes, pattern => Scope.Matches(pattern, mailbox)));
    }
}
