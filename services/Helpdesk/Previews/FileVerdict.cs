using System.Collections.Frozen;
using HelpdeskMail.Helpdesk.Reading;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>What a reader should know of a file before opening it.</summary>
/// <param name="Title">What it is, for people: «PDF», «Windows program».</param>
/// <param name="Preview">How it can be shown here.</param>
/// <param name="Danger">Why opening it is risky, as a sentence; null when it is not.</param>
public sealed record FileVerdict(string Title, PreviewKind Preview, string? Danger)
{
    private static readonly FrozenDictionary<string, string> Titles = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["application/pdf"] = Translated.Key("PDF"), ["application/zip"] = Translated.Key("ZIP archive"), ["application/x-7z-compressed"] = Translated.Key("7z archive"), ["application/vnd.rar"] = Translated.Key("RAR archive"),
        ["application/gzip"] = Translated.Key("gzip archive"), ["application/x-tar"] = Translated.Key("tar archive"), ["application/x-xz"] = Translated.Key("xz archive"), ["application/x-bzip2"] = Translated.Key("bzip2 archive"),
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = Translated.Key("Word document"),
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = Translated.Key("Excel workbook"),
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = Translated.Key("PowerPoint slides"),
        ["application/vnd.oasis.opendocument"] = Translated.Key("OpenDocument file"), ["application/rtf"] = Translated.Key("RTF document"), ["application/x-ole-storage"] = Translated.Key("Office file of the old kind"),
        ["application/vnd.ms-office.macro"] = Translated.Key("Office file with macros"), ["application/vnd.microsoft.portable-executable"] = Translated.Key("Windows program"), ["application/x-elf"] = Translated.Key("Linux program"),
        ["application/x-mach-binary"] = Translated.Key("macOS program"), ["application/java-vm"] = Translated.Key("Java program"), ["application/java-archive"] = Translated.Key("Java program"), ["application/vnd.android.package-archive"] = Translated.Key("Android app"),
        ["application/x-ms-shortcut"] = Translated.Key("Windows shortcut"), ["application/vnd.ms-cab-compressed"] = Translated.Key("Windows cabinet"), ["application/vnd.ms-htmlhelp"] = Translated.Key("Windows help file"),
        ["application/x-iso9660-image"] = Translated.Key("Disk image"), ["text/html"] = Translated.Key("Web page"), ["image/svg+xml"] = Translated.Key("SVG drawing"), ["text/xml"] = Translated.Key("XML"), ["text/plain"] = Translated.Key("Text"), ["text/calendar"] = Translated.Key("Calendar entry"),
        ["text/vcard"] = Translated.Key("Contact card"), ["text/x-script"] = Translated.Key("Script"), ["image/png"] = Translated.Key("PNG picture"), ["image/jpeg"] = Translated.Key("JPEG picture"), ["image/gif"] = Translated.Key("GIF picture"), ["image/webp"] = Translated.Key("WebP picture"),
        ["image/bmp"] = Translated.Key("BMP picture"), ["image/avif"] = Translated.Key("AVIF picture"), ["image/heic"] = Translated.Key("HEIC picture"), ["image/tiff"] = Translated.Key("TIFF picture"), ["message/rfc822"] = Translated.Key("Mail"),
        ["application/vnd.sqlite3"] = Translated.Key("Database"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Programs = new[]
    {
        "application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-mach-binary", "application/java-vm", "application/java-archive",
        "application/vnd.android.package-archive", "application/x-ms-shortcut", "application/vnd.ms-htmlhelp", "application/vnd.ms-cab-compressed",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Endings that Windows, macOS or Linux run on a double click, or mount.</summary>
    private static readonly FrozenSet<string> RunningEndings = new[]
    {
        "exe", "com", "scr", "pif", "cpl", "msi", "msp", "msix", "appx", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "vb", "js", "jse", "mjs", "wsf", "wsh", "hta", "jar", "jnlp", "lnk", "url",
        "reg", "inf", "scf", "chm", "hlp", "dll", "sys", "gadget", "application", "apk", "app", "dmg", "pkg", "command", "sh", "run", "desktop", "deb", "rpm", "iso", "img", "vhd", "vhdx",
        "settingcontent-ms", "library-ms", "search-ms", "website", "xll", "wll", "ace", "one",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> PageEndings = new[] { "htm", "html", "xht", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "swf" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> MacroEndings = new[] { "docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppam", "ppsm", "sldm" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Judges a file.</summary>
    /// <param name="fileName">Its name.</param>
    /// <param name="declared">What its sender says it is.</param>
    /// <param name="found">What its bytes are; null while they have not been looked at.</param>
    public static FileVerdict Of(string fileName, string declared, string? found)
    {
        fileName = fileName.TrimEnd('.', ' ');
        var ending = Ending(fileName);
        var isMail = IsMail(declared, ending, found);
        var kind = isMail ? "message/rfc822"
            : found is null or FileSignature.Unknown ? declared
            : found == "text/plain" && declared.StartsWith("message/", StringComparison.OrdinalIgnoreCase) ? "message/rfc822"
            : found;
        var title = Titles.GetValueOrDefault(kind) is { } known ? Translated.Of(known) : ending.Length > 0 ? Translated.Of("{0} file", ending.ToUpperInvariant()) : Translated.Of("File");
        return new FileVerdict(title, isMail ? PreviewKind.Mail : PreviewOf(found, declared), DangerOf(fileName, ending, isMail && found == "text/html" ? null : found, title));
    }

    /// <summary>A mail that somebody has enclosed, by what it is called: its bytes are text, or a page where its words begin early.</summary>
    private static bool IsMail(string declared, string ending, string? found) =>
        (declared.ToLowerInvariant() is "message/rfc822" or "message/global" or "message/news" || ending == "eml") && found is "text/plain" or "text/html" or "text/x-script" or FileSignature.Unknown;

    private static PreviewKind PreviewOf(string? found, string declared) => found switch
    {
        null => PreviewKind.None,
        "application/pdf" => PreviewKind.Pdf,
        "text/plain" or "text/calendar" or "text/vcard" or "text/xml" or "text/x-script" or "text/html" => PreviewKind.Text,
        _ when ShownPictures.Contains(found) => PreviewKind.Picture,
        _ when declared.StartsWith("message/", StringComparison.OrdinalIgnoreCase) => PreviewKind.Text,
        _ => PreviewKind.None,
    };

    private static string? DangerOf(string fileName, string ending, string? found, string title)
    {
        if (fileName.Any(c => c is '\u202E' or '\u202D' or '\u2066' or '\u2067' or '\u2068'))
        {
            return Translated.Of("Its name holds signs that turn letters round, so that it ends otherwise than it looks.");
        }

        if (found is not null && Programs.Contains(found))
        {
            return RunningEndings.Contains(ending) ? Translated.Of("It is a program ({0}): opening it lets it do anything on your computer.", title) : Translated.Of("Its bytes are those of a program ({0}), although its name says otherwise.", title);
        }

        if (RunningEndings.Contains(ending))
        {
            var hidden = Ending(fileName[..^(ending.Length + 1)]);
            return hidden.Length is > 0 and <= 4 && hidden.All(char.IsAsciiLetter)
                ? Translated.Of("It looks like «.{0}» but ends in «.{1}», which your computer runs.", hidden, ending)
                : Translated.Of("Files ending in «.{0}» are run or mounted when they are opened.", ending);
        }

        if (MacroEndings.Contains(ending) || found == "application/vnd.ms-office.macro")
        {
            return Translated.Of("It is an Office file with macros: small programs that can run when it is opened.");
        }

        if (PageEndings.Contains(ending) || found is "text/html" or "image/svg+xml")
        {
            return Translated.Of("It is a web page: opened in a browser it can imitate a sign-in or run scripts.");
        }

        return found == "application/x-iso9660-image" ? Translated.Of("It is a disk image: what lies in it is opened past the usual warnings.") : null;
    }

    private static string Ending(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot < 0 || name.Length - dot > 20 ? "" : name[(dot + 1)..].ToLowerInvariant();
    }
}
