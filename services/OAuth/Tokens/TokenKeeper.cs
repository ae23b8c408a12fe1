using System.Collections.Concurrent;
using System.Diagnostics;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using Npgsql;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Gives out access tokens and keeps them fresh. However many ask, in this process and in others, one at a time goes to the identity provider for a system email: first a gate in the process
/// (so that waiting costs no connection), then a lock in the database, held around the network call. Whoever waited finds what the other brought, success or failure, and does not ask again.
/// </summary>
/// <remarks>
/// A caller that goes away does not stop a request that has begun: a provider may already have replaced the refresh token. If the process dies in that moment the row keeps the old one,
/// which Microsoft still honours; a database that goes away in it is waited for. Failures that a person has to mend are remembered, and the provider is left alone until that person has acted;
/// what is mended at the provider itself is looked for once an hour.
/// </remarks>
public sealed partial class TokenKeeper(
    NpgsqlDataSource database, TokenTable table, SystemEmailTable emails, SignInClients clients, TokenStore store, TimeProvider time, ILogger<TokenKeeper> logger) : IDisposable
{
    /// <summary>Requests under way in one process; each holds a database connection.</summary>
    private const int AtOnce = 6;

    /// <summary>A token refused so soon after it was issued is not cured by another one.</summary>
    private static readonly TimeSpan TooYoungToBeStale = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> gates = new();
    private readonly SemaphoreSlim capacity = new(AtOnce);

    /// <summary>The same for every service the system email needs a token of; gives the first that is refused, else the first.</summary>
    public async Task<TokenAnswer> GetAllAsync(Guid systemEmailId, TokenNeed need, CancellationToken cancellation)
    {
        TokenAnswer? first = null;
        foreach (var profile in await emails.FindAsync(systemEmailId, cancellation) is { } email ? TokenProfiles.Of(email) : [])
        {
            var answer = await GetAsync(systemEmailId, profile.Resource, need, cancellation);
            if (answer is not TokenAnswer.Ready)
            {
                return answer;
            }

            first ??= answer;
        }

        return first ?? new TokenAnswer.NotLinked();
    }

    /// <summary>Gives the token that the first server of a system email is shown.</summary>
    public async Task<TokenAnswer> GetAsync(Guid systemEmailId, TokenNeed need, CancellationToken cancellation) =>
        await emails.FindAsync(systemEmailId, cancellation) is { } email && TokenProfiles.Of(email) is [var first, ..] ? await GetAsync(systemEmailId, first.Resource, need, cancellation) : new TokenAnswer.NotLinked();

    /// <summary>The same for a direction of a system email.</summary>
    public async Task<TokenAnswer> GetAsync(SystemEmail email, CredentialPurpose purpose, SendingProtocol? sending, TokenNeed need, CancellationToken cancellation) =>
        TokenProfiles.For(email, purpose, sending) is { } profile ? await GetAsync(email.Id, profile.Resource, need, cancellation) : new TokenAnswer.NotLinked();

    /// <summary>Gives the present access token for a service, or asks for a fresh one when <paramref name="need"/> calls for it.</summary>
    /// <param name="systemEmailId">The system email.</param>
    /// <param name="resource">A <see cref="TokenProfile.Resource"/> of the system email.</param>
    /// <param name="need">What for.</param>
    /// <param name="cancellation">Ends the wait; a request that has begun goes on.</param>
    public async Task<TokenAnswer> GetAsync(Guid systemEmailId, string resource, TokenNeed need, CancellationToken cancellation)
    {
        var seen = await table.FindAsync(systemEmailId, resource, cancellation);
        if (WithoutAsking(seen, need, time.GetUtcNow()) is { } answer)
        {
            return answer;
        }

        var gate = gates.GetOrAdd(systemEmailId, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellation);
        try
        {
            await capacity.WaitAsync(cancellation);
            try
            {
                return await AskAsync(systemEmailId, resource, need, seen);
            }
            finally
            {
                capacity.Release();
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        capacity.Dispose();
        foreach (var gate in gates.Values)
        {
            gate.Dispose();
        }
    }

    private async Task<TokenAnswer> AskAsync(Guid id, string resource, TokenNeed need, TokenRow? seen)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (!await TokenTable.LockAsync(connection, id, CancellationToken.None))
        {
            return new TokenAnswer.Refused(Problem(PassingFailures.Busy, null, time.GetUtcNow()), Mender.Nobody);
        }

        var row = await TokenTable.FindAsync(connection, id, resource, CancellationToken.None);
        var email = await SystemEmailTable.FindAsync(connection, id, CancellationToken.None);
        if (email is not { Linked: true } || TokenProfiles.Of(email).FirstOrDefault(one => one.Resource == resource) is not { } profile)
        {
            return new TokenAnswer.NotLinked();
        }

        var anotherAsked = row?.LastRefreshAt != seen?.LastRefreshAt || row?.LinkedAt != seen?.LinkedAt;
        if (anotherAsked && need is TokenNeed.TryNow && row?.ReadProblem() is { } met)
        {
            return new TokenAnswer.Refused(met, row.ReadMender()!.Value);
        }

        if (WithoutAsking(row, anotherAsked ? new TokenNeed.Use() : need, time.GetUtcNow()) is { } answer)
        {
            return answer;
        }

        var started = Stopwatch.GetTimestamp();
        var claims = (need as TokenNeed.UseAnother)?.Claims;
        var given = await clients.AskAsync(email, profile, row, claims, CancellationToken.None);
        TokenAnswer result;
        try
        {
            result = await store.CommitAsync(connection, transaction, email, profile, row, given);
        }
        catch (NpgsqlException exception) when (given is SignInAnswer.Granted)
        {
            // Lets go of the lock, in case only the statement failed.
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
            result = await store.StoreLateAsync(email, profile, row, (SignInAnswer.Granted)given, exception);
        }

        OAuthMeter.CountRefresh(given is SignInAnswer.Granted);
        Log(given, id, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result is TokenAnswer.Refused && need is TokenNeed.Use && row is not null && row.IsUsable(time.GetUtcNow()) && store.Open(row) is { } present ? present : result;
    }

    /// <summary>What can be said without the provider; null when it has to be asked.</summary>
    private TokenAnswer? WithoutAsking(TokenRow? row, TokenNeed need, DateTimeOffset now)
    {
        if (row is null || need is TokenNeed.TryNow)
        {
            return null;
        }

        var usable = row.IsUsable(now);
        var satisfied = need switch
        {
            TokenNeed.Use => usable,
            TokenNeed.UseAnother refused => usable && refused.ExpiresAt is { } end && row.ExpiresAt != end,
            TokenNeed.StayFresh => usable && now < row.RefreshDueAt,
            _ => false,
        };
        if (satisfied && store.Open(row) is { } ready)
        {
            return ready;
        }

        if (row.ReadProblem() is { } problem && (row.RetryAt is null || row.RetryAt > now))
        {
            return new TokenAnswer.Refused(problem, row.ReadMender()!.Value);
        }

        return need is TokenNeed.UseAnother { Claims: null } && usable && now - row.IssuedAt < TooYoungToBeStale ? RefusedAgain(now) : null;
    }

    private static TokenAnswer.Refused RefusedAgain(DateTimeOffset now) => new(
        new MailboxProblem(
            "fresh_token_refused",
            "The mail server refuses an access token that was issued a moment ago; another one would not help.",
            "Check that the account or application may open this mailbox, that the protocol is enabled for it, and that the scopes are the suggested ones.",
            null,
            now + TooYoungToBeStale),
        Mender.TenantAdmin);

    /// <summary>An explanation as Fetch, Reply and the pages know problems.</summary>
    public static MailboxProblem Problem(Explanation explanation, string? providerAnswer, DateTimeOffset? retryAt) => new(
        explanation.Code,
        explanation.Why is null ? explanation.What : $"{explanation.What} {explanation.Why}",
        explanation.Remedy,
        providerAnswer,
        retryAt);

    private void Log(SignInAnswer given, Guid id, double milliseconds)
    {
        if (given is SignInAnswer.Refused refused)
        {
            LogRefused(logger, id, refused.Explanation.Code, refused.Explanation.Mender, milliseconds);
        }
        else
        {
            LogRenewed(logger, id, milliseconds);
        }
    }

    [LoggerMessage(EventId = 10, EventName = "token.renewed", Level = LogLevel.Information, Message = "System email {SystemEmailId}: fresh access token after {Milliseconds:0} ms")]
    private static partial void LogRenewed(ILogger logger, Guid systemEmailId, double milliseconds);

    [LoggerMessage(EventId = 11, EventName = "token.refused", Level = LogLevel.Warning, Message = "System email {SystemEmailId}: no access token, {Code}, to be mended by {Mender}, after {Milliseconds:0} ms")]
    private static partial void LogRefused(ILogger logger, Guid systemEmailId, string code, Mender mender, double milliseconds);
}
