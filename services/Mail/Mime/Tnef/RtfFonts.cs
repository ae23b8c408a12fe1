using System.Text;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>The charsets of an RTF's fonts (Rich Text Format 1.9.1, font table): bytes under a Russian font are Russian, whatever the code page of the document.</summary>
internal sealed class RtfFonts
{
    private const int Most = 4096;
    private readonly Dictionary<int, Encoding> known = [];

    /// <summary>Takes a font's «\fcharset». Those that say nothing, such as «default» and «symbol», are left to the document.</summary>
    public void Define(int font, int charset)
    {
        int? codePage = charset switch
        {
            77 => 10000, 128 => 932, 129 => 949, 134 => 936, 136 => 950, 161 => 1253, 162 => 1254, 163 => 1258, 177 => 1255, 178 => 1256, 186 => 1257, 204 => 1251, 222 => 874, 238 => 1250,
            _ => null,
        };
        if (codePage is { } page && known.Count < Most && Charsets.Find($"cp{page}") is { } encoding)
        {
            known[font] = encoding;
        }
    }

    /// <summary>What bytes under this font are written in; null for the document's own.</summary>
    public Encoding? Encoding(int font) => known.GetValueOrDefault(font);
}
