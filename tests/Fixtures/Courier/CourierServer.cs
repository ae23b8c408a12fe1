using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.Fixtures.Unpacked;

namespace HelpdeskMail.Fixtures.Courier;

/// <summary>A real Courier on loopback: IMAP with STARTTLS, one account with a Maildir, folders under «INBOX.».</summary>
public sealed class CourierServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("helpdeskmail-courier-").FullName;
    private readonly TestAuthority authority = new();
    private UnpackedServer? server;

    private CourierServer()
    {
    }

    public string Host => "localhost";

    public int ImapPort { get; } = FreePort.Next();

    public string UserName => "support@example.com";

    public string Password => "secret-of-support";

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => authority.Certificate;

    private string Log => Path.Combine(folder, "log");

    /// <summary>Starts a server; skips the test when Courier was not unpacked, fails it in CI.</summary>
    public static async Task<CourierServer> StartAsync()
    {
        var packages = UnpackedServer.Require("courier");
        var courier = new CourierServer();
        try
        {
            await courier.LaunchAsync(packages);
            return courier;
        }
        catch
        {
            await courier.DisposeAsync();
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
        foreach (var name in new[] { "etc", "over", "mail", "run/courier/authdaemon" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        using (var chmod = Process.Start("chmod", ["-R", "a+rX", folder]))
        {
            await chmod.WaitForExitAsync();
        }

        using var certificate = authority.Issue(["localhost"]);
        using var key = certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(Path.Combine(folder, "tls.pem"), $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "over", "passwd"), await File.ReadAllTextAsync("/etc/passwd") + "courier:x:64999:64999::/:/usr/sbin/nologin\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "over", "group"), await File.ReadAllTextAsync("/etc/group") + "courier:x:64999:\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "etc", "authdaemonrc"), "authmodulelist=\"authuserdb\"\nauthmodulelistorig=\"authuserdb\"\ndaemons=2\nauthdaemonvar=/run/courier/authdaemon\nDEBUG_LOGIN=0\nDEFAULTOPTIONS=\"\"\n");
        server = UnpackedServer.Start(packages, Path.Combine(folder, "over"), Script(), Log);
        await Eventually.HoldsAsync("Courier takes connections", async () =>
        {
            if (server.HasExited)
            {
                throw new InvalidOperationException($"Courier ended at once: {await File.ReadAllTextAsync(Log)}");
            }

            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", ImapPort);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync())?.StartsWith("* OK", StringComparison.Ordinal) is true;
        }, TimeSpan.FromSeconds(20));
    }

    private string Script() => $$"""
        cp -rn /etc/courier/. {{folder}}/etc/
        mount --bind {{folder}}/etc /etc/courier
        mount --bind {{folder}}/run /run
        cd /
        printf '{{UserName}}\tuid=65534|gid=65534|home={{folder}}/mail|mail={{folder}}/mail/Maildir|systempw=%s\n' "$(openssl passwd -1 {{Password}})" >/etc/courier/userdb
        chmod 600 /etc/courier/userdb
        makeuserdb
        maildirmake.courier {{folder}}/mail/Maildir
        chown -R 65534:65534 {{folder}}/mail
        set -a
        . /etc/courier/imapd
        TLS_CERTFILE={{folder}}/tls.pem COURIERTLS=/usr/bin/couriertls IMAP_STARTTLS=YES TLS_VERIFYPEER=NONE IMAP_IDLE_TIMEOUT=1
        IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN"
        set +a
        /usr/lib/courier/courier-authlib/authdaemond &
        for attempt in $(seq 100); do [ -S /run/courier/authdaemon/socket ] && break; sleep 0.1; done
        exec /usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup {{ImapPort}} /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
        """;
}
