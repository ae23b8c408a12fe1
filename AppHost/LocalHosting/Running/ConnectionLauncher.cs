using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Postgres;
using Npgsql;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>A connection string to something that runs elsewhere: nothing is started, but the first thing people want to know is whether anything answers there.</summary>
internal sealed class ConnectionLauncher : ILauncher
{
    public async Task<Launched> LaunchAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        var resource = (IResourceWithConnectionString)run.Resource;
        var value = await resource.GetConnectionStringAsync(cancellationToken)
            ?? throw new DistributedApplicationException($"The connection string of '{run.Name}' is empty.");
        if (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
        {
            return new Launched(Process: null, token => ProbeAsync(uri, token), $"{uri.Scheme}://{uri.Host}:{uri.Port}, given from outside");
        }

        var postgres = Parse(run.Name, value);
        return new Launched(Process: null, token => PostgresProbe.AskAsync(value, token), $"{postgres.Host}:{postgres.Port}/{postgres.Database}, given from outside");
    }

    private static NpgsqlConnectionStringBuilder Parse(string name, string value)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(value);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new DistributedApplicationException(
                $"The connection string of '{name}' is neither an address nor one of PostgreSQL: {exception.Message} An example: Host=db.example.org;Username=helpdesk;Password=…;Database=helpdesk",
                exception);
        }
    }

    private static async Task<string?> ProbeAsync(Uri uri, CancellationToken cancellationToken)
    {
        const int Amqp = 5672;
        const int Amqps = 5671;
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(uri.Host, uri.Port > 0 ? uri.Port : uri.Scheme == "amqps" ? Amqps : Amqp, cancellationToken);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
    }
}
