using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Postgres;
using HelpdeskMail.AppHost.LocalHosting.Projects;
using HelpdeskMail.AppHost.LocalHosting.RabbitMq;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>Says how each kind of resource is brought up.</summary>
internal sealed class Launchers(
    ProjectLauncher projects,
    PostgresLauncher postgres,
    DatabaseLauncher databases,
    RabbitMqLauncher brokers,
    ConnectionLauncher connections)
{
    public ILauncher For(IResource resource) => resource switch
    {
        ProjectResource => projects,
        PostgresServerResource => postgres,
        PostgresDatabaseResource => databases,
        RabbitMQServerResource => brokers,
        ConnectionStringResource => connections,
        _ => throw new DistributedApplicationException($"'{resource.Name}' is a {resource.GetType().Name}, which cannot be run here. Run it with Aspire: -p:UseAspire=true"),
    };

    public static string KindOf(IResource resource) => resource switch
    {
        ProjectResource => "project",
        PostgresDatabaseResource => "database",
        ConnectionStringResource => "connection",
        _ => "server",
    };
}
