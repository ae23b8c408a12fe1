using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime;

public sealed class MimeWriterTests
{
    private static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public async Task Message_reads_back_as_it_was_written()
    {
        var sent = Full();
        var bytes = await Bytes(sent);

        var message = MimeMessage.Parse(bytes);

        message.Defects.ShouldBeEmpty();
        message.Subject.ShouldBe(sent.Subject);
        message.From.ShouldBe([sent.From]);
        message.To.ShouldBe(sent.To);
        message.Cc.ShouldBe(sent.Cc);
        message.Date.ShouldBe(Noon);
        message.MessageId.ShouldBe(sent.MessageId);
        message.References.ShouldBe(sent.References);
        message.InReplyTo.ShouldBe(sent.InReplyTo);
        var body = Mail.Text.ReadableBody.From(message);
        body.Text.TrimEnd().ShouldBe(sent.TextBody);
        body.Html!.TrimEnd().ShouldBe(sent.HtmlBody);
        body.InlineFiles.Single().ContentId.ShouldBe("logo@x");
        body.Attachments.Select(file => file.FileName).ShouldBe(["Übersicht März 2024 – ein recht langer Name mit 漢字.pdf", "plain.bin"]);
        body.Attachments.First().Bytes().ToArray().ShouldBe(Noise(100_000));
    }

    [Fact]
    public async Task Structure_is_mixed_around_alternative_around_related()
    {
        var message = MimeMessage.Parse(await Bytes(Full()));

        Shape(message.Root).ShouldBe("multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png)) application/pdf application/octet-stream)");
    }

    [Theory]
    [InlineData(null, null, false, "text/plain")]
    [InlineData("<p>Hi</p>", null, false, "multipart/alternative(text/plain text/html)")]
    [InlineData(null, "Hi", true, "multipart/mixed(text/plain application/pdf)")]
    public async Task Only_the_multiparts_that_are_needed_are_written(string? html, string? text, bool attach, string expected)
    {
        var message = Simple() with { HtmlBody = html, TextBody = text, Files = attach ? [OutgoingFile.FromBytes("a.pdf", "application/pdf", Noise(10))] : [] };

        Shape(MimeMessage.Parse(await Bytes(message)).Root).ShouldBe(expected);
    }

    [Fact]
    public async Task Lines_are_at_most_78_wide_and_end_in_crlf()
    {
        var lines = Encoding.UTF8.GetString(await Bytes(Full())).Split("\r\n");

        lines.ShouldAllBe(line => line.Length <= 78);
        lines.ShouldAllBe(line => !line.Contains('\n') && !line.Contains('\r'));
    }

    [Fact]
    public async Task Long_name_that_needs_quotes_is_folded_within_them()
    {
        var name = string.Join(' ', Enumerable.Repeat("Department (No. 7),  East;", 12));

        var bytes = await Bytes(Simple() with { To = [new(name, "ann@example.com")] });

        Encoding.ASCII.GetString(bytes).Split("\r\n").ShouldAllBe(line => line.Length <= 78);
        MimeMessage.Parse(bytes).To.Single().Address.ShouldBe("ann@example.com");
        MimeMessage.Parse(bytes).To.Single().DisplayName.ShouldBe(string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task Encoded_words_hold_whole_characters_only()
    {
        var subject = string.Concat(Enumerable.Repeat("日本語のとても長い件名😀", 12));

        var raw = Encoding.ASCII.GetString(await Bytes(Simple() with { Subject = subject }));

        var words = raw.Split("\r\n").SkipWhile(line => !line.StartsWith("Subject", StringComparison.Ordinal)).TakeWhile(line => line.Contains("=?", StringComparison.Ordinal)).ToList();
        words.Count.ShouldBeGreaterThan(5);
        string.Concat(words.Select(word => HelpdeskMail.Mail.Mime.Fields.EncodedWords.Decode(word.Replace("Subject:", "", StringComparison.Ordinal).Trim()))).ShouldBe(subject);
        words.ShouldAllBe(word => !HelpdeskMail.Mail.Mime.Fields.EncodedWords.Decode(word).Contains('\uFFFD'));
    }

    [Fact]
    public async Task Bcc_is_in_the_envelope_and_nowhere_in_the_bytes()
    {
        var prepared = await MimeWriter.PrepareAsync(Simple() with { Bcc = [new("", "secret@example.org")] });

        prepared.Recipients.ShouldBe(["ann@example.com", "secret@example.org"]);
        Encoding.ASCII.GetString(await prepared.ToBytesAsync()).ShouldNotContain("secret", Case.Insensitive);
    }

    [Fact]
    public async Task Same_message_gives_the_same_bytes() => (await Bytes(Full())).ShouldBe(await Bytes(Full()));

    [Theory]
    [InlineData("X-Test", "a\r\nBcc: victim@example.com")]
    [InlineData("X-Test", "a\nb")]
    [InlineData("X-Test", "a\0b")]
    [InlineData("X-Test\r\nBcc", "a")]
    [InlineData("X Test", "a")]
    [InlineData("Bcc", "victim@example.com")]
    [InlineData("content-type", "text/html")]
    public async Task Extra_field_that_could_become_another_is_refused(string name, string value) =>
        await Should.ThrowAsync<OutgoingMessageException>(() => MimeWriter.PrepareAsync(Simple() with { ExtraHeaders = [new(name, value)] }));

    [Fact]
    public async Task Recipient_without_an_address_is_refused_in_words_that_show_no_empty_quotes() =>
        (await Should.ThrowAsync<OutgoingMessageException>(() => MimeWriter.PrepareAsync(Simple() with { To = [new("Anna", "")] }))).Message.ShouldStartWith("A sender or recipient has no address.");

    [Theory]
    [InlineData("a@b\r\nBcc: c@d")]
    [InlineData("a@b>, <c@d")]
    [InlineData("nobody")]
    [InlineData("@example.com")]
    [InlineData("a@exa mple.com")]
    [InlineData("a\n@example.com")]
    [InlineData("\"a\\\\\", evil@example.net, \\\"b\"@example.com")]
    public async Task Address_that_is_none_is_refused(string address) =>
        await Should.ThrowAsync<OutgoingMessageException>(() => MimeWriter.PrepareAsync(Simple() with { To = [new("X", address)] }));

    [Fact]
    public async Task Line_breaks_in_names_and_subjects_become_blanks()
    {
        var bytes = await Bytes(Simple() with { Subject = "one\r\nBcc: x@y", To = [new("Ann\r\nBcc: x@y", "ann@example.com")] });

        var message = MimeMessage.Parse(bytes);
        message.Headers.Contains("Bcc").ShouldBeFalse();
        message.Subject.ShouldBe("one Bcc: x@y");
    }

    [Theory]
    [InlineData("user@bücher.example", "user@xn--bcher-kva.example", false)]
    [InlineData("jürgen@example.com", "jürgen@example.com", true)]
    [InlineData("two words@example.com", "\"two words\"@example.com", false)]
    public async Task International_addresses_use_punycode_or_smtputf8(string address, string expected, bool needsUtf8)
    {
        var prepared = await MimeWriter.PrepareAsync(Simple() with { To = [new("", address)] });

        prepared.Recipients.ShouldBe([expected]);
        prepared.NeedsSmtpUtf8.ShouldBe(needsUtf8);
        MimeMessage.Parse(await prepared.ToBytesAsync()).To.Single().Address.ShouldBe(expected);
    }

    [Theory]
    [InlineData("short ascii", "7bit")]
    [InlineData("Grüße aus Köln, wie immer mit viel Text und wenig Sonderzeichen.", "quoted-printable")]
    [InlineData("全部漢字で書かれた文章は基数六十四の方が短くなります。全部漢字で書かれた文章は基数六十四の方が短くなります。", "base64")]
    [InlineData("From here on\nit could be an mbox", "quoted-printable")]
    public async Task Encoding_is_chosen_by_content(string text, string expected)
    {
        var message = MimeMessage.Parse(await Bytes(Simple() with { TextBody = text }));

        message.Headers.Get("Content-Transfer-Encoding").ShouldBe(expected);
        message.Root.Text().Replace("\r\n", "\n", StringComparison.Ordinal).ShouldBe(text + "\n");
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nplain\r\n", "message/rfc822", false)]
    [InlineData("Subject: x\r\n\r\nj\u00FCrgen\r\n", "message/rfc822", true)]
    public async Task Attached_message_travels_unencoded(string source, string mediaType, bool needs8Bit)
    {
        var file = OutgoingFile.FromBytes("mail.eml", "message/rfc822", Encoding.UTF8.GetBytes(source));

        var prepared = await MimeWriter.PrepareAsync(Simple() with { Files = [file] });

        prepared.NeedsEightBitMime.ShouldBe(needs8Bit);
        var part = MimeMessage.Parse(await prepared.ToBytesAsync()).Root.Children[1];
        part.ContentType.MediaType.ShouldBe(mediaType);
        part.Message!.Subject.ShouldBe("x");
    }

    [Fact]
    public async Task Attached_message_with_endless_lines_goes_as_a_file()
    {
        var file = OutgoingFile.FromBytes("mail.eml", "message/rfc822", Encoding.ASCII.GetBytes($"Subject: x\r\n\r\n{new string('y', 2000)}"));

        var part = MimeMessage.Parse(await Bytes(Simple() with { Files = [file] })).Root.Children[1];

        part.ContentType.MediaType.ShouldBe("application/octet-stream");
        part.FileName.ShouldBe("mail.eml");
    }

    [Fact]
    public async Task Attached_message_keeps_no_lone_carriage_return()
    {
        var file = OutgoingFile.FromBytes("mail.eml", "message/rfc822", "Subject: x\r\rone\rtwo\nthree"u8.ToArray());

        var text = Encoding.ASCII.GetString(await Bytes(Simple() with { Files = [file] }));

        text.ShouldContain("Subject: x\r\n\r\none\r\ntwo\r\nthree\r\n\r\n--");
    }

    [Theory]
    [InlineData("Gr\u00FC\u00DFe", "utf-8", "utf-8")]
    [InlineData("Gr\u00FC\u00DFe", "iso-8859-1", null)]
    [InlineData("greetings", "utf-8", null)]
    public async Task Attached_text_says_that_it_is_utf8(string content, string encoding, string? charset)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes(content);
        var file = new OutgoingFile("note.txt", "text/plain", _ => ValueTask.FromResult<Stream>(new PieceStream(bytes, 3)), bytes.Length);

        var part = MimeMessage.Parse(await Bytes(Simple() with { Files = [file] })).Root.Children[1];

        part.ContentType.Charset.ShouldBe(charset);
        part.FileName.ShouldBe("note.txt");
    }

    [Fact]
    public async Task Long_plain_file_name_has_a_form_for_readers_without_continuations()
    {
        var name = $"{string.Join(' ', Enumerable.Repeat("Quarterly report", 5))}.pdf";

        var raw = Encoding.ASCII.GetString(await Bytes(Simple() with { Files = [OutgoingFile.FromBytes(name, "application/pdf", Noise(10))] }));

        raw.ShouldContain("Content-Type: application/pdf;\r\n name=\"=?utf-8?Q?Quarterly_report");
        MimeMessage.Parse(Encoding.ASCII.GetBytes(raw)).Root.Children[1].FileName.ShouldBe(name);
    }

    [Fact]
    public async Task File_name_that_looks_like_an_encoded_word_stays_as_it_is()
    {
        var raw = Encoding.ASCII.GetString(await Bytes(Simple() with { Files = [OutgoingFile.FromBytes("=?utf-8?Q?x?=.pdf", "application/pdf", Noise(10))] }));

        raw.ShouldContain("filename*=utf-8''%3D%3Futf-8%3FQ%3Fx%3F%3D.pdf");
        MimeMessage.Parse(Encoding.ASCII.GetBytes(raw)).Root.Children[1].FileName.ShouldBe("=?utf-8?Q?x?=.pdf");
    }

    [Fact]
    public async Task Name_that_fits_one_encoded_word_is_not_cut_into_two()
    {
        const string Name = "Jörg Müller-Lüdenscheidt, Einkauf";

        var raw = Encoding.ASCII.GetString(await Bytes(Simple() with { To = [new("", "somebody@example.com"), new(Name, "joerg@example.com")] }));

        raw.ShouldContain($"To: somebody@example.com,\r\n =?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(Name))}?=");
        MimeMessage.Parse(Encoding.ASCII.GetBytes(raw)).To[^1].DisplayName.ShouldBe(Name);
    }

    [Fact]
    public async Task Endless_file_name_is_cut_between_characters_and_keeps_its_extension()
    {
        var name = $"x{string.Concat(Enumerable.Repeat("\U0001F600", 200))}.pdf";

        var part = MimeMessage.Parse(await Bytes(Simple() with { Files = [OutgoingFile.FromBytes(name, "application/pdf", Noise(10))] })).Root.Children[1];

        part.FileName.ShouldBe($"x{string.Concat(Enumerable.Repeat("\U0001F600", 122))}.pdf");
    }

    [Fact]
    public async Task Large_attachment_is_written_without_being_held()
    {
        const long Size = 64L * 1024 * 1024;
        var file = new OutgoingFile("big.bin", "application/octet-stream", _ => ValueTask.FromResult<Stream>(new EndlessZeros(Size)), Size);
        var prepared = await MimeWriter.PrepareAsync(Simple() with { Files = [file] });
        await prepared.WriteAsync(Stream.Null);

        // Nothing here waits for anything, so all of it happens on this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        await prepared.WriteAsync(Stream.Null);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan(8 * 1024 * 1024);
        prepared.EstimatedLength.ShouldBeGreaterThan(Size * 4 / 3);
    }

    [Fact]
    public void Message_id_is_stable_and_does_not_show_its_key()
    {
        var id = MessageIdMaker.Stable("Example.com", "reply 4711");

        id.ShouldBe(MessageIdMaker.Stable("example.com", "reply 4711"));
        id.ShouldNotBe(MessageIdMaker.Stable("example.com", "reply 4712"));
        id.ShouldEndWith("@example.com");
        id.ShouldNotContain("4711");
        MessageIdMaker.Stable("no domain!", "x").ShouldEndWith("@localhost");
    }

    internal static OutgoingMessage Simple() => new()
    {
        From = new("Help Desk", "help@example.com"),
        To = [new("Ann", "ann@example.com")],
        MessageId = "id.1@example.com",
        Date = Noon,
        Subject = "Hello",
        TextBody = "Hello",
    };

    internal static OutgoingMessage Full() => Simple() with
    {
        From = new("Müller, Jörg (Büro)", "joerg@example.com"),
        To = [new("Ann \"Annie\" Lee", "ann@example.com"), new("", "bob@example.com"), new("日本語の名前がとても長い場合はどうなるのでしょうか", "jp@example.com")],
        Cc = [.. Enumerable.Range(0, 40).Select(i => new Mailbox($"Person No. {i}", $"person{i}@example.com"))],
        Subject = "Re: Ärger mit dem Drucker =?utf-8?Q?x?= und ein langer Betreff, der mehr als eine Zeile braucht – ganz sicher 😀",
        References = [.. Enumerable.Range(0, 20).Select(i => $"reference.number.{i}@mail.example.com")],
        InReplyTo = ["reference.number.19@mail.example.com"],
        TextBody = "Grüße,\n\n.Punkt am Anfang\nFrom here\n-- \nJörg " + new string('x', 300),
        HtmlBody = "<p>Grüße <img src=\"cid:logo@x\"></p>" + new string('y', 3000),
        Files =
        [
            OutgoingFile.FromBytes("logo.png", "image/png", Noise(500)) with { ContentId = "logo@x" },
            OutgoingFile.FromBytes("Übersicht März 2024 – ein recht langer Name mit 漢字.pdf", "application/pdf", Noise(100_000)),
            OutgoingFile.FromBytes("../../plain.bin", "not a type", Noise(1000)),
        ],
        ExtraHeaders = [new("Auto-Submitted", "auto-replied"), new("X-Note", "längere Notiz")],
    };

    internal static async Task<byte[]> Bytes(OutgoingMessage message) => await (await MimeWriter.PrepareAsync(message)).ToBytesAsync();

    private static string Shape(MimePart part) => part.Children.Count == 0 ? part.ContentType.MediaType : $"{part.ContentType.MediaType}({string.Join(' ', part.Children.Select(Shape))})";

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
