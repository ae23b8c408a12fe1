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
    public void Content_type_is_read_in_every_form(string value, string mediaType, string? charset)
    {
        var type = ContentType.Parse(value);

        type.MediaType.ShouldBe(mediaType);
        type.Charset.ShouldBe(charset);
    }
}
