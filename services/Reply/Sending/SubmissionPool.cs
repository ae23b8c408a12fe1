using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// Keeps connections for the next reply of the same mailbox: for 20 seconds, for 20 messages, and not beyond their access token. A changed system email
/// gets new ones.
/// </summary>
internal sealed class SubmissionPool(OAuthClient oauth, ISubmissionConnector connector, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan GoodBye = TimeSpan.FromSeconds(5);
    private const int MessagesLimit = 20;

    private readonly Lock gate = new();
    private readonly List<(RentedSubmission Rented, long Since)> idle = [];

    /// <summary>A connection for the mailbox.</summary>
    /// <param name="email">The mailbox.</param>
    /// <param name="fresh">True to make a new one.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="MailFailureException">The server does not let us.</exception>
    /// <exception cref="MailboxTroubleException">There is no credential.</exception>
    public async Task<RentedSubmission> RentAsync(SystemEmailSettings email, bool fresh, CancellationToken cancellation)
    {
        if (!fresh && TakeIdle(email) is { } rented)
        {
            return rented;
        }

        var credential = await oauth.GetCredentialAsync(email.Id, CredentialPurpose.Send, rejected: null, cancellation);
        try
        {
            return new RentedSubmission(email, await connector.ConnectAsync(email, credential, cancellation), credential.ExpiresAt, 0);
        }
        catch (MailFailureException exception) when (IsTokenRefused(exception) && credential.ExpiresAt is { } rejected)
        {
            credential = await oauth.GetCredentialAsync(email.Id, CredentialPurpose.Send, rejected, cancellation);
            return new RentedSubmission(email, await connector.ConnectAsync(email, credential, cancellation), credential.ExpiresAt, 0);
        }
    }

    /// <summary>Gives a connection back after a message, to be kept or closed. Nobody waits for a server's good-bye.</summary>
    public void Return(RentedSubmission rented)
    {
        var used = rented with { Messages = rented.Messages + 1 };
        if (used.Submission.IsUsable && used.Messages < MessagesLimit && !(used.EndsAt - BeforeExpiry < time.GetUtcNow()))
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

    private RentedSubmission? TakeIdle(SystemEmailSettings email)
    {
        lock (gate)
        {
            var at = idle.FindLastIndex(kept =>
                kept.Rented.Email.Id == email.Id && kept.Rented.Email.Revision == email.Revision && kept.Rented.Submission.IsUsable && time.GetElapsedTime(kept.Since) <= IdleLimit);
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

    private static bool IsTokenRefused(MailFailureException exception) =>
        exception.Failure.Kind is MailFailureKind.AccessTokenExpired or MailFailureKind.AccessTokenRefused;
}
