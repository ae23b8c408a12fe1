using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using Microsoft.Identity.Client;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>
/// Tells by an address who keeps its mailbox: by the domains that are known, else by asking Microsoft whether the domain is one of its tenants (its OpenID configuration names the tenant). A tenant may still keep its mail
/// elsewhere, so it is a suggestion, never a decision.
/// </summary>
public sealed partial class ProviderFinder(IMsalHttpClientFactory http, IdentityHosts hosts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Personal mailboxes of Microsoft: no application of an organisation reads them by itself.</summary>
    private static readonly string[] PersonalMicrosoft = ["outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de", "live.de", "hotmail.co.uk", "hotmail.fr"];
    private static readonly string[] GoogleDomains = ["gmail.com", "googlemail.com"];

    /// <summary>The suggestion for an address; for one that is none, the provider with the fewest demands.</summary>
    public async Task<ProviderGuess> GuessAsync(string address, CancellationToken cancellation)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..].Trim().ToLowerInvariant();
        if (GoogleDomains.Contains(domain, StringComparer.Ordinal))
        {
            return Google($"{domain} is Google's.");
        }

        if (PersonalMicrosoft.Contains(domain, StringComparer.Ordinal))
        {
            return new(
                MailProvider.Microsoft365, $"{domain} is Microsoft's, for personal mailboxes.", null, SignInWay.AuthorizationCode, "A personal mailbox has no administrator, so only its owner can let anybody in.");
        }

        if (domain.EndsWith(".onmicrosoft.com", StringComparison.Ordinal))
        {
            return Microsoft(MailProvider.Microsoft365, $"{domain} is a domain of Microsoft 365.", await TenantAsync(MailProvider.Microsoft365, domain, cancellation) ?? domain);
        }

        if (!DomainShape().IsMatch(domain))
        {
            return Unknown("The address has no domain that could be looked up.");
        }

        if (hosts.HasSandbox && await TenantAsync(MailProvider.Sandbox, domain, cancellation) is { } sandbox)
        {
            return Microsoft(MailProvider.Sandbox, $"{domain} is a domain of the Sandbox.", sandbox);
        }

        return await TenantAsync(MailProvider.Microsoft365, domain, cancellation) is { } tenant
            ? Microsoft(MailProvider.Microsoft365, $"Microsoft Entra knows {domain}: its tenant is {tenant}. If its mail is kept elsewhere, choose that below.", tenant)
            : Unknown($"Neither Microsoft nor the list of known domains has {domain}. It may still be with Google Workspace: choose it below.");
    }

    private static ProviderGuess Microsoft(MailProvider provider, string why, string tenant) => new(
        provider, why, tenant, SignInWay.ClientCredentials,
        "Nobody has to sign in, now or ever again: no person whose password change, leave or second proof ends the link. It wants an administrator once. Without one, choose «somebody signs in».");

    private static ProviderGuess Google(string why) => new(MailProvider.Google, why, null, SignInWay.AuthorizationCode, "Somebody signs in once in the browser; nothing but that opens a mailbox of Google to an application.");

    private static ProviderGuess Unknown(string why) => new(
        MailProvider.Other, why, null, SignInWay.Password, "Most servers outside the large providers take the mailbox's password over TLS. If yours has an OAuth2 provider, choose «Any OAuth2 provider».");

    /// <summary>The tenant a domain belongs to; null when it belongs to none, or nobody answers.</summary>
    private async Task<string?> TenantAsync(MailProvider provider, string domain, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await http.GetHttpClient().GetAsync(new Uri($"{hosts.BaseAddress(provider)}/{domain}/v2.0/.well-known/openid-configuration"), limit.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return null;
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("issuer", out var issuer)
                && Uri.TryCreate(issuer.GetString(), UriKind.Absolute, out var address) && Guid.TryParse(address.AbsolutePath.Trim('/').Split('/')[0], out var tenant)
                ? tenant.ToString() : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DomainShape();
}
