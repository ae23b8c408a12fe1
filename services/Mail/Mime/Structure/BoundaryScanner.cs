namespace HelpdeskMail.Mail.Mime.Structure;

/// <summary>
/// Walks forward over the source looking for delimiter lines of the multiparts that are open (RFC 2046 section 5.1.1). Only lines
/// that begin with two dashes are looked at, so bodies pass at the speed of a vectorised search.
/// </summary>
internal sealed class BoundaryScanner(ReadOnlyMemory<byte> source)
{
    private readonly List<byte[]> open = [];

    /// <summary>How many multiparts are open.</summary>
    public int Depth => open.Count;

    /// <summary>Once set, nothing is a delimiter any more: too many parts were found.</summary>
    public bool Stopped { get; set; }

    /// <summary>Opens a multipart; false when an enclosing one has the same boundary.</summary>
    public bool Push(byte[] boundary)
    {
        var unique = true;
        foreach (var other in open)
        {
            unique &= !other.AsSpan().SequenceEqual(boundary);
        }

        open.Add(boundary);
        return unique;
    }

    /// <summary>Closes the innermost multipart.</summary>
    public void Pop() => open.RemoveAt(open.Count - 1);

    /// <summary>The next delimiter at or after the start of a line.</summary>
    public Delimiter Next(int lineStart)
    {
        var bytes = source.Span;
        if (open.Count == 0 || Stopped)
        {
            return Delimiter.EndOfInput(bytes.Length);
        }

        while (true)
        {
            if (TryMatch(lineStart, out var delimiter))
            {
                return delimiter;
            }

            var found = bytes[lineStart..].IndexOf("\n--"u8);
            if (found < 0)
            {
                return Delimiter.EndOfInput(bytes.Length);
            }

            lineStart += found + 1;
        }
    }

    /// <summary>Whether the line is a delimiter. Where boundaries are prefixes of each other the longest one wins.</summary>
    public bool TryMatch(int lineStart, out Delimiter delimiter)
    {
        delimiter = default;
        var line = source.Span[lineStart..];
        if (!line.StartsWith("--"u8) || Stopped)
        {
            return false;
        }

        line = line[2..];
        var best = -1;
        var closes = false;
        for (var level = open.Count - 1; level >= 0; level--)
        {
            var boundary = open[level];
            if ((best < 0 || boundary.Length > open[best].Length) && line.StartsWith(boundary) && Ends(line[boundary.Length..], out var isClose))
            {
                (best, closes) = (level, isClose);
            }
        }

        if (best < 0)
        {
            return false;
        }

        var rest = line[open[best].Length..];
        var end = rest.IndexOf((byte)'\n');
        var after = end < 0 ? source.Length : source.Length - rest.Length + end + 1;
        delimiter = new(lineStart, after, best, closes);
        return true;
    }

    /// <summary>
    /// Whether a boundary is over where <paramref name="rest"/> begins. Anything that cannot be part of a boundary may follow; what
    /// could be means that the line has another, longer boundary of somebody else's.
    /// </summary>
    private static bool Ends(ReadOnlySpan<byte> rest, out bool closes)
    {
        closes = rest.StartsWith("--"u8) && (rest.Length == 2 || IsBlank(rest[2]));
        return closes || rest.IsEmpty || !IsBoundaryByte(rest[0]);
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static bool IsBoundaryByte(byte b) => char.IsAsciiLetterOrDigit((char)b) || "'()+_,-./:=?"u8.Contains(b);
}
