using System.Buffers;
using System.Net;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>Puts the words around and inside an address into the form a person or a server knows them by.</summary>
internal static class AddressWords
{
    private static readonly string[] Entities = ["&quot", "&amp", "&apos", "&#39", "&#039", "&#34", "&nbsp"];

    /// <summary>Marks of direction, blanks without width, the soft hyphen.</summary>
    private static readonly SearchValues<char> Invisible = SearchValues.Create("\u00AD\u200B\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2066\u2067\u2068\u2069\uFEFF");

    /// <summary>
    /// Takes the source route «@a,@b:» (RFC 5322 section 4.4), «mailto:», «SMTP:», and brackets and quotes around the whole off, and
    /// characters that nobody sees: Windows copies a mark of direction along with an address.
    /// </summary>
    public static string Clean(string address)
    {
        address = Visible(address);
        if (address.Length > 2 && address[0] == '"' && address[^1] == '"' && address.IndexOf('"', 1) == address.Length - 1 && address.Contains('@', StringComparison.Ordinal))
        {
            address = address[1..^1].Trim();
        }

        if (address.StartsWith('['))
        {
            address = address[1..];
            address = address.EndsWith(']') ? address[..^1] : address;
        }

        if (address.StartsWith('@') && address.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            address = address[(colon + 1)..];
        }

        foreach (var scheme in (ReadOnlySpan<string>)["mailto:", "smtp:"])
        {
            address = address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? address[scheme.Length..] : address;
        }

        // The dot of the root is part of no address (RFC 5321 section 2.3.5).
        address = address.Trim('\'');
        return address.Contains('@', StringComparison.Ordinal) ? address.TrimEnd('.') : address;
    }

    /// <summary>Whether the words end in an entity of HTML without its semicolon: web forms put «&amp;quot;Ann&amp;quot; &lt;a@x&gt;» into the field.</summary>
    public static bool EndWithEntity(string words) => Array.Exists(Entities, entity => words.EndsWith(entity, StringComparison.OrdinalIgnoreCase));

    /// <summary>A name with the entities that web forms left in it as the characters they stand for.</summary>
    public static string WithoutEntities(string name) =>
        Array.Exists(Entities, entity => name.Contains($"{entity};", StringComparison.OrdinalIgnoreCase)) ? WebUtility.HtmlDecode(name) : name;

    private static string Visible(string address) =>
        address.AsSpan().IndexOfAny(Invisible) < 0 ? address : string.Concat(address.Where(c => !Invisible.Contains(c)));

    /// <summary>Whether the words end in the scheme that stands before an address: its colon begins no group.</summary>
    public static bool EndWithScheme(string words) => words.EndsWith("mailto", StringComparison.OrdinalIgnoreCase) || words.EndsWith("smtp", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes blanks away around @ and dots.</summary>
    public static string Tighten(string words)
    {
        var kept = new StringBuilder(words.Length);
        foreach (var c in words)
        {
            if (c is '@' or '.')
            {
                while (kept.Length > 0 && kept[^1] == ' ')
                {
                    kept.Length--;
                }
            }
            else if (c == ' ' && kept.Length > 0 && kept[^1] is '@' or '.' or ' ')
            {
                continue;
            }

            kept.Append(c);
        }

        return kept.ToString();
    }

    /// <summary>Encoded words decoded, runs of blanks made one.</summary>
    public static string Decoded(string words) => Collapse(EncodedWords.Decode(words.Trim()));

    /// <summary>«'Ann Miller'»: Outlook puts apostrophes around names that it does not know.</summary>
    public static string Unquoted(string name)
    {
        name = name.Trim();
        return name.Length > 2 && ((name[0] == '\'' && name[^1] == '\'') || (name[0] == '"' && name[^1] == '"')) ? name[1..^1].Trim() : name;
    }

    /// <summary>A comment without its backslashes.</summary>
    public static string Unescape(string comment) => comment.Replace("\\", "", StringComparison.Ordinal);

    private static string Collapse(string words)
    {
        if (!words.Contains("  ", StringComparison.Ordinal))
        {
            return words;
        }

        var kept = new StringBuilder(words.Length);
        foreach (var c in words)
        {
            if (c != ' ' || kept.Length == 0 || kept[^1] != ' ')
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }
}
