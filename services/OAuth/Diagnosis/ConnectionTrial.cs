using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Diagnosis;

/// <summary>
/// Signs in to both servers of a system email as Fetch and Reply would, opens the folder for reading only, and says step by step what was seen. Nothing is changed and nothing is sent. What it
/// finds is also what the system email's health then says.
/// </summary>
public sealed class ConnectionTrial(TokenKeeper keeper, MailOpening opening, SecretSeal seal, NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Tries both directions side by side; at most about a minute.</summary>
    public async Task<ConnectionTest> RunAsync(SystemEmail email, CancellationToken cancellation)
    {
        var sides = new[] { (Direction: MailDirection.Receiving, email.Receiving?.Server), (Direction: MailDirection.Sending, email.Sending?.Server) }.Where(side => side.Server is not null).ToList();
        var secrets = new List<(string? Secret, TestStep Step)>();
        foreach (var (direction, _) in sides)
        {
            secrets.Add(await SecretAsync(email, direction, cancellation));
        }

        var tries = sides.Zip(secrets).Select(pair => pair.Second.Secret is { } secret
            ? TryAsync(email, pair.First.Direction, pair.First.Server!, secret, cancellation)
            : Task.FromResult(TrialSteps.Skipped(pair.First.Direction)));
        // Where both sides are shown the same there is one thing to say of it.
        var credentials = secrets.Select(pair => pair.Step).OrderBy(step => step.Outcome == TestOutcome.Passed).DistinctBy(step => step.What, StringComparer.Ordinal);
        TestStep[] steps = [.. credentials, .. (await Task.WhenAll(tries)).SelectMany(side => side)];
        return new ConnectionTest(time.GetUtcNow(), steps.All(one => one.Outcome == TestOutcome.Passed), steps);
    }

    /// <summary>What the servers will be shown. A refusal that is remembered is not taken for granted: the admin may have mended its cause elsewhere.</summary>
    private async Task<(string? Secret, TestStep Step)> SecretAsync(SystemEmail email, MailDirection direction, CancellationToken cancellation)
    {
        if (email.SignIn == SignInWay.Password)
        {
            return email.Password is not { } stored ? (null, Credential(TestOutcome.Failed, "No password is stored.", "Fill in the mailbox's password."))
                : seal.TryOpenText(SealedUse.Password, email.Id, stored) is { } password ? (password, Credential(TestOutcome.Passed, "A password is stored."))
                : (null, Credential(TestOutcome.Failed, UnreadableSecret.Explanation.What, UnreadableSecret.Explanation.Remedy));
        }

        var purpose = direction == MailDirection.Receiving ? CredentialPurpose.Receive : CredentialPurpose.Send;
        var answer = await keeper.GetAsync(email, purpose, null, new TokenNeed.Use(), cancellation);
        if (answer is TokenAnswer.Refused)
        {
            answer = await keeper.GetAsync(email, purpose, null, new TokenNeed.TryNow(), cancellation);
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
            var seen = direction == MailDirection.Receiving
                ? await opening.OpenReceivingAsync(email, secret, log, cancellation)
                : await opening.OpenSendingAsync(email, secret, log, cancellation);
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
