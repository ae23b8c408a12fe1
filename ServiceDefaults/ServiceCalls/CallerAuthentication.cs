using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults.ServiceCalls;

/// <summary>
/// Knows a calling service by its name and key (headers <c>X-Service</c> and <c>X-Service-Key</c>). Keys are compared in constant time;
/// each caller has its own, so that one service's key opens nothing that is meant for another.
/// </summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IOptions<ServiceCallSettings> settings)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Service";
    public const string NameHeader = "X-Service";
    public const string KeyHeader = "X-Service-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var name = Request.Headers[NameHeader].ToString();
        var key = Request.Headers[KeyHeader].ToString();
        if (name.Length == 0 || key.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (!settings.Value.Callers.TryGetValue(name, out var expected) || expected.Length < ServiceCallSettings.ShortestKey || !Same(key, expected))
        {
            return Task.FromResult(AuthenticateResult.Fail($"The key sent by the service «{name}» is not the one configured here under ServiceCalls:Callers:{name}."));
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], CallerAuthentication.SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), CallerAuthentication.SchemeName)));
    }

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
