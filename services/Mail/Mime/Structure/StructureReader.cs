using System.Text;

namespace HelpdeskMail.Mail.Mime.Structure;

/// <summary>Takes a message apart into parts in one walk over its bytes; nothing is copied.</summary>
internal sealed class StructureReader
{
    private const int FarthestDelimiter = 64 * 1024;
    private const int MostGuesses = 4;

    /// <summary>In bytes. RFC 2046 section 5.1.1 allows 70, and some programs write thousands; a longer one than this, or one of several lines, is made to be looked for slowly.</summary>
    private const int LongestBoundary = 8 * 1024;

    private readonly ReadOnlyMemory<byte> source;
    private readonly ReadContext context;
    private readonly BoundaryScanner boundaries;
    private readonly List<HeaderSlot> slots = [];
    private int guesses;

    /// <summary>The delimiter that ended what was read last; the multipart around it decides what it means.</summary>
    private Delimiter current;

    public StructureReader(ReadOnlyMemory<byte> source, ReadContext context)
    {
        this.source = source;
        this.context = context;
        boundaries = new(source);
    }

    private static ReadOnlySpan<byte> FieldOfPart => "Content-"u8;

    /// <summary>Reads the whole source as one message.</summary>
    public MimePart ReadMessage(string path) => ReadEntity(0, new(null, path, 0, IsMessage: true));

    private MimePart ReadEntity(int start, Place place)
    {
        slots.Clear();
        var header = new HeaderReader(source, boundaries, context.Limits, context.Defects, slots);
        header.Read(start, place.IsMessage);
        var part = new MimePart(source, start, header.BodyStart, new(source, [.. slots]), place.Parent, place.Path, context);
        context.PartCount++;
        if (header.CutOff is { } cut)
        {
            current = cut;
            part.EndAt(header.BodyStart);
            return part;
        }

        if (context.PartCount >= context.Limits.Parts && !boundaries.Stopped)
        {
            context.Defects.Add(MimeDefectKind.TooManyParts, start, $"There are more than {context.Limits.Parts} parts; the rest was not taken apart.");
            boundaries.Stopped = true;
        }

        ReadBody(part, place);
        return part;
    }

    private void ReadBody(MimePart part, Place place)
    {
        if (!part.MayContainParts)
        {
            // A leaf: its end is all there is to find.
        }
        else if (place.Depth >= context.Limits.Nesting - context.OuterDepth)
        {
            context.Defects.Add(MimeDefectKind.TooDeep, part.BodyStart, $"Parts nest deeper than {context.Limits.Nesting} levels; what lies deeper was not opened.");
        }
        else if (part.ContentType.IsMultipart)
        {
            ReadMultipart(part, place);
            return;
        }
        else if (part.TransferEncoding == TransferEncoding.None)
        {
            var root = ReadEntity(part.BodyStart, new(null, part.PartPath, place.Depth + 1, IsMessage: true));
            part.Contain(new MimeMessage(source[part.BodyStart..], root, context));
            part.EndAt(EndBefore(current, part.BodyStart));
            return;
        }

        current = boundaries.Next(part.BodyStart);
        part.EndAt(EndBefore(current, part.BodyStart));
    }

    private void ReadMultipart(MimePart part, Place place)
    {
        var boundary = Boundary(part);
        if (boundary is null)
        {
            context.Defects.Add(MimeDefectKind.BoundaryMissing, part.Offset, "A multipart names no boundary; it was left in one piece.");
            current = boundaries.Next(part.BodyStart);
            part.EndAt(EndBefore(current, part.BodyStart));
            return;
        }

        ReadParts(part, boundary, place);
        if (part.Children.Count == 0)
        {
            ReadWithoutDelimiters(part, boundary, place);
        }
    }

    private void ReadParts(MimePart part, byte[] boundary, Place place)
    {
        if (!boundaries.Push(boundary))
        {
            context.Defects.Add(MimeDefectKind.BoundaryClash, part.Offset, "A multipart names the boundary of the one around it.");
        }

        var level = boundaries.Depth - 1;
        current = boundaries.Next(part.BodyStart);
        part.Preamble = (part.BodyStart, EndBefore(current, part.BodyStart));
        while (current.Level == level && !current.Closes)
        {
            part.Add(ReadEntity(current.After, new(part, ChildPath(part), place.Depth + 1, IsMessage: false)));
        }

        boundaries.Pop();
        if (current.Level == level)
        {
            var epilogue = current.After;
            current = boundaries.Next(epilogue);
            part.Epilogue = (epilogue, EndBefore(current, epilogue));
        }
        else if (part.Children.Count > 0)
        {
            context.Defects.Add(MimeDefectKind.BoundaryUnclosed, current.Start, "A multipart ends without its closing line; it may have been cut off.");
        }

        part.EndAt(EndBefore(current, part.BodyStart));
    }

    /// <summary>Either the multipart was encoded as a whole, which it must not be, or its boundary is not the one that was used.</summary>
    private void ReadWithoutDelimiters(MimePart part, byte[] boundary, Place place)
    {
        if (part.TransferEncoding != TransferEncoding.None && context.EncodedDepth < context.Limits.EncodedMessages)
        {
            var decoded = part.DecodedBody();
            if (decoded.Span.IndexOf(boundary) >= 0)
            {
                context.Defects.Add(MimeDefectKind.EncodedContainer, part.Offset, "A multipart is encoded as a whole.");
                new StructureReader(decoded, context.Deeper(place.Depth)).ReadPartsInto(part, boundary);
                return;
            }
        }

        context.Defects.Add(MimeDefectKind.BoundaryUnused, part.Offset, "The boundary of a multipart never occurs.");
        // Each guess reads the part again, so a message has only a few.
        if (guesses < MostGuesses && Suggested(part.RawBody.Span, beforeField: true) is { } used)
        {
            guesses++;
            ReadParts(part, used, place);
        }
    }

    private void ReadPartsInto(MimePart part, byte[] boundary)
    {
        boundaries.Push(boundary);
        current = boundaries.Next(0);
        while (current.Level == 0 && !current.Closes)
        {
            part.Add(ReadEntity(current.After, new(part, ChildPath(part), 1, IsMessage: false)));
        }
    }

    /// <summary>The boundary parameter; where it is missing, what the first line of dashes suggests.</summary>
    private byte[]? Boundary(MimePart part)
    {
        var bytes = source.Span[part.BodyStart..];
        var named = part.ContentType.Parameters["boundary"];
        if (!string.IsNullOrWhiteSpace(named) && Encoding.UTF8.GetBytes(named) is { Length: <= LongestBoundary } written && written.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') < 0)
        {
            // A boundary cannot end in a blank (RFC 2046 section 5.1.1). Where it says so, transports mostly took the blank off the delimiters.
            return named[^1] != ' ' || bytes[..Math.Min(bytes.Length, FarthestDelimiter)].IndexOf(written) >= 0 ? written : Encoding.UTF8.GetBytes(named.TrimEnd());
        }

        return Suggested(bytes, beforeField: false);
    }

    /// <summary>
    /// The boundary that the first line of dashes has. Where another one was named, which gateways change the case of or put into
    /// apostrophes, the line counts only with a field of a part below it.
    /// </summary>
    private static byte[]? Suggested(ReadOnlySpan<byte> bytes, bool beforeField)
    {
        bytes = bytes[..Math.Min(bytes.Length, 4096)];
        var start = bytes.StartsWith("--"u8) ? 0 : bytes.IndexOf("\n--"u8) + 1;
        if (start == 0 && !bytes.StartsWith("--"u8))
        {
            return null;
        }

        var line = bytes[(start + 2)..];
        var end = line.IndexOf((byte)'\n');
        if (end < 0 || (beforeField && !Ascii.EqualsIgnoreCase(line[(end + 1)..][..Math.Min(line.Length - end - 1, FieldOfPart.Length)], FieldOfPart)))
        {
            return null;
        }

        line = line[..end].TrimEnd(" \t\r"u8);
        return line.IsEmpty || line.Contains((byte)' ') ? null : line.ToArray();
    }

    /// <summary>The line break before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1).</summary>
    private int EndBefore(Delimiter delimiter, int from)
    {
        var bytes = source.Span;
        var end = delimiter.Start;
        if (delimiter.Level < 0 || end <= from)
        {
            return Math.Max(end, from);
        }

        end--;
        return end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    private static string ChildPath(MimePart parent)
    {
        var number = (parent.Children.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return parent.PartPath.Length == 0 ? number : $"{parent.PartPath}.{number}";
    }

    /// <summary>Where an entity stands.</summary>
    private readonly record struct Place(MimePart? Parent, string Path, int Depth, bool IsMessage);
}
