using HelpdeskMail.Mail.Mime.Structure;

namespace HelpdeskMail.Mail.Mime.Reports;

/// <summary>Reads bodies that are groups of fields with empty lines between (RFC 3464 section 2.1).</summary>
internal static class FieldGroups
{
    public static List<HeaderList> Read(ReadOnlyMemory<byte> body, MimeLimits limits)
    {
        var groups = new List<HeaderList>();
        var boundaries = new BoundaryScanner(body);
        var slots = new List<HeaderSlot>();
        var position = 0;
        while (position < body.Length && groups.Count < limits.Parts)
        {
            slots.Clear();
            var reader = new HeaderReader(body, boundaries, limits, new DefectLog(0), slots);
            reader.Read(position, isMessage: false);
            if (slots.Count > 0)
            {
                groups.Add(new(body, [.. slots]));
            }

            position = reader.BodyStart > position ? reader.BodyStart : AfterLine(body.Span, position);
        }

        return groups;
    }

    private static int AfterLine(ReadOnlySpan<byte> body, int position)
    {
        var end = body[position..].IndexOf((byte)'\n');
        return end < 0 ? body.Length : position + end + 1;
    }
}
