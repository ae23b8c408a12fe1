using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.Fixtures.Unpacked;

namespace HelpdeskMail.Fixtures.Exim;

/// <summary>A real Exim on loopback: submission with STARTTLS, sign-in needed; every mail is put into one mbox file. Recipients refused@… are refused for good, later@… for now.</summary>
public sealed class EximServer : IAsyncDisposable
{
    /// <summary>Largest message it takes, in bytes.</summary>
    public const long MessageSizeLimit = 1024 * 1024;

    // In Debian's package the user is a number of the machine's; here one that nobody has.
    private const int User = 64998;

    private readonly string folder = Directory.CreateTempSubdirectory("helpdeskmail-exim-").FullName;
    private readonly TestAuthority authority = new();
    private UnpackedServer? server;

    private EximServer()
    {
    }

    public string Host => "localhost";

    public int SubmissionPort { get; } = FreePort.Next();

    public string UserName => "support@example.com";

    public string Password => "secret-of-support";

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => authority.Certificate;

    /// <summary>The mails delivered so far, one behind the other in mbox form.</summary>
    public string Delivered => File.Exists(Path.Combine(folder, "spool", "mailbox")) ? File.ReadAllText(Path.Combine(folder, "spool", "mailbox")) : "";

    // Exim's language is made of braces: this stands outside the text that has some of C#'s.
    private string Condition => "${if and{{eq{$auth2}{" + UserName + "}}{eq{$auth3}{" + Password + "}}}}";

    private string Log => Path.Combine(folder, "log");

    /// <summary>Starts a server; skips the test when Exim was not unpacked, fails it in CI.</summary>
    public static async Task<EximServer> StartAsync()
    {
        var packages = UnpackedServer.Require("exim");
        var exim = new EximServer();
        try
        {
            await exim.LaunchAsync(packages);
            return exim;
        }
        catch
        {
            await exim.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task LaunchAsync(string packages)
    {
        foreach (var name in new[] { "over", "spool", "run" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        using var certificate = authority.Issue(["localhost"]);
        using var key = certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(Path.Combine(folder, "tls.pem"), $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "over", "passwd"), await File.ReadAllTextAsync("/etc/passwd") + $"Debian-exim:x:{User}:{User}::/:/usr/sbin/nologin\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "over", "group"), await File.ReadAllTextAsync("/etc/group") + $"Debian-exim:x:{User}:\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "exim.conf"), Configuration());
        using (var chmod = Process.Start("chmod", ["-R", "a+rX", folder]))
        {
            await chmod.WaitForExitAsync();
        }

        using (var chown = Process.Start("chown", ["-R", $"{User}:{User}", Path.Combine(folder, "spool")]))
        {
            await chown.WaitForExitAsync();
        }

        server = UnpackedServer.Start(packages, Path.Combine(folder, "over"), $"mount --bind {folder}/run /run\nexec /usr/sbin/exim4 -C {folder}/exim.conf -bdf -q1s -oP {folder}/run/exim.pid", Log);
        await Eventually.HoldsAsync("Exim takes connections", async () =>
        {
            if (server.HasExited)
            {
                throw new InvalidOperationException($"Exim ended at once: {await File.ReadAllTextAsync(Log)}");
            }

            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", SubmissionPort);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) is true;
        }, TimeSpan.FromSeconds(20));
    }

    private string Configuration() => $$$"""
        primary_hostname = localhost
        spool_directory = {{{folder}}}/spool
        log_file_path = {{{folder}}}/spool/%slog
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = {{{SubmissionPort}}}
        tls_advertise_hosts = *
        tls_certificate = {{{folder}}}/tls.pem
        tls_privatekey = {{{folder}}}/tls.pem
        auth_advertise_hosts = ${if def:tls_in_cipher {*}{}}
        chunking_advertise_hosts = *
        smtputf8_advertise_hosts = *
        message_size_limit = {{{MessageSizeLimit}}}
        host_lookup =
        rfc1413_query_timeout = 0s
        keep_environment =
        acl_smtp_rcpt = check_recipient
        acl_smtp_data = accept
        begin acl
        check_recipient:
          deny local_parts = refused
               message = 550 5.1.1 No such person here
          defer local_parts = later
               message = 450 4.2.1 Come back later
          accept authenticated = *
          deny message = 550 5.7.1 Sign in first
        begin routers
        keep:
          driver = accept
          transport = to_file
        begin transports
        to_file:
          driver = appendfile
          file = {{{folder}}}/spool/mailbox
          user = Debian-exim
          group = Debian-exim
        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_condition = {{{Condition}}}
          server_set_id = $auth2

        """;
}
