using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Charset;
using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Mime;

public sealed class ContentTests
{
    [Theory]
    [InlineData("latin1", "Ä", new byte[] { 0xC4 })]
    [InlineData("ISO_8859-15", "€", new byte[] { 0xA4 })]
    [InlineData("x-sjis", "日", new byte[] { 0x93, 0xFA })]
    [InlineData("ks_c_5601-1987", "한", new byte[] { 0xC7, 0xD1 })]
    [InlineData("big5", "中", new byte[] { 0xA4, 0xA4 })]
    [InlineData("cp1251", "Ж", new byte[] { 0xC6 })]
    [InlineData("iso-8859-10", "Ą", new byte[] { 0xA1 })]
    [InlineData("iso-8859-16", "Ș", new byte[] { 0xAA })]
    [InlineData("'utf-8'", "ä", new byte[] { 0xC3, 0xA4 })]
    [InlineData("UTF8", "ä", new byte[] { 0xC3, 0xA4 })]
    [InlineData("cp-850", "ä", new byte[] { 0x84 })]
    [InlineData("CP_437", "ä", new byte[] { 0x84 })]
    [InlineData("Windows-31J", "日", new byte[] { 0x93, 0xFA })]
    [InlineData("x-gbk", "中", new byte[] { 0xD6, 0xD0 })]
    [InlineData("x-mac-roman", "ä", new byte[] { 0x8A })]
    [InlineData("iso-8859-8-i", "א", new byte[] { 0xE0 })]
    [InlineData("tis-620", "ก", new byte[] { 0xA1 })]
    [InlineData("iso-8859-11", "ก", new byte[] { 0xA1 })]
    [InlineData("windows-1258", "ă", new byte[] { 0xE3 })]
    [InlineData("IBM037", "A", new byte[] { 0xC1 })]
    [InlineData("utf-16", "A", new byte[] { 0, 0x41 })]
    public void Charsets_are_known_by_their_aliases(string name, string expected, byte[] bytes) => Charsets.Find(name)!.GetString(bytes).ShouldBe(expected);

    [Fact]
    public void Charset_that_is_wrong_is_guessed()
    {
        CharsetGuess.Decode("Grüße"u8, "us-ascii", out var trusted).ShouldBe("Grüße");
        trusted.ShouldBeFalse();
        CharsetGuess.Decode("Grüße"u8, "iso-8859-1", out _).ShouldBe("Grüße");
        CharsetGuess.Decode(Encoding.Latin1.GetBytes("Grüße und Küsse"), "utf-8", out _).ShouldBe("Grüße und Küsse");
        CharsetGuess.Decode(Encoding.Latin1.GetBytes("Grüße"), "x-unknown", out _).ShouldBe("Grüße");
        CharsetGuess.Decode(Charsets.Find("koi8-r")!.GetBytes("Привет, это обычный русский текст"), null, out _).ShouldBe("Привет, это обычный русский текст");
        CharsetGuess.Decode(Charsets.Find("windows-1251")!.GetBytes("Привет, это обычный русский текст"), null, out _).ShouldBe("Привет, это обычный русский текст");
        CharsetGuess.Decode(Charsets.Find("shift_jis")!.GetBytes("これは普通の日本語のテキストです"), null, out _).ShouldBe("これは普通の日本語のテキストです");
    }

    [Fact]
    public void Flowed_text_is_joined_by_depth()
    {
        FlowedText.Unflow("one \r\ntwo\r\n> a \r\n> b\r\n  stuffed\r\n-- \r\nme").ShouldBe("one two\n> a b\n stuffed\n-- \nme");
        FlowedText.Unflow(">> a \n> b\n> c \n\nd").ShouldBe(">> a \n> b\n> c \n\nd");
        FlowedText.Unflow(" > no quote \n From x\n").ShouldBe("> no quote From x\n");
        FlowedText.Unflow("> one \n> \n> -- \n> sig").ShouldBe("> one \n> -- \n> sig".Replace("> one \n", "> one \n", StringComparison.Ordinal));
        FlowedText.Unflow("end soft ").ShouldBe("end soft ");
        FlowedText.Unflow("日本 \r\n語", delSp: true).ShouldBe("日本語");
    }

    [Fact]
    public void Uuencoded_files_are_taken_out_of_the_text()
    {
        var message = MimeMessage.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Corpus.Mails, "mime4j/mimetools/sig-uu.msg")));

        var body = ReadableBody.From(message);

        body.Files.Select(file => file.FileName).ShouldBe([".signature".Trim('.'), "file"]);
        body.Files[1].Bytes().Span[..6].ToArray().ShouldBe("GIF89a"u8.ToArray());
        body.Text.ShouldContain("And now, a little .gif icon:");
        body.Text.ShouldNotContain("begin 644");
    }

    [Fact]
    public void Uuencoded_line_shorter_than_it_says_is_filled_with_zeros()
    {
        var message = MimeMessage.Parse("Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\nM\nend\n"u8.ToArray());

        message.Root.DecodedBody().ToArray().ShouldBe(new byte[45]);
    }

    [Fact]
    public void Footer_after_base64_is_not_decoded()
    {
        var message = MimeMessage.Parse("Content-Transfer-Encoding: base64\n\nSGVsbG8=\n_______________\nList info follows\n"u8.ToArray());

        message.Root.Text().ShouldBe("Hello");
    }

    [Fact]
    public void Delivery_report_tells_who_failed_and_why()
    {
        var message = MimeMessage.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Corpus.Mails, "mailparser/delivery-status.eml")));

        var report = MessageReport.Find(message).ShouldNotBeNull();

        report.Delivery!.IsFailure.ShouldBeTrue();
        report.Delivery.Recipients.ShouldNotBeEmpty();
        report.Delivery.Recipients.ShouldAllBe(recipient => recipient.FinalRecipient!.Contains('@') && recipient.Status != null);
    }

    [Fact]
    public void Mbox_is_split_and_unquoted()
    {
        var entries = MboxReader.Read("From a@b Mon Jan  1 00:00:00 2024\nSubject: 1\n\n>From here\nFrom the middle\n\nFrom c@d Mon Jan  1 00:00:00 2024\nSubject: 2\n\nx\n"u8.ToArray()).ToList();

        entries.Select(entry => MimeMessage.Parse(entry.Source).Subject).ShouldBe(["1", "2"]);
        Encoding.ASCII.GetString(entries[0].Source.Span).ShouldEndWith("\n\nFrom here\nFrom the middle\n");
    }

    [Theory]
    [InlineData("From now on we meet at 10:30.", 1)]
    [InlineData("From 10:30 to 11:00 nobody is here.", 1)]
    [InlineData("From - Mon Jan 01 10:30:00 2024", 2)]
    [InlineData("From 1786543210@xxx Mon Jan 01 10:30:00 +0000 2024", 2)]
    [InlineData("From ann@example.com Mon Jan  1 10:30 CET 2024", 2)]
    [InlineData("From \"two words\"@example.com Mon, 1 Jan 2024 10:30:00 +0100", 2)]
    public void Mbox_is_divided_at_a_line_with_time_and_year_only(string line, int messages) =>
        MboxReader.Read(Encoding.ASCII.GetBytes($"From a@b Mon Jan  1 00:00:00 2024\nSubject: 1\n\nHello,\n\n{line}\nX: y\n\nx\n")).Count().ShouldBe(messages);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public async Task Mbox_reads_the_same_from_a_stream_in_pieces_of_any_size(int piece)
    {
        var random = new Random(3);
        var file = new StringBuilder("rubbish before\n\n");
        for (var number = 0; number < 40; number++)
        {
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"From a{number}@b Mon Jan  1 00:00:{number:00} 2024\nSubject: {number}\n\n>From here\nFrom the middle\n\nFrom nowhere\n{new string('x', random.Next(3000))}\n\n");
        }

        var bytes = Encoding.ASCII.GetBytes(file.ToString());
        var expected = MboxReader.Read(bytes).Select(entry => $"{entry.FromLine}|{Encoding.ASCII.GetString(entry.Source.Span)}").ToList();
        expected.Count.ShouldBe(40);

        var read = new List<string>();
        await foreach (var entry in MboxReader.ReadAsync(new PieceStream(bytes, piece), cancellationToken: TestContext.Current.CancellationToken))
        {
            read.Add($"{entry.FromLine}|{Encoding.ASCII.GetString(entry.Source.Span)}");
        }

        read.ShouldBe(expected);
    }

    [Fact]
    public async Task Mbox_passes_over_a_message_that_is_too_large()
    {
        var file = Encoding.ASCII.GetBytes($"From a@b Mon Jan  1 00:00:00 2024\nSubject: 1\n\nx\n\nFrom a@b Mon Jan  1 00:00:00 2024\nSubject: 2\n\n{new string('y', 3_000_000)}\n\nFrom a@b Mon Jan  1 00:00:00 2024\nSubject: 3\n\nz\n");

        var read = new List<string?>();
        await foreach (var entry in MboxReader.ReadAsync(new MemoryStream(file), largest: 1_000_000, TestContext.Current.CancellationToken))
        {
            read.Add(MimeMessage.Parse(entry.Source).Subject);
        }

        read.ShouldBe(["1", "3"]);
    }

    [Fact]
    public void Pieces_of_a_partial_message_are_joined_in_order()
    {
        var first = MimeMessage.Parse("From: a@b\r\nSubject: carrier\r\nContent-Type: message/partial; id=x; number=1; total=2\r\n\r\nSubject: inside\r\nContent-Type: text/plain\r\n\r\none "u8.ToArray());
        var second = MimeMessage.Parse("From: a@b\r\nContent-Type: message/partial; id=x; number=2; total=2\r\n\r\ntwo"u8.ToArray());

        var whole = MimeMessage.Parse(PartialMessage.Join([PartialMessage.Of(second)!, PartialMessage.Of(first)!])!);

        whole.Subject.ShouldBe("inside");
        whole.From.Single().Address.ShouldBe("a@b");
        whole.Root.Text().ShouldBe("one two");
        PartialMessage.Join([PartialMessage.Of(first)!]).ShouldBeNull();
    }

    [Theory]
    [InlineData("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree")]
    [InlineData("<ul><li>a<li>b</ul><ol><li>c</ol>", "* a\n* b\n\n1. c")]
    [InlineData("<a href=\"http://x.example/y\">here</a>", "here <http://x.example/y>")]
    [InlineData("<a href=\"https://www.example.com/help/login\">Help</a> at <a href=\"https://www.example.com/?a=b\">example.com</a>", "Help <https://www.example.com/help/login> at example.com")]
    [InlineData("<div style=\"font: x; white-space: pre-wrap\">one\n  <b>two</b>\n\n<div>three\nfour</div></div>\n<p>five\nsix</p>", "one\n  two\n\nthree\nfour\n\nfive six")]
    [InlineData("<p style=\"white-space:pre-line\">one\ntwo<p>three\nfour", "one\ntwo\n\nthree four")]
    [InlineData("<table><tr><td style=\"WHITE-SPACE: PRE\">one\ntwo</table>three\nfour", "one\ntwo\n\nthree four")]
    [InlineData("<p style=\"white-space: nowrap\">one\ntwo</p>", "one two")]
    [InlineData("&lt3 &amp gr&uuml&szlige, &copy 2024 &lt;a?b=1&copy=2&amp;lt 1", "<3 & gr\u00FC\u00DFe, \u00A9 2024 <a?b=1&copy=2&lt 1")]
    [InlineData("a&#0;b", "a\uFFFDb")]
    [InlineData("<blockquote>old</blockquote>new", "> old\n\nnew")]
    [InlineData("<p>new</p><blockquote>old</blockquote>", "new\n\n> old")]
    [InlineData("new<br><br><blockquote>old<br></blockquote>", "new\n\n> old")]
    [InlineData("<blockquote><p>one</p><blockquote><p>two</p></blockquote><p>three</p></blockquote>", "> one\n>\n>> two\n>\n> three")]
    [InlineData("<blockquote><pre>one\n\ntwo</pre></blockquote>", "> one\n>\n> two")]
    [InlineData("<blockquote><br><a href=\"https://example.com/\">https://example.com/</a></blockquote>", "> https://example.com/")]
    [InlineData("<ol start=3><li>c<li>d</ol>", "3. c\n4. d")]
    [InlineData("<style>p{}</style><script>x</script>a &amp; b &lt;c&gt;", "a & b <c>")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc")]
    [InlineData("1 < 2 and <b>3", "1 < 2 and 3")]
    [InlineData("<p>see</p><div hidden>secret</div><p hidden=until-found>x<p>end", "see\n\nend")]
    [InlineData("<span data-hidden=1>seen</span><dialog>no</dialog><dialog open>yes</dialog>", "seen\nyes")]
    [InlineData("<p style='display:none'>x<p>shown</p>more", "shown\n\nmore")]
    [InlineData("<div style='max-height:0; overflow:hidden'>preview</div><p style='opacity:0'>x</p><p style='opacity:0.5'>half</p>", "half")]
    [InlineData("<img style='display: none' alt=pixel>seen", "seen")]
    [InlineData("a<pre>\nfirst\n  second</pre>b", "a\nfirst\n  second\nb")]
    [InlineData("a<pre>\n\nfirst</pre>", "a\n\nfirst")]
    [InlineData("one<!-- x --!>two<!--!> y -->three<!-->four<!--->five", "onetwothreefourfive")]
    [InlineData("<noscript>without script</noscript><iframe>nobody</iframe>", "without script")]
    [InlineData("<ol><li value=9>x<li>y</ol>", "9. x\n10. y")]
    [InlineData("<details><summary>Sum</summary>More</details><q>said</q>", "Sum\nMore\n“said”")]
    [InlineData("<input value=Ann><input type=checkbox checked>yes<input type=hidden value=x>", "Ann [x] yes")]
    public void Html_reads_as_text(string html, string expected) => HtmlText.ToPlain(html).ShouldBe(expected);
}
