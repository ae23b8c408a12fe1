using System.Net;
using HelpdeskMail.ServiceDefaults.Visitors;

namespace HelpdeskMail.ServiceDefaults.Tests.Visitors;

public sealed class VisitorTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.10", false)]
    [InlineData("203.0.113.9", "::ffff:203.0.113.9", true)]
    [InlineData("203.0.113.9", "::ffff:203.0.113.10", false)]
    public void One_visitor_is_an_IPv4_address_or_an_IPv6_network(string one, string other, bool same) =>
        (Visitor.Of(IPAddress.Parse(one)) == Visitor.Of(IPAddress.Parse(other))).ShouldBe(same);

    [Fact]
    public void Scope_of_a_link_local_address_makes_no_other_visitor() => Visitor.Of(IPAddress.Parse("fe80::1%1")).ShouldBe(Visitor.Of(IPAddress.Parse("fe80::1%2")));

    [Fact]
    public void Request_without_a_connection_is_nobodys() => Visitor.Of(null).ShouldBeEmpty();
}
