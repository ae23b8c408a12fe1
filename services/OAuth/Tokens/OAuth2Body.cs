using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Bodies of an identity provider's answers, as JSON. RFC 6749 section 5.1 wants JSON; drafts before it had form encoding, and some providers have kept that. The character set is taken for UTF-8 whatever the header says,
/// since headers name sets that do not exist (<c>utf8</c>) and JSON is UTF-8 anyway.
/// </summary>
internal static class OAuth2Body
{
    private const char ByteOrderMark = '\uFEFF';
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>Reads a body; what is neither JSON nor a form comes as it is.</summary>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellation) => AsJson(await content.ReadAsByteArrayAsync(cancellation));

    /// <summary>A body as JSON where it is a form, else as it is.</summary>
    public static string AsJson(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).TrimStart(ByteOrderMark).Trim();
        return IsForm(text)
            ? JsonSerializer.Serialize(QueryHelpers.ParseQuery(text).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal))
            : text;
    }

    private static bool IsForm(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && text.AsSpan(0, end).IndexOfAnyExcept(NameLetters) < 0;
}
