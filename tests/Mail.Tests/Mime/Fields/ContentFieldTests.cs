using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime.Fields;

public sealed class ContentFieldTests
{
    [Theory]
    [InlineData("attachment; filename=a.pdf", "a.pdf")]
    [InlineData("attachment; filename=\"a b.pdf\"", "a b.pdf")]
    [InlineData("attachment; filename=a b.pdf", "a b.pdf")]
    [InlineData("attachment; filename=\"never ends.pdf", "never ends.pdf")]
    [InlineData("attachment; filename = \"a.pdf\" ;; size=3", "a.pdf")]
    [InlineData("attachment filename=a.pdf", "a.pdf")]
    [InlineData("filename=a.pdf", "a.pdf")]
    [InlineData("attachment; filename=\"=?utf-8?Q?=C3=A4.pdf?=\"", "ä.pdf")]
    [InlineData("attachment; filename==?utf-8?Q?=C3=A4.pdf?=", "ä.pdf")]
    [InlineData("attachment; filename*=utf-8''%C3%A4.pdf", "ä.pdf")]
    [InlineData("attachment; filename*=\"utf-8''%C3%A4.pdf\"", "ä.pdf")]
    [InlineData("attachment; filename*=iso-8859-1'de'%E4.pdf", "ä.pdf")]
    [InlineData("attachment; filename*0=\"a\"; filename*1=\"b.pdf\"", "ab.pdf")]
    [InlineData("attachment; filename*1=\"b.pdf\"; filename*0=\"a\"", "ab.pdf")]
    [InlineData("attachment; filename*0*=utf-8''%C3; filename*1*=%A4; filename*2=\".pdf\"", "ä.pdf")]
    [InlineData("attachment; filename=\"fallback.pdf\"; filename*=utf-8''%C3%A4.pdf", "ä.pdf")]
    [InlineData("attachment; filename=\"utf-8''%C3%A4.pdf\"", "ä.pdf")]
    [InlineData("attachment; filename=\"C:\\temp\\a.pdf\"", "C:\\temp\\a.pdf")]
    [InlineData("attachment; filename=\"a \\\"b\\\".pdf\"", "a \"b\".pdf")]
    [InlineData("attachment; (comment) filename=a.pdf (more)", "a.pdf")]
    [InlineData("attachment; filename*=''%C3%A4.pdf", "ä.pdf")]
    [InlineData("attachment; filename*=%C3%A4.pdf", "ä.pdf")]
    [InlineData("attachment; filename*=nonsense''%C3%A4.pdf", "ä.pdf")]
    [InlineData("attachment; filename*=utf-8''%E4.pdf", "ä.pdf")]
    [InlineData("attachment; filename*=utf-8'en'a'b.pdf", "a'b.pdf")]
    [InlineData("attachment; filename*0*=utf-8''a%20; filename*1=%20b.pdf", "a %20b.pdf")]
    [InlineData("attachment; filename*0=\"a%20\"; filename*1=\"b.pdf\"", "a%20b.pdf")]
    [InlineData("attachment; filename*00=a; filename*01=b.pdf", "ab.pdf")]
    [InlineData("attachment; filename*1*=utf-8''a; filename*2*=b.pdf", "ab.pdf")]
    [InlineData("attachment; filename*0=\"=?utf-8?Q?=C3=A4?=\"; filename*1=\".pdf\"", "ä.pdf")]
    [InlineData("attachment; filename*0*=utf-8''%E2%82; filename*1*=%AC.pdf", "€.pdf")]
    [InlineData("attachment; filename*0*=\"utf-8''%E2%82%AC\"; filename*1*=\".pdf\"", "€.pdf")]
    [InlineData("attachment; FileName=A.pdf", "A.pdf")]
    [InlineData("attachment; filename=a;b.pdf", "a")]
    [InlineData("attachment; filename=", "")]
    [InlineData("attachment; filename=\"\"", "")]
    [InlineData("attachment; filename=\"=?utf-8?B?w6Qu?= =?utf-8?B?cGRm?=\"", "ä.pdf")]
    [InlineData("attachment; filename=\"=?utf-8?Q?=C3=A4.p?=\r\n =?utf-8?Q?df?=\"", "ä.pdf")]
    [InlineData("attachment; filename=\"a.pdf\"; filename=\"b.pdf\"", "a.pdf")]
    [InlineData("attachment; filename='a.pdf'", "'a.pdf'")]
    [InlineData("attachment; filename=report(1).pdf", "report(1).pdf")]
    [InlineData("attachment; filename=report (1).pdf; size=3", "report (1).pdf")]
    [InlineData("attachment; filename=a.pdf (my file); size=3", "a.pdf")]
    [InlineData("attachment; filename=\"the \"best\" offer.pdf\"; size=3", "the \"best\" offer.pdf")]
    [InlineData("attachment; filename=\"a.pdf\" size=3", "a.pdf")]
    [InlineData("attachment; filename=\"a.pdf\"size=3", "a.pdf")]
    [InlineData("attachment; filename=\"a.pdf\" (comment)", "a.pdf")]
    [InlineData("attachment; filename=\"a.pdf\" and more; size=3", "a.pdf")]
    [InlineData("attachment; filename=\"a.pdf\" x; title=\"b\"", "a.pdf")]
    [InlineData("attachment; filename*0=\"utf-8''%C3%A4\"; filename*1=\".pdf\"", "ä.pdf")]
    [InlineData("attachment; filename=\"utf-8'de'%C3%A4.pdf\"", "ä.pdf")]
    [InlineData("attachment; filename*0*=us-ascii''%41%42; filename*2*=%43; filename*1*=%2e", "AB.C")]
    [InlineData("attachment; filename*0*=utf-8''a; filename*0*=utf-8''x; filename*1*=b.pdf", "ab.pdf")]
    [InlineData("attachment; filename=%C3%A4%.pdf", "%C3%A4%.pdf")]
    public void File_name_is_found_in_every_form(string value, string expected) => ContentDisposition.Parse(value).Parameters["filename"].ShouldBe(expected);

    [Theory]
    [InlineData("text/plain; charset=us-ascii (Plain text)", "text/plain", "us-ascii")]
    [InlineData("TEXT/HTML; Charset=\"UTF-8\"", "text/html", "UTF-8")]
    [InlineData("text", "text/plain", null)]
    [InlineData("text/html charset=utf-8", "text/html", "utf-8")]
    [InlineData("text/plain; charset=utf-8; charset=koi8-r", "text/plain", "utf-8")]
    [InlineData("; charset=utf-8", "application/octet-stream", "utf-8")]
    [InlineData("nonsense", "application/octet-stream", null)]
    [InlineData("html; charset=utf-8", "text/html", "utf-8")]
    [InlineData("plain", "text/plain", null)]
    [InlineData("text/html; charset=\"utf-8\"; charset=\"latin1\" ;;", "text/html", "utf-8")]
    [InlineData("text/plain; format=flowed; charset=\"iso-8859-1", "text/plain", "iso-8859-1")]
    [InlineData("text / html ; charset=utf-8", "text/html", "utf-8")]
    [InlineData("text/plain; charset=\"koi8-r\" Content-Transfer-Encoding: 8bit", "text/plain", "koi8-r")]
    public void Content_type_is_read_in_every_form(string value, string mediaType, string? charset)
    {
        var type = ContentType.Parse(value);

        type.MediaType.ShouldBe(mediaType);
        type.Charset.ShouldBe(charset);
    }

    [Fact]
    public void Boundary_is_left_as_it_is_written() => ContentType.Parse("multipart/mixed; boundary=\"=?utf-8?Q?a?=\"").Parameters["boundary"].ShouldBe("=?utf-8?Q?a?=");

    [Fact]
    public void Piece_that_comes_again_among_many_does_not_count()
    {
        var pieces = string.Concat(Enumerable.Range(0, 30).Select(number => $"; name*{number}=a; name*{number}=b"));

        ContentType.Parse("text/plain" + pieces).Parameters["name"].ShouldBe(new string('a', 30));
    }
}
