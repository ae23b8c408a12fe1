using System.Text;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Mail.Tests;

/// <summary>Recorded answers of real servers. The record keeper stored them with LF; servers sent CRLF, and sizes of literals count them so.</summary>
internal static class Transcripts
{
    public static byte[] Read(string path)
    {
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Corpus.Transcripts, path)));
        return Encoding.Latin1.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));
    }

    public static IEnumerable<string> Files(string protocol) =>
        Directory.EnumerateFiles(Path.Combine(Corpus.Transcripts, protocol), "*.txt", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Corpus.Transcripts, file))
            .Order(StringComparer.Ordinal);
}
