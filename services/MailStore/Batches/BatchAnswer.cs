using HelpdeskMail.Contracts.Mail;

namespace HelpdeskMail.MailStore.Batches;

/// <summary>What became of one message of a batch, in the batch's order.</summary>
/// <param name="Stored">Its receipt; null when it is refused.</param>
/// <param name="Refusal">Why it is refused and would be again; null when it is stored.</param>
internal sealed record BatchAnswer(StoredMail? Stored, string? Refusal);
