using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Tests.Fuzzing;
using HelpdeskMail.Mail.Mime.Tnef;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Mime;

public sealed class TnefTests
{
    private const string Rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag18 <html>}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Gr\\'fc\\'dfe \\u8364?\\htmlrtf }\\htmlrtf0 {\\*\\htmltag72 </p>}{\\*\\htmltag27 </html>}}";

    [Fact]
    public void Winmail_is_opened_into_body_and_files()
    {
        var body = ReadableBody.From(Mail(Winmail()));

        body.Html.ShouldBe("<html><p>Grüße €</p></html>");
        body.Text.ShouldContain("see the note");
        var file = body.Attachments.Last();
        file.FileName.ShouldBe("Überblick.txt");
        file.Bytes().ToArray().ShouldBe("content"u8.ToArray());
    }

    [Fact]
    public void Cut_off_at_any_byte_it_gives_what_was_whole()
    {
        var whole = Winmail();
        for (var length = 0; length < whole.Length; length++)
        {
            Should.NotThrow(() => ReadEverything.Of(Mail(whole[..length])), $"cut at {length}");
        }
    }

    [Fact]
    public void Cut_off_at_its_end_it_says_so_and_padded_it_is_whole()
    {
        var whole = Winmail();

        foreach (var missing in new[] { 1, 2, 5, 11, 40 })
        {
            TnefMessage.Open(whole.AsMemory(..^missing), MimeLimits.Default)!.IsComplete.ShouldBeFalse($"{missing} bytes are missing");
        }

        TnefMessage.Open((byte[])[.. whole, 0, 0, 0, 0], MimeLimits.Default)!.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Any_byte_changed_is_survived()
    {
        for (var i = 0; i < Winmail().Length; i++)
        {
            var changed = Winmail();
            changed[i] ^= 0xFF;
            Should.NotThrow(() => ReadEverything.Of(Mail(changed)), $"changed at {i}");
        }
    }

    [Fact]
    public void Limits_and_damage_end_in_a_defect()
    {
        Defects(Winmail(), MimeLimits.Default).ShouldNotContain(MimeDefectKind.Tnef);
        Defects(Winmail()[..^40], MimeLimits.Default).ShouldContain(MimeDefectKind.Tnef);
        Defects(Winmail(), MimeLimits.Default with { TnefBytes = 20 }).ShouldContain(MimeDefectKind.Tnef);
        TnefMessage.Open(Winmail(), MimeLimits.Default with { Parts = 0 })!.Attachments.ShouldBeEmpty();
        TnefMessage.Open(Winmail(), MimeLimits.Default with { Parts = 0 })!.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void Pictures_that_its_html_shows_are_inline()
    {
        var tnef = Winmail(
            (0x1013, 0x102, "<p>Gr\u00FC\u00DFe <img src=\"cid:pic@x\"></p>"u8.ToArray()),
            [(0x3707, 0x1F, Encoding.Unicode.GetBytes("pic.png\0")), (0x3712, 0x1E, "pic@x\0"u8.ToArray()), (0x370E, 0x1E, "image/png\0"u8.ToArray())]);

        var body = ReadableBody.From(Mail(tnef));

        body.Html.ShouldBe("<p>Grüße <img src=\"cid:pic@x\"></p>");
        var picture = body.InlineFiles.Single();
        (picture.FileName, picture.MediaType, picture.ContentId).ShouldBe(("pic.png", "image/png", "pic@x"));
        body.Attachments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fswiss\\fcharset204 Arial CYR;}{\\f2\\fcharset128 MS Gothic;}}\\f0 Gr\\'fc\\'dfe {\\f1 \\'cf\\'f0\\'e8\\'e2\\'e5\\'f2} \\f2 \\'93\\'fa\\'96\\'7b\\par end}", "Grüße Привет 日本\nend")]
    [InlineData("{\\rtf1\\ansi a\\u-10179?\\u-8704?b\\u-10179?c}", "a😀b\uFFFDc")]
    [InlineData("{\\rtf1\\ansi {\\*\\unknown hidden}a\\~b\\{c\\}\\tab d}", "a\u00A0b{c}\td")]
    public void Rtf_without_html_is_read_as_text(string rtf, string expected)
    {
        byte[] raw = [0, 0, 0, 0, .. BitConverter.GetBytes(rtf.Length), .. "MELA"u8, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(rtf)];

        TnefMessage.Open(Winmail((0x1009, 0x102, raw), [])).ShouldNotBeNull().Text.ShouldBe(expected);
    }

    private static byte[] Winmail((ushort Id, ushort Type, byte[] Value) body, (ushort Id, ushort Type, byte[] Value)[] attachment)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0x223E9F78u);
        writer.Write((ushort)1);
        Attribute(writer, 1, 0x00069003, Properties(body));
        Attribute(writer, 2, 0x00069002, new byte[14]);
        Attribute(writer, 2, 0x0006800F, "content"u8.ToArray());
        Attribute(writer, 2, 0x00069005, Properties(attachment));
        return stream.ToArray();
    }

    private static IEnumerable<MimeDefectKind> Defects(byte[] tnef, MimeLimits limits)
    {
        var message = Mail(tnef, limits);
        ReadableBody.From(message);
        return message.Defects.Select(defect => defect.Kind);
    }

    private static MimeMessage Mail(byte[] tnef, MimeLimits? limits = null) => MimeMessage.Parse(Encoding.ASCII.GetBytes(
        $"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee the note\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(tnef)}\r\n--b--\r\n"), limits);

    private static byte[] Winmail()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0x223E9F78u);
        writer.Write((ushort)1);
        Attribute(writer, 1, 0x00069007, [0xE4, 0x04, 0, 0, 0, 0, 0, 0]);
        Attribute(writer, 1, 0x00069003, Properties((0x1009, 0x102, Compressed())));
        Attribute(writer, 2, 0x00069002, new byte[14]);
        Attribute(writer, 2, 0x00018010, "UBERBL~1.TXT\0"u8.ToArray());
        Attribute(writer, 2, 0x0006800F, "content"u8.ToArray());
        Attribute(writer, 2, 0x00069005, Properties((0x3707, 0x1F, Encoding.Unicode.GetBytes("Überblick.txt\0"))));
        return stream.ToArray();
    }

    private static void Attribute(BinaryWriter writer, byte level, uint id, byte[] data)
    {
        writer.Write(level);
        writer.Write(id);
        writer.Write(data.Length);
        writer.Write(data);
        writer.Write((ushort)data.Sum(b => b));
    }

    private static byte[] Properties(params (ushort Id, ushort Type, byte[] Value)[] properties)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(properties.Length);
        foreach (var (id, type, value) in properties)
        {
            writer.Write(type);
            writer.Write(id);
            writer.Write(1);
            writer.Write(value.Length);
            writer.Write(value);
            writer.Write(new byte[(4 - (value.Length & 3)) & 3]);
        }

        return stream.ToArray();
    }

    /// <summary>Compressed RTF without references, but for one into the text that every ring starts with («{\rtf1\ansi»).</summary>
    private static byte[] Compressed()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0);
        writer.Write(Rtf.Length);
        writer.Write(0x75465A4Cu);
        writer.Write(0);
        writer.Write((byte)1);
        writer.Write([0, 9]);
        var rest = Encoding.ASCII.GetBytes(Rtf)[11..];
        for (var i = 0; i < rest.Length;)
        {
            if (i > 0)
            {
                writer.Write((byte)0);
            }

            var run = rest[i..Math.Min(rest.Length, i + (i == 0 ? 7 : 8))];
            writer.Write(run);
            i += run.Length;
        }

        return stream.ToArray();
    }
}
