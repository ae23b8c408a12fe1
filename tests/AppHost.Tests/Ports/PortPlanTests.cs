using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Ports;
using HelpdeskMail.AppHost.Tests.Running;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Ports;

public sealed class PortPlanTests : IDisposable
{
    private readonly TestFolder folder = new();

    private string File => Path.Combine(folder.Path, "ports.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fixed_port_is_taken_when_it_is_free()
    {
        var port = FreePort.Next();
        var service = Service("helpdesk", port);

        new PortPlan(File, onlyFree: false).Assign([service]).ShouldBeEmpty();

        PortOf(service).ShouldBe(port);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public void Taken_port_moves_to_a_free_one_and_is_reported(string address)
    {
        using var other = new TcpListener(IPAddress.Parse(address), 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var service = Service("helpdesk", taken);

        var moved = new PortPlan(File, onlyFree: false).Assign([service]).ShouldHaveSingleItem();

        moved.ShouldBe(new MovedPort("helpdesk", "http", taken, PortOf(service)));
        PortOf(service).ShouldNotBe(taken);
        LoopbackPort.IsFree(PortOf(service)).ShouldBeTrue();
    }

    [Fact]
    public void Free_port_stays_the_same_from_run_to_run()
    {
        var first = Service("mailstore", port: null);
        var second = Service("mailstore", port: null);

        new PortPlan(File, onlyFree: false).Assign([first]);
        new PortPlan(File, onlyFree: false).Assign([second]);

        PortOf(second).ShouldBe(PortOf(first));
    }

    [Fact]
    public void Two_endpoints_never_share_a_port()
    {
        var port = FreePort.Next();
        IResource[] services = [.. Enumerable.Range(0, 20).Select(number => Service($"service{number}", number < 2 ? port : null))];

        var moved = new PortPlan(File, onlyFree: false).Assign(services);

        moved.ShouldHaveSingleItem().Resource.ShouldBe("service1");
        services.Select(PortOf).Distinct().Count().ShouldBe(services.Length);
    }

    [Fact]
    public void Fixed_ports_are_not_asked_for_when_only_free_ones_are_wanted()
    {
        var port = FreePort.Next();
        var service = Service("helpdesk", port);

        new PortPlan(File, onlyFree: true).Assign([service]).ShouldBeEmpty();

        PortOf(service).ShouldNotBe(port);
    }

    private static ProjectResource Service(string name, int? port)
    {
        var service = new ProjectResource(name);
        service.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http", port: port));
        return service;
    }

    private static int PortOf(IResource service) => service.Annotations.OfType<EndpointAnnotation>().Single().AllocatedPort!.Value;
}
