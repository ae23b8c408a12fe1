using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>
/// Examines a system email from its identity provider to its folders, broken or not, saved or not, and names the likely cause first. Steps come in the order in which they depend on each other, so
/// the first that fails explains those behind it. Nothing is changed in the mailbox and nothing is sent.
/// </summary>
public sealed class MailDoctor(IdentityExamination identity, CredentialExamination credentials, GraphExamination graph, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Examines; two minutes at most, usually a few seconds.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="occasion">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<DoctorReport> ExamineAsync(SystemEmail email, Occasion occasion, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        var at = time.GetUtcNow();
        var both = new Findings(null);
        await identity.ExamineAsync(email, both, limit.Token);
        var secrets = await CredentialsAsync(email, occasion, both, at, limit.Token);

        var receiving = new Findings(MailDirection.Receiving);
        var sending = new Findings(MailDirection.Sending);
        await Task.WhenAll(
            ReceiveAsync(email, secrets.GetValueOrDefault(MailDirection.Receiving), receiving, limit.Token),
            SendAsync(email, secrets.GetValueOrDefault(MailDirection.Sending), sending, limit.Token));
        Inference.Draw(email, both, receiving, sending);
        return Report(email, occasion, at, [.. both.Steps, .. receiving.Steps, .. sending.Steps]);
    }

    /// <summary>What each side's server is shown: often the same, two tokens where one side is Microsoft Graph and the other is not.</summary>
    private async Task<Dictionary<MailDirection, string?>> CredentialsAsync(SystemEmail email, Occasion occasion, Findings both, DateTimeOffset at, CancellationToken cancellation)
    {
        var secrets = new Dictionary<MailDirection, string?>();
        foreach (var sides in Sides(email).GroupBy(side => TokenProfiles.For(email, side == MailDirection.Receiving ? CredentialPurpose.Receive : CredentialPurpose.Send)?.Resource, StringComparer.Ordinal))
        {
            var secret = await credentials.FindAsync(email, sides.First(), occasion, both, cancellation);
            if (secret is not null && email.SignIn != SignInWay.Password)
            {
                TokenJudgement.Judge(both, email, TokenFacts.Read(secret), [.. sides], at);
            }
            else if (email.SignIn != SignInWay.Password)
            {
                both.NotReached([StepKinds.TokenContents], "Not tried: there is no token.");
            }

            foreach (var side in sides)
            {
                secrets[side] = secret;
            }
        }

        return secrets;
    }

    private static DoctorReport Report(SystemEmail email, Occasion occasion, DateTimeOffset at, IReadOnlyList<DoctorStep> steps)
    {
        var cause = steps.FirstOrDefault(step => step.Outcome == DoctorOutcome.Failed) ?? steps.FirstOrDefault(step => step.Outcome == DoctorOutcome.Warned);
        return new DoctorReport(
            occasion == Occasion.Draft ? null : email.Id, email.Address, at, cause?.Outcome ?? DoctorOutcome.Passed, cause, steps, ReportText.Write(email, at, cause, steps));
    }

    private static IReadOnlyList<MailDirection> Sides(SystemEmail email) =>
        [.. email.Receiving is null ? [] : new[] { MailDirection.Receiving }, .. email.Sending is null ? [] : new[] { MailDirection.Sending }];

    private async Task ReceiveAsync(SystemEmail email, string? secret, Findings findings, CancellationToken cancellation)
    {
        if (email.Receiving is { Protocol: ReceivingProtocol.Graph })
        {
            await graph.ExamineReceivingAsync(email, secret, findings, cancellation);
        }
        else if (email.Receiving is not null)
        {
            await new ReceivingExamination(email, findings, time).ExamineAsync(secret, cancellation);
        }
    }

    private async Task SendAsync(SystemEmail email, string? secret, Findings findings, CancellationToken cancellation)
    {
        if (email.Sending is { Protocol: SendingProtocol.Graph })
        {
            await graph.ExamineSendingAsync(email, secret, findings, cancellation);
        }
        else if (email.Sending is not null)
        {
            await new SendingExamination(email, findings, time).ExamineAsync(secret, cancellation);
        }
    }
}
