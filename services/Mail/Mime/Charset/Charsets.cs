using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Finds the encoding for a charset name as mail writes it: IANA names and aliases, the names of Windows, Java and old mail
/// programs, wrong spellings in use. Names of small sets give the larger set that programs really write under that name
/// (iso-8859-1 is read as windows-1252, gb2312 as gb18030), as browsers do.
/// </summary>
public static class Charsets
{
    private static readonly FrozenDictionary<string, int> CodePages = Table();
    private static readonly ConcurrentDictionary<string, Encoding?> Found = new(StringComparer.OrdinalIgnoreCase);
    private static int foundCount;

    /// <summary>Our own number for EUC-TW: the platform has names for it only.</summary>
    private const int EucTaiwan = 51950;

    static Charsets()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Western = CodePage(1252);
    }

    /// <summary>windows-1252, the reading of last resort: every byte has a character.</summary>
    public static Encoding Western { get; }

    /// <summary>The encoding of a charset name, or null when nobody knows it. Never throws; invalid bytes become U+FFFD when decoding.</summary>
    public static Encoding? Find(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 64)
        {
            return null;
        }

        if (Found.TryGetValue(name, out var encoding))
        {
            return encoding;
        }

        var plain = Normalise(name);
        // IANA's second names: csWindows1251, csUTF8. And several names in one, or a parameter that ran into it: «iso-8859-1,iso-8859-1», «utf-8;format=flowed».
        encoding = Search(plain) ?? (plain.StartsWith("cs", StringComparison.Ordinal) ? Search(plain[2..]) : null) ?? (name.AsSpan(1).IndexOfAny(",; ") is >= 0 and var end ? Search(Normalise(name[..(end + 1)])) : null);
        // A sender can make up names without end; the cache takes the first few hundred.
        if (Interlocked.Increment(ref foundCount) <= 512)
        {
            Found.TryAdd(name, encoding);
        }

        return encoding;
    }

    private static Encoding? Search(string name)
    {
        if (name is "utf8" or "utf8sig" or "cesu8" or "unicode11utf8" or "unicode20utf8" or "xunicode20utf8" or "cp65001" or "windows65001" or "utf8mb4" or "wtf8" or "utf8mac" or "utf8y" or "uft8" or "utf" or "utf08")
        {
            return Encoding.UTF8;
        }

        if (name is "utf7" or "unicode11utf7" or "cp65000" or "unicode20utf7" or "xunicode20utf7")
        {
            return Utf7Encoding.Instance;
        }

        if (ByteTable.Find(name) is { } table)
        {
            return table;
        }

        if (CodePages.TryGetValue(name, out var codePage))
        {
            return CodePage(codePage);
        }

        foreach (var prefix in (ReadOnlySpan<string>)["xwindows", "windows", "cp", "ibm", "win", "xcp", "ms", "microsoftcp", "dos", "ccsid", "xibm", "oem"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(prefix.Length), out var number) && number is > 36 and < 65000)
            {
                return TryCodePage(number);
            }
        }

        return null;
    }

    /// <summary>Lower case without the characters by which spellings of one name differ.</summary>
    private static string Normalise(string name)
    {
        Span<char> kept = stackalloc char[name.Length];
        var length = 0;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                kept[length++] = char.ToLowerInvariant(c);
            }
            else if (c == '*')
            {
                // RFC 2231 section 5: a language may follow the charset of an encoded word.
                break;
            }
        }

        return new(kept[..length]);
    }

    /// <summary>Asks the provider, which gives null: an exception for each number that a sender makes up would cost too much.</summary>
    private static Encoding? TryCodePage(int number) =>
        number is 28591 or 20127 ? Western
        : number is 932 or 950 or 54936 or 50220 or 50221 or 51932 or 1200 or 1201 or 12000 or 12001 ? CodePage(number)
        : CodePagesEncodingProvider.Instance.GetEncoding(number, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);

    private static Encoding CodePage(int number) => number switch
    {
        932 => JapaneseEncoding.ShiftJis,
        51932 => JapaneseEncoding.Euc,
        50220 => JapaneseEncoding.Escaped,
        50221 => JapaneseEncoding.EscapedWithNarrowKana,
        950 => HongKongEncoding.Big5,
        54936 => ChineseEncoding.Gb18030,
        EucTaiwan => TaiwanEncoding.Euc,
        _ => Encoding.GetEncoding(number, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback),
    };

    private static FrozenDictionary<string, int> Table()
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(1252, "88591", "iso88591windows30latin1", "windows30latin1", "windows31latin1", "iso88591windows31latin1", "iso88591", "latin1", "l1", "isoir100", "isolatin1", "cp819", "ibm819", "windows1252", "ansi", "windowsansi", "csisolatin1", "iso885911987",
            "usascii", "ascii", "ansix341968", "ansix341986", "iso646us", "iso6461991irv", "us", "isoir6", "iso646irv1991", "cp367", "ibm367", "csascii", "iso646", "8859", "iso8859");
        Add(28592, "iso88592", "latin2", "l2", "isoir101", "csisolatin2", "iso885921987", "88592");
        Add(28593, "iso88593", "latin3", "l3", "isoir109", "csisolatin3", "iso885931988");
        Add(28594, "iso88594", "latin4", "l4", "isoir110", "csisolatin4", "iso885941988");
        Add(28595, "iso88595", "cyrillic", "isoir144", "csisolatincyrillic", "iso885951988");
        Add(28596, "iso88596", "arabic", "isoir127", "ecma114", "asmo708", "csisolatinarabic", "iso885961987", "iso88596e", "iso88596i");
        Add(28597, "iso88597", "greek", "greek8", "isoir126", "elot928", "ecma118", "csisolatingreek", "iso885971987", "suneugreek");
        Add(28598, "iso88598", "hebrew", "isoir138", "csisolatinhebrew", "iso885981988", "iso88598e", "visual");
        Add(38598, "iso88598i", "logical");
        Add(1254, "88599", "iso88599windowslatin5", "windows31latin5", "iso88599", "latin5", "l5", "isoir148", "csisolatin5", "iso885991989");
        Add(874, "iso885911", "xiso885911", "tis620", "dos874", "tis6202533", "isoir166");
        Add(28603, "iso885913", "latin7", "l7");
        Add(28605, "iso885915", "latin9", "l9", "latin0", "isolatin9", "iso885915eu", "885915");
        Add(20866, "koi8r", "koi8", "koi", "cskoi8r");
        Add(21866, "koi8u", "koi8ru");
        Add(932, "shiftjis", "sjis", "xsjis", "mskanji", "csshiftjis", "windows31j", "cswindows31j", "shiftjisx0213", "shiftjis2004", "mssjis", "sjiswin", "cp942", "cp942c", "cp943", "cp943c", "ibm943", "xibm943", "ibm942", "jisx0201", "x0201", "halfwidthkatakana");
        Add(51932, "eucjp", "xeucjp", "eucjpms", "eucjpwin", "eucjisx0213", "eucjis2004", "cseucpkdfmtjapanese", "ujis", "extendedunixcodepackedformatforjapanese");
        Add(50220, "iso2022jp", "csiso2022jp", "iso2022jp2", "iso2022jpms", "iso2022jp2004", "iso2022jpext", "jis", "jisencoding", "xwindowsiso2022jp", "cp50220");
        Add(50221, "iso2022jp1", "iso2022jp3");
        Add(949, "cp970", "euckr", "cseuckr", "ksc56011987", "ksc5601", "ksc56011989", "korean", "isoir149", "uhc", "windows949", "iso2022krext", "johabks");
        Add(1361, "johab", "xjohab");
        Add(50225, "iso2022kr", "csiso2022kr");
        Add(54936, "gb2312", "gbk", "gb18030", "gb231280", "csgb2312", "chinese", "xgbk", "euccn", "isoir58", "csiso58gb231280", "xeuccn", "gb", "gb180302000", "gb180302005", "gb180302022", "gbk2312", "zhcn", "zhcngb2312", "eucgb2312cn", "xgb2312", "cp936", "ms936", "windows936", "cp1381", "cp1383");
        Add(52936, "hzgb2312", "hz");
        Add(50227, "iso2022cn", "iso2022cnext");
        Add(950, "big5", "csbig5", "xxbig5", "cnbig5", "big5hkscs", "big5hkscs2004", "xbig5hkscs", "xms950hkscs", "big5eten", "zhtw");
        Add(EucTaiwan, "euctw", "xeuctw", "cseuctw", "cns11643", "cp964", "ibm964", "xibm964");
        Add(51949, "eucks");
        Add(1201, "utf16be", "unicodefffe", "utf16", "iso10646ucs2", "ucs2", "csunicode");
        Add(1200, "utf16le", "unicode", "unicodefeff", "ucs2le");
        Add(12001, "utf32be", "utf32", "ucs4", "iso10646ucs4");
        Add(12000, "utf32le");
        Add(10000, "macintosh", "mac", "xmacroman", "csmacintosh", "macroman");
        Add(10007, "xmaccyrillic", "maccyrillic");
        Add(10017, "xmacukrainian", "macukrainian");
        Add(10029, "xmacce", "macce", "maccentraleurope");
        Add(10006, "xmacgreek", "macgreek");
        Add(10081, "xmacturkish", "macturkish");
        Add(10001, "xmacjapanese");
        Add(10002, "xmacchinesetrad", "xmactradchinese");
        Add(10003, "xmackorean");
        Add(10004, "xmacarabic", "macarabic");
        Add(10005, "xmachebrew", "machebrew");
        Add(10008, "xmacchinesesimp", "xmacsimpchinese");
        Add(10010, "xmacromanian", "macromania", "macromanian");
        Add(10021, "xmacthai", "macthai");
        Add(10079, "xmacicelandic", "maciceland", "macicelandic");
        Add(10082, "xmaccroatian", "maccroatian");
        Add(437, "437", "pc8", "cspc8codepage437");
        Add(775, "775", "cspc775baltic");
        Add(850, "850", "cspc850multilingual");
        Add(852, "852", "pcp852", "cspcp852");
        Add(855, "855");
        Add(857, "857");
        Add(858, "pcmultilingual850euro", "cp00858");
        Add(860, "860");
        Add(861, "861", "cpis");
        Add(862, "862", "cspc862latinhebrew");
        Add(863, "863");
        Add(864, "864");
        Add(865, "865");
        Add(866, "866");
        Add(869, "869", "cpgr");
        Add(1250, "xcp1250", "cp1250latin2", "iso88592windowslatin2", "windows31latin2");
        Add(1251, "win1251", "xcp1251", "ansi1251");
        Add(1258, "vietnamese");
        Add(57002, "xisciide", "isciide");
        Add(20105, "xia5");
        Add(20106, "xia5german", "iso646de", "din66003", "isoir21");
        Add(20107, "xia5swedish", "iso646se", "iso646fi", "sen850200b", "isoir10");
        Add(20108, "xia5norwegian", "iso646no", "ns45511", "isoir60");
        Add(37, "ebcdicus", "ebcdiccpus", "ebcdiccpca", "ebcdiccpwt", "ebcdiccpnl");
        Add(500, "ebcdicinternational", "ebcdiccpbe", "ebcdiccpch");
        Add(20273, "ibm273");
        Add(20277, "ebcdiccpdk", "ebcdiccpno", "ibm277");
        Add(20278, "ebcdiccpfi", "ebcdiccpse", "ibm278");
        Add(20280, "ebcdiccpit", "ibm280");
        Add(20284, "ebcdiccpes", "ibm284");
        Add(20285, "ebcdiccpgb", "ibm285");
        Add(20297, "ebcdiccpfr", "ibm297");
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(int codePage, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                table.Add(name, codePage);
            }
        }
    }
}
