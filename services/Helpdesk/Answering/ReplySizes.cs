using System.Globalization;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SystemEmails;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Tells an agent before a reply is taken that its mail server would not take it: by the limit that the server named when it was last reached (RFC 1870).</summary>
public sealed class ReplySizes(ReplyClient replies)
{
    /// <summary>Smaller mails no server refuses for their size; nobody is asked for them.</summary>
    private const long NeverTooLarge = 2_000_000;

    /// <summary>Base64 with its line ends (RFC 2045 section 6.8).</summary>
    private const double Grows = 1.37;

    /// <summary>Null when it fits, or no limit is known.</summary>
    public async Task<ReplyAnswer.Refused?> JudgeAsync(KnownSystemEmail from, IReadOnlyList<ReplyAttachment> files, string words, CancellationToken cancellation)
    {
        var size = (files.Sum(file => file.Size) * Grows) + (words.Length * 4.0);
        if (size < NeverTooLarge || await LimitAsync(from.Id, cancellation) is not { } limit || size <= limit)
        {
            return null;
        }

        return new ReplyAnswer.Refused(
            "reply_too_large",
            Translated.Of("With its files the mail has about {0} MB, and the mail server of {1} takes {2} MB.", Megabytes(size), from.Address, Megabytes(limit)),
            Translated.Of("Take files off, or share the large ones by a link."));
    }

    private static string Megabytes(double bytes) => (bytes / 1_000_000).ToString("0.#", CultureInfo.InvariantCulture);

    private async Task<long?> LimitAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        try
        {
            return (await replies.MailboxesAsync(cancellation)).FirstOrDefault(mailbox => mailbox.SystemEmailId == systemEmailId)?.MaxMessageSize;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            // The server itself says so then, when it is sent.
            return null;
        }
    }
}
