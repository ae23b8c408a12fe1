using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Tests.Mime.Fields;

public sealed class MessageIdsTests
{
    [Theory]
    [InlineData("<a@x>", "a@x")]
    [InlineData("<a@x> <b@x>", "a@x b@x")]
    [InlineData("<a@x><b@x>,<c@x>", "a@x b@x c@x")]
    [InlineData("<a(1)@x>", "a(1)@x")]
    [InlineData("<a@x> (a comment) <b@x>", "a@x b@x")]
    [InlineData("<a@ x>", "a@x")]
    [InlineData("<<a@x>>", "a@x")]
    [InlineData("<a@x> <cut@off", "a@x cut@off")]
    [InlineData("a@x b@x", "a@x b@x")]
    [InlineData("Your message of Tuesday", "")]
    [InlineData("Message from Ann of \"Tue, 2 Jan\" <a@x>", "a@x")]
    [InlineData("=?utf-8?q?=3Ca=40x=3E?= =?utf-8?q?_=3Cb=40x=3E?=", "a@x b@x")]
    [InlineData("<no-at>", "no-at")]
    [InlineData("<>", "")]
    [InlineData(null, "")]
    public void Ids_are_read_as_they_occur(string? value, string expected) => string.Join(' ', MessageIds.Parse(value)).ShouldBe(expected);
}
