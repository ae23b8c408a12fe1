using System.Text;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>Tells what bytes are by their beginning, whatever their name and their sender say.</summary>
public static class FileSignature
{
    /// <summary>How many bytes are looked at; a disk image names itself after 32 KB.</summary>
    public const int HeadLength = 36 * 1024;

    /// <summary>For bytes that nothing is known of.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly string[] PageTags =
        ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<title", "<style", "<table", "<meta", "<form", "<object"];

    private static readonly (int Offset, byte[] Mark, string MediaType)[] Marks =
    [
        (0, [0x89, .. "PNG\r\n\x1a\n"u8], "image/png"),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, [.. "GIF87a"u8], "image/gif"),
        (0, [.. "GIF89a"u8], "image/gif"),
        (0, [.. "II*\0"u8], "image/tiff"),
        (0, [.. "MM\0*"u8], "image/tiff"),
        (0, [.. "{\\rtf"u8], "application/rtf"),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        (0, [.. "Rar!\x1a\a"u8], "application/vnd.rar"),
        (0, [0x1F, 0x8B, 0x08], "application/gzip"),
        (0, [.. "BZh"u8], "application/x-bzip2"),
        (0, [0xFD, .. "7zXZ\0"u8], "application/x-xz"),
        (0, [.. "MSCF"u8], "application/vnd.ms-cab-compressed"),
        (0, [.. "ITSF"u8], "application/vnd.ms-htmlhelp"),
        (0, [.. "MZ"u8], "application/vnd.microsoft.portable-executable"),
        (0, [0x7F, .. "ELF"u8], "application/x-elf"),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        (0, [0xCE, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        (0, [0xCA, 0xFE, 0xBA, 0xBE], "application/java-vm"),
        (0, [0x4C, 0, 0, 0, 1, 0x14, 2, 0], "application/x-ms-shortcut"),
        (32769, [.. "CD001"u8], "application/x-iso9660-image"),
        (257, [.. "ustar"u8], "application/x-tar"),
        (0, [.. "OggS"u8], "audio/ogg"),
        (0, [.. "ID3"u8], "audio/mpeg"),
        (0, [.. "fLaC"u8], "audio/flac"),
        (0, [.. "SQLite format 3\0"u8], "application/vnd.sqlite3"),
    ];

    /// <summary>The media type of bytes by their beginning; <see cref="Unknown"/> when they show none.</summary>
    public static string Read(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, mark, mediaType) in Marks)
        {
            if (head.Length >= offset + mark.Length && head.Slice(offset, mark.Length).SequenceEqual(mark))
            {
                return mediaType;
            }
        }

        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            return Zip(head);
        }

        if (head.Length > 14 && head.StartsWith("BM"u8) && head[6] == 0 && head[7] == 0 && head[8] == 0 && head[9] == 0)
        {
            return "image/bmp";
        }

        if (head.Length > 12 && head.StartsWith("RIFF"u8))
        {
            return head[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : head[8..12].SequenceEqual("WAVE"u8) ? "audio/wav" : Unknown;
        }

        if (head.Length > 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            return Iso(head[8..12]);
        }

        // Programs that show PDF look for its mark in the first kilobyte.
        return head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) is >= 0 and var at && !IsMarkup(head[..at]) ? "application/pdf" : Words(head);
    }

    private static string Iso(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) ? "image/avif"
        : brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) ? "image/heic"
        : brand.SequenceEqual("M4A "u8) ? "audio/mp4"
        : "video/mp4";

    private static string Zip(ReadOnlySpan<byte> head) =>
        head.IndexOf("META-INF/MANIFEST.MF"u8) >= 0 ? "application/java-archive"
        : head.IndexOf("AndroidManifest.xml"u8) >= 0 ? "application/vnd.android.package-archive"
        : head.IndexOf("vbaProject.bin"u8) >= 0 ? "application/vnd.ms-office.macro"
        : head.IndexOf("word/"u8) >= 0 ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        : head.IndexOf("xl/"u8) >= 0 ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        : head.IndexOf("ppt/"u8) >= 0 ? "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        : head.IndexOf("opendocument"u8) >= 0 ? "application/vnd.oasis.opendocument"
        : "application/zip";

    /// <summary>Text, and what kind of it: everything a browser could take for a page is named as one.</summary>
    private static string Words(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(new byte[] { 0xFF, 0xFE }) || head.StartsWith(new byte[] { 0xFE, 0xFF }))
        {
            return "text/plain";
        }

        if (head.IsEmpty || head.ContainsAnyInRange<byte>(0, 8) || head.ContainsAnyInRange<byte>(14, 26))
        {
            return Unknown;
        }

        if (head.StartsWith("#!"u8))
        {
            return "text/x-script";
        }

        return IsMarkup(head) ? IsSvg(head) ? "image/svg+xml" : "text/html"
            : Starts(head, "<?xml") ? "text/xml"
            : Starts(head, "BEGIN:VCALENDAR") ? "text/calendar"
            : Starts(head, "BEGIN:VCARD") ? "text/vcard"
            : "text/plain";
    }

    private static bool IsMarkup(ReadOnlySpan<byte> head)
    {
        var words = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 2048)]);
        return Array.Exists(
            PageTags,
            tag => words.Contains(tag, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSvg(ReadOnlySpan<byte> head) => Encoding.Latin1.GetString(head[..Math.Min(head.Length, 2048)]).Contains("<svg", StringComparison.OrdinalIgnoreCase);

    private static bool Starts(ReadOnlySpan<byte> head, string words)
    {
        var text = Encoding.UTF8.GetString(head[..Math.Min(head.Length, 64)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        return text.StartsWith(words, StringComparison.OrdinalIgnoreCase);
    }
}
