using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Diagnosis;

/// <summary>
/// Signs in to both servers of a system email as Fetch and Reply would, opens the folder for reading only, and says step by step what was seen. Nothing is changed and nothing is sent. What it
/// finds is also what the system email's health then says.
/// </summary>
public sealed class ConnectionTrial(TokenKeeper keeper, SecretSeal seal, NpgsqlDataSource database, TimeProvider time)
{
    private static readonly MailTimeouts Timeouts = new() { Connect = TimeSpan.FromSeconds(15), Command = TimeSpan.FromSeconds(20), Silence = TimeSpan.FromSeconds(20) };

    /// <summary>Tries both directions side by side; at most about a minute.</summary>
    public async Task<ConnectionTest> RunAsync(SystemEmail email, CancellationToken cancellation)
    {
        var (secret, step) = await SecretAsync(email, cancellation);
        var tries = new[] { (MailDirection.Receiving, email.Receiving?.Server), (MailDirection.Sending, email.Sending?.Server) }
            .Where(side => side.Item2 is not null)
            .Select(side => secret is null ? Task.FromResult(TrialSteps.Skipped(side.Item1)) : TryAsync(email, side.Item1, side.Item2!, secret, cancellation));
        TestStep[] steps = [step, .. (await Task.WhenAll(tries)).SelectMany(side => side)];
        return new ConnectionTest(time.GetUtcNow(), steps.All(one => one.Outcome == TestOutcome.Passed), steps);
    }

    /// <summary>What the servers will be shown. A refusal that is remembered is not taken for granted: the admin may have mended its cause elsewhere.</summary>
    private async Task<(string? Secret, TestStep Step)> SecretAsync(SystemEmail email, CancellationToken cancellation)
    {
        if (email.SignIn == SignInWay.Password)
        {
            return email.Password is { } password
                ? (seal.OpenText(SealedUse.Password, email.Id, password), Credential(TestOutcome.Passed, "A password is stored."))
                : (null, Credential(TestOutcome.Failed, "No password is stored.", "Fill in the mailbox's password."));
        }

        var answer = await keeper.GetAsync(email.Id, new TokenNeed.Use(), cancellation);
        if (answer is TokenAnswer.Refused)
        {
            answer = await keeper.GetAsync(email.Id, new TokenNeed.TryNow(), cancellation);
        }

        return answer switch
        {
            TokenAnswer.Ready ready => (ready.AccessToken, Credential(TestOutcome.Passed, $"The access token is good until {ready.ExpiresAt:yyyy-MM-dd HH:mm} UTC.")),
            TokenAnswer.Refused refused => (null, Credential(TestOutcome.Failed, refused.Problem.What, refused.Problem.Remedy, refused.Problem.ServerAnswer)),
            _ => (null, Credential(TestOutcome.Failed, "Nobody has signed in for this mailbox yet.", "Link it first.")),
        };
    }

    private async Task<IReadOnlyList<TestStep>> TryAsync(SystemEmail email, MailDirection direction, ServerSettings server, string secret, CancellationToken cancellation)
    {
        var log = new ProgressLog();
        try
        {
            var seen = await ReachAsync(email, direction, server, secret, log, cancellation);
            await NoteAsync(email, direction, null, cancellation);
            return TrialSteps.Passed(direction, server, seen);
        }
        catch (MailFailureException exception)
        {
            var failure = exception.Failure;
            var retryAt = failure.IsTransient ? time.GetUtcNow() + (failure.RetryAfter ?? TimeSpan.Zero) : (DateTimeOffset?)null;
            await NoteAsync(email, direction, new MailboxProblem(failure.Code, failure.What, failure.Remedy, failure.ServerAnswer, retryAt), cancellation);
            return TrialSteps.Failed(direction, server, failure, log.ServerSpoke);
        }
    }

    private static async Task<string> ReachAsync(
        SystemEmail email, MailDirection direction, ServerSettings settings, string secret, ProgressLog log, CancellationToken cancellation)
    {
        var userName = settings.UserName ?? email.Address;
        MailCredential credential = settings.SignIn == SignInMethod.AccessToken ? new MailCredential.AccessToken(userName, secret) : new MailCredential.Password(userName, secret);
        var server = TrialServer.Of(settings, Timeouts);
        if (direction == MailDirection.Receiving)
        {
            await using var mailbox = await ImapMailbox.ConnectAsync(server, credential, log: log, cancellationToken: cancellation);
            var folder = await mailbox.OpenFolderAsync(email.Receiving!.Folder, readOnly: true, cancellation);
            await mailbox.CloseAsync(cancellation);
            return $"{folder.Name} is open; it holds {folder.Exists} messages.";
        }

        await using var submission = await SmtpSubmission.ConnectAsync(server, credential, log: log, cancellationToken: cancellation);
        await submission.CloseAsync(cancellation);
        return submission.MaxMessageSize is { } size ? $"The server takes messages of up to {size / (1024 * 1024)} MB." : "The server takes messages.";
    }

    private async Task NoteAsync(SystemEmail email, MailDirection direction, MailboxProblem? problem, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await HealthBook.ObserveAsync(connection, new MailboxObserved(email.Id, direction, time.GetUtcNow(), problem), cancellation);
        await HealthBook.ReassessAsync(connection, email.Id, time.GetUtcNow(), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static TestStep Credential(TestOutcome outcome, string what, string? remedy = null, string? answer = null) =>
        new(null, "credential", "Credential", outcome, what, remedy, answer);
}
