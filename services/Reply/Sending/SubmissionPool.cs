using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// Keeps connections for the next reply of the same mailbox: for 20 seconds, for as many messages as the admin has chosen (<see cref="BatchSize"/>), and not beyond
/// their access token. A changed system email gets new ones.
/// </summary>
internal sealed class SubmissionPool(OAuthClient oauth, ISubmissionConnector connector, LearnedSizes sizes, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly List<(RentedSubmission Rented, long Since)> idle = [];

    /// <summary>A connection for the mailbox.</summary>
    /// <param name="email">The mailbox.</param>
    /// <param name="way">The way out.</param>
    /// <param name="fresh">True to make a new one.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="MailFailureException">The server does not let us.</exception>
    /// <exception cref="MailboxTroubleException">There is no credential.</exception>
    public async Task<RentedSubmission> RentAsync(SystemEmailSettings email, SendingSettings way, bool fresh, CancellationToken cancellation)
    {
        if (!fresh && TakeIdle(email, way) is { } rented)
        {
            return rented;
        }

        var credential = await oauth.GetCredentialAsync(email.Id, Request(email, way), cancellation);
        try
        {
            return await ConnectAsync(email, way, credential, cancellation);
        }
        catch (MailFailureException exception) when (IsTokenRefused(exception.Failure) && credential.ExpiresAt is { } rejected)
        {
            return await RentWithNewTokenAsync(email, way, rejected, exception.Failure, cancellation);
        }
    }

    /// <summary>A new connection with another access token than the one that the server has just refused; a challenge that came with the refusal is answered.</summary>
    /// <exception cref="MailFailureException">The server does not let us.</exception>
    /// <exception cref="MailboxTroubleException">There is no credential.</exception>
    public async Task<RentedSubmission> RentWithNewTokenAsync(SystemEmailSettings email, SendingSettings way, DateTimeOffset rejected, MailFailure refusal, CancellationToken cancellation)
    {
        var request = Request(email, way) with { Rejected = rejected, Claims = refusal.Claims };
        return await ConnectAsync(email, way, await oauth.GetCredentialAsync(email.Id, request, cancellation), cancellation);
    }

    /// <summary>Whether another token may help.</summary>
    public static bool IsTokenRefused(MailFailure failure) =>
        failure.Kind is MailFailureKind.AccessTokenExpired or MailFailureKind.AccessTokenRefused or MailFailureKind.ClaimsChallenge;

    /// <summary>Gives a connection back after a message, to be kept or closed. Nobody waits for a server's good-bye.</summary>
    public void Return(RentedSubmission rented)
    {
        var used = rented with { Messages = rented.Messages + 1 };
        if (used.Submission.IsUsable && used.HasRoom && !(used.EndsAt - BeforeExpiry < time.GetUtcNow()))
        {
            lock (gate)
            {
                idle.Add((used, time.GetTimestamp()));
            }
        }
        else
        {
            _ = CloseAsync(used.Submission);
        }
    }

    /// <summary>Closes connections that nobody has wanted for a while.</summary>
    public void CloseIdle()
    {
        List<(RentedSubmission Rented, long Since)> old;
        lock (gate)
        {
            old = idle.FindAll(kept => time.GetElapsedTime(kept.Since) > IdleLimit);
            idle.RemoveAll(old.Contains);
        }

        foreach (var (rented, _) in old)
        {
            _ = CloseAsync(rented.Submission);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<(RentedSubmission Rented, long Since)> all;
        lock (gate)
        {
            all = [.. idle];
            idle.Clear();
        }

        foreach (var (rented, _) in all)
        {
            await rented.Submission.DisposeAsync();
        }
    }

    private RentedSubmission? TakeIdle(SystemEmailSettings email, SendingSettings way)
    {
        lock (gate)
        {
            var at = idle.FindLastIndex(kept =>
                kept.Rented.Email.Id == email.Id && kept.Rented.Email.Revision == email.Revision && kept.Rented.Way.Protocol == way.Protocol && kept.Rented.Submission.IsUsable && time.GetElapsedTime(kept.Since) <= IdleLimit);
            if (at < 0)
            {
                return null;
            }

            var rented = idle[at].Rented;
            idle.RemoveAt(at);
            return rented;
        }
    }

    private static async Task CloseAsync(ISubmission submission)
    {
        try
        {
            using var patience = new CancellationTokenSource(GoodBye);
            await using (submission)
            {
                await submission.CloseAsync(patience.Token);
            }
        }
        catch (Exception exception) when (exception is MailFailureException or OperationCanceledException or IOException)
        {
            // What was accepted stays accepted without a good-bye.
        }
    }

    private async Task<RentedSubmission> ConnectAsync(SystemEmailSettings email, SendingSettings way, Credential credential, CancellationToken cancellation)
    {
        var submission = await connector.ConnectAsync(email, way, credential, cancellation);
        await sizes.LearnAsync(email, way, submission.MaxMessageSize, cancellation);
        return new RentedSubmission(email, way, submission, credential.ExpiresAt, 0);
    }

    /// <summary>The protocol is named where it is not the one that is set: the other way needs a token of another audience.</summary>
    private static CredentialRequest Request(SystemEmailSettings email, SendingSettings way) =>
        new(CredentialPurpose.Send) { Sending = way.Protocol == email.Sending!.Protocol ? null : way.Protocol };
}
