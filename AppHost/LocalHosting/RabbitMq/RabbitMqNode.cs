using System.Globalization;
using Aspire.Hosting;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Secrets;

namespace HelpdeskMail.AppHost.LocalHosting.RabbitMq;

/// <summary>
/// A RabbitMQ node with everything of its own: data, configuration, ports and Erlang's port mapper, which would otherwise stay
/// behind as a daemon that all nodes of the machine share.
/// </summary>
internal sealed class RabbitMqNode(
    string program,
    string folder,
    OtherUser? user,
    int port,
    int? managementPort,
    int distributionPort,
    int mapperPort)
{
    private static readonly string[] UsualPlaces = ["/usr/lib/rabbitmq/bin", "/usr/sbin", "/opt/homebrew/sbin", "/usr/local/sbin", "/opt/rabbitmq/sbin"];

    public static string HowToInstall =>
        OperatingSystem.IsMacOS() ? "brew install rabbitmq"
        : Programs.Find("apt-get") is not null ? "sudo apt-get install rabbitmq-server"
        : Programs.Find("dnf") is not null ? "sudo dnf install rabbitmq-server"
        : "the RabbitMQ package of your system";

    public string Program { get; } = program;

    /// <summary>rabbitmq-server of this machine. The one in Debian's /usr/sbin changes users by itself, so the one below /usr/lib goes first.</summary>
    public static string? FindProgram() =>
        UsualPlaces.Concat(Programs.SearchPath()).Select(place => Path.Combine(place, "rabbitmq-server")).FirstOrDefault(File.Exists);

    /// <summary>Writes the node's configuration.</summary>
    public async Task PrepareAsync(string userName, string password, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        OwnerOnly.Write(Configuration, string.Join('\n', Lines(userName, password)) + "\n");
        await File.WriteAllTextAsync(Plugins, managementPort is null ? "[].\n" : "[rabbitmq_management].\n", cancellationToken);
        if (user is not null)
        {
            await user.OwnFolderAsync(folder, cancellationToken);
            await user.OwnAsync(Configuration, cancellationToken);
            await user.OwnAsync(Plugins, cancellationToken);
        }
    }

    /// <summary>Erlang's port mapper, in the foreground.</summary>
    public ProcessPlan PortMapper() =>
        new([.. Prefix, Mapper(), "-address", "127.0.0.1", "-port", Text(mapperPort)], folder, Environment());

    public ProcessPlan Broker() => new([.. Prefix, Program], folder, Environment());

    private string Configuration => Path.Combine(folder, "rabbitmq.conf");

    private string Plugins => Path.Combine(folder, "enabled_plugins");

    private IReadOnlyList<string> Prefix => user?.Prefix ?? [];

    private static string Mapper() =>
        Programs.Find("epmd") ?? Directory.EnumerateDirectories("/usr/lib/erlang", "erts-*").Select(place => Path.Combine(place, "bin", "epmd")).FirstOrDefault(File.Exists)
        ?? throw new DistributedApplicationException("RabbitMQ is installed, but Erlang's epmd was not found on PATH.");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<string> Lines(string userName, string password)
    {
        yield return $"listeners.tcp.1 = 127.0.0.1:{Text(port)}";
        yield return $"listeners.tcp.2 = ::1:{Text(port)}";
        yield return $"default_user = {userName}";
        yield return $"default_pass = {password}";
        yield return "log.console = true";
        yield return "log.file = false";
        if (managementPort is { } management)
        {
            yield return "management.tcp.ip = 127.0.0.1";
            yield return $"management.tcp.port = {Text(management)}";
        }
    }

    // The configuration file is named without its ending: releases before 3.13 add it themselves, and later ones take both.
    private List<EnvironmentValue> Environment() =>
    [
        new("HOME", folder),
        new("ERL_EPMD_PORT", Text(mapperPort)),
        new("ERL_EPMD_ADDRESS", "127.0.0.1"),
        new("RABBITMQ_NODENAME", $"helpdeskmail{Text(port)}@localhost"),
        new("RABBITMQ_DIST_PORT", Text(distributionPort)),
        new("RABBITMQ_CONFIG_FILE", Path.ChangeExtension(Configuration, null)),
        new("RABBITMQ_ENABLED_PLUGINS_FILE", Plugins),
        new("RABBITMQ_MNESIA_BASE", Path.Combine(folder, "data")),
        new("RABBITMQ_LOG_BASE", Path.Combine(folder, "log")),
        new("RABBITMQ_PID_FILE", Path.Combine(folder, "rabbitmq.pid")),
    ];
}
