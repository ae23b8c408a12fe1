using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;

namespace HelpdeskMail.Helpdesk.Tests.Writing;

public sealed class MarkdownWordsTests
{
    [Theory]
    [InlineData("**bold** and _soft_", "<strong>bold</strong> and <em>soft</em>")]
    [InlineData("one\ntwo", "one<br />\ntwo")]
    [InlineData("- a\n- b", "<li>a</li>")]
    [InlineData("https://contoso.example/x", "<a href=\"https://contoso.example/x\">")]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;")]
    [InlineData("![shot](cid:1@helpdesk)", "<img src=\"cid:1@helpdesk\" alt=\"shot\" />")]
    public void Markdown_becomes_html(string words, string html) => MarkdownWords.ToHtml(words).ShouldContain(html);

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JAVASCRIPT:alert(1))")]
    [InlineData("[x](data:text/html,y)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![x](https://tracker.example/p.gif)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[x]: javascript:alert(1)\n\n[x]")]
    public void Links_and_pictures_lead_nowhere_unexpected(string words)
    {
        var html = MarkdownWords.ToHtml(words);

        html.ShouldNotContain("=\"javascript", Case.Insensitive);
        html.ShouldNotContain("=\"data:", Case.Insensitive);
        html.ShouldNotContain("tracker.example");
        html.ShouldNotContain("<img src=x");
    }

    [Fact]
    public void Nesting_beyond_reason_stays_as_written() => MarkdownWords.ToHtml(string.Concat(Enumerable.Repeat("> ", 5_000)) + "deep").ShouldContain("deep");

    [Theory]
    [InlineData("Two lines\nof words.\n\nSee https://contoso.example", false)]
    [InlineData("a **word**", true)]
    [InlineData(@"2 \* 3", true)]
    [InlineData("- a list", true)]
    [InlineData("[a](https://contoso.example)", true)]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", true)]
    public void Thread_shows_html_only_for_what_is_formatted(string words, bool formatted) => MarkdownWords.IsFormatted(words).ShouldBe(formatted);

    [Theory]
    [InlineData(@"2 \* 3 \_x\_ \[y\](z)", "2 * 3 _x_ [y](z)")]
    [InlineData("1\\. one\n\\# two\n\\- three", "1. one\n# two\n- three")]
    [InlineData(@"- **a \* b** and > \> c", "- **a * b** and > > c")]
    [InlineData(@"C:\dir `\*` \\", @"C:\dir `\*` \")]
    [InlineData("```\n\\*\n```", "```\n\\*\n```")]
    [InlineData("> quoted \\*\n> and \\_\n\n- [x\\]](https://contoso.example) \\*", "> quoted *\n> and _\n\n- [x]](https://contoso.example) *")]
    public void Plain_text_has_no_backslashes_that_only_say_that_a_letter_is_one(string words, string text) => MarkdownWords.ToText(words).ShouldBe(text);

    [Fact]
    public void Signature_stands_apart_in_both_forms()
    {
        var body = ReplyBody.Write("Hello\n\n-- \nAda **Admin**", quoted: null);

        body.Text.ShouldBe("Hello\n\n-- \nAda **Admin**\n");
        body.Html.ShouldContain("<p>Hello</p>");
        body.Html.ShouldContain("<div class=\"gmail_signature\">-- <br><p>Ada <strong>Admin</strong></p>");
    }

    [Fact]
    public void Footer_stands_below_the_words_and_above_the_quote_in_both_forms()
    {
        var quoted = new TicketEntry(
            1, EntryKind.Mail, new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), null, "Anna Berg", null, null, "It is dark.", HasHtml: false, new EntryRecipients([], [], [], []), null, null, null, [], [], null);

        var body = ReplyBody.Write("Hello", quoted, "**Contoso** Ltd <Dublin>");

        body.Text.ShouldBe("Hello\n\n**Contoso** Ltd <Dublin>\n\nOn 2 March 2026 at 10:00 UTC, Anna Berg wrote:\n> It is dark.\n");
        body.Html.IndexOf("<strong>Contoso</strong> Ltd &lt;Dublin&gt;", StringComparison.Ordinal).ShouldBeInRange(body.Html.IndexOf("<p>Hello</p>", StringComparison.Ordinal), body.Html.IndexOf("<blockquote", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_are_filled_and_what_a_customer_wrote_stays_words()
    {
        var ticket = new Ticket { Number = 1001, Subject = "{{agent.name}} [x](https://evil.example)", CustomerName = "Anna *Berg*", CustomerAddress = "anna@customer.example" };
        var mailbox = new KnownSystemEmail(Guid.Empty, "support@contoso.example", "Contoso Support", false, true, null);

        var words = FieldWords.Fill("Dear {{ customer.firstname }}, {{ticket.number}} {{ticket.subject}} {{unknown}} {{mailbox.name}} {{agent.firstname}}", ticket, "Ada Admin", mailbox, default);

        words.ShouldBe(@"Dear Anna, 1001 \{\{agent.name\}\} \[x\](https://evil.example) {{unknown}} Contoso Support Ada");
    }

    [Theory]
    [InlineData("# Urgent", @"\# Urgent")]
    [InlineData("1. floor", @"1\. floor")]
    [InlineData("- dash", @"\- dash")]
    [InlineData("#4711 is open", "#4711 is open")]
    public void Field_at_the_beginning_of_a_line_begins_no_heading_and_no_list(string subject, string words) =>
        FieldWords.Fill("{{ticket.subject}}", new Ticket { Number = 1001, Subject = subject }, "Ada", mailbox: null, default).ShouldBe(words);

    [Theory]
    [InlineData("# no heading\n## nor this\n#hash")]
    [InlineData("def __init__(self):\n    return self._x * 2 ** self.y")]
    [InlineData("C:\\_data_\\*file*.txt \\\\server\\share\\")]
    [InlineData("a < b <c@d.example> <https://x.example> <b>bold</b>")]
    [InlineData("1. one\n2) two\n- three\n+ four\n* five\n> quoted")]
    [InlineData("Title\n=====\nOther\n---\n***\n___\n- - -\n_ _ _\n__ __")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("[x](https://evil.example) ![y](z) [z]: https://evil.example\n[z]: https://evil.example")]
    [InlineData("```\ncode\n```\n~~~\ncode\n~~~ `tick` ~~struck~~")]
    [InlineData("&amp; &#65; R&D & more")]
    [InlineData("See https://x.example/_a_/b*c*?d=e&f=g and www.x.example/_y_, (https://z.example/_a_)")]
    [InlineData("two\n\n\nthree\n\tindented\n     by five")]
    public void Words_of_somebody_else_are_handed_on_letter_by_letter(string text)
    {
        var words = LiteralWords.Write(text);

        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(MarkdownWords.ToHtml(words));
        page.QuerySelectorAll("h1, h2, h3, ul, ol, blockquote, pre, code, em, strong, del, hr, table, img").ShouldBeEmpty();
        page.QuerySelectorAll("a").Select(link => link.TextContent.TrimEnd(')')).ShouldAllBe(shown => text.Contains(shown, StringComparison.Ordinal));
        Blanks(page.Body!.TextContent).ShouldBe(Blanks(text));
        Blanks(MarkdownWords.ToText(words)).ShouldBe(Blanks(text));

        static string Blanks(string words) => string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Signature_of_a_mail_that_is_handed_on_is_not_the_one_of_who_hands_it_on() =>
        LiteralWords.Write("Hello\n-- \nAnna").ShouldNotContain(ReplyBody.SignatureMark);
}
