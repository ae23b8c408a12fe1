using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using Microsoft.Identity.Client;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Signs in to Microsoft Entra (or the Sandbox, which speaks like it) by MSAL. Every call builds a client of its own for one system email, with that one's cache and no other's, and makes
/// at most one request for a token, and another only with the secret kept beside an unknown one; whoever calls sees to it that no two do so at a time.
/// </summary>
/// <remarks>
/// MSAL's retries are off (our own rule knows what may be repeated). Application tokens bypass its cache, since that would answer with a token of the old secret after a change.
/// </remarks>
public sealed class EntraClient(IMsalHttpClientFactory http, IdentityHosts hosts, SecretSeal seal, ApplicationCertificates certificates, PublicAddresses addresses) : ISignInClient
{
    /// <summary>Scopes that MSAL adds itself.</summary>
    private static readonly string[] AddedByMsal = ["openid", "profile", "offline_access"];

    /// <summary>The address of a sign-in page holds no proof of the application, yet the library wants one.</summary>
    private const string NotNeeded = "not needed";

    /// <summary>Refusals of a secret that another one may cure: unknown (it takes minutes until a new one is known everywhere), ended.</summary>
    private static readonly string[] CuredByTheOtherSecret = ["AADSTS7000215", "AADSTS7000222"];

    /// <inheritdoc/>
    public async Task<(Uri Page, string Verifier)> SignInPageAsync(SystemEmail email, string state, string nonce, CancellationToken cancellation)
    {
        // One page asks for consent to every service; the code is good for one, its refresh token for all.
        var profiles = TokenProfiles.Of(email);
        var hint = email.Login ?? (email.SharedMailbox ? null : email.Address);
        var page = await Build(email, Authority(email) ?? throw new HttpRequestException(HostNotAllowed(email).What), builder => builder.WithClientSecret(NotNeeded))
            .GetAuthorizationRequestUrl(Scopes(profiles[0]))
            .WithExtraScopesToConsent(profiles.Skip(1).SelectMany(Scopes))
            .WithPkce(out var verifier)
            .WithPrompt(hint is null ? Prompt.SelectAccount : Prompt.NoPrompt)
            .WithLoginHint(hint)
            .WithExtraQueryParameters(new Dictionary<string, (string, bool)>(StringComparer.Ordinal) { ["state"] = (state, false), ["nonce"] = (nonce, false) })
            .ExecuteAsync(cancellation);
        return (LoopbackHttp.Unmask(hosts, page), verifier);
    }

    /// <inheritdoc/>
    public Task<SignInAnswer> RedeemAsync(SystemEmail email, TokenProfile profile, string code, string verifier, CancellationToken cancellation) =>
        WithEachProofAsync(email, async client =>
        {
            var cache = Attach(client, null);
            var result = await client.AcquireTokenByAuthorizationCode(Scopes(profile), code).WithPkceCodeVerifier(verifier).ExecuteAsync(cancellation);
            return Grant(result, HoldsRefreshToken(cache.Bytes) ? cache.Bytes : null);
        });

    /// <inheritdoc/>
    public Task<SignInAnswer> RenewAsync(SystemEmail email, TokenProfile profile, string accountId, byte[] stored, string? claims, CancellationToken cancellation) =>
        WithEachProofAsync(email, async client =>
        {
            var cache = Attach(client, stored);
            var account = await client.GetAccountAsync(accountId);
            var request = client.AcquireTokenSilent(Scopes(profile), account).WithForceRefresh(true);
            var result = await (claims is null ? request : request.WithClaims(claims)).ExecuteAsync(cancellation);
            return Grant(result, cache.Bytes);
        });

    /// <inheritdoc/>
    public Task<SignInAnswer> ForApplicationAsync(SystemEmail email, TokenProfile profile, string? claims, CancellationToken cancellation) =>
        WithEachProofAsync(email, async client =>
        {
            var request = client.AcquireTokenForClient(Scopes(profile)).WithForceRefresh(true);
            var result = await (claims is null ? request : request.WithClaims(claims)).ExecuteAsync(cancellation);
            return Grant(result, null) with { AccountId = null, Tenant = result.TenantId ?? email.Application!.Tenant };
        });

    private async Task<SignInAnswer> WithEachProofAsync(SystemEmail email, Func<IConfidentialClientApplication, Task<SignInAnswer>> request)
    {
        if (Authority(email) is not { } authority)
        {
            return new SignInAnswer.Refused(HostNotAllowed(email), null);
        }

        if (email.Application is { Proof: ClientProof.Certificate, Certificate.Facts: var facts } && certificates.Find(email) is null)
        {
            return new SignInAnswer.Refused(CertificateMissing(facts.Thumbprint), null);
        }

        SignInAnswer? answer = null;
        foreach (var proof in Proofs(email))
        {
            if (answer is SignInAnswer.Refused refused && !CuredByTheOtherSecret.Contains(refused.Explanation.Code, StringComparer.Ordinal))
            {
                break;
            }

            var again = await MsalFailures.AnswerAsync(() => request(Build(email, authority, proof)));
            answer = answer is null || again is SignInAnswer.Granted ? again : answer;
        }

        return answer!;
    }

    /// <summary>What the application proves itself with, the newest first.</summary>
    private IReadOnlyList<Func<ConfidentialClientApplicationBuilder, ConfidentialClientApplicationBuilder>> Proofs(SystemEmail email)
    {
        var application = email.Application!;
        if (application.Proof == ClientProof.Certificate)
        {
            return [builder => builder.WithCertificate(certificates.Find(email))];
        }

        return
        [
            builder => builder.WithClientSecret(seal.OpenText(SealedUse.ClientSecret, email.Id, application.ClientSecret!)),
            .. application.OldClientSecret is { } old
                ? [builder => builder.WithClientSecret(seal.OpenText(SealedUse.OldClientSecret, email.Id, old))]
                : Array.Empty<Func<ConfidentialClientApplicationBuilder, ConfidentialClientApplicationBuilder>>(),
        ];
    }

    /// <summary>The authority that the form was saved with; null when the settings of this service have changed since, so that it may not be called any more.</summary>
    private Uri? Authority(SystemEmail email) =>
        TenantEndpoints.Authority(email.Application!.TokenEndpoint, TenantEndpoints.TokenEnding) is { } authority && new Uri(authority) is var address && hosts.Allows(email.Provider, address) ? address : null;

    private IConfidentialClientApplication Build(SystemEmail email, Uri address, Func<ConfidentialClientApplicationBuilder, ConfidentialClientApplicationBuilder> prove)
    {
        var application = email.Application!;
        var vouched = IdentityHosts.IsMicrosofts(address);
        return prove(ConfidentialClientApplicationBuilder.Create(application.ClientId))
            .WithAuthority(LoopbackHttp.Mask(address), validateAuthority: vouched)
            .WithInstanceDiscovery(vouched)
            .WithRedirectUri(addresses.Callback)
            .WithHttpClientFactory(http, retryOnceOn5xx: false)
            .WithLegacyCacheCompatibility(false)
            .Build();
    }

    private static Explanation HostNotAllowed(SystemEmail email) => new(
        "sign_in_host_unknown", Mender.Application, $"The sign-in address of {email.Address} is not one of the provider's hosts any more.", "The settings of this service were changed since it was saved.",
        "Empty the endpoints under Settings to take the usual ones, and save. For a national cloud let an operator set Microsoft:LoginAddress.");

    private static Explanation CertificateMissing(string thumbprint) => new(
        "certificate_missing", Mender.Application, $"The certificate {thumbprint} is not in this machine's certificate store.", "It was removed there, or this replica never had it.",
        "Install it with its private key for the account this service runs as, on every machine it runs on, or give the certificate as a file under Settings.");

    /// <summary>Whether the library's record has something to renew the sign-in with: it is written without, too. Its layout is MSAL's unified cache, version 3.</summary>
    private static bool HoldsRefreshToken(byte[]? cache)
    {
        if (cache is null)
        {
            return false;
        }

        using var document = JsonDocument.Parse(cache);
        return document.RootElement.TryGetProperty("RefreshToken", out var tokens) && tokens.ValueKind == JsonValueKind.Object && tokens.EnumerateObject().Any();
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

    private static IEnumerable<string> Scopes(TokenProfile profile) => profile.Scopes.Except(AddedByMsal, StringComparer.OrdinalIgnoreCase);

    /// <summary>The serialised cache between MSAL's hooks and the row.</summary>
    private sealed class CacheBox
    {
        public byte[]? Bytes { get; set; }
    }
}
