using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Dovecot;

namespace HelpdeskMail.Fixtures.Postfix;

/// <summary>
/// A real Postfix on loopback with configuration, queue and ports of its own. It asks a Dovecot whether sign-ins are right (passwords and access tokens) and delivers every mail, whatever its domain, to
/// that Dovecot by LMTP, so that a mail submitted here for an account lies in its mailbox there. Recipients refused@… are refused for good, later@… for now.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    /// <summary>Largest message it takes, in bytes.</summary>
    public const long MessageSizeLimit = 20_000_000;

    private readonly string folder;
    private readonly DovecotServer dovecot;
    private Process? server;

    private PostfixServer(string folder, DovecotServer dovecot)
    {
        this.folder = folder;
        this.dovecot = dovecot;
    }

    /// <summary>Name that the certificate is for.</summary>
    public string Host => dovecot.Host;

    /// <summary>Submission: STARTTLS, sign-in needed.</summary>
    public int SubmissionPort { get; } = FreePort.Next();

    /// <summary>Submission with TLS from the start, sign-in needed.</summary>
    public int SubmissionsPort { get; } = FreePort.Next();

    /// <summary>Where other servers deliver: no sign-in.</summary>
    public int SmtpPort { get; } = FreePort.Next();

    /// <summary>The root that clients have to trust: the Dovecot's.</summary>
    public X509Certificate2 Root => dovecot.Root;

    /// <summary>What Postfix wrote to its log so far.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(folder, "postfix.log");

    private string Configuration => Path.Combine(folder, "conf");

    /// <summary>Starts a server; skips the test when Postfix is not installed or this is not root, fails it in CI.</summary>
    public static async Task<PostfixServer> StartAsync(DovecotServer dovecot)
    {
        RealServer.Require(RealServer.FindProgram("postfix") is not null && Directory.Exists("/usr/lib/postfix/sbin"), "Postfix (Debian package postfix)");
        RealServer.Require(Environment.UserName == "root", "Postfix's right to start (it has to be started by root)");
        var postfix = new PostfixServer(Directory.CreateTempSubdirectory("helpdeskmail-postfix-").FullName, dovecot);
        try
        {
            await postfix.PrepareAsync();
            await postfix.LaunchAsync();
            return postfix;
        }
        catch
        {
            await postfix.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server and every connection to it, as a crash would. What it has accepted stays in its queue.</summary>
    public async Task KillAsync()
    {
        if (server is not null)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
            server = null;
        }
    }

    /// <summary>Starts the server again on the same queue and ports.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        ServerFolder.Delete(folder);
    }

    private async Task PrepareAsync()
    {
        var queue = Directory.CreateDirectory(Path.Combine(folder, "queue")).FullName;
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        Directory.CreateDirectory(Configuration);
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), dovecot.Certificate.ExportCertificatePem() + "\n" + dovecot.Root.ExportCertificatePem() + "\n");
        using (var key = dovecot.Certificate.GetECDsaPrivateKey())
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key!.ExportPkcs8PrivateKeyPem() + "\n");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "recipients"), """
            /^refused@/  550 5.1.1 No such person here
            /^later@/    450 4.2.1 Come back later
            """ + "\n");
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {queue}
            data_directory = {data}
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = {LogFile}
            maillog_file_prefixes = {folder}
            myhostname = localhost
            mydomain = localdomain
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks =
            mydestination =
            alias_maps =
            local_recipient_maps =
            virtual_mailbox_domains = static:ALL
            virtual_transport = lmtp:inet:127.0.0.1:{dovecot.LmtpPort}
            lmtp_tls_security_level = none
            message_size_limit = {MessageSizeLimit}
            virtual_mailbox_limit = 0
            smtputf8_enable = yes
            smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/recipients, permit_sasl_authenticated, reject_unauth_destination
            smtpd_relay_restrictions =
            smtpd_tls_cert_file = {folder}/cert.pem
            smtpd_tls_key_file = {folder}/key.pem
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = inet:127.0.0.1:{dovecot.AuthPort}
            smtpd_sasl_security_options = noanonymous
            smtpd_client_connection_count_limit = 0
            smtpd_error_sleep_time = 0
            smtpd_peername_lookup = no
            minimal_backoff_time = 1s
            queue_run_delay = 1s
            """ + "\n");
        await File.WriteAllTextAsync(Path.Combine(Configuration, "master.cf"), MasterTable());
        using var chown = Process.Start("chown", ["postfix", data]);
        await chown.WaitForExitAsync();
        using var chmod = Process.Start("chmod", ["a+rx", folder]);
        await chmod.WaitForExitAsync();
    }

    private string MasterTable()
    {
        var signIn = $"-o smtpd_sasl_auth_enable=yes -o {{ smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/recipients, permit_sasl_authenticated, reject }}";
        return $"""
            127.0.0.1:{SmtpPort} inet n - n - - smtpd
            127.0.0.1:{SubmissionPort} inet n - n - - smtpd -o smtpd_tls_security_level=may {signIn}
            127.0.0.1:{SubmissionsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {signIn}
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000 0 flush
            proxymap unix - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            local unix - n n - - local
            virtual unix - n n - - virtual
            lmtp unix - - n - - lmtp
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd

            """;
    }

    private async Task LaunchAsync()
    {
        server = Process.Start(new ProcessStartInfo(RealServer.FindProgram("postfix")!, ["-c", Configuration, "start-fg"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var errors = server.StandardError.ReadToEndAsync();
        _ = server.StandardOutput.ReadToEndAsync();
        await Eventually.HoldsAsync("Postfix takes connections", async () =>
        {
            if (server.HasExited)
            {
                throw new InvalidOperationException($"Postfix ended at once: {await errors} {Log}");
            }

            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", SubmissionPort);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) is true;
        });
    }
}
