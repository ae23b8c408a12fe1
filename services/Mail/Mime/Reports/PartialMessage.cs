using System.Globalization;

namespace HelpdeskMail.Mail.Mime;

/// <summary>A piece of a message that was sent in several (message/partial, RFC 2046 section 5.2.2).</summary>
/// <param name="Id">What the pieces of one message share.</param>
/// <param name="Number">Which piece, from 1.</param>
/// <param name="Total">How many there are; null where this piece does not tell.</param>
/// <param name="Message">The message that carries the piece.</param>
public sealed record PartialMessage(string Id, int Number, int? Total, MimeMessage Message)
{
    private static readonly HashSet<string> FromInside = new(StringComparer.OrdinalIgnoreCase) { "Subject", "Message-ID", "Encrypted", "MIME-Version" };

    /// <summary>The piece that a message carries; null when it carries none.</summary>
    public static PartialMessage? Of(MimeMessage message)
    {
        var type = message.Root.ContentType;
        return type.Is("message", "partial") && type.Parameters["id"] is { Length: > 0 } id && Count(type.Parameters["number"]) is { } number
            ? new(id, number, Count(type.Parameters["total"]), message)
            : null;
    }

    /// <summary>
    /// The whole message out of its pieces in any order: fields of the carrier, but Content-, Subject, Message-ID, Encrypted and
    /// MIME-Version of what is inside (section 5.2.2.1). Null while a piece is missing.
    /// </summary>
    public static byte[]? Join(IEnumerable<PartialMessage> pieces)
    {
        var ordered = pieces.DistinctBy(piece => piece.Number).OrderBy(piece => piece.Number).ToList();
        var total = ordered.Select(piece => piece.Total).FirstOrDefault(count => count is not null);
        if (total is null || ordered.Count != total || ordered[^1].Number != total)
        {
            return null;
        }

        using var whole = new MemoryStream();
        var inside = MimeMessage.Parse(ordered[0].Message.Root.RawBody).Root;
        Copy(whole, ordered[0].Message.Headers.Where(field => !IsFromInside(field)));
        Copy(whole, inside.Headers.Where(IsFromInside));
        whole.Write("\r\n"u8);
        whole.Write(ordered[0].Message.Root.RawBody.Span[inside.RawHeader.Length..]);
        foreach (var piece in ordered.Skip(1))
        {
            whole.Write(piece.Message.Root.RawBody.Span);
        }

        return whole.ToArray();
    }

    private static bool IsFromInside(HeaderField field) => FromInside.Contains(field.Name) || field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private static void Copy(MemoryStream whole, IEnumerable<HeaderField> fields)
    {
        foreach (var field in fields)
        {
            whole.Write(field.RawName.Span);
            whole.Write(":"u8);
            whole.Write(field.RawValue.Span);
            whole.Write("\r\n"u8);
        }
    }

    private static int? Count(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
