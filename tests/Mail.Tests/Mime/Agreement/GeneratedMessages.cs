using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime.Agreement;

/// <summary>Messages to send with everything in them that makes writing hard; the same number makes the same message.</summary>
internal static class GeneratedMessages
{
    private static readonly string[] Names =
    [
        "", "Ann", "Müller, Jörg (Büro)", "Ann \"Annie\" O'Neill", "日本語の名前がとても長い場合はどうなるのでしょうか", "محمد بن سلمان", "a@b via list", "Ünïcödé Näme Wïth Mäny Wörds Ünd Nöch Mehr Wörtern Därïn", "=?utf-8?Q?no?=", "back\\slash", "😀 Emoji 👩‍👩‍👧",
        "J. R. R. Tolkien", "semi; colon: all", "x",
    ];

    private static readonly string[] Addresses = ["ann@example.com", "user@bücher.example", "two words@example.com", "o'neill+tag@mail.example.com", "a.very.long.local.part.that.goes.on.and.on.for.a.while@a-rather-long-domain-name.example.com"];

    private static readonly string[] Subjects =
    [
        "Hello", "Re: Grüße aus Köln", "", "日本語のとても長い件名です。これは何行にもわたって続きます。😀😀😀 終わり", "=?utf-8?Q?not_encoded?= by us", "one  two   blanks", new string('x', 300), "Ärger " + new string('y', 200), "Ticket [#4711] 100 % «fertig» – ok?", "tab\tand ; semicolon",
        "a " + string.Join(' ', Enumerable.Range(0, 120)), "Список покупок и ещё много слов, чтобы строка не поместилась",
    ];

    private static readonly string[] Texts =
    [
        "Hello", "", "Grüße,\n\n.dot\n..dots\nFrom here\n-- \nJörg", new string('z', 5000), "trailing blanks   \n\ttabs\t\n", "日本語の本文。\n" + string.Concat(Enumerable.Repeat("とても長い段落", 80)), "=3D equals = signs =20\n--boundary-like\n", "one line without an end", "\n\nempty lines around\n\n", "nul-free\u0001control",
    ];

    private static readonly string[] FileNames =
    [
        "a.pdf", "Übersicht März 2024 – ein recht langer Name mit 漢字 und noch mehr davon, bis es nicht mehr in eine Zeile passt.pdf", "quote\"and\\slash.txt", "blank name.txt", "semi;colon=equal.bin", "100%'s.csv", "日本語.txt", "no extension", "..",
    ];

    public static OutgoingMessage Make(int number, bool mayNeedUtf8 = true)
    {
        var random = new Random(number);
        var html = random.Next(2) == 0;
        return new OutgoingMessage
        {
            From = new(Pick(random, Names), "help@example.com"),
            Sender = random.Next(4) == 0 ? new(Pick(random, Names), "sender@example.com") : null,
            ReplyTo = random.Next(4) == 0 ? [new(Pick(random, Names), "reply@example.com")] : [],
            To = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new Mailbox(Pick(random, Names), mayNeedUtf8 && random.Next(8) == 0 ? "jürgen@bücher.example" : Pick(random, Addresses)))],
            Cc = random.Next(3) == 0 ? [.. Enumerable.Range(0, random.Next(1, 40)).Select(i => new Mailbox(Pick(random, Names), $"person{i}@example.com"))] : [],
            MessageId = MessageIdMaker.Stable("example.com", $"generated {number}"),
            Date = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(random.Next(-11, 14))).AddMinutes(random.Next(1_000_000)),
            Subject = Pick(random, Subjects),
            InReplyTo = random.Next(2) == 0 ? ["parent@example.com"] : [],
            References = [.. Enumerable.Range(0, random.Next(0, 30)).Select(i => $"reference.number.{i}@mail.example.com")],
            TextBody = html && random.Next(4) == 0 ? null : Pick(random, Texts),
            HtmlBody = html ? $"<p>{Pick(random, Texts)}</p><img src=\"cid:logo@x\">" : null,
            Files = [.. Inline(random, html), .. Enumerable.Range(0, random.Next(0, 4)).Select(_ => File(random))],
        };
    }

    private static IEnumerable<OutgoingFile> Inline(Random random, bool html) =>
        html && random.Next(2) == 0 ? [OutgoingFile.FromBytes(Pick(random, FileNames), "image/png", Noise(random, 700)) with { ContentId = "logo@x" }] : [];

    private static OutgoingFile File(Random random) => random.Next(5) switch
    {
        0 => OutgoingFile.FromBytes("mail.eml", "message/rfc822", Encoding.UTF8.GetBytes($"From: a@example.com\r\nSubject: inner\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\r\n{(random.Next(2) == 0 ? "plain" : "mit Umlaut ü")}\r\n")),
        1 => OutgoingFile.FromBytes(Pick(random, FileNames), "text/csv", "a;b\r\n1;2\r\n"u8.ToArray()),
        2 => OutgoingFile.FromBytes(Pick(random, FileNames), "application/octet-stream", Array.Empty<byte>()),
        _ => OutgoingFile.FromBytes(Pick(random, FileNames), "application/pdf", Noise(random, random.Next(1, 20_000))),
    };

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
