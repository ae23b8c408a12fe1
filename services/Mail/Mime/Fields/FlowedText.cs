using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>Undoes format=flowed (RFC 3676): joins soft-broken lines of the same quote depth and takes space-stuffing off.</summary>
public static class FlowedText
{
    /// <summary>The text with paragraphs on one line each. Quoted lines keep one «&gt;» for each level and a blank.</summary>
    /// <param name="text">Decoded text with CRLF or LF line ends; the result has LF.</param>
    /// <param name="delSp">Whether the parameter DelSp=yes was given: the blank that marks a soft break is removed.</param>
    public static string Unflow(string text, bool delSp = false)
    {
        var result = new StringBuilder(text.Length);
        var openDepth = -1;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range).TrimEnd('\r');
            var depth = line.IndexOfAnyExcept('>');
            depth = depth < 0 ? line.Length : depth;
            line = line[depth..];
            if (line.StartsWith(" "))
            {
                line = line[1..];
            }

            // «-- » ends in a blank but is never soft (section 4.3).
            var signature = line is "-- ";
            var soft = !signature && line.EndsWith(" ");
            if (openDepth != depth || signature)
            {
                Start(result, range.Start.Value > 0, depth);
            }

            result.Append(soft && delSp ? line[..^1] : line);
            openDepth = soft ? depth : -1;
        }

        return result.ToString();
    }

    private static void Start(StringBuilder result, bool notFirst, int depth)
    {
        if (notFirst)
        {
            result.Append('\n');
        }

        if (depth > 0)
        {
            result.Append('>', depth).Append(' ');
        }
    }
}
