using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Who a checked access token for Graph speaks for.</summary>
/// <param name="ClientId">The application.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="AccountId">The person it acts as; null: the application itself.</param>
/// <param name="Permissions">The token's <c>scp</c> or <c>roles</c>.</param>
public sealed record GraphCaller(Guid ClientId, Guid TenantId, Guid? AccountId, IReadOnlySet<string> Permissions)
{
    public bool IsApplication => AccountId is null;

    public static GraphCaller? Of(JsonObject claims)
    {
        var application = (string?)claims["idtyp"] == "app";
        if (!Guid.TryParse((string?)claims["appid"], out var client) || !Guid.TryParse((string?)claims["tid"], out var tenant))
        {
            return null;
        }

        var permissions = application ? claims["roles"]?.AsArray().Select(role => (string?)role ?? "") ?? [] : ((string?)claims["scp"] ?? "").Split(' ');
        Guid? account = application ? null : Guid.TryParse((string?)claims["oid"], out var id) ? id : Guid.Empty;
        return new GraphCaller(client, tenant, account, permissions.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether the permission is there; <paramref name="shared"/> asks for the one that opens other people's mailboxes. Applications have no such distinction.</summary>
    public bool Has(GraphAccess access, bool shared) => Sufficient(access).Any(name => Permissions.Contains(shared && !IsApplication ? name + ".Shared" : name));

    /// <summary>The permissions of which one is enough.</summary>
    public static IReadOnlyList<string> Sufficient(GraphAccess access) => access switch
    {
        GraphAccess.ReadBasic => ["Mail.ReadBasic", "Mail.ReadBasic.All", "Mail.Read", "Mail.ReadWrite"],
        GraphAccess.Read => ["Mail.Read", "Mail.ReadWrite"],
        GraphAccess.Write => ["Mail.ReadWrite"],
        _ => ["Mail.Send"],
    };
}
