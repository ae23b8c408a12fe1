using HelpdeskMail.MailStore.Contents;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>Whether two mails are one, into which its server has written a note of its own since: servers that keep a mailbox in one file do so once a message was read.</summary>
internal static class RewrittenMail
{
    /// <summary>The most by which such notes change the size of a mail.</summary>
    public const int MostNotes = 4096;

    private static readonly HashSet<string> Notes = new(
        ["Status", "X-Status", "X-Keywords", "X-UID", "X-UIDL", "X-IMAP", "X-IMAPbase", "X-Mozilla-Status", "X-Mozilla-Status2", "Content-Length", "Lines"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a stored mail and one that was read are the same.</summary>
    public static bool IsSame(EncodedChunk stored, EncodedChunk read)
    {
        try
        {
            return IsSame(ChunkEncoding.Decode(stored.Encoding, stored.Bytes, stored.Size), ChunkEncoding.Decode(read.Encoding, read.Bytes, read.Size));
        }
        catch (ContentDamagedException)
        {
            // What is damaged is no reason not to keep what is sound.
            return false;
        }
    }

    /// <summary>Whether they have the same body, and the same header apart from such notes.</summary>
    private static bool IsSame(ReadOnlySpan<byte> mail, ReadOnlySpan<byte> other)
    {
        while (true)
        {
            var line = NextLine(ref mail);
            var otherLine = NextLine(ref other);
            if (!line.SequenceEqual(otherLine))
            {
                return false;
            }

            if (line.TrimEnd("\r\n"u8).IsEmpty)
            {
                return mail.SequenceEqual(other);
            }
        }
    }

    /// <summary>The next line of the header that is no note, nor goes one on; empty at the end.</summary>
    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> mail)
    {
        var isNote = false;
        while (true)
        {
            var end = mail.IndexOf((byte)'\n');
            var line = end < 0 ? mail : mail[..(end + 1)];
            isNote = line is [(byte)' ' or (byte)'\t', ..] ? isNote : IsNote(line);
            if (!isNote)
            {
                mail = mail[line.Length..];
                return line;
            }

            mail = mail[line.Length..];
        }
    }

    private static bool IsNote(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        return colon > 0 && Notes.Contains(System.Text.Encoding.ASCII.GetString(line[..colon]).TrimEnd());
    }
}
