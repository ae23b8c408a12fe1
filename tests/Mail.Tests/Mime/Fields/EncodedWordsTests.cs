using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Tests.Mime.Fields;

public sealed class EncodedWordsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=?ISO-8859-1?Q?a?= b", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a_b?=", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b")]
    [InlineData("=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore")]
    [InlineData("=?utf-8?B?w6Q=?=", "ä")]
    [InlineData("=?utf-8?B?w6Q?=", "ä")]
    [InlineData("=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä")]
    [InlineData("=?utf-8?B?w6TDtsO8?= =?utf-8?B?w58?= =?utf-8?B?w6Q?=", "äöüßä")]
    [InlineData("=?utf-8?B?R3LDvM?= =?utf-8?B?OfZQ==?=", "Grüße")]
    [InlineData("=?utf-8?B?R3LDvMO?=\t=?UTF-8?B?fZQ==?=", "Grüße")]
    [InlineData("=?utf-8?B?w?= =?utf-8?B?6?= =?utf-8?B?Q=?=", "ä")]
    [InlineData("=?utf-8?B?YWJj5Y?= =?utf-8?B?yX5Lqs?=", "abc北京")]
    [InlineData("=?utf-8?B?YWI?= =?utf-8?Q?c?= =?utf-8?B?ZA?=", "abcd")]
    [InlineData("=?gb2312?B?1t?= =?gb2312?B?DOxA==?=", "中文")]
    [InlineData("=?utf-8?Q?with raw spaces?=", "with raw spaces")]
    [InlineData("x=?utf-8?Q?=C3=A4?=y", "xäy")]
    [InlineData("=?utf-8?Q?=C3=A4?==?utf-8?Q?=C3=B6?=", "äö")]
    [InlineData("=?utf-8?q?cut off", "cut off")]
    [InlineData("=?utf-8?Q?abc =?utf-8?Q?def?=", "abcdef")]
    [InlineData("=?windows-1252?Q?=80?=", "€")]
    [InlineData("=?iso-8859-1?Q?=C3=A4?=", "ä")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?gb2312?B?1tDOxA==?=", "中文")]
    [InlineData("=?utf-7?Q?+AOQ-?=", "ä")]
    [InlineData("=?nonsense?Q?=C3=A4?=", "ä")]
    [InlineData("=?utf-8?X?abc?=", "=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?a=0D=0Ab?=", "ab")]
    [InlineData("=? ?= =?=?", "=? ?= =?=?")]
    public void Words_are_decoded_in_every_broken_form(string value, string expected) => EncodedWords.Decode(value).ShouldBe(expected);
}
