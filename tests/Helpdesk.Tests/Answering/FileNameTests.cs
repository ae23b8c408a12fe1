using HelpdeskMail.Helpdesk.Answering;

namespace HelpdeskMail.Helpdesk.Tests.Answering;

/// <summary>Names of the files of an answer.</summary>
public sealed class FileNameTests
{
    [Theory]
    [InlineData("C:\\Users\\anna\\offer.pdf", "offer.pdf")]
    [InlineData("../../offer\r\n.pdf", "offer.pdf")]
    [InlineData("offer\u202Efdp.exe", "offerfdp.exe")]
    [InlineData("..", "file")]
    public void Name_has_no_folder_and_nothing_that_hides_what_it_is(string given, string kept) => FileDesk.CleanName(given).ShouldBe(kept);

    [Fact]
    public void Endless_name_keeps_its_extension()
    {
        FileDesk.CleanName($"{new string('x', 250)}.pdf").ShouldBe($"{new string('x', 196)}.pdf");
        FileDesk.CleanName(new string('x', 250)).ShouldBe(new string('x', 200));
    }
}
