using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Tells whether two messages are one mail that came by two ways: through two of our mailboxes, or by two fetches. Their bytes differ (Received fields; Exchange
/// writes a message anew each time it is read), so what counts is Message-ID, date, sender, subject, words and files. A Message-ID alone never does: some
/// programs give the same one to everything they send. A mail without Message-ID and date is only the same as its exact bytes, since alerts repeat themselves.
/// </summary>
internal static class MailIdentity
{
    public static string Of(MimeMessage message, ReadableBody body, string content)
    {
        if (message.MessageId is null && message.Date is null)
        {
            return $"content:{content}";
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(digest, message.MessageId);
        Add(digest, message.Date?.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(digest, string.Join(',', message.From.Select(from => from.Address.ToLowerInvariant())));
        Add(digest, message.Subject?.Trim());
        AddWithoutBlanks(digest, body.Text);
        AddWithoutBlanks(digest, body.Html);
        foreach (var file in body.Files)
        {
            Add(digest, file.FileName);
            digest.AppendData(SHA256.HashData(file.Bytes().Span));
        }

        return $"mail:{Convert.ToHexStringLower(digest.GetHashAndReset())}";
    }

    /// <summary>
    /// Digest of what a mail keeps though gateways change its words, each in its own way for each recipient (links led through a scanner, a banner, a list's footer): alike in two mails that came to two of our
    /// mailboxes, it is one mail. Null for a mail without Message-ID or date.
    /// </summary>
    public static string? TwinOf(MimeMessage message)
    {
        if (message.MessageId is null || message.Date is null)
        {
            return null;
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(digest, message.MessageId);
        Add(digest, message.Date?.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(digest, string.Join(',', message.From.Select(from => from.Address.ToLowerInvariant())));
        Add(digest, SubjectText.Base(message.Subject ?? "").ToLowerInvariant());
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static void Add(IncrementalHash digest, string? part)
    {
        digest.AppendData(Encoding.UTF8.GetBytes(part ?? "\u0001"));
        digest.AppendData([0]);
    }

    private static void AddWithoutBlanks(IncrementalHash digest, string? text)
    {
        if (text is null)
        {
            Add(digest, null);
            return;
        }

        var letters = ArrayPool<char>.Shared.Rent(text.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var kept = 0;
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                letters[kept++] = c;
            }
        }

        digest.AppendData(bytes, 0, Encoding.UTF8.GetBytes(letters, 0, kept, bytes, 0));
        digest.AppendData([0]);
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<char>.Shared.Return(letters);
    }
}
