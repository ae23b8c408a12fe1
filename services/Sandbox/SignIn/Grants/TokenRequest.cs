using System.Text;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>A POST to the token endpoint: the tenant of its path, the form, and the client's credentials from form or Basic header.</summary>
public sealed record TokenRequest
{
    private readonly IFormCollection form;

    private TokenRequest(string tenant, string address, IFormCollection form)
    {
        Tenant = tenant;
        Address = address;
        this.form = form;
    }

    /// <summary>The path's first segment: an id, a domain, <c>common</c>, <c>organizations</c> or <c>consumers</c>.</summary>
    public string Tenant { get; }

    /// <summary>Address of this provider as the client used it.</summary>
    public string Address { get; }

    public string? ClientId { get; private init; }

    public string? Secret { get; private init; }

    public Guid Correlation { get; private init; }

    /// <summary>Whether it came to the version 1.0 endpoint (<c>/{tenant}/oauth2/token</c>), which names a <c>resource</c> and no scopes.</summary>
    public bool IsVersion1 { get; private init; }

    /// <summary>Whether the path names no single tenant.</summary>
    public bool IsMultiTenant => Tenant is "common" or "organizations" or "consumers";

    /// <summary>Whether the client says that it understands claims challenges (<c>"xms_cc":{"values":["cp1"]}</c> in <c>claims</c>).</summary>
    public bool IsChallengeable => this["claims"] is { } claims && claims.Contains("xms_cc", StringComparison.Ordinal) && claims.Contains("cp1", StringComparison.OrdinalIgnoreCase);

    public string? this[string name] =>
        IsVersion1 && name == "scope" ? this["resource"] is { } resource ? RequestedScopes.OfResource(resource) : null
        : form[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public static async Task<TokenRequest> ReadAsync(HttpRequest request, string tenant)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
        var (user, password) = Basic(request.Headers.Authorization.ToString());
        return new TokenRequest(tenant.ToLowerInvariant(), $"{request.Scheme}://{request.Host}", form)
        {
            IsVersion1 = EndpointVersion.IsFirst(request.Path),
            ClientId = user ?? form["client_id"].FirstOrDefault(),
            Secret = password ?? (form["client_secret"].FirstOrDefault() is { Length: > 0 } secret ? secret : null),
            Correlation = Guid.TryParse(request.Headers["client-request-id"].FirstOrDefault() ?? request.Query["client-request-id"].FirstOrDefault(), out var correlation) ? correlation : Guid.NewGuid(),
        };
    }

    private static (string? User, string? Password) Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), buffer, out var length))
        {
            return (null, null);
        }

        var pair = Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2);
        return pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : (null, null);
    }
}
