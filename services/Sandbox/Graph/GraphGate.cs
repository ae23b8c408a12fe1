using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Microsoft.Extensions.Primitives;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// Lets a request to Graph in or refuses it: token (signature, time, audience, challenge), the mailbox, the permission for it, the application access policies, the role assignments. Faults armed for Graph strike once the token was found good, where
/// Graph's own do.
/// </summary>
public sealed partial class GraphGate(SignedTokens tokens, DirectoryStore directory, FolderStore folders, AccessPolicies policies, RoleAssignments roles, FaultBoard faults, Occupancy occupancy, TimeProvider time)
{
    /// <summary>A request to somebody's mailbox.</summary>
    public Task<IResult> ServeAsync(HttpContext context, GraphAccess access, Func<GraphCall, Task<IResult>> handler) =>
        GuardAsync(context, async caller =>
        {
            var (owner, problem) = await OwnerAsync(context, caller, mailbox: true);
            if (problem is not null)
            {
                return new GraphRefusal(problem);
            }

            if (await RefusalAsync(caller, owner!, access, context.RequestAborted) is { } refusal)
            {
                return new GraphRefusal(refusal);
            }

            using var place = occupancy.Enter($"graph {caller.ClientId} {owner!.Address}");
            if (await faults.TakeAsync<LimitConcurrencyFault>(fault => fault.Concerns("graph", owner.Address, place.Number), context.RequestAborted) is not null)
            {
                return new GraphRefusal(GraphErrors.TooManyAtOnce);
            }

            if (await faults.TakeAsync<DelayFault>(delay => delay.Protocol is not null && delay.Concerns("graph"), context.RequestAborted) is { } wait)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait.Milliseconds), time, context.RequestAborted);
            }

            var wishes = context.Request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToList();
            var bodyType = wishes.Select(wish => BodyType().Match(wish)).FirstOrDefault(match => match.Success)?.Groups["type"].Value.ToLowerInvariant();
            if (bodyType is not null)
            {
                context.Response.Headers["Preference-Applied"] = $"outlook.body-content-type=\"{bodyType}\"";
            }

            return await handler(new GraphCall
            {
                Context = context,
                Caller = caller,
                Owner = owner,
                MailboxId = await folders.MailboxAsync(owner.Address, context.RequestAborted),
                BodyType = bodyType,
                ImmutableIds = wishes.Contains("IdType=\"ImmutableId\"", StringComparer.OrdinalIgnoreCase),
                MaxPageSize = wishes.Where(wish => wish.StartsWith("odata.maxpagesize=", StringComparison.OrdinalIgnoreCase))
                    .Select(wish => int.TryParse(wish["odata.maxpagesize=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : (int?)null).FirstOrDefault(),
            });
        });

    /// <summary>A request that needs no more than a good token.</summary>
    public async Task<IResult> GuardAsync(HttpContext context, Func<GraphCaller, Task<IResult>> handler)
    {
        context.Response.Headers["request-id"] = Guid.NewGuid().ToString();
        context.Response.Headers["client-request-id"] = context.Request.Headers["client-request-id"] is [{ Length: > 0 } given] ? new StringValues(given) : context.Response.Headers["request-id"];
        context.Response.Headers.CacheControl = "private";
        var (caller, error) = await CallerAsync(context);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        var user = (string?)context.Request.RouteValues["user"] ?? "me";
        if (await faults.TakeAsync<RefuseGraphFault>(fault => fault.Concerns(context.Request.Method, context.Request.Path, user), context.RequestAborted) is { } fault)
        {
            return new GraphRefusal(new GraphError(fault.Status, fault.Code, fault.Message) { RetryAfter = fault.RetryAfter, Claims = fault.Claims });
        }

        return await handler(caller!);
    }

    /// <summary>The person of <c>/me</c> or <c>/users/{id or address}</c>, who need not have a mailbox unless that is asked for.</summary>
    public async Task<(Account? Owner, GraphError? Error)> OwnerAsync(HttpContext context, GraphCaller caller, bool mailbox)
    {
        var user = (string?)context.Request.RouteValues["user"];
        if (user is null && caller.IsApplication)
        {
            return (null, GraphErrors.MeNeedsPerson);
        }

        var id = user is null ? caller.AccountId : Guid.TryParse(user, out var given) ? given : null;
        var owner = id is { } known ? await directory.FindAccountAsync(known, context.RequestAborted) : await directory.FindAccountAsync(user!, context.RequestAborted);
        if (owner is null || owner.TenantId != caller.TenantId)
        {
            return (null, mailbox ? GraphErrors.InvalidUser(user ?? "me") : GraphErrors.UnknownUser(user ?? "me"));
        }

        return mailbox && !owner.HasMailbox ? (null, GraphErrors.MailboxMissing) : (owner, null);
    }

    private async Task<GraphError?> RefusalAsync(GraphCaller caller, Account owner, GraphAccess access, CancellationToken cancellation)
    {
        var shared = caller.AccountId is { } person && person != owner.Id;
        if (caller.IsApplication && await roles.AllowsAsync(caller.ClientId, GraphCaller.Sufficient(access), owner.Address, cancellation))
        {
            return null;
        }

        if (!caller.Has(access, shared))
        {
            return GraphErrors.AccessDenied;
        }

        if (caller.IsApplication)
        {
            return await policies.MayReachAsync(caller.ClientId, owner.Address, cancellation) ? null : GraphErrors.BlockedByPolicy;
        }

        return shared && !await directory.MayOpenAsync(caller.AccountId!.Value, owner.Address, cancellation) ? GraphErrors.AccessDenied : null;
    }

    private async Task<(GraphCaller? Caller, GraphError? Error)> CallerAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header["Bearer ".Length..].Trim() is not { Length: > 0 } token)
        {
            return (null, GraphErrors.TokenMissing);
        }

        if (!token.Contains('.', StringComparison.Ordinal))
        {
            return (null, GraphErrors.TokenMalformed);
        }

        if (await tokens.ReadAsync(token, context.RequestAborted) is not { } claims || GraphCaller.Of(claims) is not { } caller)
        {
            return (null, GraphErrors.TokenForged);
        }

        if (DateTimeOffset.FromUnixTimeSeconds((long?)claims["exp"] ?? 0) <= time.GetUtcNow())
        {
            return (null, GraphErrors.TokenExpired);
        }

        if ((string?)claims["aud"] is not ("https://graph.microsoft.com" or "https://graph.microsoft.com/" or "00000003-0000-0000-c000-000000000000"))
        {
            return (null, GraphErrors.WrongAudience);
        }

        return await ChallengeAsync(caller, claims, context.RequestAborted) is { } challenge ? (null, challenge) : (caller, null);
    }

    /// <summary>Continuous access evaluation: a token of a client that said it can be challenged (cp1) ends when the person's sessions are revoked; any other lives until it expires.</summary>
    private async Task<GraphError?> ChallengeAsync(GraphCaller caller, JsonObject claims, CancellationToken cancellation)
    {
        if (claims["xms_cc"] is null || caller.AccountId is not { } id || await directory.FindAccountAsync(id, cancellation) is not { } account)
        {
            return null;
        }

        var revoked = account.SessionsRevokedAt;
        return revoked?.ToUnixTimeMilliseconds() >= ((long?)claims["xms_iat_ms"] ?? 0) || account.State == "disabled"
            ? GraphErrors.ClaimsChallenge(NotBefore(revoked?.ToUnixTimeSeconds() ?? time.GetUtcNow().ToUnixTimeSeconds()))
            : null;
    }

    [GeneratedRegex("^outlook\\.body-content-type=\"?(?<type>text|html)\"?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BodyType();

    /// <summary>The claims that a new token has to answer (OpenID Connect Core section 5.5).</summary>
    private static string NotBefore(long seconds) => new JsonObject
    {
        ["access_token"] = new JsonObject { ["nbf"] = new JsonObject { ["essential"] = true, ["value"] = seconds.ToString(CultureInfo.InvariantCulture) } },
    }.ToJsonString();
}
