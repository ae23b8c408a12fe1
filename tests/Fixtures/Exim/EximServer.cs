using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Unpacked;

namespace HelpdeskMail.Fixtures.Exim;

/// <summary>A real Exim on loopback: submission with STARTTLS, sign-in needed; every mail is put into one mbox file. Recipients refused@… are refused for good, later@… for now.</summary>
public sealed class EximServer : IAsyncDisposable
{
    /// <summary>Largest message it takes, in bytes.</summary>
    public const long MessageSizeLimit = 1024 * 1024;

    // In Debian's package the user is a number of the machine's; here one that nobody has.
    private const int User = 64998;

    private readonly UnpackedServer server;

    private EximServer(UnpackedServer server) => this.server = server;

    public string Host => "localhost";

    public int SubmissionPort { get; } = FreePort.Next();

    public string UserName => "support@example.com";

    public string Password => "secret-of-support";

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => server.Root;

    /// <summary>The mails delivered so far, one behind the other in mbox form.</summary>
    public string Delivered => File.Exists(Mailbox) ? File.ReadAllText(Mailbox) : "";

    // Exim's language is made of braces: this stands outside the text that has some of C#'s.
    private string Condition => "${if and{{eq{$auth2}{" + UserName + "}}{eq{$auth3}{" + Password + "}}}}";

    private string Mailbox => Path.Combine(server.Folder, "spool", "mailbox");

    /// <summary>Starts a server; skips the test when Exim was not unpacked, fails it in CI.</summary>
    public static async Task<EximServer> StartAsync()
    {
        var exim = new EximServer(await UnpackedServer.PrepareAsync("exim"));
        try
        {
            await exim.LaunchAsync();
            return exim;
        }
        catch
        {
            await exim.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task LaunchAsync()
    {
        await server.AddUserAsync("Debian-exim", User);
        await server.WriteAsync("exim.conf", Configuration());
        Directory.CreateDirectory(Path.Combine(server.Folder, "spool"));
        var script = $"chown -R {User}:{User} {server.Folder}/spool\nexec /usr/sbin/exim4 -C {server.Folder}/exim.conf -bdf -q1s -oP {server.Folder}/run/exim.pid";
        await server.StartAsync(script, (SubmissionPort, "220"));
    }

    private string Configuration() => $$$"""
        primary_hostname = localhost
        spool_directory = {{{server.Folder}}}/spool
        log_file_path = {{{server.Folder}}}/spool/%slog
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = {{{SubmissionPort}}}
        tls_advertise_hosts = *
        tls_certificate = {{{server.Folder}}}/tls.pem
        tls_privatekey = {{{server.Folder}}}/tls.pem
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
          file = {{{server.Folder}}}/spool/mailbox
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
