using System.Globalization;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>Reads what FETCH asks for (RFC 9051 section 6.4.5).</summary>
public static class FetchItemReader
{
    private static readonly Dictionary<string, string[]> Macros = new(StringComparer.Ordinal)
    {
        ["FAST"] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
        ["ALL"] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
        ["FULL"] = ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
    };

    public static IReadOnlyList<FetchItem> Read(ImapArguments arguments)
    {
        var items = new List<FetchItem>();
        if (!arguments.Take('('))
        {
            ReadOne(arguments, items);
            return items;
        }

        while (!arguments.Take(')'))
        {
            ReadOne(arguments, items);
            arguments.Take(' ');
        }

        return items;
    }

    private static void ReadOne(ImapArguments arguments, List<FetchItem> items)
    {
        var name = arguments.Atom(" ()[").ToUpperInvariant();
        if (arguments.Take('['))
        {
            items.Add(ReadSection(arguments, name));
        }
        else if (Macros.TryGetValue(name, out var macro))
        {
            items.AddRange(macro.Select(attribute => new FetchItem.Datum(attribute)));
        }
        else
        {
            items.Add(name switch
            {
                "FLAGS" or "UID" or "RFC822.SIZE" or "INTERNALDATE" or "ENVELOPE" or "BODY" or "BODYSTRUCTURE" => new FetchItem.Datum(name),
                "RFC822" => new FetchItem.Section(name, [], "", [], Peek: false, Partial: null),
                "RFC822.HEADER" => new FetchItem.Section(name, [], "HEADER", [], Peek: true, Partial: null),
                "RFC822.TEXT" => new FetchItem.Section(name, [], "TEXT", [], Peek: false, Partial: null),
                _ => throw new ImapSyntaxException($"FETCH knows no {name}"),
            });
        }
    }

    private static FetchItem.Section ReadSection(ImapArguments arguments, string name)
    {
        if (name is not ("BODY" or "BODY.PEEK"))
        {
            throw new ImapSyntaxException($"FETCH knows no {name}[");
        }

        var specification = arguments.Peek(']') ? "" : arguments.Atom(" ()]").ToUpperInvariant();
        var (path, text) = Split(specification);
        IReadOnlyList<string> fields = [];
        if (text is "HEADER.FIELDS" or "HEADER.FIELDS.NOT")
        {
            arguments.Space();
            fields = arguments.List();
        }

        arguments.Expect(']');
        var label = fields.Count > 0 ? $"BODY[{specification} ({string.Join(' ', fields)})]" : $"BODY[{specification}]";
        (uint, uint)? partial = null;
        if (arguments.Take('<'))
        {
            var offset = arguments.Number();
            arguments.Expect('.');
            partial = (offset, arguments.Number());
            arguments.Expect('>');
            label += $"<{offset.ToString(CultureInfo.InvariantCulture)}>";
        }

        return new FetchItem.Section(label, path, text, fields, name == "BODY.PEEK", partial);
    }

    private static int PartNumber(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ImapSyntaxException($"no such part: {word}");

    private static (IReadOnlyList<int> Path, string Text) Split(string specification)
    {
        var words = specification.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var numbers = words.TakeWhile(word => word.All(char.IsAsciiDigit)).Select(PartNumber).ToList();
        var text = string.Join('.', words.Skip(numbers.Count));
        var known = text is "" or "HEADER" or "HEADER.FIELDS" or "HEADER.FIELDS.NOT" or "TEXT" || (text == "MIME" && numbers.Count > 0);
        return known ? (numbers, text) : throw new ImapSyntaxException($"no such section: {specification}");
    }
}
