using System.Net;
using HelpdeskMail.OAuth.Providers;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Tests.Providers;

public sealed class OutboundGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("2002:a00:1::")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:10.0.0.1")]
    public void Addresses_that_are_not_the_public_internet_are_refused(string address) =>
        Guard(Environments.Production).IsAllowed("login.example", IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    [InlineData("64:ff9b::93.184.216.34")]
    public void Public_addresses_are_allowed(string address) => Guard(Environments.Production).IsAllowed("login.example", IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public void A_host_the_operator_has_named_may_be_private()
    {
        var guard = Guard(Environments.Production, "keycloak.internal");

        guard.IsAllowed("Keycloak.internal", IPAddress.Parse("10.0.0.1")).ShouldBeTrue();
        guard.IsAllowed("other.internal", IPAddress.Parse("10.0.0.1")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://login.example/token", "must begin with https://")]
    [InlineData("https://user:secret@login.example/token", "user name")]
    [InlineData("https://login.example/token#x", "fragment")]
    [InlineData("https://2130706433/token", "public internet")]
    [InlineData("https://0x7f.1/token", "public internet")]
    [InlineData("https://[::ffff:127.0.0.1]/token", "public internet")]
    public void An_address_is_judged_by_its_letters(string address, string words) => Guard(Environments.Production).Problem(new Uri(address)).ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void Plain_http_is_for_this_machine_in_development()
    {
        Guard(Environments.Development).Problem(new Uri("http://localhost:5082/google/token")).ShouldBeNull();
        Guard(Environments.Development).Problem(new Uri("http://login.example/token")).ShouldNotBeNull();
        Guard(Environments.Production).Problem(new Uri("http://localhost:5082/google/token")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_name_that_leads_into_the_network_is_refused_when_it_is_connected_to()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = Guard(Environments.Production).ConnectAsync };
        using var http = new HttpClient(handler);

        var refused = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync("http://localhost:1/"));

        refused.ToString().ShouldContain("not on the public internet");
    }

    private static OutboundGuard Guard(string environment, params string[] privateHosts) =>
        new(Options.Create(new OutboundSettings { PrivateHosts = privateHosts }), new Surroundings { EnvironmentName = environment });

    private sealed class Surroundings : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
