using System.Globalization;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Composing;

/// <summary>
/// A header field of our own by which a mail in the Sent folder is known whatever a provider did to its Message-ID, and in the envelope the ENVID (RFC 3461 section 4.4): nothing that tells an outsider more than that
/// it is one reply. What is sent later to those that the first mail did not reach bears the attempt's number behind it, since the first mail's copy says nothing of the second.
/// </summary>
internal static class DeliveryMark
{
    /// <summary>Name of the field.</summary>
    public const string FieldName = "X-HelpdeskMail-Delivery";

    /// <summary>The mark of a reply that nobody has got yet.</summary>
    public static string Of(Guid replyId) => replyId.ToString("N");

    /// <summary>The mark of the mail that an attempt sends.</summary>
    public static string Of(Claim claim) => Of(claim.Reply.ReplyId, claim.Recipients, claim.Attempts + 1);

    /// <summary>The mark of the mail that a row's last attempt sent.</summary>
    public static string Of(QueueRow row) => Of(row.ReplyId, row.Outcomes, row.Attempts);

    private static string Of(Guid replyId, IReadOnlyList<RecipientOutcome> before, int attempt) =>
        before.Any(outcome => outcome.Accepted) ? string.Create(CultureInfo.InvariantCulture, $"{Of(replyId)}-{attempt}") : Of(replyId);
}
