using System.Globalization;
using System.Text;

namespace HelpdeskMail.Benchmarks;

/// <summary>Messages as a help desk gets them: text and HTML in a few charsets, documents; the same ones each run.</summary>
internal static class GeneratedMail
{
    private static readonly string[] Words = ["printer", "fire", "please", "help", "since", "yesterday", "Grüße", "über", "account", "password", "invoice", "the", "and", "with", "können", "not", "работает", "naïve", "order", "4711"];

    /// <summary>Makes some.</summary>
    /// <param name="count">How many.</param>
    /// <param name="first">Number of the first; other numbers are other mails.</param>
    public static byte[][] Make(int count, int first = 0)
    {
        var random = new Random(42 + first);
        var mails = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            mails[i] = One(random, first + i);
        }

        return mails;
    }

    private static byte[] One(Random random, int number)
    {
        var mail = new StringBuilder();
        for (var hop = 0; hop < 4; hop++)
        {
            mail.Append(CultureInfo.InvariantCulture, $"Received: from mx{hop}.example.com (mx{hop}.example.com [192.0.2.{hop}])\r\n\tby mail.example.org with ESMTPS id {number}.{hop}\r\n\tfor <help@example.org>; Mon, 1 Jan 2024 10:0{hop}:00 +0000\r\n");
        }

        mail.Append(CultureInfo.InvariantCulture, $"From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <user{number}@example.com>\r\nTo: Help Desk <help@example.org>\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?= {number}\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"Date: Mon, 1 Jan 2024 10:00:00 +0000\r\nMessage-ID: <{number}@example.com>\r\nMIME-Version: 1.0\r\nDKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=x;\r\n\tb={new string('Q', 300)}\r\n");
        var attachments = random.Next(10) switch { < 4 => 0, < 8 => 1, _ => 3 };
        if (attachments == 0)
        {
            Alternative(mail, random, number);
        }
        else
        {
            mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"mixed-{number}\"\r\n\r\nThis is a multi-part message in MIME format.\r\n--mixed-{number}\r\n");
            Alternative(mail, random, number);
            for (var i = 0; i < attachments; i++)
            {
                mail.Append(CultureInfo.InvariantCulture, $"--mixed-{number}\r\nContent-Type: application/pdf; name=\"document {i}.pdf\"\r\nContent-Disposition: attachment; filename=\"document {i}.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
                Base64(mail, random, random.Next(2_000, 42_000));
            }

            mail.Append(CultureInfo.InvariantCulture, $"--mixed-{number}--\r\n");
        }

        return Encoding.UTF8.GetBytes(mail.ToString());
    }

    private static void Alternative(StringBuilder mail, Random random, int number)
    {
        mail.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/alternative; boundary=\"alternative-{number}\"\r\n\r\n--alternative-{number}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        Text(mail, random, random.Next(300, 3_000), "", "\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"\r\n--alternative-{number}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        Text(mail, random, random.Next(2_000, 16_000), "<p class=3D\"x\">", "</p>=\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"\r\n--alternative-{number}--\r\n");
    }

    private static void Text(StringBuilder mail, Random random, int length, string before, string after)
    {
        var quoted = before.Length > 0;
        for (var end = mail.Length + length; mail.Length < end;)
        {
            var line = new StringBuilder(before);
            while (line.Length < 64)
            {
                var word = Words[random.Next(Words.Length)];
                line.Append(quoted ? Quoted(word) : word).Append(' ');
            }

            mail.Append(line).Append(after);
        }
    }

    private static string Quoted(string word) =>
        string.Concat(Encoding.UTF8.GetBytes(word).Select(b => b < 0x80 ? ((char)b).ToString() : $"={b.ToString("X2", CultureInfo.InvariantCulture)}"));

    private static void Base64(StringBuilder mail, Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        mail.Append(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
    }
}
