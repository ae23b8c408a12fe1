using System.Diagnostics;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using Npgsql;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Writes down, sealed, what an identity provider answered.</summary>
public sealed partial class TokenStore(NpgsqlDataSource database, SecretSeal seal, ChangeAnnouncer announcer, TimeProvider time, ILogger<TokenStore> logger)
{
    /// <summary>How often, with pauses that double up to ten seconds, a token is offered to a database that has gone away: about two minutes.</summary>
    private const int StoringTries = 16;

    private const string AccountLocked = "AADSTS50053";

    /// <summary>Ends are told in whole seconds from an answer's arrival.</summary>
    private static readonly TimeSpan EndTolerance = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstStoringPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestStoringPause = TimeSpan.FromSeconds(10);

    /// <summary>Stores an answer in the caller's transaction; what the caller is told.</summary>
    public async Task<TokenAnswer> StoreAsync(NpgsqlConnection connection, SystemEmail email, TokenProfile profile, TokenRow? row, SignInAnswer given)
    {
        var now = time.GetUtcNow();
        switch (given)
        {
            case SignInAnswer.Granted granted:
                var renewed = Seal(email, profile, granted, now) with { LastRefreshAt = now };
                if (email.SignIn == SignInWay.PasswordGrant && renewed.Cache is not null)
                {
                    await TokenTable.KeepSignInAsync(connection, email.Id, email.Login ?? email.Address, renewed.Cache, now, CancellationToken.None);
                }

                await TokenTable.RenewAsync(connection, renewed, CancellationToken.None);
                if (row?.SignInEndsAt is { } end)
                {
                    await TokenTable.SetSignInEndAsync(connection, email.Id, SignInEnd(end, granted), CancellationToken.None);
                }

                return new TokenAnswer.Ready(granted.AccessToken, granted.ExpiresAt);
            case SignInAnswer.Refused refused:
                var mender = refused.Explanation.Mender;
                var pause = RetryPauses.After((row?.Failures ?? 0) + 1, refused.Explanation.Code, refused.RetryAfter, Random.Shared.NextDouble());
                var problem = TokenKeeper.Problem(refused.Explanation, refused.ProviderAnswer, mender == Mender.Nobody ? now + pause : null);
                var again = problem.RetryAt ?? (IsMendedElsewhere(email, refused) ? now + RetryPauses.UntilLook(Random.Shared.NextDouble()) : null);
                await TokenTable.FailAsync(connection, email.Id, profile.Resource, now, problem, mender, again, CancellationToken.None);
                return new TokenAnswer.Refused(problem, mender);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// Stores an answer with what follows from it and commits. A link that works again after somebody had to act is announced like any change: Fetch and Reply were told that it stands still, and look by themselves only after long.
    /// </summary>
    public async Task<TokenAnswer> CommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, SystemEmail email, TokenProfile profile, TokenRow? row, SignInAnswer given)
    {
        var answer = await StoreAsync(connection, email, profile, row, given);
        var isMended = given is SignInAnswer.Granted && row?.ReadMender() is not (null or Mender.Nobody);
        var revision = isMended ? await SystemEmailTable.TouchAsync(connection, email.Id, CancellationToken.None) : email.Revision;
        await HealthBook.ReassessAsync(connection, email.Id, time.GetUtcNow(), CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        if (isMended)
        {
            await announcer.AnnounceAsync(email.Id, revision);
        }

        return answer;
    }

    /// <summary>
    /// Stores what a provider gave while the connection to the database broke: the refresh token in it may be the only one that is still good. What another replica has stored in between stays,
    /// unless it is only that it was refused, which the spent refresh token would have brought about.
    /// </summary>
    public async Task<TokenAnswer> StoreLateAsync(SystemEmail email, TokenProfile profile, TokenRow? seen, SignInAnswer.Granted granted, NpgsqlException broken)
    {
        LogNotStored(logger, broken, email.Id);
        var pause = FirstStoringPause;
        for (var attempt = 1; attempt <= StoringTries; attempt++)
        {
            await Task.Delay(pause, time, CancellationToken.None);
            try
            {
                await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
                await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
                if (await TokenTable.LockAsync(connection, email.Id, CancellationToken.None))
                {
                    var row = await TokenTable.FindAsync(connection, email.Id, profile.Resource, CancellationToken.None);
                    var isAsSeen = row?.IssuedAt == seen?.IssuedAt && row?.LinkedAt == seen?.LinkedAt;
                    if (isAsSeen && await SystemEmailTable.FindAsync(connection, email.Id, CancellationToken.None) is { Linked: true })
                    {
                        await CommitAsync(connection, transaction, email, profile, row, granted);
                    }

                    break;
                }
            }
            catch (NpgsqlException exception) when (attempt < StoringTries)
            {
                LogNotStored(logger, exception, email.Id);
            }

            pause = pause * 2 < LongestStoringPause ? pause * 2 : LongestStoringPause;
        }

        return new TokenAnswer.Ready(granted.AccessToken, granted.ExpiresAt);
    }

    /// <summary>A granted token as it is stored.</summary>
    public TokenRow Seal(SystemEmail email, TokenProfile profile, SignInAnswer.Granted granted, DateTimeOffset now) => new()
    {
        SystemEmailId = email.Id,
        Resource = profile.Resource,
        AccessToken = seal.Seal(SealedUse.AccessToken, email.Id, granted.AccessToken),
        Cache = granted.Cache is null ? null : seal.Seal(SealedUse.TokenCache, email.Id, granted.Cache),
        AccountId = granted.AccountId,
        Tenant = granted.Tenant,
        Scopes = [.. granted.Scopes],
        Audience = Audience(granted.Scopes.Concat(profile.Scopes)),
        LinkedAt = now,
        SignInEndsAt = granted.SignInEndsAt,
        IssuedAt = now,
        ExpiresAt = granted.ExpiresAt,
        RefreshDueAt = TokenLife.RefreshDue(now, granted.ExpiresAt),
    };

    /// <summary>
    /// Whether it may be mended at the provider, by consent, another policy or an application that is let in again, of which nobody tells this service: then it looks itself now and again. Never where a password would be
    /// shown, or wrong ones have locked the account; and a sign-in that has ended stays so.
    /// </summary>
    private static bool IsMendedElsewhere(SystemEmail email, SignInAnswer.Refused refused) => (email.SignIn, refused.Explanation) switch
    {
        (SignInWay.PasswordGrant, _) or (_, { Code: AccountLocked } or { Mender: Mender.Developer }) => false,
        (SignInWay.ClientCredentials, _) => true,
        var (_, explanation) => explanation.Mender is Mender.TenantAdmin or Mender.Application,
    };

    /// <summary>The end of a sign-in after a renewal: one that the renewal has put off is none to tell of.</summary>
    private static DateTimeOffset? SignInEnd(DateTimeOffset before, SignInAnswer.Granted granted) =>
        granted.SignInEndsAt is { } told ? told <= before + EndTolerance ? told : null
            : granted.SignInReplaced ? null : before;

    /// <summary>A stored token; null when it does not open any more, so that another one is asked for.</summary>
    public TokenAnswer.Ready? Open(TokenRow row) =>
        seal.TryOpenText(SealedUse.AccessToken, row.SystemEmailId, row.AccessToken!) is { } token ? new(token, row.ExpiresAt!.Value) : null;

    /// <summary>The service that the scopes belong to. The token itself is not looked into: it is the mail server's to read.</summary>
    private static string? Audience(IEnumerable<string> scopes) =>
        scopes.Select(scope => Uri.TryCreate(scope, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : null).FirstOrDefault(audience => audience is not null);

    [LoggerMessage(EventId = 12, EventName = "token.not_stored", Level = LogLevel.Warning, Message = "System email {SystemEmailId}: the database went away before a fresh token was stored; it is tried again")]
    private static partial void LogNotStored(ILogger logger, Exception exception, Guid systemEmailId);
}
