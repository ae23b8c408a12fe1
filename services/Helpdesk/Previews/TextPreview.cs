using System.Text;
using HelpdeskMail.Helpdesk.MailStore;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>The letters of a file that is text, as far as one would read them in a page.</summary>
public sealed class TextPreview
{
    private const int Longest = 200_000;

    /// <summary>The beginning of the file; null when the MailStore does not have it. Bytes that are no UTF-8 or UTF-16 are read as Windows-1252.</summary>
    public async Task<string?> ReadAsync(string content, MailStoreClient mailStore, CancellationToken cancellation)
    {
        using var bytes = await mailStore.OpenBlobAsync(content, cancellation);
        if (bytes is null)
        {
            return null;
        }

        var head = new byte[Longest];
        var length = await bytes.Stream.ReadAtLeastAsync(head, Longest, throwOnEndOfStream: false, cancellation);
        return DatabaseText.Clean(Decode(head.AsSpan(0, length))) + (length == Longest ? "\n[…]" : "");
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(new byte[] { 0xFF, 0xFE }))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes.StartsWith(new byte[] { 0xFE, 0xFF }))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        // The cut may fall into a letter of several bytes.
        var whole = bytes.Length == Longest ? bytes[..^4] : bytes;
        return System.Text.Unicode.Utf8.IsValid(whole) ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').TrimEnd('\uFFFD')
            : CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
    }
}
