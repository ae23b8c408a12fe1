namespace HelpdeskMail.MailStore.Batches;

/// <summary>A small message of a batch, packed and hashed, waiting for the batch's transaction.</summary>
/// <param name="Head">What its sender says of it.</param>
/// <param name="Content">Its bytes; null when it is refused.</param>
/// <param name="Refusal">Why it is refused whatever happens to the others; null when it is not.</param>
internal sealed record BatchedMessage(BatchedHead Head, Contents.StagedContent? Content, string? Refusal);
