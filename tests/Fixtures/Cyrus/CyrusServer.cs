using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Unpacked;

namespace HelpdeskMail.Fixtures.Cyrus;

/// <summary>A real Cyrus on loopback: IMAP and POP3 with STARTTLS, one account, folders under «INBOX/», no password before TLS, idled for IDLE. POP3 speaks TLS 1.2 and no later one, for the channel binding of its time.</summary>
public sealed class CyrusServer : IAsyncDisposable
{
    private const int User = 64997;

    private readonly UnpackedServer server;

    private CyrusServer(UnpackedServer server) => this.server = server;

    public string Host => "localhost";

    public int ImapPort { get; } = FreePort.Next();

    public int Pop3Port { get; } = FreePort.Next();

    public string UserName => "support@example.com";

    public string Password => "secret-of-support";

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => server.Root;

    /// <summary>Starts a server; skips the test when Cyrus was not unpacked, fails it in CI.</summary>
    public static async Task<CyrusServer> StartAsync()
    {
        var cyrus = new CyrusServer(await UnpackedServer.PrepareAsync("cyrus"));
        try
        {
            await cyrus.LaunchAsync();
            return cyrus;
        }
        catch
        {
            await cyrus.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task LaunchAsync()
    {
        await server.AddUserAsync("cyrus", User);
        await server.WriteAsync("over/imapd.conf", Configuration());
        await server.WriteAsync("over/cyrus.conf", Services());
        await server.StartAsync(Script(), (ImapPort, "* OK"), (Pop3Port, "+OK"));
    }

    private string Script() => $$"""
        mkdir -p {{server.Folder}}/spool {{server.Folder}}/lib/{db,socket,proc,lock,log,msg,ptclient,user,quota,backup}
        printf %s '{{Password}}' | saslpasswd2 -p -c -f {{server.Folder}}/accounts -u example.com support
        chown -R {{User}}:{{User}} {{server.Folder}}/lib {{server.Folder}}/spool {{server.Folder}}/run {{server.Folder}}/accounts {{server.Folder}}/tls.pem
        exec /usr/lib/cyrus/bin/master -p {{server.Folder}}/run/master.pid -D
        """;

    private string Services() => $$"""
        START {
          recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
        }
        SERVICES {
          imap cmd="imapd -U 30" listen="127.0.0.1:{{ImapPort}}" prefork=0
          pop3 cmd="pop3d -U 30" listen="127.0.0.1:{{Pop3Port}}" prefork=0
        }
        DAEMON {
          idled cmd="idled"
        }

        """;

    private string Configuration() => $"""
        configdirectory: {server.Folder}/lib
        defaultpartition: default
        partition-default: {server.Folder}/spool
        idlesocket: {server.Folder}/run/idle
        admins: cyrus
        virtdomains: userid
        defaultdomain: internal
        unixhierarchysep: yes
        altnamespace: no
        autocreate_quota: 0
        popminpoll: 0
        allowplaintext: no
        tls_server_cert: {server.Folder}/tls.pem
        tls_server_key: {server.Folder}/tls.pem
        pop3_tls_versions: tls1_2
        sasl_pwcheck_method: auxprop
        sasl_auxprop_plugin: sasldb
        sasl_sasldb_path: {server.Folder}/accounts
        sasl_mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256

        """;
}
