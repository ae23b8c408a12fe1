using HelpdeskMail.Contracts.Mail;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// POP3 servers that name messages by number or by time give the name of a deleted message to a later one (RFC 1939 section 7 forbids it). Such a message has other bytes than the one that was stored
/// under its name, and gets a place of its own, the same however often it is sent here. A server that writes a message slightly differently each time makes a second receipt that way; the helpdesk
/// knows it for the same mail. One that cannot be read is listed as failed in a place of its own as well, until it can be.
/// </summary>
internal static class ReusedKey
{
    private const int Digits = 16;

    /// <summary>Whether other bytes under a stored key are another message. Elsewhere a key is never given twice, and other bytes are the same message written anew.</summary>
    public static bool MayBe(MailSource source) => source == MailSource.Pop3;

    private const string NotRead = "~unread";

    /// <summary>The key under which a message is listed as failed that may be another one than the stored message whose key it has.</summary>
    public static string Unread(string key) => key + NotRead;

    /// <summary>Whether a key is one of those.</summary>
    public static bool IsUnread(string key) => key.EndsWith(NotRead, StringComparison.Ordinal);

    /// <summary>The key of the other message.</summary>
    /// <param name="key">The key both have.</param>
    /// <param name="content">SHA-256 of its bytes in hexadecimal.</param>
    public static string Of(string key, string content) => $"{key}~{content[..Digits]}";
}
