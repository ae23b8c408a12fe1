using System.Diagnostics;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>A message that the cursor may pass: it is stored, or listed with its reason.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ReceiptId">Its receipt in the MailStore; null when even its failure could not be listed there.</param>
/// <param name="Failure">Why it was passed over; null when it is stored.</param>
/// <param name="RetryByItself">Whether a passed-over message is tried again without anybody's doing.</param>
/// <param name="Trace">The trace of this message, ended once it is announced; null when nobody collects traces.</param>
internal sealed record SettledMessage(MessageKey Key, long? ReceiptId, string? Failure, bool RetryByItself, Activity? Trace);
