using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Reading;

public sealed class MailSanitizerTests
{
    public static TheoryData<string> Hostile => new(Known.Concat(HostileMails.Fragments).ToArray());

    private static string[] Known =>
    [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>",
        "<body onload=alert(1)><p>x</p>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">", "<template><img src=x onerror=alert(1)></template>",
        "<a href=javascript:alert(1)>x</a>", "<a href=\"java\tscript:alert(1)\">x</a>", "<a href=\" &#14; javascript:alert(1)\">x</a>", "<a href=\"JaVaScRiPt&colon;alert(1)\">x</a>",
        "<a href=data:text/html,<script>alert(1)</script>>x</a>", "<a href=vbscript:msgbox(1)>x</a>", "<a href=file:///etc/passwd>x</a>", "<a href=blob:https://x/y>x</a>", "<a href=//evil.example target=_top>x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<object data=x.swf></object>", "<embed src=x>", "<base href=https://evil.example/><a href=x>x</a>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example/x.css';body{background:url(//evil.example)}</style>",
        "<div style=\"background:url(https://evil.example/x)\">x</div>", "<div style=\"background-image:u\\72l(https://evil.example)\">x</div>", "<div style=\"width:expression(alert(1))\">x</div>",
        "<div style=\"color:red;/*;*/background:url(x)/**/\">x</div>", "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9\">x</div>", "<div style=\"behavior:url(x)\">x</div>",
        "<div style=\"-moz-binding:url(x)\">x</div>", "<div style='content:attr(title)'>x</div>", "<div style=\"list-style:url(https://evil.example)\">x</div>", "<div style=\"color:var(--x,url(x))\">x</div>",
        "<div style=\"width:1px;background:image-set('https://evil.example' 1x)\">x</div>", "<div style=\"font-family:'x';}body{background:url(x)\">x</div>", "<div style='margin-top:-9999px'>x</div>",
        "<form action=https://evil.example><input name=password><button>Sign in</button></form>", "<button formaction=javascript:alert(1)>x</button>", "<input type=image src=x onerror=alert(1)>",
        "<img src=https://tracker.example/p.gif>", "<img srcset='https://tracker.example/p.gif 1x'>", "<img src=//tracker.example/p>", "<img src=cid:unknown>", "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
        "<img src='data:image/png;base64,AAAA\" onerror=alert(1)'>", "<picture><source srcset=https://tracker.example/p></picture>", "<video poster=https://tracker.example/p></video>", "<table background=https://tracker.example/p><tr><td>x</td></tr></table>",
        "<a href=https://x.example ping=https://tracker.example>x</a>", "<p id=main class=banner name=x>x</p>", "<img name=getElementById>", "<a id=location href=https://x.example>x</a>",
        "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>", "<xmp><img src=x onerror=alert(1)></xmp>", "<plaintext><script>alert(1)", "<title><img src=x onerror=alert(1)></title>",
        "<!--><script>alert(1)</script>-->", "<!--[if IE]><script>alert(1)</script><![endif]-->", "<![CDATA[<script>alert(1)</script>]]>", "<?xml-stylesheet href=\"javascript:alert(1)\"?>", "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
        "<p title='\"><script>alert(1)</script>'>x</p>", "<p lang='x\"onmouseover=alert(1) y=\"'>x</p>", "<marquee onstart=alert(1)>x</marquee>", "<details open ontoggle=alert(1)>x</details>", "<div is=x-evil>x</div>",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "<a href='https://x.example/\"onclick=alert(1)'>x</a>", "\u0000<scr\u0000ipt>alert(1)</scr\u0000ipt>",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_html_comes_out_harmless_and_stays_so_when_read_again(string html)
    {
        var once = MailSanitizer.Rebuild(html, _ => null).Html;

        HostileHtml.AssertHarmless(once, html);
        HostileHtml.AssertHarmless(MailSanitizer.Rebuild(once, _ => null).Html, html);
    }

    [Fact]
    public void More_than_a_person_writes_comes_out_harmless()
    {
        foreach (var html in StrangerMails.Masses)
        {
            var rebuilt = MailSanitizer.Rebuild(html, _ => null).Html;

            HostileHtml.AssertHarmless(rebuilt, html[..20]);
            rebuilt.ShouldContain("x");
        }
    }

    [Fact]
    public void Nesting_beyond_reason_is_flattened_without_losing_words()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 3_000)) + "deep words";

        var rebuilt = MailSanitizer.Rebuild(html, _ => null).Html;

        rebuilt.ShouldContain("deep words");
        rebuilt.Length.ShouldBeLessThan(5_000);
    }

    [Fact]
    public void Ordinary_formatting_survives()
    {
        var rebuilt = MailSanitizer.Rebuild(
            "<p style=\"color:#c00;margin-left:12px\">Dear <b>team</b>,</p><table border=1 cellpadding=4><tr><td bgcolor=yellow colspan=2>A</td></tr></table><ul><li>one</ul><a href='https://contoso.example/a?b=1&amp;c=2'>here</a>",
            _ => null);

        rebuilt.Html.ShouldContain("style=\"color:#c00;margin-left:12px;\"");
        rebuilt.Html.ShouldContain("<b>team</b>");
        rebuilt.Html.ShouldContain("colspan=\"2\"");
        rebuilt.Html.ShouldContain("href=\"https://contoso.example/a?b=1&amp;c=2\"");
        rebuilt.HasOwnColours.ShouldBeTrue();
    }

    [Fact]
    public void Pictures_from_elsewhere_are_counted_by_host_and_shown_when_asked_for()
    {
        const string html = "<img src=https://a.example/1.png><img src=//b.example/2.png><img src=cid:logo>";

        var blocked = MailSanitizer.Rebuild(html, id => id == "logo" ? "/attachments/7/inline" : null);
        var shown = MailSanitizer.Rebuild(html, _ => null, address => $"/pictures/{address.Host}");

        blocked.BlockedPictures.ShouldBe(2);
        blocked.Hosts.ShouldBe(["a.example", "b.example"]);
        blocked.Html.ShouldContain("src=\"/attachments/7/inline\"");
        shown.Html.ShouldContain("src=\"/pictures/a.example\"");
    }

    [Theory]
    [InlineData("https://www.contoso.example/login", "http://evil.example/x", true)]
    [InlineData("contoso.example", "https://contoso.example.evil.example/", true)]
    [InlineData("contoso.example", "https://www.contoso.example/login", false)]
    [InlineData("www.contoso.example", "https://contoso.example/", false)]
    [InlineData("Click here", "http://evil.example/x", false)]
    [InlineData("con\u200Btoso.example", "https://evil.example/", true)]
    [InlineData("\u202Eelpmaxe.osotnoc", "https://evil.example/", true)]
    [InlineData("contoso.example", "https://contoso.example@evil.example/", true)]
    [InlineData("xn--pple-43d.com", "https://xn--pple-43d.com/", true)]
    [InlineData("<span hidden>no word of it </span>https://bank.example/", "https://evil.example/", true)]
    [InlineData("<span style='font-size: 0px'>no word of it </span>bank.example", "https://evil.example/", true)]
    [InlineData("<img alt='https://bank.example/' src=x>", "https://evil.example/", true)]
    [InlineData("ｂａｎｋ․example", "https://evil.example/", true)]
    [InlineData("Sign in at https://bank.example/login now", "https://evil.example/", true)]
    [InlineData("Sign in at https://bank.example/login now", "https://login.bank.example/", false)]
    [InlineData("Write to anna@bank.example", "https://evil.example/", false)]
    public void Link_whose_words_name_another_host_says_where_it_leads(string words, string target, bool said) =>
        MailSanitizer.Rebuild($"<a href=\"{target}\">{words}</a>", _ => null).Html.Contains("hdm-target", StringComparison.Ordinal).ShouldBe(said);

    [Theory]
    [InlineData("<a href=https://evil.example/ title=https://bank.example/>Sign in</a>")]
    [InlineData("<a href=https://evil.example/><b title=https://bank.example/>Sign in</b><img title=https://bank.example/ src=data:image/png;base64,AA></a>")]
    public void What_shows_over_a_link_is_where_it_leads(string html)
    {
        var rebuilt = MailSanitizer.Rebuild($"{html}<abbr title=\"For your information\">FYI</abbr>", _ => null).Html;

        rebuilt.ShouldContain("title=\"https://evil.example/\"");
        rebuilt.ShouldNotContain("bank.example");
        rebuilt.ShouldContain("title=\"For your information\"");
    }

    [Fact]
    public void Links_that_deceive_are_named_for_the_reader() =>
        MailSanitizer.Rebuild("<a href=https://evil.example/login>www.bank.example</a>", _ => null).DeceivingLinks.ShouldBe(["«www.bank.example» leads to evil.example"]);

    [Fact]
    public void Signature_of_a_mail_program_is_dimmed() =>
        MailSanitizer.Rebuild("<div class=\"x gmail_signature\">Anna Berg</div>", _ => null).Html.ShouldContain("<div class=\"hdm-signature\">");

    [Theory]
    [InlineData("<span style='unicode-bidi:bidi-override;direction:rtl'>moc.knab</span>")]
    [InlineData("<bdo dir=rtl>moc.knab</bdo>")]
    public void Letters_are_not_turned_round(string html) => MailSanitizer.Rebuild(html, _ => null).Html.ShouldNotContain("bd");

    [Fact]
    public void Nesting_that_would_keep_a_parser_busy_for_minutes_is_read_as_text()
    {
        var fonts = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<font color=#{i:x6}>")) + string.Concat(Enumerable.Repeat("<p>x", 100_000));
        foreach (var html in new[] { "<a href=https://x.example>", "<b><i>", "<table><tr><td>", "<svg><g>", "<blockquote>", "<x>" }.Select(open => string.Concat(Enumerable.Repeat(open, 200_000))).Append(fonts))
        {
            var rebuilt = MailSanitizer.Rebuild(html + "deep words", _ => null).Html;

            rebuilt.ShouldContain("deep words");
            rebuilt.Length.ShouldBeLessThan(1_000_000);
        }
    }

    [Fact]
    public void Long_mail_of_a_sloppy_program_is_not_mistaken_for_such()
    {
        var row = "<tr><td><p><font face=Arial><b>cell</b></font><li>one<br><td>two";
        MailSanitizer.Rebuild($"<table>{string.Concat(Enumerable.Repeat(row, 5_000))}</table>", _ => null).Html.ShouldContain("<table>");
    }

    [Fact]
    public void Tag_of_a_hundred_thousand_attributes_is_shown_as_text()
    {
        var html = $"<p {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}"))}>words</p>";

        HtmlEffort.IsBeyondReason(html).ShouldBeTrue();
        MailSanitizer.Rebuild(html, _ => null).Html.ShouldContain("words");
        HtmlEffort.IsBeyondReason($"<img alt=\"{string.Join(' ', Enumerable.Range(0, 2000))}\" src='x'>").ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://bank.example@evil.example/login", "Sign in", "evil.example")]
    [InlineData("https://аррӏе.example/", "Your account", "xn--")]
    [InlineData("https://gооgle.example/", "Open", "xn--")]
    public void Link_whose_target_hides_is_named_whatever_its_words_are(string target, string words, string host)
    {
        var mail = MailSanitizer.Rebuild($"<a href=\"{target}\">{words}</a>", _ => null);

        mail.DeceivingLinks.ShouldHaveSingleItem().ShouldContain(host);
        mail.Html.ShouldContain("hdm-target");
    }

    [Theory]
    [InlineData("https://user@mail.example/", "Mail")]
    [InlineData("https://münchen.example/", "München")]
    [InlineData("https://пример.example/", "Пример")]
    public void Honest_link_is_not_accused(string target, string words) =>
        MailSanitizer.Rebuild($"<a href=\"{target}\">{words}</a>", _ => null).DeceivingLinks.ShouldBeEmpty();

    [Theory]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("..\\..\\a:b\r\n.txt", "_.._a_b.txt")]
    [InlineData("...", "file")]
    public void Name_of_a_download_ends_as_it_looks(string given, string plain) => SafeDownload.Plain(given).ShouldBe(plain);

    [Theory]
    [InlineData("<div hidden>secret</div>", "<div hidden=\"\">secret</div>")]
    [InlineData("<pre>\n\nx</pre>", "<pre>\n&#xA;x</pre>")]
    [InlineData("<xmp><b>x</b></xmp>", "<pre>\n&lt;b&gt;x&lt;/b&gt;</pre>")]
    [InlineData("<plaintext>a < b", "<pre>\na &lt; b</pre>")]
    [InlineData("<textarea>a\nb</textarea>", "<pre>\na&#xA;b</pre>")]
    [InlineData("<noscript><p>x</p></noscript>", "<p>x</p>")]
    [InlineData("<button>Press</button><marquee>runs</marquee>", "Pressruns")]
    [InlineData("<video src=x><a href=https://x.example/>Watch</a></video>", ">Watch</a>")]
    [InlineData("<details><summary>Sum</summary>More</details>", "<div><div>Sum</div>More</div>")]
    [InlineData("<select><option>one<option selected>two</select>", ">two<")]
    [InlineData("<input value=Ann><input type=checkbox checked>", ">Ann☑ <")]
    [InlineData("<math><mi>x</mi><mo>=</mo><mn>1</mn><annotation>no</annotation></math>", ">x=1<")]
    public void What_a_browser_shows_is_shown(string html, string shown) => MailSanitizer.Rebuild(html, _ => null).Html.ShouldContain(shown);

    [Theory]
    [InlineData("<dialog>no</dialog>")]
    [InlineData("<input type=hidden value=no><input type=password value=no>")]
    [InlineData("<img hidden alt=no><img style='display:none' src=https://x.example/p alt=no>")]
    public void What_a_browser_hides_is_not_shown(string html) => MailSanitizer.Rebuild(html, _ => null).Html.ShouldBe("<div></div>");

    [Theory]
    [InlineData("height:9999999px")]
    [InlineData("height:100vh")]
    [InlineData("min-height:50dvh")]
    [InlineData("width:1e9px")]
    [InlineData("font-size:9999px")]
    [InlineData("font-size:80em")]
    [InlineData("padding:10px 99999px")]
    [InlineData("border:99999px solid red")]
    [InlineData("line-height:99999")]
    [InlineData("width:calc(999px*999)")]
    public void Sizes_that_break_the_page_are_left_out(string style) => MailSanitizer.Rebuild($"<p style='{style}'>x</p>", _ => null).Html.ShouldBe("<div><p>x</p></div>");

    [Theory]
    [InlineData("font-size:14px;line-height:150%;color:#1e9f00;")]
    [InlineData("width:600px;max-width:100%;padding:0 2.5em;")]
    [InlineData("border:1px solid #99999999;border-radius:9999px;")]
    [InlineData("width:calc(100% - 20px);font-weight:700;")]
    [InlineData("margin:.5em 0;letter-spacing:.02em;")]
    public void Sizes_that_people_use_stay(string style) => MailSanitizer.Rebuild($"<p style=\"{style}\">x</p>", _ => null).Html.ShouldBe($"<div><p style=\"{style}\">x</p></div>");

    [Theory]
    [InlineData("<table cellpadding=99999 border=99999><tr><td colspan=99999999>x", "<table><tbody><tr><td>x")]
    [InlineData("<ol><li value=10000>x", "<ol><li value=\"10000\">x")]
    [InlineData("<table width=600 cellpadding=4><tr><td height=20>x", "<table width=\"600\" cellpadding=\"4\"><tbody><tr><td height=\"20\">x")]
    public void Attributes_have_sizes_that_people_use(string html, string rebuilt) => MailSanitizer.Rebuild(html, _ => null).Html.ShouldContain(rebuilt);

    [Theory]
    [InlineData("http://a℀.example/")]
    [InlineData("http://caf&#xFFFD;.example/")]
    [InlineData("http://www.example.cn，请点击查看您的订单详细信息及物流最新状态请点击查看您的订单详细信息及物流最新状态请点击查看您的订单详细信息")]
    [InlineData("mailto:anna@a℀.example")]
    public void Link_to_a_host_that_cannot_be_is_written_as_its_words(string target)
    {
        var mail = MailSanitizer.Rebuild($"<a href=\"{target}\">\u202Ewords</a><img src=\"{target}\" alt=picture>", _ => null);

        mail.Html.ShouldContain("words");
        mail.Html.ShouldNotContain("href");
        mail.BlockedPictures.ShouldBe(0);
        mail.DeceivingLinks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cid:a%20b@x", "a%20b@x")]
    [InlineData("cid:a%20b@x", "a b@x")]
    [InlineData("CID:logo", "logo")]
    [InlineData("logo.png", "logo.png")]
    [InlineData("http://shop.example/logo.png", "http://shop.example/logo.png")]
    public void Picture_of_the_mail_is_found_by_the_name_its_part_has_and_said_to_be_drawn(string source, string name)
    {
        var mail = MailSanitizer.Rebuild($"<img src=\"{source}\">", Find, remotePicture: null, Find);

        mail.Html.ShouldContain("src=\"/files/7\"");
        mail.Drawn.ShouldBe([name]);
        mail.BlockedPictures.ShouldBe(0);

        string? Find(string asked) => asked == name ? "/files/7" : null;
    }

    [Theory]
    [InlineData("<a href=\"cid:c1\">contract.pdf</a>")]
    [InlineData("<table><tr><td background=\"cid:c1\">x</td></tr></table>")]
    [InlineData("<!--[if vml]><v:imagedata src=\"cid:c1\"/><![endif]-->")]
    public void File_that_is_only_mentioned_is_not_said_to_be_drawn(string html) => MailSanitizer.Rebuild(html, _ => "/files/7", remotePicture: null, _ => "/files/7").Drawn.ShouldBeEmpty();

    [Fact]
    public void Long_mail_of_another_alphabet_is_whole_and_a_longer_one_says_that_it_is_cut()
    {
        var paragraph = $"<p>{new string('ж', 10_000)}</p>";

        var whole = MailSanitizer.Rebuild($"{string.Concat(Enumerable.Repeat(paragraph, 200))}<p>the end</p>", _ => null);
        var picture = $"<img src=\"data:image/png;base64,{new string('A', 3_500_000)}\">";
        var pictured = MailSanitizer.Rebuild($"{picture}<p>the end</p>", _ => null);
        var cut = EntryBodyDocument.Write($"{string.Concat(Enumerable.Repeat(paragraph, 350))}<p>the end</p>", _ => null, null, "/entries/7/source");

        (whole.IsCut, pictured.IsCut).ShouldBe((false, false));
        whole.Html.ShouldContain("the end");
        pictured.Html.ShouldContain("the end");
        cut.ShouldNotContain("the end");
        cut.ShouldContain("<a href=\"/entries/7/source\" target=\"_blank\" rel=\"noopener\">The rest is in the original mail</a>");
    }

    [Fact]
    public void Half_a_million_tags_that_never_end_are_not_read_half_a_million_times()
    {
        HtmlEffort.IsBeyondReason(string.Concat(Enumerable.Repeat("<a", 500_000))).ShouldBeTrue();
        HtmlEffort.IsBeyondReason(string.Concat(Enumerable.Repeat("<a title=\"1 < 2\">x</a> a<br ", 5_000))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("background: rgb(0, 51, 102) none repeat scroll 0% 0%; color: white", "background-color:rgb(0, 51, 102);color:white;")]
    [InlineData("background:#036 url(x) ;color:#fff", "background-color:#036;color:#fff;")]
    [InlineData("background:url(x) no-repeat center/cover navy;color:#fff", "background-color:navy;color:#fff;")]
    [InlineData("background:linear-gradient(to right, #036 0%, #069);color:#fff", "background-color:#036;color:#fff;")]
    [InlineData("background-image:linear-gradient(rgb(0,51,102),#069);color:#fff", "background-color:rgb(0,51,102);color:#fff;")]
    [InlineData("color:#222;background:none", "color:#222;")]
    public void Ground_under_light_letters_is_taken_out_of_the_shorthand(string style, string rebuilt) =>
        MailSanitizer.Rebuild($"<div style=\"{style}\">x</div>", _ => null).Html.ShouldContain($"style=\"{rebuilt}\"");

    [Theory]
    [InlineData("<div style='color:#fff'>x</div>", "<div><div>x</div></div>")]
    [InlineData("<div style='background:url(x);color:rgb(255, 255, 255);margin:0'>x</div>", "<div><div style=\"margin:0;\">x</div></div>")]
    [InlineData("<font color=white>x</font>", "<div><font>x</font></div>")]
    [InlineData("<div style='background:#fff'><font color=#FFFFFF>x</font></div>", "<div><div style=\"background-color:#fff;\"><font>x</font></div></div>")]
    [InlineData("<div style='color:#fff'>x<p style='background:#036'>y</p></div>", "<div><div>x<p style=\"background-color:#036;color:#fff;\">y</p></div></div>")]
    [InlineData("<div style='background:#036'><font color=white>x</font></div>", "<div><div style=\"background-color:#036;\"><font color=\"white\">x</font></div></div>")]
    [InlineData("<font color=white style='background:#036'>x</font>", "<div><font color=\"white\" style=\"background-color:#036;\">x</font></div>")]
    [InlineData("<body bgcolor=\"#000080\" text=\"eeeeee\"><font color=\"#ffffff\">x</font></body>", "<div style=\"background-color:#000080;color:#eeeeee;\"><font color=\"#ffffff\">x</font></div>")]
    [InlineData("<body bgcolor=navy style='background-color:#fff'><b>x</b></body>", "<div style=\"background-color:navy;background-color:#fff;\"><b>x</b></div>")]
    public void Letters_are_not_white_on_white(string html, string rebuilt) => MailSanitizer.Rebuild(html, _ => null).Html.ShouldBe(rebuilt);

    [Fact]
    public void Nesting_beyond_reason_keeps_lines_links_and_pictures()
    {
        var html = string.Concat(Enumerable.Repeat("<blockquote>", 150))
            + "<div>Hello</div><div>World<br>wide</div><ul><li>one<li>two</ul><table><tr><td>A<td>B</table><a href=https://x.example/><b>here</b></a><img src=cid:logo><script>no</script>";

        var rebuilt = MailSanitizer.Rebuild(html, _ => "/files/7").Html;

        rebuilt.ShouldContain("Hello<br>World<br>wide<br>one<br>two<br>A B");
        rebuilt.ShouldContain("<a href=\"https://x.example/\" target=\"_blank\" rel=\"noopener noreferrer nofollow\" title=\"https://x.example/\">here</a><img src=\"/files/7\"");
        rebuilt.ShouldNotContain("no<");
        HostileHtml.AssertHarmless(rebuilt, "deep");
    }

    [Theory]
    [InlineData("width:600px;height:300px", "width:600px;height:auto;aspect-ratio:600 / 300;")]
    [InlineData("width:100%;height:300px", "width:100%;height:300px;")]
    [InlineData("height:40px", "height:40px;")]
    public void Picture_of_a_given_size_keeps_its_proportions_where_there_is_less_room(string style, string rebuilt) =>
        MailSanitizer.Rebuild($"<img style=\"{style}\" src=cid:x>", _ => "/files/7").Html.ShouldContain($"style=\"{rebuilt}\"");
}
