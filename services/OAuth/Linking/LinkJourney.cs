using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>
/// The way out: an admin begins on the helpdesk, the browser comes here with a key that works once, is bound to the attempt by a cookie, and is sent on to the provider with state, nonce and
/// PKCE challenge. <see cref="LinkCallback"/> is the way back.
/// </summary>
internal sealed class LinkJourney(
    NpgsqlDataSource database, LinkAttemptTable attempts, SystemEmailTable emails, SignInClients clients, SecretSeal seal, AuditTrail audit, PublicAddresses addresses, TimeProvider time)
{
    /// <summary>Time from the admin's click to the callback.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Begins an attempt for a system email that somebody signs in for.</summary>
    public async Task<LinkStarted> BeginAsync(SystemEmail email, string returnTo, ActingAdmin admin, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var key = RandomText.Next();
        var row = new LinkAttemptRow
        {
            Id = Guid.NewGuid(),
            SystemEmailId = email.Id,
            Mailbox = email.Address,
            ClientId = email.Application!.ClientId,
            TokenEndpoint = email.Application.TokenEndpoint,
            Issuer = email.Application.Details?.Issuer,
            ReturnTo = returnTo,
            AdminId = admin.Id,
            AdminName = admin.Name,
            StartHash = RandomText.Hash(key),
            StartedAt = now,
            ExpiresAt = now + Patience,
        };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LinkAttemptTable.AddAsync(connection, row, cancellation);
        await audit.WriteAsync(connection, email.Id, admin, "link_started", $"attempt {row.Id}");
        await transaction.CommitAsync(cancellation);
        return new LinkStarted(row.Id, addresses.Start(row.Id, key), row.ExpiresAt);
    }

    /// <summary>The browser comes with the key.</summary>
    public async Task<BrowserAnswer> OpenAsync(Guid id, string key, CancellationToken cancellation)
    {
        var row = await attempts.FindAsync(id, cancellation);
        if (row is null || !RandomText.Matches(key, row.StartHash) || row.OpenedAt is not null || row.EndedAt is not null || time.GetUtcNow() >= row.ExpiresAt)
        {
            return await RefuseAsync(row, cancellation);
        }

        if (await emails.FindAsync(row.SystemEmailId, cancellation) is not { SignIn: SignInWay.AuthorizationCode, Application.CanProve: true } email)
        {
            return await RefuseAsync(row, cancellation);
        }

        var (state, nonce, browser) = (RandomText.Next(), RandomText.Next(), RandomText.Next());
        try
        {
            var (page, verifier) = await clients.Of(email).SignInPageAsync(email, state, nonce, cancellation);
            var opened = await attempts.OpenAsync(
                id, row.StartHash, RandomText.Hash(state), RandomText.Hash(browser), RandomText.Hash(nonce), seal.Seal(SealedUse.Verifier, id, verifier), time.GetUtcNow(), cancellation);
            return opened ? new BrowserAnswer.SignIn(page, CookieName(id), browser) : await RefuseAsync(row, cancellation);
        }
        catch (Exception exception) when (MsalFailures.From(exception) is { } refused)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await LinkAttemptTable.EndAsync(connection, id, LinkOutcome.Failed(refused.Explanation, providerAnswer: refused.ProviderAnswer), time.GetUtcNow(), cancellation);
            return new BrowserAnswer.Return(addresses.Return(row.ReturnTo, id));
        }
    }

    /// <summary>The cookie of an attempt: one each, so that two attempts in one browser do not disturb each other.</summary>
    public static string CookieName(Guid id) => $"link_{id:N}";

    private async Task<BrowserAnswer> RefuseAsync(LinkAttemptRow? row, CancellationToken cancellation)
    {
        await audit.WriteAsync(row?.SystemEmailId, null, "start_refused", row is null ? "an attempt that does not exist" : $"attempt {row.Id}: wrong key, used before, or too late", cancellation);
        return new BrowserAnswer.Read(
            "start_refused",
            "This sign-in cannot be started",
            "The address works once and for ten minutes. Go back to the system email and choose «Link» again.",
            addresses.HelpdeskSystemEmails);
    }
}
