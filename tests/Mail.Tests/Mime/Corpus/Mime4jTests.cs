using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime.Corpus;

public sealed class Mime4jTests
{
    /// <summary>Where the reader differs from Mime4j on purpose, and why.</summary>
    private static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["malformedHeader-noheader"] = "The text has no header at all; Mime4j drops it line by line, here it is the body.",
        ["malformedHeaderStartsBody-noheader"] = "The whole text is the body, as it says itself; Mime4j's expectation ends after its first line.",
        ["malformedHeaderStartsBody-nocrlfcrlf"] = "The same bytes as malformedHeader-nocrlfcrlf with the opposite setting; here the line that is no field is skipped.",
        ["basic-plain-with-bad-header-separator"] = "The header ends with a line of one blank; Mime4j reads on and loses the first paragraph, here it is in the body.",
        ["hdr-fakeout"] = "The header ends with a line of one blank; Mime4j reads on and loses the text, here it is in the body.",
        ["multi-frag"] = "Base64 without padding is followed by a broken delimiter; Mime4j drops its letters, here they decode to six more bytes.",
        ["frag"] = "Base64 is cut off within a group of four; Mime4j drops the group, here its two whole bytes are kept.",
    };

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var file in Fixtures.Corpus.MailFiles().Where(file => file.Contains("mime4j", StringComparison.Ordinal)))
        {
            names.Add(Path.GetRelativePath(Fixtures.Corpus.Mails, file));
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reader_finds_the_structure_and_parts_that_mime4j_expects(string name)
    {
        var file = Path.Combine(Fixtures.Corpus.Mails, name);
        var message = MimeMessage.Parse(File.ReadAllBytes(file));

        var differences = ExpectedStructure.Differences(message, Path.ChangeExtension(file, null) + "_decoded.xml");

        if (Deviations.TryGetValue(Path.GetFileNameWithoutExtension(name), out var reason))
        {
            differences.ShouldNotBeEmpty($"It agrees now, so this is no deviation: {reason}");
        }
        else
        {
            differences.ShouldBeEmpty();
        }
    }
}
