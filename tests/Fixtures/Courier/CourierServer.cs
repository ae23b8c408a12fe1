using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Unpacked;

namespace HelpdeskMail.Fixtures.Courier;

/// <summary>A real Courier on loopback: IMAP and POP3 with STARTTLS, one account with a Maildir, folders under «INBOX.».</summary>
public sealed class CourierServer : IAsyncDisposable
{
    private readonly UnpackedServer server;

    private CourierServer(UnpackedServer server) => this.server = server;

    public string Host => "localhost";

    public int ImapPort { get; } = FreePort.Next();

    public int Pop3Port { get; } = FreePort.Next();

    public string UserName => "support@example.com";

    public string Password => "secret-of-support";

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => server.Root;

    /// <summary>Starts a server; skips the test when Courier was not unpacked, fails it in CI.</summary>
    public static async Task<CourierServer> StartAsync()
    {
        var courier = new CourierServer(await UnpackedServer.PrepareAsync("courier"));
        try
        {
            await courier.LaunchAsync();
            return courier;
        }
        catch
        {
            await courier.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task LaunchAsync()
    {
        await server.AddUserAsync("courier", 64999);
        await server.WriteAsync("etc/authdaemonrc", "authmodulelist=\"authuserdb\"\nauthmodulelistorig=\"authuserdb\"\ndaemons=2\nauthdaemonvar=/run/courier/authdaemon\nDEBUG_LOGIN=0\nDEFAULTOPTIONS=\"\"\n");
        Directory.CreateDirectory(Path.Combine(server.Folder, "mail"));
        Directory.CreateDirectory(Path.Combine(server.Folder, "run/courier/authdaemon"));
        await server.StartAsync(Script(), (ImapPort, "* OK"), (Pop3Port, "+OK"));
    }

    private string Script() => $$"""
        cp -rn /etc/courier/. {{server.Folder}}/etc/
        mount --bind {{server.Folder}}/etc /etc/courier
        printf '{{UserName}}\tuid=65534|gid=65534|home={{server.Folder}}/mail|mail={{server.Folder}}/mail/Maildir|systempw=%s\n' "$(openssl passwd -1 {{Password}})" >/etc/courier/userdb
        chmod 600 /etc/courier/userdb
        makeuserdb
        maildirmake.courier {{server.Folder}}/mail/Maildir
        chown -R 65534:65534 {{server.Folder}}/mail
        set -a
        . /etc/courier/imapd
        . /etc/courier/pop3d
        TLS_CERTFILE={{server.Folder}}/tls.pem COURIERTLS=/usr/bin/couriertls IMAP_STARTTLS=YES POP3_STARTTLS=YES TLS_VERIFYPEER=NONE IMAP_IDLE_TIMEOUT=1
        IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN"
        POP3AUTH_TLS="PLAIN"
        set +a
        /usr/lib/courier/courier-authlib/authdaemond &
        for attempt in $(seq 100); do [ -S /run/courier/authdaemon/socket ] && break; sleep 0.1; done
        listen="/usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=40 -nodnslookup -noidentlookup"
        $listen {{Pop3Port}} /usr/lib/courier/courier/courierpop3login /usr/lib/courier/courier/courierpop3d Maildir &
        exec $listen {{ImapPort}} /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
        """;
}
