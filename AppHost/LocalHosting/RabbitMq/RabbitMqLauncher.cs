using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Containers;
using HelpdeskMail.AppHost.LocalHosting.Ports;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Running;

namespace HelpdeskMail.AppHost.LocalHosting.RabbitMq;

/// <summary>Brings a RabbitMQ broker up: as a container when an engine answers and has or can pull the image, else from the programs of this machine.</summary>
internal sealed class RabbitMqLauncher(
    LocalSettings settings,
    ContainerLauncher containers,
    ProcessStarter starter,
    PortPlan ports,
    TimeProvider time) : ILauncher
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public async Task<Launched> LaunchAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        var server = (RabbitMQServerResource)run.Resource;
        var probe = new AmqpProbe(server.PrimaryEndpoint.Port);
        var user = await OtherUser.FindAsync(["rabbitmq", "nobody"], cancellationToken);
        var folder = await ServerFolder.ChooseAsync(settings.DataDirectory, run.Name, user, run, cancellationToken);
        if (!Directory.Exists(folder) && await containers.TryLaunchAsync(run, probe.AskAsync, cancellationToken) is { } launched)
        {
            return launched;
        }

        var node = await PrepareAsync(run, server, user, folder, cancellationToken);
        var mapper = starter.Start(node.PortMapper(), run.Write);
        var process = starter.Start(node.Broker(), run.Write);
        return new Launched(process, probe.AskAsync, $"RabbitMQ ({node.Program}), data in {folder}", async () =>
        {
            await process.StopAsync(Grace, time);
            mapper.Kill();
            await mapper.Exited;
        });
    }

    private async Task<RabbitMqNode> PrepareAsync(
        ResourceRun run,
        RabbitMQServerResource server,
        OtherUser? user,
        string folder,
        CancellationToken cancellationToken)
    {
        var program = RabbitMqNode.FindProgram() ?? throw new DistributedApplicationException($"""
            Bus:Transport is rabbitmq, and there are three ways to a broker. None works here:
              - a broker that runs elsewhere: ConnectionStrings__messaging is not set
              - a container: {containers.WhyNot}
              - programs of this machine: rabbitmq-server was not found
            The shortest way: {RabbitMqNode.HowToInstall}   Or leave Bus:Transport out: the bus then runs on PostgreSQL.
            """);
        var management = server.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => endpoint.Name == "management")?.AllocatedPort;
        var node = new RabbitMqNode(
            program,
            folder,
            user,
            server.PrimaryEndpoint.Port,
            management,
            ports.Choose($"{run.Name}/distribution", wanted: null),
            ports.Choose($"{run.Name}/mapper", wanted: null));
        var name = await server.UserNameReference.GetValueAsync(cancellationToken);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken);
        await node.PrepareAsync(name!, password!, cancellationToken);
        return node;
    }
}
