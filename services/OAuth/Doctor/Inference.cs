using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>What follows from both sides together, where each by itself leaves several causes open.</summary>
internal static class Inference
{
    public static void Draw(SystemEmail email, Findings both, Findings receiving, Findings sending)
    {
        Findings[] sides = [.. new[] { receiving, sending }.Where(side => side.Steps.Count > 0)];
        if (sides.All(side => side.Steps.Any(step => step.Name is StepKinds.SignedIn or StepKinds.SendingAllowed && step.Outcome == DoctorOutcome.Passed)))
        {
            // The servers have taken it, whatever it says.
            both.Revise(StepKinds.TokenContents, step => step.Outcome == DoctorOutcome.Failed ? step with { Outcome = DoctorOutcome.Warned } : step);
        }

        if (email.Receiving is not { Protocol: ReceivingProtocol.Graph } && !ExchangeCommands.NeedsFullAccess(email) && SignedIn(sending))
        {
            receiving.Revise(StepKinds.SignedIn, step => IsRefusal(step)
                ? step with { Saw = $"{step.Saw} The same account signs in for sending, so its right to the mailbox is there: {email.Receiving!.Protocol.ToString().ToUpperInvariant()} is most likely switched off for it." }
                : step);
        }

        if (email.Sending is { Protocol: SendingProtocol.Smtp } && !ExchangeCommands.NeedsFullAccess(email) && SignedIn(receiving))
        {
            sending.Revise(StepKinds.SignedIn, step => IsRefusal(step)
                ? step with { Saw = $"{step.Saw} The same account signs in for reading, so its right to the mailbox is there: SMTP AUTH is most likely switched off for it, or the token lacks SMTP.Send." }
                : step);
        }
    }

    private static bool SignedIn(Findings side) => side.Steps.Any(step => step.Name == StepKinds.SignedIn && step.Outcome == DoctorOutcome.Passed);

    private static bool IsRefusal(DoctorStep step) =>
        step.Outcome == DoctorOutcome.Failed && step.Code == "access_token_refused";
}
