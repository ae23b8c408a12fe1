using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>The letters of a file that is text, as far as one would read them in a page.</summary>
public sealed class TextPreview
{
    private const int Longest = 200_000;

    /// <summary>The beginning of the file; null when the MailStore does not have it. Its charset is guessed from its bytes, as that of a mail that names none.</summary>
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
        // The cut may fall into a letter of several bytes, which would speak against UTF-8.
        if (bytes.Length == Longest)
        {
            var end = bytes.Length;
            while (end > Longest - 3 && (bytes[end - 1] & 0xC0) == 0x80)
            {
                end--;
            }

            bytes = bytes[..((bytes[end - 1] & 0xC0) == 0xC0 ? end - 1 : bytes.Length)];
        }

        return CharsetGuess.Decode(bytes, null, out _).TrimStart('\uFEFF');
    }
}
