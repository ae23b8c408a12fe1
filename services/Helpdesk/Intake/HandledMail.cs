using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Mail.Mime;

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

    /// <summary>One that is not read as others are: by what people know it is all that is taken of its bytes, or of its header alone.</summary>
    public static HandledMail OfHead(MailReceipt receipt, IntakeOutcome outcome, ReadOnlyMemory<byte> bytes)
    {
        var message = MimeMessage.Parse(bytes);
        return new HandledMail(receipt, outcome, DatabaseText.OneLine((message.From is [var from, ..] ? from : null)?.Address, 320), DatabaseText.OneLine(message.Subject, 500));
    }

    public static HandledMail Of(IntakeJob job, IntakeOutcome outcome) => new(job.Receipt, outcome, job.Mail.Author.Address, job.Mail.Subject) { Twin = job.Mail.Twin };
}
