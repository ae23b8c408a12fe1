using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>One answer, its head taken apart. Its memory is the connection's buffer and valid until the next read.</summary>
/// <param name="Kind">Which kind of answer.</param>
/// <param name="Tag">Tag of a tagged answer.</param>
/// <param name="Number">Number before the name: <c>* 5 EXISTS</c>; null for none.</param>
/// <param name="Name">Name of an untagged answer as sent.</param>
/// <param name="Rest">What follows.</param>
/// <param name="Literal">Size of a message literal that comes next on the wire; null when the answer is complete.</param>
internal readonly record struct ImapLine(ImapLineKind Kind, string Tag, uint? Number, ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Rest, long? Literal)
{
    public bool IsFetch => Kind is ImapLineKind.Untagged && Number is not null && Is("FETCH"u8);

    /// <summary>Takes the head apart.</summary>
    /// <exception cref="ImapSyntaxException">It has none.</exception>
    public static ImapLine Parse(ReadOnlyMemory<byte> answer, long? literal)
    {
        var span = answer.Span;
        if (span.StartsWith("+"u8))
        {
            return new(ImapLineKind.Continuation, "", null, default, answer[1..], literal);
        }

        if (IsExchangeBareResponseCode(span))
        {
            return new(ImapLineKind.Noise, "", null, default, answer, literal);
        }

        if (span.Trim(" \t"u8).IsEmpty)
        {
            // Some servers put an empty line behind a literal or between two answers.
            return new(ImapLineKind.Noise, "", null, default, answer, literal);
        }

        var space = span.IndexOf((byte)' ');
        if (space <= 0)
        {
            throw new ImapSyntaxException("an answer without a tag");
        }

        if (IsTaggedContinuation(span[(space + 1)..]))
        {
            return new(ImapLineKind.Continuation, "", null, default, answer[(space + 2)..], literal);
        }

        if (span[0] != '*' || space != 1)
        {
            return new(ImapLineKind.Tagged, Encoding.Latin1.GetString(span[..space]), null, default, answer[(space + 1)..], literal);
        }

        var rest = Spaced(answer[2..]);
        uint? number = null;
        var word = Word(rest);
        if (uint.TryParse(word.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            number = parsed;
            rest = After(rest, word.Length);
            word = Word(rest);
        }

        return new(ImapLineKind.Untagged, "", number, word, After(rest, word.Length), literal);
    }

    public bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name.Span, name);

    /// <summary>The status of a tagged answer, or of an untagged one that is a status.</summary>
    public bool TryStatus(out ImapStatus status)
    {
        var word = Kind is ImapLineKind.Tagged ? Word(Rest) : Name;
        if (Number is null && ImapStatus.TryCondition(word.Span, out var condition))
        {
            status = ImapStatus.Read(condition, Kind is ImapLineKind.Tagged ? Rest.Span[word.Length..] : Rest.Span);
            return true;
        }

        status = new ImapStatus(ImapCondition.Bad, null, "", "");
        return false;
    }

    // Exchange sends the COPYUID of a MOVE as a line of its own without «* OK».
    private static bool IsExchangeBareResponseCode(ReadOnlySpan<byte> span) => span.StartsWith("["u8);

    // «A5 + idling»: Gromox put the tag before its go-ahead.
    private static bool IsTaggedContinuation(ReadOnlySpan<byte> rest) => rest is [(byte)'+'] or [(byte)'+', (byte)' ', ..];

    // «* 5 FETCH(FLAGS ())» and «* OK[ALERT] …» are forgiven the missing space.
    private static ReadOnlyMemory<byte> Word(ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOfAny(" (["u8);
        return end < 0 ? rest : rest[..end];
    }

    private static ReadOnlyMemory<byte> After(ReadOnlyMemory<byte> rest, int length) => Spaced(rest[length..]);

    private static ReadOnlyMemory<byte> Spaced(ReadOnlyMemory<byte> rest)
    {
        var start = rest.Span.IndexOfAnyExcept((byte)' ');
        return start < 0 ? default : rest[start..];
    }
}
