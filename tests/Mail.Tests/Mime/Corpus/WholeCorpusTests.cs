using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Tests.Fuzzing;

namespace HelpdeskMail.Mail.Tests.Mime.Corpus;

public sealed class WholeCorpusTests
{
    [Fact]
    public void Every_file_gives_a_message_whose_every_member_can_be_read()
    {
        var files = Directory.GetFiles(Fixtures.Corpus.Mails, "*", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(400);
        foreach (var file in files)
        {
            var message = MimeMessage.Parse(File.ReadAllBytes(file));

            Should.NotThrow(() => ReadEverything.Of(message), file);
            message.Defects.ShouldAllBe(defect => defect.Words.Length > 0 && defect.Offset >= 0);
        }
    }

    [Theory]
    [InlineData("mime4j/missing-boundary.msg", MimeDefectKind.BoundaryUnused)]
    [InlineData("mime4j/malformedHeader-nocrlfcrlf.msg", MimeDefectKind.HeaderLine)]
    [InlineData("mime4j/malformedHeader-noheader.msg", MimeDefectKind.HeaderEnd)]
    [InlineData("mail-gem/plain_emails/raw_email_with_bad_date.eml", MimeDefectKind.Date)]
    [InlineData("mime4j/base64encoded-rfc822message.msg", MimeDefectKind.EncodedContainer)]
    public void Defects_are_listed(string name, MimeDefectKind expected)
    {
        var message = MimeMessage.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Corpus.Mails, name)));

        ReadEverything.Of(message);

        message.Defects.ShouldContain(defect => defect.Kind == expected);
    }

    [Fact]
    public void Streams_give_the_same_bytes_as_decoding_at_once()
    {
        foreach (var file in Fixtures.Corpus.MailFiles())
        {
            foreach (var part in MimeMessage.Parse(File.ReadAllBytes(file)).Root.Walk(intoMessages: true))
            {
                using var copy = new MemoryStream();
                using var stream = part.OpenDecoded();
                stream.CopyTo(copy);
                copy.ToArray().AsSpan().SequenceEqual(part.DecodedBody().Span).ShouldBeTrue($"{file} {part.PartPath}");
            }
        }
    }
}
