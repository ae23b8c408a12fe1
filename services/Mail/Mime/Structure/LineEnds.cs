namespace HelpdeskMail.Mail.Mime.Structure;

/// <summary>Old Macintosh programs end lines with CR alone. Where a message has not a single LF, its CRs are read as line ends.</summary>
internal static class LineEnds
{
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> source, DefectLog defects)
    {
        if (source.Span.Contains((byte)'\n') || !source.Span.Contains((byte)'\r'))
        {
            return source;
        }

        defects.Add(MimeDefectKind.LineEnds, 0, "Lines end in CR alone.");
        var copy = source.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)'\n');
        return copy;
    }
}
