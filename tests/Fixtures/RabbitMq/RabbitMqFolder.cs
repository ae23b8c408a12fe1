using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace HelpdeskMail.Fixtures.RabbitMq;

/// <summary>Data, logs and configuration of a <see cref="RabbitMqServer"/>. The definitions it boots with give every test a virtual host.</summary>
internal sealed class RabbitMqFolder
{
    public const int VirtualHosts = 48;
    public const string User = "tests";
    public const string Password = "only-for-tests";

    private RabbitMqFolder(string path) => Path = path;

    public string Path { get; }

    public static string VirtualHost(int index) => $"t{index}";

    public static RabbitMqFolder Create(int port)
    {
        var path = Directory.CreateTempSubdirectory("helpdeskmail-mq-").FullName;
        var definitions = System.IO.Path.Combine(path, "definitions.json");
        File.WriteAllText(definitions, JsonSerializer.Serialize(Definitions()));
        File.WriteAllText(System.IO.Path.Combine(path, "enabled_plugins"), "[].");
        File.WriteAllText(
            System.IO.Path.Combine(path, "rabbitmq.conf"),
            $"""
            listeners.tcp.tests = 127.0.0.1:{port}
            load_definitions = {definitions}
            loopback_users = none
            log.console = false
            """);
        if (System.Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", ["-R", "rabbitmq", path]);
            chown.WaitForExit();
        }

        return new RabbitMqFolder(path);
    }

    public Dictionary<string, string> Environment(int port, int distributionPort, int nameServerPort) => new(StringComparer.Ordinal)
    {
        ["HOME"] = Path,
        ["RABBITMQ_NODENAME"] = $"tests{port}@localhost",
        ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
        ["ERL_EPMD_PORT"] = $"{nameServerPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_MNESIA_BASE"] = System.IO.Path.Combine(Path, "data"),
        ["RABBITMQ_LOG_BASE"] = System.IO.Path.Combine(Path, "log"),
        ["RABBITMQ_CONFIG_FILE"] = System.IO.Path.Combine(Path, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = System.IO.Path.Combine(Path, "enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = System.IO.Path.Combine(Path, "pid"),
        ["RABBITMQ_CONF_ENV_FILE"] = System.IO.Path.Combine(Path, "none"),
        ["LC_ALL"] = "C.UTF-8",
    };

    public void Delete() => ServerFolder.Delete(Path);

    private static object Definitions()
    {
        var hosts = Enumerable.Range(0, VirtualHosts).Select(VirtualHost).ToList();
        return new
        {
            users = new[] { new { name = User, password_hash = Hash(Password), hashing_algorithm = "rabbit_password_hashing_sha256", tags = "administrator" } },
            vhosts = hosts.Select(name => new { name }),
            permissions = hosts.Select(name => new { user = User, vhost = name, configure = ".*", write = ".*", read = ".*" }),
        };
    }

    /// <summary>RabbitMQ's form of a password: base64 of four random bytes and SHA-256 over them and the password.</summary>
    private static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
