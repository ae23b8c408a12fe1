using HelpdeskMail.Helpdesk.Reading;

namespace HelpdeskMail.Helpdesk.Tests.Reading;

public sealed class LinkedTests
{
    [Theory]
    [InlineData("See #1005, please", "See <a href=\"/tickets/1005\">#1005</a>, please")]
    [InlineData("Merged into #1005", "Merged into <a href=\"/tickets/1005\">#1005</a>")]
    [InlineData("colour &#1234; a#1005 #12 #0123", "colour &amp;#1234; a#1005 #12 #0123")]
    [InlineData("https://example.org/page#1005", "<a href=\"https://example.org/page#1005\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">https://example.org/page#1005</a>")]
    [InlineData("<b>#1005</b>", "&lt;b&gt;<a href=\"/tickets/1005\">#1005</a>&lt;/b&gt;")]
    public void Number_of_a_ticket_is_a_link_where_agents_wrote_it(string text, string html) => Linked.Write(text, tickets: true).Value.ShouldBe(html);

    [Fact]
    public void Number_in_a_customers_mail_is_none() => Linked.Write("Order #1005").Value.ShouldBe("Order #1005");
}
