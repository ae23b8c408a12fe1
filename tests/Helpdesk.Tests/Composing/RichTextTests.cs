using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>Answers written as rich text: what is seen, the Markdown behind it, and the mail that comes of it.</summary>
public sealed partial class RichTextTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    /// <summary>Markdown that the editor can show, and how it writes it; null for the same.</summary>
    private static readonly (string Markdown, string? Written)[] Table =
    [
        ("plain words", null), ("one\ntwo\n\nthree", null), ("a **b** c", null), ("_i_ and **b _bi_ b** ~~s~~", null), ("**a**b*c*d", null), ("**a *b* c**", "**a _b_ c**"), ("**«x»** y", null), ("a ***b*** c", "a _**b**_ c"),
        ("- a\n- b\n  - c\n    - d\n- e", null), ("1. a\n2. b\n   - c\n3. d", null), ("3. x\n4. y", null), ("- a\n\n* b", null), ("1. x\n\n1) y", null), ("- a\n\n  second\n\n- b", null), ("x\n- y", "x\n\n- y"), ("- > q\n- ```\n  c\n  ```", null),
        ("> q\n>\n> w\n>\n> - x", null), ("> a\nlazy", "> a\n> lazy"), ("> a\n\nb", null), ("> - a\n>   - b\n>\n> c", null),
        ("`code` and ``a`b``", null), ("```js\nlet a = 1;\n\n  x\n```", null), ("x\n\n    indented\n    code", "x\n\n```\nindented\ncode\n```"), ("~~~\nx\n~~~", "```\nx\n```"), ("````\n```\n````", null),
        ("# H\n\n## H2 **b**\n\ntext", null), ("a\n---", "## a"), ("a\n\n---\n\nb", null),
        ("[x](https://a.example/b_c*d) and <https://a.example/>", null), ("[a **b**](https://a.example/ \"t\")", null), ("<anna@customer.example>", null), ("[x](<https://a.example/(a) b>)", null), ("see https://a.example/x_y_z?q=1&r=2.", null), ("www.a.example/_x_ ok", null),
        (@"a\*b\* \_c\_ \[x\](y) \`z\`", @"a\*b\* \_c\_ [x\](y) \`z\`"), ("1\\. no\n\\- no\n\\# no\n\\> no", null), ("a_b_c 2 * 3 C:\\Users\\x [#1001] <b>x</b> &", null), (@"\&copy; \<https://x.example>", null), ("&euro; &amp; &#65;", "€ & A"), ("x  \ny\\\nz", "x\ny\nz"),
        ("a\n\n\u00a0\n\nb", null), ("a\n\u00a0\nb", "a\n\nb"), ("- x\n\n\u00a0\n\na", null), ("a\n\n\u00a0\n\n- x", null), ("> a\n\n\u00a0\n\n> b", null), ("\\_ \\_ \\_", "\\_ _ _"), ("שלום **עולם**", null), ("日本**語**です", null), ("Hello\n\n-- \nAda **Admin**", null), ("2\\. x\\\\", null), ("a\\~\\~b\\~\\~", null), ("a\\|b\n--\\|--", null),
    ];

    [Fact]
    public async Task Everything_shown_is_what_the_mail_will_show_and_is_written_as_the_same()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        foreach (var (markdown, expected) in Table)
        {
            await composer.SetAsync(markdown);
            await Assertions.Expect(composer.Rich).ToBeVisibleAsync();
            var shown = await composer.HtmlAsync();
            Canonical(shown, isShown: true).ShouldBe(Canonical(ReplyBody.Fragment(markdown).Replace("<div class=\"gmail_signature\">-- <br><p>", "<p>-- <br>", StringComparison.Ordinal).Replace("</div>", "", StringComparison.Ordinal)), markdown);

            await composer.RewriteAsync();
            var written = await composer.MarkdownAsync();
            written.ShouldBe(expected ?? markdown);

            await composer.SetAsync("");
            await composer.SetAsync(written);
            await composer.RewriteAsync();
            (await composer.MarkdownAsync()).ShouldBe(written, "written again it is the same");
            Canonical(await composer.HtmlAsync(), isShown: true).ShouldBe(Canonical(shown, isShown: true), markdown);
        }

        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_writes_before_the_scripts_have_come_goes_on_where_they_are()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var page = composer.Page;
        var come = new TaskCompletionSource();
        await page.RouteAsync("**/answering.js", async route =>
        {
            await come.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(page.Url, new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("#reply-text").FocusAsync();
        await page.Keyboard.TypeAsync("We look in");

        come.SetResult();
        await page.IsScriptedAsync();
        await page.Keyboard.TypeAsync("to it");

        await Assertions.Expect(page.Locator("#reply-text")).ToHaveValueAsync("We look into it");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Typed_signs_keys_and_buttons_format_and_each_step_goes_back()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();

        await composer.Keys.TypeAsync("Dear **Anna**, ");
        await composer.Keys.PressAsync("Control+i");
        await composer.Keys.TypeAsync("thanks");
        await Assertions.Expect(composer.Page.Locator("[data-md=italic]")).ToHaveAttributeAsync("aria-pressed", "true");
        await composer.Keys.PressAsync("Control+i");
        await composer.Keys.TypeAsync("!");
        await composer.Keys.PressAsync("Shift+Enter");
        await composer.Keys.TypeAsync("below");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.TypeAsync("- one");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.TypeAsync("deep");
        await composer.Keys.PressAsync("Tab");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.TypeAsync("two");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.TypeAsync("> said");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.PressAsync("Enter");
        await composer.Keys.TypeAsync("1. first");
        await composer.ShowsAsync("Dear **Anna**, _thanks_!\nbelow\n\n- one\n  - deep\n- two\n\n> said\n\n1. first");

        await composer.PressAsync("numbers");
        await composer.PressAsync("heading");
        await composer.ShowsAsync("Dear **Anna**, _thanks_!\nbelow\n\n- one\n  - deep\n- two\n\n> said\n\n## first");
        await composer.Keys.PressAsync("Control+z");
        await composer.Keys.PressAsync("Control+z");
        await composer.ShowsAsync("Dear **Anna**, _thanks_!\nbelow\n\n- one\n  - deep\n- two\n\n> said\n\n1. first");
        await composer.Keys.PressAsync("Control+Shift+z");
        await composer.Keys.PressAsync("Control+y");
        await composer.ShowsAsync("Dear **Anna**, _thanks_!\nbelow\n\n- one\n  - deep\n- two\n\n> said\n\n## first");
        composer.Faults.ShouldBeEmpty();
    }

    /// <summary>As in mail programs: Enter begins a line, a second one leaves a blank one.</summary>
    [Fact]
    public async Task Enter_begins_a_line_and_twice_a_paragraph()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        foreach (var line in (string[])["Hello Anna,", "", "it leaves today.", "= 3 parcels", "| a | b", "---", "", "", "Kind regards", "Ada"])
        {
            await composer.Keys.TypeAsync(line);
            await composer.Keys.PressAsync("Enter");
        }

        const string Written = "Hello Anna,\n\nit leaves today.\n= 3 parcels\n\\| a \\| b\n\\---\n\n\u00a0\n\nKind regards\nAda";
        await composer.ShowsAsync(Written);
        var lines = await composer.HtmlAsync();
        await composer.SetAsync("");
        await composer.SetAsync(Written);
        await composer.RewriteAsync();
        await composer.ShowsAsync(Written);
        new HtmlParser().ParseDocument(await composer.HtmlAsync()).Body!.TextContent.ShouldBe(new HtmlParser().ParseDocument(lines).Body!.TextContent);
        (await composer.Page.EvaluateAsync<int>("[...document.querySelectorAll('.rich > p + p')].filter(line => line.getBoundingClientRect().top - line.previousElementSibling.getBoundingClientRect().bottom > 1).length")).ShouldBe(0);
        composer.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\n\ntwo")]
    [InlineData("<div>one</div><div>two</div><div><br></div><div>three</div>", "one\ntwo\n\nthree")]
    [InlineData("<p class=MsoNormal>one</p><p class=MsoNormal>two</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>three</p>", "one\ntwo\n\nthree")]
    [InlineData("<style>p.MsoNormal {margin-top:0cm; margin-bottom:8.0pt;}</style><p class=MsoNormal>one</p><p class=MsoNormal>two</p>", "one\n\ntwo")]
    [InlineData("<p style='margin: 0px 0px 1.1em'>one</p><p style='margin-bottom: .5em'>two</p><p style='margin:0in 0in 8pt'>three</p>", "one\n\ntwo\n\nthree")]
    [InlineData("<p style='margin: 1em 0 0'>one</p><p style='margin:0'>two</p>", "one\ntwo")]
    [InlineData("<div><p>one</p></div><section><p>two</p></section><ul><li>x</li></ul>", "one\n\ntwo\n\n- x")]
    [InlineData("<table><tr><td><p class=MsoNormal>x</p></td><td><p class=MsoNormal><o:p>&nbsp;</o:p></p></td><td><p class=MsoNormal>y</p></td></tr></table>", "x |  | y")]
    [InlineData("<p dir=ltr style='line-height:1.38;margin-top:0pt;margin-bottom:0pt;'>one</p><p dir=ltr style='margin-top:0pt;margin-bottom:0pt;'>two</p><br><p dir=ltr style='margin-top:0pt;margin-bottom:0pt;'>three</p>", "one\ntwo\n\nthree")]
    public async Task Paste_keeps_lines_and_paragraphs_apart(string html, string expected)
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.PasteAsync(html, "plain");
        await composer.ShowsAsync(expected);
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_that_were_read_again_are_lines_to_every_button()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("a\nb\nc");
        await composer.Keys.PressAsync("Control+a");
        await composer.PressAsync("list");
        await composer.ShowsAsync("- a\n- b\n- c");

        await composer.SetAsync("a\nb **x\ny** c\nd");
        await composer.Keys.PressAsync("Control+End");
        await composer.PressAsync("heading");
        await composer.ShowsAsync("a\nb **x**\n**y** c\n\n## d");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_that_are_cut_and_put_elsewhere_stay_lines()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("one\n**two**\n\n- x\n- y\n\nend");
        await composer.Keys.PressAsync("Control+a");
        var (html, words) = await CopyAsync("copy");
        words.ShouldBe("one\ntwo\nx\ny\nend");
        await composer.SetAsync("");
        await composer.PasteAsync(html, words);
        await composer.ShowsAsync("one\n**two**\n\n- x\n- y\n\nend");

        await composer.SetAsync("- x\n- **bold words**");
        await composer.Page.EvaluateAsync("(() => { const words = document.querySelector('#reply-text-rich strong').firstChild; getSelection().setBaseAndExtent(words, 0, words, 5); })()");
        (html, words) = await CopyAsync("cut");
        (html, words).ShouldBe(("<strong>bold </strong>", "bold "));
        await composer.ShowsAsync("- x\n- **words**");
        composer.Faults.ShouldBeEmpty();

        async Task<(string Html, string Words)> CopyAsync(string kind)
        {
            var taken = await composer.Page.EvaluateAsync<string[]>(
                "kind => { const data = new DataTransfer(); document.activeElement.dispatchEvent(new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true })); return [data.getData('text/html'), data.getData('text/plain')]; }", kind);
            return (taken[0], taken[1]);
        }
    }

    [Fact]
    public async Task Link_is_set_shown_changed_and_taken_off_by_the_keyboard()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("manual");
        await composer.Keys.PressAsync("Control+a");
        await composer.Keys.PressAsync("Control+k");
        await composer.Keys.TypeAsync("javascript:alert(1)");
        await composer.Keys.PressAsync("Enter");
        await Assertions.Expect(composer.Page.GetByText("Give an address such as https://example.org.")).ToBeVisibleAsync();
        await composer.Keys.PressAsync("Control+a");
        await composer.Keys.TypeAsync("contoso.example/manual");
        await composer.Keys.PressAsync("Enter");
        await composer.ShowsAsync("[manual](https://contoso.example/manual)");

        await composer.Keys.PressAsync("ArrowLeft");
        await Assertions.Expect(composer.Page.Locator("[data-link=target]")).ToHaveTextAsync("https://contoso.example/manual");
        await composer.Keys.PressAsync("Control+k");
        await Assertions.Expect(composer.Page.GetByLabel("Where the link leads")).ToHaveValueAsync("https://contoso.example/manual");
        await composer.Keys.PressAsync("Control+a");
        await composer.Keys.PressAsync("Delete");
        await composer.Keys.PressAsync("Enter");
        await composer.ShowsAsync("manual");
        await Assertions.Expect(composer.Rich).ToBeFocusedAsync();
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Paste_from_Word_is_made_plain_with_its_lists()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.PasteAsync(
            """
            <html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style></head><body lang=DE><!--StartFragment-->
            <p class=MsoNormal><b><span style='font-size:14.0pt;color:red'>Please</span></b> do <i style='mso-bidi-font-style:normal'>this</i>:<o:p></o:p></p>
            <p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Open<o:p></o:p></p>
            <p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span>the <a href="https://contoso.example/lid">lid</a></p>
            <p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>Close</p>
            <p class=MsoNormal><o:p>&nbsp;</o:p></p>
            <table class=MsoTableGrid><tr><td><p class=MsoNormal>Part</p></td><td><p class=MsoNormal>12</p></td></tr></table>
            <!--EndFragment--></body></html>
            """,
            "Please do this");

        await composer.ShowsAsync("**Please** do _this_:\n\n- Open\n  1. the [lid](https://contoso.example/lid)\n- Close\n\nPart | 12");
        (await composer.Page.EvaluateAsync<int>("document.querySelectorAll('.rich [style], .rich [class], .rich span, .rich font').length")).ShouldBe(0);
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_paste_runs_nothing_and_asks_nobody()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var asked = new List<string>();
        composer.Page.Request += (_, request) => { if (!request.Url.StartsWith(host.ClientOptions.BaseAddress.ToString(), StringComparison.Ordinal)) { asked.Add(request.Url); } };
        await composer.Rich.FocusAsync();
        await composer.PasteAsync(
            """
            <script>window.ran = 1</script><img src="https://tracker.example/p.gif" onerror="window.ran = 1" alt="pic"><p onclick="window.ran = 1">safe <a href="javascript:window.ran=1">one</a> <a href="https://ok.example">two</a></p>
            <svg onload="window.ran = 1"><script>window.ran = 1</script></svg><iframe src="https://tracker.example/f"></iframe><style>@import "https://tracker.example/s.css"; * { display: none }</style><object data="https://tracker.example/o"></object>
            <div style="background: url(https://tracker.example/b.png)">end</div><link rel="stylesheet" href="https://tracker.example/l.css"><pre data-markdown="[x](javascript:window.ran=1)">y</pre><form action="https://tracker.example"><input name="x"></form><b data-x="<img src=x onerror=window.ran=1>">b</b>
            """);
        await composer.Keys.TypeAsync("!");

        await Assertions.Expect(composer.Rich).ToContainTextAsync("safe one two");
        (await composer.Page.EvaluateAsync<bool>("'ran' in window")).ShouldBeFalse();
        (await composer.Page.EvaluateAsync<int>("document.querySelectorAll('.rich script, .rich iframe, .rich svg, .rich form, .rich [onclick], .rich [onerror], .rich img[src], .rich a[href^=javascript]').length")).ShouldBe(0);
        (await composer.MarkdownAsync()).ShouldContain("[two](https://ok.example)");
        asked.ShouldBeEmpty();
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_paste_and_typed_signs_arrive_in_the_mail_as_they_stand()
    {
        const string Words = "5 * 3 * 2, *x*, __init__, a_b_c, <b>bold</b>, &copy; [link](x) `tick` ~~no~~ C:\\dir\\*";
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.PasteAsync("", $"{Words}\n1. one\n# two\n> three\n- four\n+ five\n---\na | b\n--|--");
        await composer.Keys.PressAsync("Control+Enter");
        await composer.Page.Locator("[data-undo]").Last.WaitForAsync();

        var reply = (await host.Services.GetRequiredService<OutgoingTable>().FindAsync(await host.QueryAsync<Guid>("select reply_id from helpdesk.outgoing where ticket_number = @Ticket", new { composer.Ticket }), default)).ShouldNotBeNull();
        reply.Text.ShouldStartWith($"{Words}\n1. one\n# two\n> three\n- four\n+ five\n---\na | b\n--|--\n");
        var shown = new HtmlParser().ParseDocument(reply.Html!).Body!;
        shown.TextContent.ReplaceLineEndings("\n").ShouldStartWith($"{Words}\n1. one\n# two\n> three\n- four\n+ five\n---\na | b\n--|--");
        shown.QuerySelectorAll("body > :not(p, blockquote), body > p > :not(br)").ShouldBeEmpty();
        await Assertions.Expect(composer.Page.Locator(".entry.reply")).Not.ToContainTextAsync("\\_");
    }

    [Fact]
    public async Task Answer_that_is_taken_back_is_gone_on_with_at_once()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("It leaves today");
        await composer.Keys.PressAsync("Control+Enter");
        await composer.Page.Locator("[data-undo]").Last.WaitForAsync();
        await composer.Page.IsScriptedAsync();
        await composer.Keys.PressAsync("u");

        await composer.Page.WaitForURLAsync(address => address.EndsWith("#composer", StringComparison.Ordinal));
        await Assertions.Expect(composer.Rich).ToBeFocusedAsync();
        await composer.Keys.TypeAsync(", we hope");
        await composer.ShowsAsync("It leaves today, we hope");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_pasted_into_code_stay_lines()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("```\nab\n```");
        await composer.Keys.PressAsync("Control+Home");
        await composer.Keys.PressAsync("ArrowRight");
        await composer.PasteAsync("<b>1</b>", "1\n\n*2*\n");
        await composer.ShowsAsync("```\na1\n\n*2*\nb\n```");
        await composer.Keys.PressAsync("Control+z");
        await composer.ShowsAsync("```\nab\n```");

        await composer.SetAsync("```\n\n```");
        await composer.Keys.PressAsync("Control+Home");
        await composer.PasteAsync("", "1\n2\n");
        await composer.Keys.TypeAsync("3");
        await composer.ShowsAsync("```\n1\n2\n3\n```");
        composer.Faults.ShouldBeEmpty();
    }

    /// <summary>Firefox chooses so by Ctrl A, and any browser leaves the cursor so where the blocks were replaced.</summary>
    [Fact]
    public async Task What_stands_at_the_edges_of_blocks_is_taken_for_the_lines_in_them()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("- a\n  - b\n\nc");
        await composer.Page.EvaluateAsync("getSelection().selectAllChildren(document.getElementById('reply-text-rich'))");
        await composer.PressAsync("code");
        await composer.ShowsAsync("- a\n  - b\n\n```\nc\n```");

        await composer.SetAsync("one\n\ntwo");
        await composer.Page.EvaluateAsync("getSelection().selectAllChildren(document.getElementById('reply-text-rich'))");
        await composer.PressAsync("code");
        await composer.ShowsAsync("```\none\n\ntwo\n```");

        await composer.SetAsync("one\n\ntwo");
        await composer.Keys.PressAsync("Control+a");
        await composer.PressAsync("list");
        await composer.ShowsAsync("- one\n- two");
        await composer.Keys.PressAsync("Control+End");
        await composer.PasteAsync("<p>!</p><p>three</p>", "! three");
        await composer.ShowsAsync("- one\n- two!\n- three");

        await composer.SetAsync("one\n\ntwo");
        await composer.Page.EvaluateAsync("getSelection().collapse(document.getElementById('reply-text-rich'), 2)");
        await composer.PasteAsync("", "and ");
        await composer.ShowsAsync("one\n\nand two");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_put_into_the_field_by_another_leave_the_cursor_in_a_line()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.SetAsync("a\n\n- b\n  - c");
        await composer.Keys.TypeAsync("!");
        await composer.ShowsAsync("a\n\n- b\n  - c!");

        await composer.SetAsync("");
        await composer.Keys.TypeAsync("new");
        (await composer.HtmlAsync()).ShouldBe("<p>new</p>");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Canned_answer_comes_where_the_cursor_is_and_a_table_in_it_is_carried()
    {
        var answers = host.Services.GetRequiredService<CannedAnswerTable>();
        await answers.SaveAsync(new CannedAnswer { Id = Guid.NewGuid(), Name = "Prices", Shortcut = "prices", Text = "Dear **customer**,\n\n| what | price |\n|---|---|\n| lamp | 3 |" }, await host.ActorAsync(), default);
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("before\n\nafter");
        await composer.Keys.PressAsync("Control+Home");
        await composer.Keys.PressAsync("End");
        await composer.Keys.TypeAsync(" ;prices ");

        await composer.ShowsAsync("before Dear **customer**,\n\n| what | price |\n|---|---|\n| lamp | 3 |\n\nafter");
        await composer.Keys.PressAsync("Control+End");
        await composer.Keys.TypeAsync("!");
        await composer.ShowsAsync("before Dear **customer**,\n\n| what | price |\n|---|---|\n| lamp | 3 |\n\nafter!");
        await composer.Page.Locator("#canned summary").ClickAsync();
        await composer.Page.GetByRole(AriaRole.Button, new() { Name = "Prices" }).ClickAsync();
        await composer.ShowsAsync("before Dear **customer**,\n\n| what | price |\n|---|---|\n| lamp | 3 |\n\nafter!Dear **customer**,\n\n| what | price |\n|---|---|\n| lamp | 3 |");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_rich_text_cannot_show_stays_in_Markdown_and_is_said()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("[a]: https://contoso.example\n\nsee [a]");

        await Assertions.Expect(composer.Markdown).ToBeVisibleAsync();
        await Assertions.Expect(composer.Page.Locator(".kind-note")).ToContainTextAsync("cannot show");
        await composer.ShowsAsync("[a]: https://contoso.example\n\nsee [a]");
        await composer.Markdown.FillAsync("see **a**");
        await composer.Page.GetByRole(AriaRole.Button, new() { Name = "Rich text" }).ClickAsync();
        await Assertions.Expect(composer.Page.Locator("#reply-text-rich strong")).ToHaveTextAsync("a");
        await Assertions.Expect(composer.Page.Locator(".kind-note")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Draft_comes_back_as_rich_text_and_the_chosen_kind_is_remembered()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("We **mend** it");
        await Assertions.Expect(composer.Page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");
        (await host.Services.GetRequiredService<Drafts>().FindAsync(composer.Ticket, (await host.ActorAsync()).Id, default)).ShouldNotBeNull().Text.ShouldBe("We **mend** it");

        await composer.Page.ReloadAsync();
        await Assertions.Expect(composer.Page.Locator("#reply-text-rich strong")).ToHaveTextAsync("mend");
        await composer.Page.GetByRole(AriaRole.Button, new() { Name = "Markdown", Exact = true }).ClickAsync();
        await Assertions.Expect(composer.Markdown).ToBeFocusedAsync();
        await composer.Page.OpenAsync(host, "/tickets/new");
        await Assertions.Expect(composer.Page.Locator("#text")).ToBeVisibleAsync();
        await composer.Page.GetByRole(AriaRole.Button, new() { Name = "Rich text" }).ClickAsync();
        await composer.Page.OpenAsync(host, $"/tickets/{composer.Ticket}");
        await Assertions.Expect(composer.Rich).ToBeVisibleAsync();
        await Assertions.Expect(composer.Markdown).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Nothing_is_touched_while_an_input_method_puts_letters_together()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        var session = await composer.Page.Context.NewCDPSessionAsync(composer.Page);
        await session.SendAsync("Input.imeSetComposition", new() { ["text"] = "ｔ", ["selectionStart"] = 1, ["selectionEnd"] = 1 });
        await session.SendAsync("Input.imeSetComposition", new() { ["text"] = "- て", ["selectionStart"] = 3, ["selectionEnd"] = 3 });
        await Assertions.Expect(composer.Page.Locator(".rich ul")).ToHaveCountAsync(0);
        await session.SendAsync("Input.insertText", new() { ["text"] = "手紙" });
        await composer.Keys.TypeAsync(" ok");

        await composer.ShowsAsync("手紙 ok");
    }

    [Fact]
    public async Task Picture_pasted_into_the_words_is_shown_there()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.SetAsync("See this");
        await composer.Keys.PressAsync("Control+End");
        await composer.Page.EvaluateAsync(
            """
            () => {
              const bytes = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), c => c.charCodeAt(0));
              const data = new DataTransfer();
              data.items.add(new File([bytes], "shot.png", { type: "image/png" }));
              document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);

        await Assertions.Expect(composer.Page.Locator("#draft-files li")).ToHaveCountAsync(1);
        await Assertions.Expect(composer.Page.Locator(".rich img[alt='shot.png']")).ToHaveJSPropertyAsync("naturalWidth", 1);
        (await composer.MarkdownAsync()).ShouldMatch(@"^See this!\[shot\.png\]\(cid:[0-9a-f]{32}@helpdesk\)$");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task New_ticket_is_written_as_rich_text_and_refused_words_come_back()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var page = composer.Page;
        await page.OpenAsync(host, "/tickets/new");
        await page.IsScriptedAsync();
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("carl@customer.example");
        await page.Locator("#subject").FillAsync("Your lamp");
        await page.Locator("#text-rich").FocusAsync();
        await page.Keyboard.TypeAsync("It **works**");
        await page.Keyboard.PressAsync("Control+Enter");

        await Assertions.Expect(page.Locator(".ticket-head h2")).ToContainTextAsync("Your lamp");
        (await host.QueryAsync<string>("select text from helpdesk.entry where subject like 'Your lamp%'")).ShouldBe("It **works**");
    }

    [Fact]
    public async Task Without_a_script_the_plain_fields_do_it_all()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await using var plain = await composer.Page.Context.Browser!.NewContextAsync(new() { JavaScriptEnabled = false, StorageState = await composer.Page.Context.StorageStateAsync() });
        var page = await plain.NewPageAsync();
        await page.OpenAsync(host, $"/tickets/{composer.Ticket}");

        await Assertions.Expect(page.Locator("#reply-text-rich")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#composer .toolbar")).ToBeHiddenAsync();
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("Bo <bo@customer.example>");
        await page.Locator("#reply-text").FillAsync("By **hand**");
        await page.Locator("#send").ClickAsync();
        await page.Locator(".entry.reply").WaitForAsync();

        (await host.TicketAsync(composer.Ticket)).Entries.ShouldContain(entry => entry.Text == "By **hand**" && entry.Recipients.To.Any(one => one.Address == "bo@customer.example"));
    }

    /// <summary>HTML by what it shows: elements with their words, without blanks between blocks; links that the server makes of bare addresses are their words.</summary>
    private static string Canonical(string html, bool isShown = false)
    {
        var body = new HtmlParser().ParseDocument($"<body>{html}").Body!;
        var written = string.Concat(body.ChildNodes.Select(Write)).Replace("<br><br>", "</p><p></p><p>", StringComparison.Ordinal);
        if (isShown)
        {
            // A paragraph of the editor is a line, and an empty one parts two of the mail.
            written = ParagraphEnd().Replace(written, end => end.Value == "</p><p>" ? "<br>" : "</p><p>");
        }

        return written.Replace(OfPoint, "", StringComparison.Ordinal).Replace("<p></p>", "", StringComparison.Ordinal);

        static string Write(INode node) => node switch
        {
            IText text => text.ParentElement!.LocalName is "body" or "ul" or "ol" or "blockquote" || text.Data.Trim('\n', ' ').Length == 0 && text.Data.Contains('\n', StringComparison.Ordinal)
                ? "" : text.ParentElement.Closest("pre") is null ? text.Data.Replace("\n", "", StringComparison.Ordinal).Replace("\u00a0", "", StringComparison.Ordinal) : text.Data.TrimEnd('\n'),
            IElement { LocalName: "pre" } code => $"<pre>{code.TextContent.TrimEnd('\n')}</pre>",
            IElement { LocalName: "br" } one => one.NextSibling is null ? "" : "<br>",
            IElement { LocalName: "a" } link when link.TextContent == link.GetAttribute("href") || link.GetAttribute("href") is var to && (to == $"http://{link.TextContent}" || to == $"mailto:{link.TextContent}") => link.TextContent,
            IElement { LocalName: "p", ParentElement.LocalName: "li" } only when only.ParentElement!.Children.Count(child => child.LocalName == "p") == 1 => string.Concat(only.ChildNodes.Select(Write)),
            IElement { LocalName: "li" } point => $"<li>{string.Concat(point.ChildNodes.Select(Write)).Replace("</p><p>", $"</p>{OfPoint}<p>", StringComparison.Ordinal)}</li>",
            IElement element => $"<{element.LocalName}{(element.GetAttribute("href") is { } href ? $" {href.Replace("%20", " ", StringComparison.Ordinal)}" : "")}{(element.GetAttribute("start") is { } start ? $" {start}" : "")}>{string.Concat(element.ChildNodes.Select(Write))}</{element.LocalName}>",
            _ => "",
        };
    }

    [Fact]
    public async Task Mail_that_is_handed_on_stays_letter_by_letter_when_words_are_typed_above_it()
    {
        string[] lines =
        [
            "# no heading", "def __init__(self): return self._x * 2 ** 3", @"C:\_data_\*.txt and \\server\share\", "1. one", "- two", "> three", "| a | b |", "|---|---|", "[x](https://evil.example) ~~y~~ `z` <b>bold</b> R&amp;D", "https://x.example/_a_/b*c*", "====", "-- ", "Anna",
        ];
        await using var composer = await ComposerPage.OpenAsync(host, browser, string.Join('\n', lines));
        var page = composer.Page;
        await page.Keyboard.PressAsync("f");
        await Assertions.Expect(composer.Rich).ToContainTextAsync("Forwarded message");
        await page.IsScriptedAsync();

        await composer.Rich.FocusAsync();
        await page.Keyboard.PressAsync("Control+Home");
        await page.Keyboard.TypeAsync("Please look.");
        await Assertions.Expect(page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");

        var text = MarkdownWords.ToText(await composer.MarkdownAsync()).Replace('\u00a0', ' ').Split('\n').Select(line => line.TrimEnd()).ToList();
        text[0].ShouldStartWith("Please look.");
        foreach (var line in lines)
        {
            text.ShouldContain(line.TrimEnd());
        }

        composer.Faults.ShouldBeEmpty();
    }

    /// <summary>Between the paragraphs of a point of a list, which are no lines.</summary>
    private const string OfPoint = "\u0001";

    [GeneratedRegex("(?<!<p>)</p>(?:<p></p>)*<p>(?!</p>)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ParagraphEnd();
}
