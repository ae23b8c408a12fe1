using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Tests.Fuzzing;

namespace HelpdeskMail.Mail.Tests.Mime;

/// <summary>
/// Input made to hurt. Growth is proved by what is allocated for twice the input; a walk that were quadratic would not come back from
/// the sizes used here at all.
/// </summary>
public sealed class HostileInputTests
{
    public static TheoryData<string, int> Attacks() => new()
    {
        { "nested comments in addresses", 1_000_000 },
        { "open brackets in addresses", 300_000 },
        { "quotes in addresses", 300_000 },
        { "colons in addresses", 300_000 },
        { "encoded words", 100_000 },
        { "encoded word openings", 300_000 },
        { "encoded words of two charsets", 50_000 },
        { "endless line", 10_000_000 },
        { "endless header line", 10_000_000 },
        { "header fields", 200_000 },
        { "continuation lines", 300_000 },
        { "delimiters", 50_000 },
        { "delimiters of nobody", 300_000 },
        { "nested multiparts", 5_000 },
        { "nested messages", 20_000 },
        { "parameters", 200_000 },
        { "parameter pieces", 100_000 },
        { "semicolons", 1_000_000 },
        { "html tags", 200_000 },
        { "html quotes", 200_000 },
        { "html comments", 200_000 },
        { "html scripts", 100_000 },
        { "html breaks", 200_000 },
        { "html links", 100_000 },
        { "quote marks", 500_000 },
        { "attributions", 100_000 },
        { "uuencode beginnings", 200_000 },
        { "dates", 200_000 },
        { "recipient fields", 150_000 },
        { "files and mentions", 9_000 },
        { "references", 200_000 },
        { "soft breaks", 300_000 },
        { "base64 of nothing", 1_000_000 },
        { "text at every level", 2_000_000 },
        { "damaged base64 lines", 500_000 },
        { "ids that run into each other", 200_000 },
        { "brackets in parameters", 200_000 },
        { "quotes in parameters", 200_000 },
        { "open comments in addresses", 200_000 },
        { "code pages of nobody", 40_000 },
        { "dash and blanks", 5_000_000 },
        { "hidden elements", 200_000 },
        { "quotes in html", 100_000 },
        { "empty lines before the header", 500_000 },
        { "tickets", 100_000 },
        { "names before an address", 100_000 },
        { "multiparts with a blank behind their boundary", 5_000 },
        { "colons behind an address", 500_000 },
        { "marks behind tags", 100_000 },
        { "lines in a boundary", 300_000 },
        { "boundary as long as the header", 300_000 },
        { "encoded files in the text", 100_000 },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Hostile_input_costs_no_more_than_its_length(string attack, int size)
    {
        Run(Make(attack, size / 20));

        var half = Allocated(Make(attack, size / 2));
        var whole = Allocated(Make(attack, size));

        // Buffers double and limits cut off, so twice the input may cost up to three times, never four.
        whole.ShouldBeLessThan((half * 3) + 4_000_000);
    }

    [Fact]
    public void Text_is_not_copied_once_for_each_level_around_it()
    {
        const int Size = 1_000_000;
        Run(Make("text at every level", Size / 100));

        var message = MimeMessage.Parse(Make("text at every level", Size));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Mail.Text.ReadableBody.From(message).Text.Length.ShouldBeGreaterThan(Size);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Size * 20L);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_a_defect()
    {
        var message = MimeMessage.Parse(Make("nested multiparts", 500));

        message.Defects.ShouldContain(defect => defect.Kind == MimeDefectKind.TooDeep);
    }

    [Fact]
    public void Parts_beyond_the_limit_are_a_defect()
    {
        var message = MimeMessage.Parse(Make("delimiters", 50_000));

        message.Root.Children.Count.ShouldBeLessThanOrEqualTo(MimeLimits.Default.Parts);
        message.Defects.ShouldContain(defect => defect.Kind == MimeDefectKind.TooManyParts);
    }

    [Fact]
    public void Header_beyond_the_limit_is_a_defect()
    {
        var message = MimeMessage.Parse(Make("header fields", 400_000));

        message.Root.RawHeader.Length.ShouldBeGreaterThan(MimeLimits.Default.HeaderBytes);
        message.Defects.ShouldContain(defect => defect.Kind == MimeDefectKind.HeaderTooLarge);
    }

    [Fact]
    public void Addresses_beyond_the_limit_are_a_defect()
    {
        var to = string.Join(",", Enumerable.Range(0, 60).Select(i => $"a{i}@example.com"));
        var message = MimeMessage.Parse(Encoding.ASCII.GetBytes($"To: {to}\r\n\r\n"), new() { Addresses = 50 });

        message.To.Count.ShouldBe(50);
        message.Defects.ShouldContain(defect => defect.Kind == MimeDefectKind.TooManyAddresses);
    }

    [Fact]
    public void Messages_encoded_within_each_other_end_at_the_limit()
    {
        var bytes = Encoding.ASCII.GetBytes("Subject: innermost\r\n\r\nx");
        for (var i = 0; i < 20; i++)
        {
            bytes = Encoding.ASCII.GetBytes($"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(bytes)}");
        }

        MimeMessage.Parse(bytes).Root.Walk(intoMessages: true).Count().ShouldBe(MimeLimits.Default.EncodedMessages + 1);
    }

    private static long Allocated(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(input);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Run(byte[] input) => ReadEverything.Of(MimeMessage.Parse(input));

    private static byte[] Make(string attack, int size)
    {
        var text = attack switch
        {
            "nested comments in addresses" => $"To: {new string('(', size)}\r\n\r\n",
            "open brackets in addresses" => $"To: {Repeat("<a@b,", size)}\r\n\r\n",
            "quotes in addresses" => $"To: {Repeat("\"a\\\"", size)}\r\n\r\n",
            "colons in addresses" => $"To: {Repeat("a:", size)}\r\n\r\n",
            "encoded words" => $"Subject: {Repeat("=?utf-8?Q?=C3=A4?= ", size)}\r\n\r\n",
            "encoded word openings" => $"Subject: {Repeat("=?a?Q?", size)}\r\n\r\n",
            "encoded words of two charsets" => $"Subject: {Repeat("=?utf-8?Q?=C3=A4?= =?koi8-r?B?wQ==?= ", size)}\r\n\r\n",
            "endless line" => $"Subject: x\r\n\r\n{new string('x', size)}",
            "endless header line" => $"Subject: {new string('x', size)}",
            "header fields" => $"{Repeat("a:b\r\n", size)}\r\n",
            "continuation lines" => $"Subject: x\r\n{Repeat(" y\r\n", size)}\r\n",
            "delimiters" => $"Content-Type: multipart/mixed; boundary=b\r\n\r\n{Repeat("--b\r\n\r\n", size)}",
            "delimiters of nobody" => $"Content-Type: multipart/mixed; boundary=b\r\n\r\n{Repeat("--c\r\n", size)}",
            "nested multiparts" => string.Concat(Enumerable.Range(0, size).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n")),
            "nested messages" => Repeat("Content-Type: message/rfc822\r\n\r\n", size),
            "parameters" => $"Content-Type: text/plain{Repeat("; a=b", size)}\r\n\r\n",
            "parameter pieces" => $"Content-Type: text/plain; {string.Concat(Enumerable.Range(0, size).Select(i => $"name*{i}*=%41;"))}\r\n\r\n",
            "semicolons" => $"Content-Type: text/plain{new string(';', size)}\r\n\r\n",
            "html tags" => Html(Repeat("<div>", size)),
            "html quotes" => Html(Repeat("<a href=\"", size)),
            "html comments" => Html(Repeat("<!--", size)),
            "html scripts" => Html(Repeat("<script><style>", size)),
            "html breaks" => Html(Repeat("<br><p>", size)),
            "html links" => Html(Repeat("<a href=http://x>y", size)),
            "quote marks" => $"Subject: x\r\n\r\n{Repeat("> \n", size)}",
            "attributions" => $"Subject: x\r\n\r\n{Repeat("On 1 Jan 2024, x@y\n", size)}",
            "uuencode beginnings" => $"Subject: x\r\n\r\n{Repeat("begin 644 x\n", size)}",
            "recipient fields" => $"{Repeat("To: a@b\r\n", size)}\r\n",
            "files and mentions" => $"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{Repeat("<img src='cid:a'>", size)}\r\n{Repeat("--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\nContent-Location: y.png\r\n\r\nz\r\n", size)}",
            "dates" => $"Date: {Repeat("1 Jan ", size)}\r\n\r\n",
            "references" => $"References: {Repeat("<a@b>", size)}\r\n\r\n",
            "soft breaks" => $"Content-Transfer-Encoding: quoted-printable\r\n\r\n{Repeat("=\r\n", size)}",
            "text at every level" => $"{string.Concat(Enumerable.Range(0, 90).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n\r\nx\r\n--b{i}\r\n"))}\r\n{new string('y', size)}",
            "damaged base64 lines" => $"Content-Transfer-Encoding: base64\r\n\r\n{Repeat("AAAAAA*A\n", size)}",
            "ids that run into each other" => $"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{string.Concat(Enumerable.Range(0, size).Select(i => $"cid:{i}"))}\r\n--b\r\nContent-ID: <x>\r\nContent-Type: image/png\r\n\r\nz\r\n",
            "brackets in parameters" => $"Content-Type: text/plain; name={Repeat(" (", size)}\r\n\r\n",
            "quotes in parameters" => $"Content-Type: text/plain; name=\"{Repeat("\" a", size)}\r\n\r\n",
            "open comments in addresses" => $"To: {Repeat("<a(@b> \"", size)}\r\n\r\n",
            "code pages of nobody" => $"Subject: {string.Concat(Enumerable.Range(0, size).Select(i => $"=?cp{i}?Q?a?= "))}\r\n\r\n",
            "dash and blanks" => $"Subject: x\r\n\r\n-ab{new string(' ', size)}x",
            "hidden elements" => Html(Repeat("<div style=\"display:none\">", size)),
            "quotes in html" => Html($"x{Repeat("<blockquote type=cite>y</blockquote>On 1.1.2024 z wrote:", size)}"),
            "empty lines before the header" => $"{Repeat("\r\n", size)}Subject: x\r\n\r\ny",
            "tickets" => $"Subject: {Repeat("[#1] ", size)}\r\n\r\n",
            "names before an address" => $"To: {Repeat("a, ", size)}b <c@d>\r\n\r\n",
            "multiparts with a blank behind their boundary" => string.Concat(Enumerable.Range(0, size).Select(i => $"Content-Type: multipart/mixed; boundary=\"b{i} \"\r\n\r\n--b{i}\r\n")),
            "colons behind an address" => $"To: {new string('x', size / 2)}@{new string(':', size / 2)}\r\n\r\n",
            "marks behind tags" => $"Subject: {Repeat("[a] Re: ", size)}x\r\n\r\n",
            "lines in a boundary" => $"Content-Type: multipart/mixed; boundary*=utf-8''{Repeat("%0A--", size / 10)}X\r\n\r\n{Repeat("\n--", size)}",
            "boundary as long as the header" => $"Content-Type: multipart/mixed; boundary={new string('x', size)}y\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', size * 2)))}",
            "encoded files in the text" => $"Subject: x\r\n\r\n{Repeat("begin 644 a\n!A\nend\n", size)}",
            "base64 of nothing" => $"Content-Transfer-Encoding: base64\r\n\r\n{new string('=', size)}",
            _ => throw new ArgumentOutOfRangeException(nameof(attack)),
        };
        return Encoding.ASCII.GetBytes(text);
    }

    private static string Html(string html) => $"Content-Type: text/html\r\n\r\n{html}";

    private static string Repeat(string piece, int times) => new StringBuilder().Insert(0, piece, times).ToString();
}
