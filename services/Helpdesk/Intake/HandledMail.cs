using HelpdeskMail.Contracts.Mail;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A mail of which it is decided what becomes of it.</summary>
/// <param name="Receipt">Where it came from.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Sender">Address that it is from; empty for none.</param>
/// <param name="Subject">Its subject.</param>
internal sealed record HandledMail(MailReceipt Receipt, IntakeOutcome Outcome, string Sender, string Subject)
{
    /// <summary>Digest by which it is known though its words were changed on the way; null for none.</summary>
    public string? Twin { get; init; }

    public static HandledMail Of(IntakeJob job, IntakeOutcome outcome) => new(job.Receipt, outcome, job.Mail.Author.Address, job.Mail.Subject) { Twin = job.Mail.Twin };
}
