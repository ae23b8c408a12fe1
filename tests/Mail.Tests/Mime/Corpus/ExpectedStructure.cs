using System.Text;
using System.Xml;
using System.Xml.Linq;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime.Corpus;

/// <summary>Compares a message with the tree that Mime4j's NAME_decoded.xml describes and with the decoded parts beside it.</summary>
internal static class ExpectedStructure
{
    /// <summary>Every difference in one line of words; none when the reader agrees.</summary>
    public static IReadOnlyList<string> Differences(MimeMessage message, string xmlFile)
    {
        var differences = new List<string>();
        var reader = XmlReader.Create(xmlFile, new() { CheckCharacters = false });
        using (reader)
        {
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            Compare(message.Root, document.Root!, "1", Path.GetDirectoryName(xmlFile)!, differences);
        }

        return differences;
    }

    private static void Compare(MimePart part, XElement expected, string place, string folder, List<string> differences)
    {
        CompareFields(part, expected.Element("header")!, place, differences);
        if (expected.Element("multipart") is { } multipart)
        {
            var parts = multipart.Elements("body-part").ToList();
            if (!part.ContentType.IsMultipart || part.Children.Count != parts.Count)
            {
                differences.Add($"{place}: {part.Children.Count} parts in {part.ContentType} instead of {parts.Count}");
                return;
            }

            for (var i = 0; i < parts.Count; i++)
            {
                Compare(part.Children[i], parts[i], $"{place}_{i + 1}", folder, differences);
            }

            ComparePadding(part.RawPreamble, multipart.Element("preamble"), $"{place} preamble", differences);
            ComparePadding(part.RawEpilogue, multipart.Element("epilogue"), $"{place} epilogue", differences);
        }
        else if (expected.Element("message") is { } message)
        {
            if (part.Message is null)
            {
                differences.Add($"{place}: no message in {part.ContentType}");
            }
            else
            {
                Compare(part.Message.Root, message, $"{place}_1", folder, differences);
            }
        }
        else if ((expected.Element("text-body") ?? expected.Element("binary-body")) is { } body)
        {
            var file = Path.Combine(folder, body.Attribute("name")!.Value);
            if (!Same(part.DecodedBody().Span, File.ReadAllBytes(file)))
            {
                differences.Add($"{place}: {part.DecodedBody().Length} bytes differ from {body.Attribute("name")!.Value}");
            }
        }
    }

    private static void CompareFields(MimePart part, XElement header, string place, List<string> differences)
    {
        var expected = header.Elements("field").Select(field => OneSpace(field.Value)).ToList();
        var actual = part.Headers.Select(field => OneSpace(Encoding.Latin1.GetString(part.Raw.Span[(field.Offset - part.Offset)..FieldEnd(part, field)]))).ToList();
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var (left, right) = (actual.ElementAtOrDefault(i), expected.ElementAtOrDefault(i));
            if (left != right)
            {
                differences.Add($"{place}: field {i + 1} is «{left}» instead of «{right}»");
                return;
            }
        }
    }

    private static int FieldEnd(MimePart part, HeaderField field) =>
        field.Offset - part.Offset + field.ToString().Length > part.Raw.Length ? part.Raw.Length : EndOfValue(part, field);

    private static int EndOfValue(MimePart part, HeaderField field)
    {
        var start = field.Offset - part.Offset;
        var colon = part.Raw.Span[start..].IndexOf((byte)':');
        return start + colon + 1 + field.RawValue.Length;
    }

    private static void ComparePadding(ReadOnlyMemory<byte> actual, XElement? expected, string place, List<string> differences)
    {
        var text = Encoding.Latin1.GetString(actual.Span);
        if (OneSpace(text) != OneSpace(expected?.Value ?? ""))
        {
            differences.Add($"{place}: «{text}» instead of «{expected?.Value}»");
        }
    }

    /// <summary>Line ends are normalised in the expected files, and a byte beyond ASCII stands there as it happened to be decoded.</summary>
    private static string OneSpace(string text)
    {
        var words = text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(string.Join(' ', words).Where(c => c < 0x80));
    }

    private static bool Same(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected) =>
        Encoding.Latin1.GetString(actual).Replace("\r\n", "\n", StringComparison.Ordinal) == Encoding.Latin1.GetString(expected).Replace("\r\n", "\n", StringComparison.Ordinal);
}
