using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// A plain OAuth 2.0 client (RFC 6749, PKCE by RFC 7636, device codes by RFC 8628) for every provider that is not Microsoft, and for the two grants of Microsoft's that its library does not serve well. A refresh answer
/// may leave the refresh token out, then the old one stays, or replace it, then the new one is stored before the access token is used.
/// </summary>
public sealed class OAuth2Client(IHttpClientFactory clients, OutboundGuard guard, SecretSeal seal, PublicAddresses addresses, TimeProvider time) : ISignInClient
{
    private const int VerifierBytes = 48;

    /// <inheritdoc/>
    public Task<(Uri Page, string Verifier)> SignInPageAsync(SystemEmail email, string state, string nonce, CancellationToken cancellation)
    {
        var application = email.Application!;
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(VerifierBytes));
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in application.Details?.AuthorizeParameters ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            query[name] = value;
        }

        query["client_id"] = application.ClientId;
        query["response_type"] = "code";
        query["redirect_uri"] = addresses.Callback;
        query["scope"] = string.Join(' ', ScopesOf(email, TokenProfiles.Of(email)[0]));
        query["state"] = state;
        query["nonce"] = nonce;
        query["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        query["code_challenge_method"] = "S256";
        query["login_hint"] = email.Login ?? (email.SharedMailbox ? null : email.Address);
        return Task.FromResult((new Uri(QueryHelpers.AddQueryString(application.AuthorizeEndpoint, query.Where(pair => pair.Value is not null))), verifier));
    }

    /// <inheritdoc/>
    public async Task<SignInAnswer> RedeemAsync(SystemEmail email, TokenProfile profile, string code, string verifier, CancellationToken cancellation) => Answer(email, null, await AskAsync(email, profile,
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", addresses.Callback), ("code_verifier", verifier)], withScope: false, cancellation));

    /// <inheritdoc/>
    public async Task<SignInAnswer> RenewAsync(SystemEmail email, TokenProfile profile, string accountId, byte[] stored, string? claims, CancellationToken cancellation)
    {
        var refresh = Encoding.UTF8.GetString(stored);
        // Microsoft's refresh tokens serve every service, so the request names one; elsewhere a scope would only be a chance to be refused.
        var answer = Answer(email, refresh, await AskAsync(email, profile,
            [("grant_type", "refresh_token"), ("refresh_token", refresh), ("claims", claims)], withScope: TokenProfiles.IsMicrosoft(email.Provider), cancellation));
        return answer switch
        {
            SignInAnswer.Granted granted => granted with { AccountId = accountId },
            // This endpoint has given tokens before: a page in its place is a proxy's, or the provider's maintenance.
            SignInAnswer.Refused { Explanation.Code: OAuth2Answer.Unreadable } refused => refused with { Explanation = PassingFailures.Unreadable },
            SignInAnswer.Refused { Explanation.Code: OAuth2Answer.Redirects } refused => refused with { Explanation = refused.Explanation with { Mender = Mender.Nobody } },
            _ => answer,
        };
    }

    /// <inheritdoc/>
    public async Task<SignInAnswer> ForApplicationAsync(SystemEmail email, TokenProfile profile, string? claims, CancellationToken cancellation)
    {
        var answer = Answer(email, null, await AskAsync(email, profile, [("grant_type", "client_credentials")], withScope: true, cancellation));
        return answer is SignInAnswer.Granted granted ? granted with { AccountId = null, Cache = null } : answer;
    }

    /// <summary>Shows the provider a login and its password (RFC 6749 section 4.3).</summary>
    public async Task<SignInAnswer> ByPasswordAsync(SystemEmail email, TokenProfile profile, CancellationToken cancellation)
    {
        var login = email.Login ?? email.Address;
        var password = seal.OpenText(SealedUse.Password, email.Id, email.Password!);
        var answer = Answer(email, null, await AskAsync(email, profile, [("grant_type", "password"), ("username", login), ("password", password)], withScope: true, cancellation));
        return answer switch
        {
            SignInAnswer.Granted granted => granted with { AccountId = login },
            SignInAnswer.Refused refused => refused with { Explanation = PasswordGrantWords.Refine(refused.Explanation) },
            _ => answer,
        };
    }

    /// <summary>Asks for a device code; the codes, or why there are none.</summary>
    public async Task<(DeviceCodes? Codes, SignInAnswer.Refused? Refused)> BeginDeviceAsync(SystemEmail email, CancellationToken cancellation)
    {
        try
        {
            var (answer, body) = await SendAsync(DeviceEndpoint(email), [("client_id", email.Application!.ClientId), ("scope", string.Join(' ', ScopesOf(email, TokenProfiles.Of(email)[0])))], null, cancellation);
            using (answer)
            {
                return DeviceCodes.Read(body) is { } codes ? (codes, null)
                    : (null, OAuth2Answer.Read(answer, body, [], time.GetUtcNow()) is OAuth2Reply.Failed failed ? failed.Refusal : new(PassingFailures.Unavailable((int)answer.StatusCode), null));
            }
        }
        catch (Exception exception) when (MsalFailures.From(exception) is { } refused)
        {
            return (null, refused);
        }
    }

    /// <summary>Asks whether a device code has been entered (RFC 8628 section 3.4).</summary>
    public async Task<DeviceAnswer> PollDeviceAsync(SystemEmail email, TokenProfile profile, string deviceCode, CancellationToken cancellation)
    {
        var reply = await AskAsync(email, profile, [("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", deviceCode)], withScope: false, cancellation);
        return reply is OAuth2Reply.Failed { Error.Error: { } error } && DeviceAnswer.Waiting.Of(error) is { } waiting ? waiting
            : reply is OAuth2Reply.Failed { Refusal.Explanation.Mender: Mender.Nobody } ? new DeviceAnswer.Waiting(SlowDown: true)
            : new DeviceAnswer.Ended(Answer(email, null, reply));
    }

    /// <summary>Asks the provider whose a token is; null when it does not say.</summary>
    public async Task<string?> WhoseAsync(SystemEmail email, string accessToken, CancellationToken cancellation)
    {
        var details = email.Application!.Details;
        if (details?.IdentityEndpoint is not { Length: > 0 } endpoint)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, Checked(endpoint));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var http = clients.CreateClient(OAuth2Http.ClientName);
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            return answer.IsSuccessStatusCode ? JsonPath.Text(await OAuth2Body.ReadAsync(answer.Content, cancellation), details.AddressField ?? "email") : null;
        }
        catch (Exception exception) when (MsalFailures.From(exception) is not null)
        {
            return null;
        }
    }

    private async Task<OAuth2Reply> AskAsync(SystemEmail email, TokenProfile profile, (string Name, string? Value)[] fields, bool withScope, CancellationToken cancellation)
    {
        var application = email.Application!;
        var scopes = ScopesOf(email, profile);
        (string, string?)[] form = [.. fields, ("scope", withScope && scopes.Count > 0 ? string.Join(' ', scopes) : null)];
        OAuth2Reply? first = null;
        foreach (var secret in Secrets(email))
        {
            var basic = application.Details?.BasicAuthentication == true && secret is not null;
            try
            {
                var (answer, body) = await SendAsync(
                    application.TokenEndpoint,
                    basic ? form : [.. form, ("client_id", application.ClientId), ("client_secret", secret)],
                    basic ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(application.ClientId)}:{Uri.EscapeDataString(secret!)}"))) : null,
                    cancellation);
                using (answer)
                {
                    var reply = OAuth2Answer.Read(answer, body, scopes, time.GetUtcNow());
                    first = first is null || reply is OAuth2Reply.Granted ? reply : first;
                }
            }
            catch (Exception exception) when (MsalFailures.From(exception) is { } refused)
            {
                first ??= new OAuth2Reply.Failed(null, refused);
            }

            if (first is not OAuth2Reply.Failed { Error.Error: "invalid_client" })
            {
                break;
            }
        }

        return first!;
    }

    private async Task<(HttpResponseMessage Answer, string Body)> SendAsync(string endpoint, (string Name, string? Value)[] form, AuthenticationHeaderValue? client, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Checked(endpoint));
        request.Headers.Authorization = client;
        request.Content = new FormUrlEncodedContent(form.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)));
        using var http = clients.CreateClient(OAuth2Http.ClientName);
        var answer = await http.SendAsync(request, cancellation);
        return (answer, await OAuth2Body.ReadAsync(answer.Content, cancellation));
    }

    private Uri Checked(string endpoint)
    {
        var address = new Uri(endpoint);
        // The form has checked it; the environment may have changed since.
        return guard.Problem(address) is { } problem ? throw new HttpRequestException(problem) : address;
    }

    private IEnumerable<string?> Secrets(SystemEmail email)
    {
        var application = email.Application!;
        if (application.Proof != ClientProof.Secret || application.ClientSecret is null)
        {
            return [null];
        }

        string?[] secrets =
        [
            seal.OpenText(SealedUse.ClientSecret, email.Id, application.ClientSecret),
            application.OldClientSecret is { } old ? seal.OpenText(SealedUse.OldClientSecret, email.Id, old) : null,
        ];
        return secrets.OfType<string>();
    }

    private static SignInAnswer Answer(SystemEmail email, string? refreshBefore, OAuth2Reply reply)
    {
        if (reply is not OAuth2Reply.Granted granted)
        {
            return ((OAuth2Reply.Failed)reply).Refusal;
        }

        var identity = IdTokenClaims.Read(granted.IdToken, email.Application!.Details?.AddressField);
        var refresh = granted.RefreshToken ?? refreshBefore;
        return new SignInAnswer.Granted(
            granted.AccessToken,
            DateTimeOffset.FromUnixTimeSeconds(granted.ExpiresAt.ToUnixTimeSeconds()),
            granted.Scopes,
            identity?.Names is [var name, ..] ? name : null,
            granted.IdToken,
            identity?.Tenant,
            refresh is null ? null : Encoding.UTF8.GetBytes(refresh))
        {
            SignInEndsAt = granted.RefreshEndsAt,
            SignInReplaced = refresh != refreshBefore,
        };
    }

    /// <summary>The scopes of a token, with those that make a provider say who signed in and give a refresh token.</summary>
    private static IReadOnlyList<string> ScopesOf(SystemEmail email, TokenProfile profile) => email.Provider switch
    {
        _ when email.SignIn == SignInWay.ClientCredentials => profile.Scopes,
        MailProvider.Microsoft365 or MailProvider.Sandbox => [.. profile.Scopes, "openid", "profile", "offline_access"],
        // Google refuses offline_access; access_type=offline at its sign-in page stands in its place.
        MailProvider.Google => [.. profile.Scopes, "openid", "email"],
        _ => [.. profile.Scopes, .. email.Application!.Scopes.Where(scope => TokenProfiles.OpenId.Contains(scope, StringComparer.OrdinalIgnoreCase))],
    };

    private static string DeviceEndpoint(SystemEmail email) =>
        email.Application!.Details?.DeviceEndpoint is { Length: > 0 } endpoint ? endpoint
            : TenantEndpoints.Authority(email.Application.TokenEndpoint, TenantEndpoints.TokenEnding) + TenantEndpoints.DeviceEnding;
}
