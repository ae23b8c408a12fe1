using System.Diagnostics;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>A message that the cursor may pass: it is stored, listed with its reason, or older than what is wanted.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ReceiptId">Its receipt in the MailStore; null when even its failure could not be listed there, and for one that is not wanted.</param>
/// <param name="Failure">Why it was passed over; null when it is stored or not wanted.</param>
/// <param name="RetryByItself">Whether a passed-over message is tried again without anybody's doing.</param>
/// <param name="Trace">The trace of this message, ended once it is announced; null when nobody collects traces.</param>
internal sealed record SettledMessage(MessageKey Key, long? ReceiptId, string? Failure, bool RetryByItself, Activity? Trace)
{
    /// <summary>When its server received it; null where that is not known.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Whether the MailStore did not have it yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>Its size where that is why it was passed over; null otherwise.</summary>
    public long? TooLarge { get; init; }

    /// <summary>Whether it lies in the MailStore whole.</summary>
    public bool IsStored => Failure is null && ReceiptId is not null;

    /// <summary>Whether it is one to be fetched: anything but left alone.</summary>
    public bool IsWanted => ReceiptId is not null || Failure is not null;

    /// <summary>One that is left alone, since it is older than what is wanted.</summary>
    public static SettledMessage NotWanted(MessageKey key) => new(key, ReceiptId: null, Failure: null, RetryByItself: false, Trace: null);
}
