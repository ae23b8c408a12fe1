using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime;

/// <summary>Messages that programs put together wrongly, and what a reader has to make of them.</summary>
public sealed class BrokenStructureTests
{
    [Theory]
    [InlineData("\r\n\r\nFrom: a@x\r\nSubject: s\r\n\r\nbody", "s", "body")]
    [InlineData("\nSubject: s\n\nbody", "s", "body")]
    [InlineData("Subject: s\r\r\nTo: a@x\r\r\n\r\r\nbody", "s", "body")]
    [InlineData("Subject: s\rTo: a@x\r\rbody", "s", "body")]
    [InlineData("Subject: s\nTo: a@x\r\n\nbody", "s", "body")]
    [InlineData("From a@x Mon Jan  1 10:00:00 2024\nSubject: s\n\nbody", "s", "body")]
    [InlineData(">From a@x Mon Jan  1 10:00:00 2024\nSubject: s\n\nbody", "s", "body")]
    [InlineData("Subject: s\nno colon here\nTo: a@x\n\nbody", "s", "body")]
    [InlineData("Subject : s\nTo\t: a@x\n\nbody", "s", "body")]
    [InlineData("Subject:s\n\nbody", "s", "body")]
    [InlineData("Subject: s\n   \nbody", "s", "body")]
    [InlineData("Subject: s\n\n", "s", "")]
    [InlineData("Subject: s", "s", "")]
    [InlineData("Subject:\n s\n\nbody", "s", "body")]
    [InlineData("Subject: a\n\tb\n\nbody", "a b", "body")]
    [InlineData("Subject: \0s\0\n\nbody", "s", "body")]
    [InlineData("just text\nin two lines", null, "just text\nin two lines")]
    [InlineData("\njust text", null, "just text")]
    [InlineData("SUBJECT: s\nsubject: t\n\nbody", "s", "body")]
    public void Header_ends_where_it_was_meant_to(string source, string? subject, string body)
    {
        var message = MimeMessage.Parse(Encoding.ASCII.GetBytes(source));

        message.Subject.ShouldBe(subject);
        message.Root.Text().ShouldBe(body);
    }

    [Fact]
    public void Byte_order_mark_before_the_header_is_passed_over()
    {
        byte[] source = [0xEF, 0xBB, 0xBF, .. "Subject: s\r\nTo: a@x\r\n\r\nbody"u8];
        var message = MimeMessage.Parse(source);

        message.Subject.ShouldBe("s");
        message.Root.Text().ShouldBe("body");
        message.Defects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("BASE64", "SGVsbG8=")]
    [InlineData("\"base64\" (really)", "SGVsbG8=")]
    [InlineData("Quoted_Printable", "H=65llo")]
    [InlineData("quoted-printable;", "H=65llo")]
    [InlineData("uuencoded", "begin 644 x\n%2&5L;&\\\nend\n")]
    [InlineData("8bit", "Hello")]
    [InlineData("nonsense", "Hello")]
    public void Transfer_encodings_are_known_by_their_odd_names(string name, string body) =>
        MimeMessage.Parse(Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: {name}\n\n{body}")).Root.Text().ShouldBe("Hello");

    [Fact]
    public void Field_that_comes_again_is_a_defect_and_noticed_once()
    {
        var message = MimeMessage.Parse("Subject: a\nDate: Mon, 1 Jan 2024 10:00:00 +0000\nSubject: b\nReferences: <1@x>\nReferences: <2@x>\n\n"u8.ToArray());

        message.Subject.ShouldBe("a");
        message.Subject.ShouldBe("a");
        message.References.ShouldBe(["1@x", "2@x"]);
        message.Defects.Select(defect => defect.Kind).ShouldBe([MimeDefectKind.DuplicateField]);
    }

    [Fact]
    public void Header_of_one_endless_line_ends_at_the_limit()
    {
        var message = MimeMessage.Parse(Encoding.ASCII.GetBytes($"Subject: {new string('x', 5000)}\r\n y\r\nTo: a@x\r\n\r\nbody"), new() { HeaderBytes = 1000 });

        message.Subject!.Length.ShouldBe(991);
        message.To.ShouldBeEmpty();
        message.Root.Text().ShouldBe("body");
        message.Defects.Single().Kind.ShouldBe(MimeDefectKind.HeaderTooLarge);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=\"b \"\n\n--b\n\none\n--b\n\ntwo\n--b--\n", "one|two")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"b \"\n\n--b \n\none\n--b \n\ntwo\n--b --\n", "one|two")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"=?utf-8?Q?b?=\"\n\n--=?utf-8?Q?b?=\n\none\n--=?utf-8?Q?b?=--\n", "one")]
    [InlineData("Content-Type: multipart/mixed; boundary='b'\n\n--b\nContent-Type: text/plain\n\none\n--b\n\ntwo\n--b--\n", "one|two")]
    [InlineData("Content-Type: multipart/mixed; boundary=BOUND\n\nPreamble\n--bound\ncontent-type: text/plain\n\none\n--bound\n\ntwo\n--bound--\n", "one|two")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--other\nis no delimiter without a field\n", "")]
    [InlineData("Content-Type: multipart/mixed\n\n--b\n\none\n--b\n\ntwo\n--b--\n", "one|two")]
    [InlineData("Content-Type: multipart/mixed; boundary=b(1)\n\n--b(1)\n\none\n--b(1)--\n", "one")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ncut off", "one|cut off")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\nepilogue", "one")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--b\n\ntwo\n--b--", "(one)|two")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\t \n\none\n --b\n--b--", "one\n --b")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\r\n\r\r\none\r\r\n--b--\r\r\n", "one\r")]
    public void Parts_are_found_behind_odd_boundaries(string source, string expected)
    {
        var message = MimeMessage.Parse(Encoding.ASCII.GetBytes(source));

        string.Join('|', message.Root.Children.Select(Shown)).ShouldBe(expected);

        static string Shown(MimePart part) => part.Children.Count == 0 ? part.Text() : $"({string.Join('|', part.Children.Select(Shown))})";
    }

    [Theory]
    [InlineData("base64", "U3ViamVjdDogaW5uZXIKCnRleHQ=", "inner")]
    [InlineData("base64", "Subject: inner\n\ntext", "inner")]
    [InlineData("quoted-printable", "Subject: inner\n\nte=78t", "inner")]
    public void Attached_message_is_found_whether_it_is_encoded_or_only_says_so(string encoding, string body, string subject)
    {
        var message = MimeMessage.Parse(Encoding.ASCII.GetBytes($"Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{body}"));

        message.Root.Message.ShouldNotBeNull().Subject.ShouldBe(subject);
        message.Root.Message!.Root.Text().ShouldBe("text");
    }

    [Theory]
    [InlineData("SGVsbG8", "Hello")]
    [InlineData("SGVs\nbG8=", "Hello")]
    [InlineData("SGV\nsbG8\n=\n", "Hello")]
    [InlineData("SGVs bG8=\r\n", "Hello")]
    [InlineData("SGVs!bG8=", "Hello")]
    [InlineData("SGVsbG8=\n\n-- \nlist footer", "Hello")]
    [InlineData("SGVs\nbG8=\nIHRo\nZXJl", "Hello there")]
    [InlineData("SGVsbG8gdGhlcmU=\n-- \nlist footer, plain as it is", "Hello there")]
    [InlineData("Hello there, this is what a gateway left.\nIt is no base64.", "Hello there, this is what a gateway left.\nIt is no base64.")]
    public void Base64_is_decoded_as_it_arrives(string body, string expected) =>
        MimeMessage.Parse(Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: base64\n\n{body}")).Root.Text().ShouldBe(expected);

    [Theory]
    [InlineData("a=3Db", "a=b")]
    [InlineData("a=\nb", "ab")]
    [InlineData("a= \t\r\nb", "ab")]
    [InlineData("a=3db=", "a=b")]
    [InlineData("100=% =ZZ =", "100=% =ZZ ")]
    [InlineData("a  \nb", "a\nb")]
    [InlineData("a=20\nb", "a \nb")]
    public void Quoted_printable_is_decoded_as_it_arrives(string body, string expected) =>
        MimeMessage.Parse(Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: quoted-printable\n\n{body}")).Root.Text().ShouldBe(expected);

    [Theory]
    [InlineData("begin 644 x\n#0V%T\n`\nend\n", "Cat")]
    [InlineData("begin 644 x\n#0V%T\n\nend\n", "Cat")]
    [InlineData("begin 644 x\n#0V%T\n", "Cat")]
    public void Uuencode_is_decoded_as_it_arrives(string body, string expected) =>
        MimeMessage.Parse(Encoding.ASCII.GetBytes($"Content-Transfer-Encoding: x-uuencode\n\n{body}")).Root.Text().ShouldBe(expected);
}
