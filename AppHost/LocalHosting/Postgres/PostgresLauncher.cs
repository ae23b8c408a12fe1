using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Containers;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Running;
using Npgsql;

namespace HelpdeskMail.AppHost.LocalHosting.Postgres;

/// <summary>
/// Brings a PostgreSQL server up: as a container when an engine answers and has or can pull the image, else from the programs of
/// this machine. Data that is there already decides: what was made by the machine's programs is run by them again.
/// </summary>
internal sealed class PostgresLauncher(
    LocalSettings settings,
    ContainerLauncher containers,
    ProcessStarter starter,
    TimeProvider time) : ILauncher
{
    private const string WrongPassword = "28P01";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<Launched> LaunchAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        var server = (PostgresServerResource)run.Resource;
        var connectionString = $"{await ((IResourceWithConnectionString)server).GetConnectionStringAsync(cancellationToken)};Database=postgres";
        var user = await OtherUser.FindAsync(["postgres", "nobody"], cancellationToken);
        var folder = await ServerFolder.ChooseAsync(settings.DataDirectory, run.Name, user, run, cancellationToken);
        if (PostgresCluster.VersionOf(folder) is null
            && await containers.TryLaunchAsync(run, token => PostgresProbe.AskAsync(connectionString, token), cancellationToken) is { } launched)
        {
            return launched;
        }

        var binaries = await ChooseAsync(folder, cancellationToken);
        var password = await server.PasswordParameter.GetValueAsync(cancellationToken);
        var cluster = new PostgresCluster(binaries, folder, user, password!, starter, time);
        var process = await StartAsync(run, server, cluster, connectionString, cancellationToken);
        return new Launched(
            process,
            token => PostgresProbe.AskAsync(connectionString, token),
            $"PostgreSQL {binaries.Version} ({binaries.Folder}), data in {folder}",
            () => cluster.StopAsync(process));
    }

    private async Task<PostgresBinaries> ChooseAsync(string folder, CancellationToken cancellationToken)
    {
        var installed = await PostgresBinaries.FindAsync(cancellationToken);
        if (PostgresCluster.VersionOf(folder) is { } needed)
        {
            return installed.FirstOrDefault(binaries => binaries.Version == needed)
                ?? throw new DistributedApplicationException(
                    $"The data in {folder} was made by PostgreSQL {needed}, which is not installed any more. Install it again, or remove the folder to start with empty data, or set ConnectionStrings__helpdesk to a server that runs elsewhere.");
        }

        return installed.Count > 0
            ? installed[0]
            : throw new DistributedApplicationException($"""
                PostgreSQL is needed, and there are three ways to it. None works here:
                  - a server that runs elsewhere: ConnectionStrings__helpdesk is not set
                  - a container: {containers.WhyNot}
                  - programs of this machine: none found on PATH or in the usual places
                The shortest way: {PostgresBinaries.HowToInstall}
                """);
    }

    private async Task<ChildProcess> StartAsync(
        ResourceRun run,
        PostgresServerResource server,
        PostgresCluster cluster,
        string connectionString,
        CancellationToken cancellationToken)
    {
        await cluster.InitializeAsync(run, cancellationToken);
        await cluster.StopEarlierAsync(run, cancellationToken);
        var arguments = server.Annotations.OfType<ArgumentSetting>().SelectMany(setting => setting.Arguments).ToList();
        var process = cluster.Start(run, server.PrimaryEndpoint.Port, arguments);
        try
        {
            if (await AcceptsPasswordAsync(process, connectionString, cancellationToken))
            {
                return process;
            }

            run.Console.Say(run.Name, "has data that was made with another password; it gets the present one");
            await cluster.StopAsync(process);
            await cluster.ResetPasswordAsync(cancellationToken);
            return cluster.Start(run, server.PrimaryEndpoint.Port, arguments);
        }
        catch (OperationCanceledException)
        {
            await cluster.StopAsync(process);
            throw;
        }
    }

    /// <summary>Waits until the server answers or ends: the next step is to see why, by its lines. False when it does not take the password.</summary>
    private async Task<bool> AcceptsPasswordAsync(ChildProcess process, string connectionString, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!process.Exited.IsCompleted && time.GetElapsedTime(began) < StartLimit)
        {
            try
            {
                await using var connection = new NpgsqlConnection(PostgresProbe.WithoutPool(connectionString));
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (PostgresException exception) when (exception.SqlState == WrongPassword)
            {
                return false;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        return true;
    }
}
