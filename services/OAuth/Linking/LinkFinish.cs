using System.Security.Cryptography;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>
/// What follows when somebody has signed in, by whichever way: compares who with the mailbox, proves a delegate's right by opening it, gets the tokens of the other services it needs, and only then stores. If the process
/// dies before that nothing is linked, and the attempt expires.
/// </summary>
internal sealed partial class LinkFinish(
    NpgsqlDataSource database, SignInClients clients, OAuth2Client plain, TokenStore store, MailboxProof proof, AuditTrail audit, ChangeAnnouncer announcer, TimeProvider time,
    ILogger<LinkFinish> logger)
{
    /// <summary>Nothing was linked, since what the attempt began with is not there any more.</summary>
    public static Explanation SettingsChanged { get; } = new(
        "settings_changed", Mender.SigningIn, "The system email was changed or removed while somebody was signing in, so nothing was linked.", null, "Look at its settings and link again.");

    /// <summary>Links, or says why not; an attempt that ends well is ended here, one that does not by <see cref="FailAsync"/>.</summary>
    /// <param name="attempt">The attempt, taken.</param>
    /// <param name="email">The system email as it is now.</param>
    /// <param name="profile">What the provider was asked a token for.</param>
    /// <param name="answer">What it answered.</param>
    public async Task<LinkOutcome> FinishAsync(LinkAttemptRow attempt, SystemEmail email, TokenProfile profile, SignInAnswer answer)
    {
        if (answer is not SignInAnswer.Granted granted)
        {
            var refused = (SignInAnswer.Refused)answer;
            return LinkOutcome.Failed(refused.Explanation, providerAnswer: refused.ProviderAnswer);
        }

        if (granted.Cache is null)
        {
            return LinkOutcome.Failed(NoRefreshToken(email));
        }

        // Google lets whoever signs in untick each permission. A token without the one for mail must not take the place of a sign-in that works.
        if (email.Provider == MailProvider.Google && !granted.Scopes.Contains(TokenProfiles.GoogleMail, StringComparer.Ordinal))
        {
            return LinkOutcome.Failed(MailNotTicked);
        }

        var verdict = AccountCheck.Check(email, granted.IdToken, attempt.NonceHash, time.GetUtcNow());
        if (verdict is AccountVerdict.Unnamed && await plain.WhoseAsync(email, granted.AccessToken, CancellationToken.None) is { } whose && AccountCheck.IsAddress(whose))
        {
            verdict = AccountCheck.Compare(email, [whose]);
        }

        if (verdict is AccountVerdict.Refused no)
        {
            return LinkOutcome.Failed(no.Explanation, no.Account);
        }

        var accepted = verdict as AccountVerdict.Accepted ?? new AccountVerdict.Accepted(email.Login ?? email.Address, IsDelegate: true);
        var proven = accepted.IsDelegate ? await proof.TryAsync(email, granted.AccessToken) : null;
        return proven switch
        {
            ProofResult.Refused refusal => LinkOutcome.Failed(DelegateWords.NotLetIn(email, accepted.Account, refusal.Failure), accepted.Account, refusal.Failure.ServerAnswer),
            ProofResult.Unknown unknown when verdict is AccountVerdict.Unnamed => LinkOutcome.Failed(DelegateWords.Unnamed(email, unknown.Reason)),
            // Whoever it was, the server takes the token for this mailbox.
            ProofResult.Opened when verdict is AccountVerdict.Unnamed => await StoreAsync(attempt, profile, granted with { AccountId = granted.AccountId ?? accepted.Account }, accepted with { IsDelegate = false }, proven),
            _ => await StoreAsync(attempt, profile, granted with { AccountId = granted.AccountId ?? accepted.Account }, accepted, proven),
        };
    }

    /// <summary>Ends an attempt that was taken, always with words; a defect must not leave the page waiting for it.</summary>
    /// <param name="attempt">The attempt, taken.</param>
    /// <param name="work">Links, or says why not.</param>
    public async Task EndAsync(LinkAttemptRow attempt, Func<Task<LinkOutcome>> work)
    {
        if (await OutcomeAsync(attempt, work) is { State: not LinkAttemptState.Succeeded } failure)
        {
            await FailAsync(attempt, failure);
        }
    }

    /// <summary>Writes down that it ended without a link; unless it is linked after all, which whoever committed it need not have heard.</summary>
    public async Task FailAsync(LinkAttemptRow attempt, LinkOutcome outcome)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (await LinkAttemptTable.EndAsync(connection, attempt.Id, outcome, time.GetUtcNow(), CancellationToken.None))
        {
            await audit.WriteAsync(connection, attempt.SystemEmailId, attempt.Admin, "link_failed", Describe(attempt, outcome));
            await transaction.CommitAsync(CancellationToken.None);
        }
        else if (await SystemEmailTable.FindAsync(connection, attempt.SystemEmailId, CancellationToken.None) is { } email)
        {
            await announcer.AnnounceAsync(email.Id, email.Revision);
        }
    }

    private async Task<LinkOutcome> OutcomeAsync(LinkAttemptRow attempt, Func<Task<LinkOutcome>> work)
    {
        try
        {
            return await work();
        }
        catch (CryptographicException)
        {
            return LinkOutcome.Failed(UnreadableSecret.Explanation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogBroken(logger, exception, attempt.SystemEmailId, attempt.Id);
            return LinkOutcome.Failed(new(
                "link_broken", Mender.Developer, "Something went wrong here while the sign-in was taken over, so nothing was linked.", null,
                $"Link again. If it repeats, look for {attempt.Id} in the log of the OAuth service."));
        }
    }

    /// <summary>Whether the system email is still what the attempt was begun for.</summary>
    public static bool IsAsBegun(SystemEmail email, LinkAttemptRow attempt) =>
        email.SomebodySignsIn
        && email.Application is { CanProve: true } application
        && application.ClientId == attempt.ClientId
        && application.TokenEndpoint == attempt.TokenEndpoint
        && email.Address == attempt.Mailbox;

    private async Task<LinkOutcome> StoreAsync(LinkAttemptRow attempt, TokenProfile profile, SignInAnswer.Granted granted, AccountVerdict.Accepted verdict, ProofResult? proven)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        if (!await TokenTable.LockAsync(connection, attempt.SystemEmailId, CancellationToken.None))
        {
            return LinkOutcome.Failed(PassingFailures.Busy with { Remedy = "Link again in a moment." });
        }

        if (await SystemEmailTable.LockAsync(connection, attempt.SystemEmailId, CancellationToken.None) is not { } email || !IsAsBegun(email, attempt))
        {
            return LinkOutcome.Failed(SettingsChanged);
        }

        var now = time.GetUtcNow();
        await TokenTable.LinkAsync(connection, store.Seal(email, profile, granted, now) with { Account = verdict.Account }, CancellationToken.None);
        var (scopes, refused) = await OtherServicesAsync(connection, email, profile, granted, now);
        var outcome = LinkWords.Linked(email, verdict, proven, scopes, refused);
        await HealthBook.ForgetSidesAsync(connection, email.Id, CancellationToken.None);
        var revision = await SystemEmailTable.TouchAsync(connection, email.Id, CancellationToken.None);
        await LinkAttemptTable.EndAsync(connection, attempt.Id, outcome, now, CancellationToken.None);
        await audit.WriteAsync(connection, email.Id, attempt.Admin, "linked", Describe(attempt, outcome));
        await HealthBook.ReassessAsync(connection, email.Id, now, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        await announcer.AnnounceAsync(email.Id, revision);
        return outcome;
    }

    /// <summary>One sign-in serves every service, but each takes a token of its own; what one refuses does not undo the others.</summary>
    private async Task<(IReadOnlyList<string> Scopes, IReadOnlyList<SignInAnswer.Refused> Refused)> OtherServicesAsync(
        NpgsqlConnection connection, SystemEmail email, TokenProfile first, SignInAnswer.Granted granted, DateTimeOffset now)
    {
        var scopes = granted.Scopes.ToList();
        var refused = new List<SignInAnswer.Refused>();
        var cache = granted.Cache!;
        foreach (var profile in TokenProfiles.Of(email).Where(profile => profile.Resource != first.Resource))
        {
            switch (await clients.Of(email).RenewAsync(email, profile, granted.AccountId!, cache, null, CancellationToken.None))
            {
                case SignInAnswer.Granted another:
                    cache = another.Cache ?? cache;
                    scopes.AddRange(another.Scopes);
                    await TokenTable.RenewAsync(connection, store.Seal(email, profile, another, now), CancellationToken.None);
                    break;
                case SignInAnswer.Refused no:
                    refused.Add(no);
                    await store.StoreAsync(connection, email, profile, null, no);
                    break;
            }
        }

        return (scopes, refused);
    }

    private static Explanation MailNotTicked { get; } = new(
        "scopes_not_granted", Mender.SigningIn, "The sign-in went well, but the permission to read and send mail was not given. Nothing was linked.", "On Google's page the box before it was not ticked.",
        "Link again and tick the box for Gmail on Google's page. If there is none, add the scope https://mail.google.com/ in the Google Cloud console, «Google Auth Platform», «Data Access».");

    private static Explanation NoRefreshToken(SystemEmail email) => new(
        "refresh_token_missing", Mender.Application, "The provider gave no refresh token, so the link would end within the hour.", null,
        TokenProfiles.IsMicrosoft(email.Provider) ? "Give the application the delegated permission offline_access with consent, empty the field «Scopes» to take the suggested ones, then link again."
            : "Add what makes the provider give one (often the scope offline_access, or a parameter such as access_type=offline), then link again.");

    private static string Describe(LinkAttemptRow attempt, LinkOutcome outcome) =>
        $"attempt {attempt.Id}: {outcome.Code}{(outcome.Account is null ? "" : $", signed in as {outcome.Account}")}";

    [LoggerMessage(EventId = 60, EventName = "link.broken", Level = LogLevel.Error, Message = "System email {SystemEmailId}: attempt {LinkId} to link it ended in a defect")]
    private static partial void LogBroken(ILogger logger, Exception exception, Guid systemEmailId, Guid linkId);
}
