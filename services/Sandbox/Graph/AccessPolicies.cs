using Dapper;
using HelpdeskMail.Sandbox.Faults;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Keeps the application access policies and applies them: a denial wins; where a restriction exists, one must name the mailbox.</summary>
public sealed class AccessPolicies(NpgsqlDataSource database, TimeProvider time)
{
    public async Task<IReadOnlyList<AccessPolicy>> ListAsync(Guid? clientId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<AccessPolicy>("select * from access_policy where @ClientId is null or client_id = @ClientId order by created_at", new { ClientId = clientId })];
    }

    public async Task<AccessPolicy> AddAsync(Guid clientId, string right, IEnumerable<string> mailboxes, string description, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var policy = new AccessPolicy { Id = Guid.CreateVersion7(now), ClientId = clientId, AccessRight = right, Mailboxes = [.. mailboxes], Description = description, CreatedAt = now };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into access_policy (id, client_id, access_right, mailboxes, description, created_at) values (@Id, @ClientId, @AccessRight, @Mailboxes, @Description, @CreatedAt)", policy);
        return policy;
    }

    /// <summary>Removes one policy, or all where <paramref name="id"/> is null.</summary>
    public async Task<int> RemoveAsync(Guid? id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("delete from access_policy where @Id is null or id = @Id", new { Id = id });
    }

    /// <summary>What <c>Test-ApplicationAccessPolicy</c> would say.</summary>
    public async Task<bool> MayReachAsync(Guid clientId, string mailbox, CancellationToken cancellation)
    {
        var policies = await ListAsync(clientId, cancellation);
        bool Names(AccessPolicy policy) => Array.Exists(policy.Mailboxes, pattern => Scope.Matches(pattern, mailbox));

        var restrictions = policies.Where(policy => policy.AccessRight == AccessPolicy.Restrict).ToList();
        return !policies.Any(policy => policy.AccessRight == AccessPolicy.Deny && Names(policy)) && (restrictions.Count == 0 || restrictions.Exists(Names));
    }
}
