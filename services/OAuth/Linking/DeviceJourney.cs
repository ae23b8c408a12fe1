using System.Security.Cryptography;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>
/// A sign-in by device code (RFC 8628): the page shows a code, somebody enters it at the provider's page in any browser, and the provider is asked at its own pace whether they are done: by whoever looks at the page, and by
/// a job where nobody does. The code lies sealed in the attempt's row, so a replica that dies takes nothing with it.
/// </summary>
internal sealed class DeviceJourney(
    NpgsqlDataSource database, LinkAttemptTable attempts, SystemEmailTable emails, OAuth2Client client, LinkFinish finish, SecretSeal seal, AuditTrail audit, PublicAddresses addresses, TimeProvider time)
{
    /// <summary>Begins an attempt; the provider may refuse it, and then the attempt has ended already.</summary>
    public async Task<LinkStarted> BeginAsync(SystemEmail email, string returnTo, ActingAdmin admin, CancellationToken cancellation)
    {
        var id = Guid.NewGuid();
        var (codes, refused) = await client.BeginDeviceAsync(email, cancellation);
        var now = time.GetUtcNow();
        var row = new LinkAttemptRow
        {
            Id = id,
            SystemEmailId = email.Id,
            Mailbox = email.Address,
            ClientId = email.Application!.ClientId,
            TokenEndpoint = email.Application.TokenEndpoint,
            ReturnTo = returnTo,
            AdminId = admin.Id,
            AdminName = admin.Name,
            StartHash = RandomText.Hash(RandomText.Next()),
            StartedAt = now,
            OpenedAt = now,
            ExpiresAt = now + (codes?.Life ?? TimeSpan.Zero),
            DeviceCode = codes is null ? null : seal.Seal(SealedUse.DeviceCode, id, codes.DeviceCode),
            UserCode = codes?.UserCode,
            DeviceAddress = codes?.Address,
            PollAt = codes is null ? null : now + codes.Pause,
            PollPause = codes is null ? null : (int)codes.Pause.TotalSeconds,
        };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LinkAttemptTable.AddAsync(connection, row, cancellation);
        await audit.WriteAsync(connection, email.Id, admin, "link_started", $"attempt {id}: device code");
        if (refused is not null)
        {
            await LinkAttemptTable.EndAsync(connection, id, LinkOutcome.Failed(refused.Explanation, providerAnswer: refused.ProviderAnswer), now, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return new LinkStarted(id, addresses.Return(returnTo, id), row.ExpiresAt);
    }

    /// <summary>Asks the provider, if it is time to.</summary>
    public async Task PollAsync(Guid id, CancellationToken cancellation)
    {
        if (await attempts.ClaimPollAsync(id, time.GetUtcNow(), cancellation) is not { } row)
        {
            return;
        }

        if (await emails.FindAsync(row.SystemEmailId, cancellation) is not { } email || !LinkFinish.IsAsBegun(email, row) || TokenProfiles.Of(email) is not [var profile, ..])
        {
            await finish.FailAsync(row, LinkOutcome.Failed(LinkFinish.SettingsChanged));
            return;
        }

        if (seal.TryOpenText(SealedUse.DeviceCode, row.Id, row.DeviceCode!) is not { } code)
        {
            await finish.FailAsync(row, LinkOutcome.Failed(UnreadableSecret.Explanation with { Remedy = "Start again." }));
            return;
        }

        // From here on whoever looks may leave: the code is spent when it is granted.
        switch (await AskAsync(email, profile, code))
        {
            case DeviceAnswer.Waiting { SlowDown: true }:
                await attempts.SlowDownAsync(id, CancellationToken.None);
                break;
            case DeviceAnswer.Ended { Answer: var answer } when await attempts.TakeAsync(id, time.GetUtcNow(), CancellationToken.None) is { } taken:
                await finish.EndAsync(taken, () => finish.FinishAsync(taken, email, profile, Refine(answer)));
                break;
        }
    }

    private async Task<DeviceAnswer> AskAsync(SystemEmail email, TokenProfile profile, string code)
    {
        try
        {
            return await client.PollDeviceAsync(email, profile, code, CancellationToken.None);
        }
        catch (CryptographicException)
        {
            return new DeviceAnswer.Ended(new SignInAnswer.Refused(UnreadableSecret.Explanation, null));
        }
    }

    /// <summary>Ends that only device codes have (RFC 8628 section 3.5, and Microsoft's words for them).</summary>
    private static SignInAnswer Refine(SignInAnswer answer) => answer is SignInAnswer.Refused refused
        ? refused with
        {
            Explanation = refused.ProviderAnswer?.Split(':')[0] switch
            {
                "expired_token" or "code_expired" => new("device_code_expired", Mender.SigningIn, "The code was not entered in time, so nothing was linked.", null, "Start again and enter the new code within the time shown."),
                "authorization_declined" or "access_denied" => new(
                    "device_code_declined", Mender.SigningIn, "Whoever entered the code declined the sign-in, so nothing was linked.", null, "Start again and accept on the provider's page; if an administrator has to consent, open the admin consent page first."),
                "bad_verification_code" => new("device_code_unknown", Mender.SigningIn, "The provider does not know the code any more.", null, "Start again."),
                _ => refused.Explanation,
            },
        }
        : answer;
}
