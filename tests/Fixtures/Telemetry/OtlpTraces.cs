using System.Text;

namespace HelpdeskMail.Fixtures.Telemetry;

/// <summary>Reads the few fields of OTLP's <c>ExportTraceServiceRequest</c> that tests look at (opentelemetry-proto, trace/v1/trace.proto).</summary>
internal static class OtlpTraces
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    public static List<CollectedSpan> Read(ReadOnlyMemory<byte> request)
    {
        var spans = new List<CollectedSpan>();
        foreach (var resourceSpans in Fields(request, 1))
        {
            var service = Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1))
                .Where(attribute => Text(attribute, 1) == "service.name")
                .Select(attribute => Text(Fields(attribute, 2).First(), 1))
                .FirstOrDefault("");
            foreach (var span in Fields(resourceSpans, 2).SelectMany(scope => Fields(scope, 2)))
            {
                spans.Add(new CollectedSpan(service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5), Attributes(span)));
            }
        }

        return spans;
    }

    /// <summary>Field 9 of a span: pairs of a key and a value, of which the text (field 1) is read.</summary>
    private static Dictionary<string, string> Attributes(ReadOnlyMemory<byte> span)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in Fields(span, 9))
        {
            attributes[Text(attribute, 1)] = Fields(attribute, 2).Select(value => Text(value, 1)).FirstOrDefault("");
        }

        return attributes;
    }

    private static string Hex(ReadOnlyMemory<byte> message, int field) => Convert.ToHexStringLower(Fields(message, field).FirstOrDefault().Span);

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault().Span);

    /// <summary>The length-delimited values of one field number; others are stepped over.</summary>
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int wanted)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = ReadVarint(message.Span, ref at);
            switch ((int)(tag & 7))
            {
                case Varint:
                    ReadVarint(message.Span, ref at);
                    break;
                case Fixed64:
                    at += 8;
                    break;
                case Fixed32:
                    at += 4;
                    break;
                case LengthDelimited:
                    var length = (int)ReadVarint(message.Span, ref at);
                    if ((int)(tag >> 3) == wanted)
                    {
                        found.Add(message.Slice(at, length));
                    }

                    at += length;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} does not occur in OTLP.");
            }
        }

        return found;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
