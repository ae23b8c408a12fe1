using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
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
        var secret = await credentials.FindAsync(email, occasion, both, limit.Token);
        if (secret is not null && email.SignIn != SignInWay.Password)
        {
            TokenJudgement.Judge(both, email, TokenFacts.Read(secret), Sides(email), at);
        }
        else if (email.SignIn != SignInWay.Password)
        {
            both.NotReached([StepKinds.TokenContents], "Not tried: there is no token.");
        }

        var receiving = new Findings(MailDirection.Receiving);
        var sending = new Findings(MailDirection.Sending);
        await Task.WhenAll(ReceiveAsync(email, secret, receiving, limit.Token), SendAsync(email, secret, sending, limit.Token));
        Inference.Draw(email, both, receiving, sending);
        return Report(email, occasion, at, [.. both.Steps, .. receiving.Steps, .. sending.Steps]);
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
