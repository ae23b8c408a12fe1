using System.Buffers;
using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>
/// Reads RTF out of Outlook: gives back the HTML that is wrapped in it (MS-OXRTFEX, «\fromhtml1»), or else its text. Groups are kept
/// on a list, not on the stack, so nesting costs nothing.
/// </summary>
internal sealed class RtfReading
{
    private static readonly HashSet<string> Hidden = new(StringComparer.Ordinal)
    {
        "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "themedata", "datastore", "latentstyles", "listtable", "listoverridetable", "mhtmltag", "generator",
    };

    private readonly StringBuilder output = new();
    private readonly ArrayBufferWriter<byte> narrow = new();
    private readonly Stack<Group> groups = new();
    private readonly RtfFonts fonts = new();
    private Group state = new(false, false, 1, false, -1, false);
    private Encoding encoding = Charsets.Western;
    private bool fromHtml;
    private bool starred;
    private int skip;

    public RtfReading(ReadOnlySpan<byte> rtf)
    {
        Run(rtf);
        Flush();
        // «\u» with half a surrogate pair.
        var content = Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(output.ToString()));
        Html = fromHtml ? content : null;
        Text = fromHtml ? Mail.Text.HtmlText.ToPlain(content) : content.Trim();
    }

    /// <summary>The HTML that was wrapped, or null.</summary>
    public string? Html { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    private void Run(ReadOnlySpan<byte> rtf)
    {
        var i = 0;
        while (i < rtf.Length)
        {
            var b = rtf[i++];
            switch (b)
            {
                case (byte)'{':
                    Flush();
                    groups.Push(state);
                    starred = false;
                    break;
                case (byte)'}':
                    Flush();
                    state = groups.TryPop(out var outer) ? outer : state;
                    break;
                case (byte)'\\':
                    i = Control(rtf, i);
                    break;
                case (byte)'\r' or (byte)'\n':
                    break;
                default:
                    Byte(b);
                    break;
            }
        }
    }

    private int Control(ReadOnlySpan<byte> rtf, int i)
    {
        if (i >= rtf.Length)
        {
            return i;
        }

        var b = rtf[i];
        if (!char.IsAsciiLetter((char)b))
        {
            return Symbol(rtf, i);
        }

        var start = i;
        while (i < rtf.Length && i - start < 32 && char.IsAsciiLetter((char)rtf[i]))
        {
            i++;
        }

        var word = Encoding.ASCII.GetString(rtf[start..i]);
        var digits = i;
        if (i < rtf.Length && rtf[i] == '-')
        {
            i++;
        }

        while (i < rtf.Length && i - digits < 11 && char.IsAsciiDigit((char)rtf[i]))
        {
            i++;
        }

        int? number = int.TryParse(rtf[digits..i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        if (i < rtf.Length && rtf[i] == ' ')
        {
            i++;
        }

        Word(word, number);
        return i;
    }

    private int Symbol(ReadOnlySpan<byte> rtf, int i)
    {
        switch (rtf[i])
        {
            case (byte)'\'' when i + 2 < rtf.Length && Transfer.Hex.TryByte(rtf[i + 1], rtf[i + 2], out var value):
                Byte(value);
                return i + 3;
            case (byte)'*':
                starred = true;
                break;
            case (byte)'~':
                Put(fromHtml ? "&nbsp;" : "\u00A0");
                break;
            case (byte)'_':
                Put(fromHtml ? "&shy;" : "\u00AD");
                break;
            case (byte)'{' or (byte)'}' or (byte)'\\':
                Byte(rtf[i]);
                break;
            default:
                break;
        }

        return i + 1;
    }

    private void Word(string word, int? number)
    {
        switch (word)
        {
            case "fromhtml":
                fromHtml = number != 0;
                break;
            case "ansicpg" when number is { } page:
                encoding = Charsets.Find($"cp{page}") ?? encoding;
                break;
            case "fonttbl":
                state = state with { Hidden = true, InFonts = true };
                break;
            case "f" when number is { } font:
                Flush();
                state = state with { Font = font };
                break;
            case "fcharset" when state.InFonts && number is { } charset:
                fonts.Define(state.Font, charset);
                break;
            case "htmltag":
                state = state with { InTag = true };
                break;
            case "htmlrtf":
                Flush();
                state = state with { Suppressed = number != 0 };
                break;
            case "uc":
                state = state with { UnicodeSkip = Math.Clamp(number ?? 1, 0, 16) };
                break;
            case "u" when number is { } unit:
                Flush();
                Put(((char)(ushort)unit).ToString());
                skip = state.UnicodeSkip;
                break;
            case "par" or "line" or "row":
                Put(fromHtml ? "\r\n" : "\n");
                break;
            case "tab" or "cell":
                Put("\t");
                break;
            case "lquote":
                Put(fromHtml ? "&lsquo;" : "\u2018");
                break;
            case "rquote":
                Put(fromHtml ? "&rsquo;" : "\u2019");
                break;
            case "ldblquote":
                Put(fromHtml ? "&ldquo;" : "\u201C");
                break;
            case "rdblquote":
                Put(fromHtml ? "&rdquo;" : "\u201D");
                break;
            case "bullet":
                Put(fromHtml ? "&bull;" : "\u2022");
                break;
            case "endash":
                Put(fromHtml ? "&ndash;" : "\u2013");
                break;
            case "emdash":
                Put(fromHtml ? "&mdash;" : "\u2014");
                break;
            default:
                state = state with { Hidden = state.Hidden || Hidden.Contains(word) || starred };
                break;
        }

        starred = false;
    }

    private void Byte(byte b)
    {
        if (skip > 0)
        {
            skip--;
        }
        else if (IsVisible)
        {
            narrow.Write([b]);
        }
    }

    private void Put(string text)
    {
        if (IsVisible)
        {
            Flush();
            output.Append(text);
        }
    }

    private bool IsVisible => !state.Hidden && !(fromHtml && state.Suppressed && !state.InTag);

    private void Flush()
    {
        if (narrow.WrittenCount > 0)
        {
            output.Append((fonts.Encoding(state.Font) ?? encoding).GetString(narrow.WrittenSpan));
            narrow.ResetWrittenCount();
        }
    }

    /// <summary>What holds within a pair of braces.</summary>
    private readonly record struct Group(bool Hidden, bool Suppressed, int UnicodeSkip, bool InTag, int Font, bool InFonts);
}
