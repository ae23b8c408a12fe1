using System.Net;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Tls;

public sealed class DialerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2")]
    [InlineData("2001:db8::1 2001:db8::2 2001:db8::3 10.0.0.1", "2001:db8::1 10.0.0.1 2001:db8::2 2001:db8::3")]
    [InlineData("10.0.0.1 2001:db8::1 2001:db8::2", "10.0.0.1 2001:db8::1 2001:db8::2")]
    public void Addresses_of_both_families_are_tried_in_turns(string found, string expected) =>
        Dialer.InTurns([.. found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)]).Select(address => address.ToString()).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
