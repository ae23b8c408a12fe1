namespace HelpdeskMail.Fixtures;

/// <summary>
/// The mails and server transcripts the tests read. They are not part of the repository: they lie in <c>shared/</c> beside the
/// checkout, or where HELPDESKMAIL_SHARED says.
/// </summary>
public static class Corpus
{
    /// <summary>Folder of the mail corpus (mime4j, mailparser, mail-gem, replies); skips the test when it is not there, fails it in CI.</summary>
    public static string Mails => Require("corpus");

    /// <summary>Folder of recorded server answers (imap, pop3, smtp); skips the test when it is not there, fails it in CI.</summary>
    public static string Transcripts => Require("transcripts");

    /// <summary>Every file below <see cref="Mails"/> that is a whole mail.</summary>
    public static IEnumerable<string> MailFiles() =>
        Directory.EnumerateFiles(Mails, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".eml" or ".msg")
            .Order(StringComparer.Ordinal);

    private static string Require(string name)
    {
        var shared = Environment.GetEnvironmentVariable("HELPDESKMAIL_SHARED") is { Length: > 0 } given
            ? given
            : Path.Combine(RepositoryRoot.Path, "..", "shared");
        var folder = Path.GetFullPath(Path.Combine(shared, name));
        RealServer.Require(Directory.Exists(folder), $"the folder {name} in ../shared beside the checkout (or HELPDESKMAIL_SHARED)");
        return folder;
    }
}
