using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>
/// The way back. The state must be one that was given out, not used, not expired, and come with the cookie of the browser it was given to; everything else is refused, audited and explained on a
/// page. Then the code is redeemed and who signed in compared with the mailbox, and only then is anything stored. If the process dies between taking the state and storing, nothing is
/// linked and the attempt expires.
/// </summary>
internal sealed class LinkCallback(
    NpgsqlDataSource database,
    LinkAttemptTable attempts,
    SystemEmailTable emails,
    SignInClients clients,
    LinkFinish finish,
    SecretSeal seal,
    AuditTrail audit,
    PublicAddresses addresses,
    TimeProvider time)
{
    /// <summary>Handles one visit.</summary>
    /// <param name="query">What it brings.</param>
    /// <param name="cookie">Gives a cookie by name; null when the browser does not have it.</param>
    /// <param name="cancellation">The visitor has gone; what has begun with the provider goes on regardless.</param>
    public async Task<BrowserAnswer> HandleAsync(CallbackQuery query, Func<string, string?> cookie, CancellationToken cancellation)
    {
        var row = query.State is null ? null : await attempts.FindByStateAsync(RandomText.Hash(query.State), cancellation);
        if (row is null)
        {
            return await WithoutAttemptAsync(query, cancellation);
        }

        if (row.UsedAt is not null || row.EndedAt is not null || row.ExpiresAt <= time.GetUtcNow())
        {
            return await TooLateAsync(row, cancellation);
        }

        if (!RandomText.Matches(cookie(LinkJourney.CookieName(row.Id)), row.BrowserHash))
        {
            return await ForeignBrowserAsync(row, cancellation);
        }

        if (await attempts.TakeAsync(row.Id, time.GetUtcNow(), cancellation) is not { } taken)
        {
            return await TooLateAsync(row, cancellation);
        }

        // From here on the visitor may leave: the code is spent.
        await finish.EndAsync(taken, () => FinishAsync(taken, query));
        return Back(taken);
    }

    private async Task<LinkOutcome> FinishAsync(LinkAttemptRow attempt, CallbackQuery query)
    {
        if (attempt.Issuer is { } issuer && query.Issuer is { } named && named != issuer)
        {
            return MixedUp(named, issuer);
        }

        if (query.Error is { } error)
        {
            var told = ProviderError.FromCallback(error, query.Description);
            return LinkOutcome.Failed(Explainer.Explain(told), providerAnswer: told.Text);
        }

        if (query.Code is not { } code)
        {
            return LinkOutcome.Failed(new("callback_empty", Mender.SigningIn, "The provider sent the browser back without a code and without an error.", null, "Link again."));
        }

        if (await emails.FindAsync(attempt.SystemEmailId, CancellationToken.None) is not { } email || !LinkFinish.IsAsBegun(email, attempt))
        {
            return LinkOutcome.Failed(LinkFinish.SettingsChanged);
        }

        if (TokenProfiles.Of(email) is not [var profile, ..])
        {
            return LinkOutcome.Failed(LinkFinish.SettingsChanged);
        }

        // Where no issuer is known, one that answers for itself from another host than the sign-in page's is not the one that was asked.
        if (attempt.Issuer is null && query.Issuer is { } other && new Uri(email.Application!.AuthorizeEndpoint) is var asked
            && !(WebAddress.TryRead(other, out var answering) && answering.IdnHost.Equals(asked.IdnHost, StringComparison.OrdinalIgnoreCase)))
        {
            return MixedUp(other, $"one at {asked.IdnHost}");
        }

        var verifier = seal.OpenText(SealedUse.Verifier, attempt.Id, attempt.Verifier!);
        return await finish.FinishAsync(attempt, email, profile, await clients.Of(email).RedeemAsync(email, profile, code, verifier, CancellationToken.None));
    }

    private static LinkOutcome MixedUp(string named, string expected) => LinkOutcome.Failed(new(
        "issuer_mismatch", Mender.SigningIn, "The answer came from another provider than the one the sign-in was started at, so it was not used.", $"It names {named}, expected was {expected}.",
        "Link again. If it repeats, correct the issuer under Settings, or tell your administrator: somebody may be mixing up sign-ins."));

    private async Task<BrowserAnswer> WithoutAttemptAsync(CallbackQuery query, CancellationToken cancellation)
    {
        if (query.State is null && query.Error is null && query.Code is null && string.Equals(query.AdminConsent, "True", StringComparison.OrdinalIgnoreCase))
        {
            return new BrowserAnswer.Read(
                "consent_page_done", "The consent page has ended", "If you consented, go back to the system email and choose «Link» or «Test both directions».", addresses.HelpdeskSystemEmails, Refused: false);
        }

        if (query is { State: null, Code: null, Error: { } error })
        {
            // Only an administrator's consent comes back without a state. What is shown are our own words, since anybody can write such an address.
            await audit.WriteAsync(null, null, "consent_refused", "an administrator's consent page ended with an error", cancellation);
            return new BrowserAnswer.Read(
                "consent_refused", "The consent page has ended without consent",
                $"{Explainer.Explain(ProviderError.FromCallback(error, query.Description)).What} To consent, open the page again with an account that may consent for the whole organisation, and accept.",
                addresses.HelpdeskSystemEmails);
        }

        await audit.WriteAsync(null, null, "callback_refused", "a state that was never given out", cancellation);
        return new BrowserAnswer.Read(
            "state_unknown",
            "This sign-in was not started here",
            "The address you came from names no sign-in that this helpdesk has begun, so nothing was done with it. To link a mailbox, begin at its page in the helpdesk.",
            addresses.HelpdeskSystemEmails);
    }

    private async Task<BrowserAnswer> ForeignBrowserAsync(LinkAttemptRow row, CancellationToken cancellation)
    {
        var outcome = LinkOutcome.Failed(new(
            "foreign_browser", Mender.SigningIn, "The sign-in came back in another browser than the one it was started in, so it was not accepted.",
            "The browser blocks cookies, or the address was passed on.", "Link again and stay in one browser window; allow cookies for this address."));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await LinkAttemptTable.EndAsync(connection, row.Id, outcome, time.GetUtcNow(), cancellation);
        await audit.WriteAsync(connection, row.SystemEmailId, null, "callback_refused", $"attempt {row.Id}: another browser than the one it was given to");
        return new BrowserAnswer.Read(outcome.Code, outcome.What, $"{outcome.Why} {outcome.Remedy}", addresses.HelpdeskSystemEmails);
    }

    private async Task<BrowserAnswer> TooLateAsync(LinkAttemptRow row, CancellationToken cancellation)
    {
        var expired = row.UsedAt is null && row.EndedAt is null && row.ExpiresAt <= time.GetUtcNow();
        await audit.WriteAsync(row.SystemEmailId, row.Admin, "callback_refused", $"attempt {row.Id}: {(expired ? "more than ten minutes old" : "came a second time")}", cancellation);
        return expired
            ? Back(row)
            : new BrowserAnswer.Read(
                "state_used",
                "This sign-in was already finished",
                "Its answer came a second time, for example because the page was reloaded, and was not used again. Its outcome is shown at the system email.",
                addresses.Return(row.ReturnTo, row.Id));
    }

    private BrowserAnswer.Return Back(LinkAttemptRow row) => new(addresses.Return(row.ReturnTo, row.Id));
}
