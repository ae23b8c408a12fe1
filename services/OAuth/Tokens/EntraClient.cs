using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using Microsoft.Identity.Client;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Signs in to Microsoft Entra (or the Sandbox, which speaks like it) by MSAL. Every call builds a client of its own for one system email, with that one's cache and no other's, and makes
/// at most one request for a token; whoever calls sees to it that no two do so at a time.
/// </summary>
/// <remarks>
/// MSAL's retries are off (our own rule knows what may be repeated). Application tokens bypass its cache, since that would answer with a token of the old secret after a change.
/// </remarks>
public sealed class EntraClient(IMsalHttpClientFactory http, IdentityHosts hosts, SecretSeal seal, PublicAddresses addresses)
{
    /// <summary>Scopes that MSAL adds itself.</summary>
    private static readonly string[] AddedByMsal = ["openid", "profile", "offline_access"];

    /// <summary>Makes the address of the provider's sign-in page, and the PKCE verifier (RFC 7636) that goes with the code.</summary>
    public async Task<(Uri Page, string Verifier)> SignInPageAsync(SystemEmail email, string state, string nonce, CancellationToken cancellation)
    {
        var page = await Build(email)
            .GetAuthorizationRequestUrl(Scopes(email))
            .WithPkce(out var verifier)
            .WithPrompt(email.SharedMailbox ? Prompt.SelectAccount : Prompt.NoPrompt)
            .WithLoginHint(email.SharedMailbox ? null : email.Address)
            .WithExtraQueryParameters(new Dictionary<string, (string, bool)>(StringComparer.Ordinal) { ["state"] = (state, false), ["nonce"] = (nonce, false) })
            .ExecuteAsync(cancellation);
        return (LoopbackHttp.Unmask(hosts, page), verifier);
    }

    /// <summary>Redeems the code that came back from the sign-in page.</summary>
    public Task<SignInAnswer> RedeemAsync(SystemEmail email, string code, string verifier, CancellationToken cancellation) =>
        MsalFailures.AnswerAsync(async () =>
        {
            var client = Build(email);
            var cache = Attach(client, null);
            var result = await client.AcquireTokenByAuthorizationCode(Scopes(email), code).WithPkceCodeVerifier(verifier).ExecuteAsync(cancellation);
            return Grant(result, cache.Bytes);
        });

    /// <summary>Asks for a fresh access token with the stored refresh token, whether or not the present one is still good.</summary>
    public Task<SignInAnswer> RenewAsync(SystemEmail email, string accountId, byte[] stored, CancellationToken cancellation) =>
        MsalFailures.AnswerAsync(async () =>
        {
            var client = Build(email);
            var cache = Attach(client, stored);
            var account = await client.GetAccountAsync(accountId);
            var result = await client.AcquireTokenSilent(Scopes(email), account).WithForceRefresh(true).ExecuteAsync(cancellation);
            return Grant(result, cache.Bytes);
        });

    /// <summary>Asks for an access token of the application itself.</summary>
    public Task<SignInAnswer> ForApplicationAsync(SystemEmail email, CancellationToken cancellation) =>
        MsalFailures.AnswerAsync(async () =>
        {
            var result = await Build(email).AcquireTokenForClient(Scopes(email)).WithForceRefresh(true).ExecuteAsync(cancellation);
            return Grant(result, null) with { AccountId = null, Tenant = result.TenantId ?? email.Application!.Tenant };
        });

    private IConfidentialClientApplication Build(SystemEmail email)
    {
        var application = email.Application!;
        var authority = TenantEndpoints.Authority(application.TokenEndpoint, TenantEndpoints.TokenEnding)
            ?? throw new InvalidOperationException($"The token endpoint of {email.Address} has a shape that should not have been saved.");
        var address = new Uri(authority);
        if (!hosts.Allows(email.Provider, address))
        {
            // The settings of this service have changed since the form was saved.
            throw new InvalidOperationException($"The sign-in host {address.Authority} of {email.Address} is not one of the provider's hosts any more; save its settings again.");
        }

        var vouched = IdentityHosts.IsMicrosofts(address);
        return ConfidentialClientApplicationBuilder.Create(application.ClientId)
            .WithClientSecret(seal.OpenText(SealedUse.ClientSecret, email.Id, application.ClientSecret!))
            .WithAuthority(LoopbackHttp.Mask(address), validateAuthority: vouched)
            .WithInstanceDiscovery(vouched)
            .WithRedirectUri(addresses.Callback)
            .WithHttpClientFactory(http, retryOnceOn5xx: false)
            .WithLegacyCacheCompatibility(false)
            .Build();
    }

    private static CacheBox Attach(IConfidentialClientApplication client, byte[]? stored)
    {
        var box = new CacheBox { Bytes = stored };
        client.UserTokenCache.SetBeforeAccess(access => access.TokenCache.DeserializeMsalV3(box.Bytes, shouldClearExistingCache: true));
        client.UserTokenCache.SetAfterAccess(access =>
        {
            if (access.HasStateChanged)
            {
                box.Bytes = access.TokenCache.SerializeMsalV3();
            }
        });
        return box;
    }

    private static SignInAnswer.Granted Grant(AuthenticationResult result, byte[]? cache) => new(
        result.AccessToken,
        DateTimeOffset.FromUnixTimeSeconds(result.ExpiresOn.ToUnixTimeSeconds()),
        [.. result.Scopes.Order(StringComparer.Ordinal)],
        result.Account?.HomeAccountId?.Identifier,
        result.IdToken,
        result.TenantId,
        cache);

    private static IEnumerable<string> Scopes(SystemEmail email) => email.Application!.Scopes.Except(AddedByMsal, StringComparer.OrdinalIgnoreCase);

    /// <summary>The serialised cache between MSAL's hooks and the row.</summary>
    private sealed class CacheBox
    {
        public byte[]? Bytes { get; set; }
    }
}
