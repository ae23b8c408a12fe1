using System.Buffers;
using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Mime.Charset;
using HelpdeskMail.Mail.Mime.Transfer;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Puts parameters together from their pieces (RFC 2231 sections 3 and 4): pieces out of order, without a first one, with and
/// without charset, mixed with the plain form; and decodes the encoded words and percent signs that others use instead.
/// </summary>
internal static class ParameterAssembly
{
    public static ParameterList Assemble(List<RawParameter> raw)
    {
        var result = new List<KeyValuePair<string, string>>(raw.Count);
        if (raw is [{ Name: var single } only] && !single.Contains('*', StringComparison.Ordinal))
        {
            // One plain parameter, a boundary or a charset, is what most fields have.
            result.Add(new(single.ToLowerInvariant(), Plain(only)));
            return new(result);
        }

        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var pieces = new Dictionary<string, List<Piece>>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in raw)
        {
            var star = parameter.Name.IndexOf('*', StringComparison.Ordinal);
            if (star <= 0)
            {
                if (places.TryAdd(parameter.Name, result.Count))
                {
                    result.Add(new(parameter.Name.ToLowerInvariant(), Plain(parameter)));
                }

                continue;
            }

            var name = parameter.Name[..star];
            if (!pieces.TryGetValue(name, out var list))
            {
                pieces.Add(name, list = []);
            }

            list.Add(Piece.From(parameter, star));
        }

        foreach (var (name, list) in pieces)
        {
            // The form with stars says the same as the plain one, only exactly: it wins (RFC 5987 section 4.2 for the order).
            var value = new KeyValuePair<string, string>(name.ToLowerInvariant(), Join(list));
            if (places.TryGetValue(name, out var place))
            {
                result[place] = value;
            }
            else
            {
                result.Add(value);
            }
        }

        return new(result);
    }

    private static string Plain(RawParameter parameter)
    {
        // A boundary is compared with bytes of the body, whatever it looks like.
        return parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase) ? parameter.Value : Unextended(EncodedWords.Decode(parameter.Value));
    }

    /// <summary>name="UTF-8''caf%C3%A9.txt": the extended value under the plain name.</summary>
    private static string Unextended(string value)
    {
        var first = value.IndexOf('\'', StringComparison.Ordinal);
        return first is > 2 and < 24 && value.AsSpan(first + 1, Math.Min(value.Length - first - 1, 12)).Contains('\'') && value.Contains('%', StringComparison.Ordinal) && Charsets.Find(value[..first]) is not null
            ? Join([new(0, true, value)])
            : value;
    }

    private static string Join(List<Piece> pieces)
    {
        // Stable: of two pieces with one number the first counts.
        pieces = [.. pieces.OrderBy(piece => piece.Index)];
        string? charset = null;
        var bytes = new ArrayBufferWriter<byte>();
        var lastIndex = -1;
        var anyEncoded = false;
        foreach (var piece in pieces)
        {
            if (piece.Index == lastIndex)
            {
                continue;
            }

            var value = piece.Value.AsSpan();
            if (piece.Encoded && charset is null && value.IndexOf('\'') is >= 0 and var first && value[(first + 1)..].IndexOf('\'') is >= 0 and var second)
            {
                charset = value[..first].ToString();
                value = value[(first + second + 2)..];
            }

            if (piece.Encoded)
            {
                anyEncoded = true;
                Percent(value, bytes);
            }
            else
            {
                Encoding.UTF8.GetBytes(value, bytes);
            }

            lastIndex = piece.Index;
        }

        var text = CharsetGuess.Decode(bytes.WrittenSpan, string.IsNullOrEmpty(charset) ? null : charset, out _);
        return anyEncoded ? text : Unextended(EncodedWords.Decode(text));
    }

    private static void Percent(ReadOnlySpan<char> value, ArrayBufferWriter<byte> bytes)
    {
        while (!value.IsEmpty)
        {
            var sign = value.IndexOf('%');
            Encoding.UTF8.GetBytes(sign < 0 ? value : value[..sign], bytes);
            if (sign < 0)
            {
                return;
            }

            if (value.Length > sign + 2 && Hex.TryByte(value[sign + 1], value[sign + 2], out var b))
            {
                bytes.Write([b]);
                value = value[(sign + 3)..];
            }
            else
            {
                bytes.Write("%"u8);
                value = value[(sign + 1)..];
            }
        }
    }

    private readonly record struct Piece(int Index, bool Encoded, string Value)
    {
        /// <summary>name*=, name*0=, name*0*=, and name*0 with rubbish after it.</summary>
        public static Piece From(RawParameter parameter, int star)
        {
            var rest = parameter.Name.AsSpan(star + 1);
            var encoded = rest.IsEmpty || rest[^1] == '*';
            rest = rest.TrimEnd('*');
            var index = int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            return new(index, encoded, parameter.Value);
        }
    }
}
