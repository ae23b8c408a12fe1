namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>
/// What a <c>scope</c> parameter asks for. A scope without a resource is one of Microsoft Graph; OpenID scopes belong to none;
/// <c>.default</c> stands for all permissions the registration has on its resource and goes with no named one.
/// </summary>
public sealed record RequestedScopes
{
    private static readonly HashSet<string> OpenIdScopes = new(StringComparer.OrdinalIgnoreCase) { "openid", "profile", "email", "offline_access" };

    private RequestedScopes(IReadOnlyList<string> openId, IReadOnlyList<(Resource Resource, string Permission, string Asked)> permissions)
    {
        OpenId = openId;
        Permissions = permissions;
    }

    public IReadOnlyList<string> OpenId { get; }

    /// <summary>Resource, permission without it, and the scope exactly as it was asked for (tokens answer in the same words).</summary>
    public IReadOnlyList<(Resource Resource, string Permission, string Asked)> Permissions { get; }

    public bool Offline => OpenId.Contains("offline_access", StringComparer.OrdinalIgnoreCase);

    public bool SignsIn => OpenId.Contains("openid", StringComparer.OrdinalIgnoreCase);

    public bool IsDefault => Permissions.Any(permission => permission.Permission == ".default");

    /// <summary>The one resource of a token; Graph where only OpenID scopes are asked for.</summary>
    public Resource Resource => Permissions.Count == 0 ? Resource.Graph : Permissions[0].Resource;

    public bool HasSeveralResources => Permissions.Select(permission => permission.Resource.Address).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>Every permission with its resource, as consents are kept.</summary>
    public IEnumerable<string> Qualified => Permissions.Select(permission => $"{permission.Resource.Address}/{permission.Permission}");

    /// <summary>The scopes, or why they cannot be.</summary>
    public static (RequestedScopes? Scopes, EntraError? Error) Parse(string? scope, string tenant)
    {
        var words = (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return (null, EntraErrors.MissingParameter("scope"));
        }

        var permissions = new List<(Resource, string, string)>();
        foreach (var word in words.Where(word => !OpenIdScopes.Contains(word)))
        {
            var slash = word.LastIndexOf('/');
            var resource = slash < 0 ? Resource.Graph : Resource.Find(word[..slash]);
            var permission = word[(slash + 1)..];
            if (resource is null)
            {
                return (null, EntraErrors.UnknownResource(word[..slash], tenant));
            }

            if (permission.Length == 0)
            {
                return (null, EntraErrors.InvalidScope(word));
            }

            var known = permission == ".default" ? permission : resource.Permissions.FirstOrDefault(name => name.Equals(permission, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                return (null, EntraErrors.UnknownPermission(permission, resource.Address));
            }

            permissions.Add((resource, known, word));
        }

        var scopes = new RequestedScopes([.. words.Where(OpenIdScopes.Contains)], permissions);
        return scopes.IsDefault && permissions.Any(permission => permission.Item2 != ".default")
            ? (null, EntraErrors.DefaultWithNamedScopes(scope!))
            : (scopes, null);
    }

    /// <summary>What version 1.0 of the endpoints means by a <c>resource</c>: everything consented to on it, with an id token and a refresh token.</summary>
    public static string OfResource(string? resource) => $"openid profile offline_access {(resource is null ? "" : $"{resource.TrimEnd('/')}/.default")}".Trim();

    /// <summary>
    /// Puts the registration's permissions in the place of <c>.default</c>; leaves named scopes as they are.
    /// </summary>
    public RequestedScopes Expand(IEnumerable<string> registered)
    {
        if (!IsDefault)
        {
            return this;
        }

        var own = registered.ToList();
        return new RequestedScopes(OpenId, [.. Permissions.SelectMany(asked => own
            .Where(scope => scope.StartsWith(asked.Resource.Address + "/", StringComparison.OrdinalIgnoreCase))
            .Select(scope => (asked.Resource, scope[(asked.Resource.Address.Length + 1)..], scope)))]);
    }
}
