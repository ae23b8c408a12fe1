namespace HelpdeskMail.Mail.Mime.Structure;

/// <summary>
/// Finds the fields of one header and where its body begins (RFC 5322 section 2.2), in one walk. Headers that end without an empty
/// line, lines that are no fields and lines of an mbox file are understood, so that no text of the body is lost to them.
/// </summary>
internal ref struct HeaderReader(ReadOnlyMemory<byte> source, BoundaryScanner boundaries, MimeLimits limits, DefectLog defects, List<HeaderSlot> slots)
{
    private readonly ReadOnlySpan<byte> bytes = source.Span;
    private bool blankBefore;
    private int largest;

    /// <summary>Where the body begins.</summary>
    public int BodyStart { get; private set; }

    /// <summary>The delimiter that cut the header off, if one did.</summary>
    public Delimiter? CutOff { get; private set; }

    /// <summary>Reads from <paramref name="start"/>. Fields are left in the list that was given.</summary>
    /// <param name="start">First byte of the header.</param>
    /// <param name="isMessage">Whether this is the header of a message and not of a part.</param>
    public void Read(int start, bool isMessage)
    {
        var position = isMessage ? AfterEmptyLines(start) : start;
        var tooLarge = false;
        largest = (int)Math.Min(position + (long)limits.HeaderBytes, int.MaxValue);
        while (position < bytes.Length)
        {
            var first = bytes[position];
            if (AfterEmptyLine(position) is > 0 and var body)
            {
                BodyStart = body;
                return;
            }

            if (first == '-' && boundaries.TryMatch(position, out var delimiter))
            {
                defects.Add(MimeDefectKind.HeaderEnd, position, "A header is cut off by the line that separates parts.");
                (BodyStart, CutOff) = (position, delimiter);
                return;
            }

            var end = LineEnd(position, out var next);
            var skip = tooLarge;
            if (!tooLarge && end > largest)
            {
                tooLarge = true;
                skip = position > largest;
                defects.Add(MimeDefectKind.HeaderTooLarge, position, $"The header is larger than {limits.HeaderBytes} bytes; what comes after that was skipped.");
            }

            if (!TakeLine(position, end, next, skip, isMessage))
            {
                BodyStart = position;
                return;
            }

            position = next;
        }

        BodyStart = bytes.Length;
        if (slots.Count > 0 && isMessage && start > 0)
        {
            defects.Add(MimeDefectKind.HeaderEnd, bytes.Length, "The input ends within a header.");
        }
    }

    /// <summary>Takes one line; false when it belongs to the body.</summary>
    private bool TakeLine(int start, int end, int next, bool skip, bool isMessage)
    {
        if (bytes[start] is (byte)' ' or (byte)'\t')
        {
            return TakeContinuation(start, end, skip);
        }

        if (TryField(start, end, out var slot))
        {
            blankBefore = false;
            if (!skip)
            {
                slots.Add(slot);
            }

            return true;
        }

        if (slots.Count == 0 && isMessage && IsEnvelope(start))
        {
            defects.Add(MimeDefectKind.EnvelopeLine, start, "The message starts with the «From» line of an mbox file.");
            return true;
        }

        if (BelongsToHeader(next, isMessage))
        {
            defects.Add(MimeDefectKind.HeaderLine, start, "A line in the header is neither a field nor the continuation of one; it was skipped.");
            return true;
        }

        defects.Add(MimeDefectKind.HeaderEnd, start, "The header has no empty line after it; the first line that cannot be a field starts the body.");
        return false;
    }

    private bool TakeContinuation(int start, int end, bool skip)
    {
        blankBefore = bytes[start..end].Trim(" \t\r"u8).IsEmpty;
        if (slots.Count == 0)
        {
            defects.Add(MimeDefectKind.HeaderLine, start, "The header begins with a continuation line; it was skipped.");
        }
        else if (!skip)
        {
            slots[^1] = slots[^1] with { End = Math.Min(end, Math.Max(largest, slots[^1].ValueStart)) };
        }

        return true;
    }

    private readonly bool TryField(int start, int end, out HeaderSlot slot)
    {
        slot = default;
        var line = bytes[start..end];
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        // RFC 5322 section 4.5.8: blanks before the colon are obsolete, not wrong.
        var name = line[..colon];
        name = name[^1] is (byte)' ' or (byte)'\t' ? name.TrimEnd(" \t"u8) : name;
        if (name.IsEmpty || name.IndexOfAnyExceptInRange((byte)33, (byte)126) >= 0)
        {
            return false;
        }

        slot = new(start, name.Length, start + colon + 1, Math.Min(end, Math.Max(largest, start + colon + 1)));
        return true;
    }

    /// <summary>Programs that pipe mail about leave empty lines before it: a field that mail begins with shows that the header is still to come.</summary>
    private readonly int AfterEmptyLines(int start)
    {
        var position = start;
        while (position < bytes.Length && AfterEmptyLine(position) is > 0 and var next)
        {
            position = next;
        }

        if (position == start || position == bytes.Length || !TryField(position, LineEnd(position, out _), out var field) || !KnownFieldNames.Contains(bytes.Slice(field.Start, field.NameLength)))
        {
            return start;
        }

        defects.Add(MimeDefectKind.HeaderLine, start, "Empty lines stand before the header; they were skipped.");
        return position;
    }

    /// <summary>Where the next line starts when this one is empty, else 0. Copying through text files makes «CR CR LF» of line ends.</summary>
    private readonly int AfterEmptyLine(int position)
    {
        while (position < bytes.Length && bytes[position] == '\r')
        {
            position++;
        }

        return position < bytes.Length && bytes[position] == '\n' ? position + 1 : 0;
    }

    private readonly bool IsEnvelope(int start) => bytes[start..].StartsWith("From "u8) || bytes[start..].StartsWith(">From "u8);

    /// <summary>Whether a line that is no field stands within a header: judged by the line after it.</summary>
    private readonly bool BelongsToHeader(int next, bool isMessage)
    {
        if (blankBefore || next >= bytes.Length)
        {
            return false;
        }

        var end = LineEnd(next, out _);
        if (slots.Count == 0)
        {
            return isMessage && TryField(next, end, out var known) && KnownFieldNames.Contains(bytes.Slice(known.Start, known.NameLength));
        }

        return AfterEmptyLine(next) > 0 || bytes[next] is (byte)' ' or (byte)'\t' || TryField(next, end, out _);
    }

    private readonly int LineEnd(int start, out int next)
    {
        var length = bytes[start..].IndexOf((byte)'\n');
        next = length < 0 ? bytes.Length : start + length + 1;
        var end = length < 0 ? bytes.Length : start + length;
        return end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }
}
