using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Unpacked;

namespace HelpdeskMail.Fixtures.OpenSmtpd;

/// <summary>
/// A real OpenSMTPD on loopback: submission with STARTTLS and sign-in; every mail is put into one file. Recipients refused@… are refused for good, later@… for now.
/// </summary>
public sealed class OpenSmtpdServer : IAsyncDisposable
{
    private readonly UnpackedServer server;

    private OpenSmtpdServer(UnpackedServer server) => this.server = server;

    public string Host => "localhost";

    public int SubmissionPort { get; } = FreePort.Next();

    public string UserName => "support@example.com";

    public string Password => "secret-of-support";

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => server.Root;

    /// <summary>The mails delivered so far, one behind the other.</summary>
    public string Delivered => File.Exists(Mails) ? File.ReadAllText(Mails) : "";

    private string Mails => Path.Combine(server.Folder, "keep", "mails");

    /// <summary>Starts a server; skips the test when OpenSMTPD was not unpacked, fails it in CI.</summary>
    public static async Task<OpenSmtpdServer> StartAsync()
    {
        var smtpd = new OpenSmtpdServer(await UnpackedServer.PrepareAsync("opensmtpd", "opensmtpd/backports"));
        try
        {
            await smtpd.LaunchAsync();
            return smtpd;
        }
        catch
        {
            await smtpd.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task LaunchAsync()
    {
        await server.AddUserAsync("opensmtpd", 64995);
        await server.AddUserAsync("opensmtpq", 64996);
        await server.AddUserAsync("keeper", 64994, $"{server.Folder}/keep", "/bin/sh");
        await server.WriteAsync("smtpd.conf", Configuration());
        await server.StartAsync(Script(), (SubmissionPort, "220"));
    }

    // Its folders lie under /var, which is the machine's: a file system in memory goes over it.
    private string Script() => $$"""
        mount -t tmpfs tmpfs /var
        mkdir -p -m 711 /var/spool /var/lib/opensmtpd/empty {{server.Folder}}/keep
        ln -s /run /var/run
        chown 64994:64994 {{server.Folder}}/keep
        printf '{{UserName}} %s\n' "$(openssl passwd -6 {{Password}})" >{{server.Folder}}/accounts
        chmod 640 {{server.Folder}}/accounts
        chown 0:64995 {{server.Folder}}/accounts
        chmod 600 {{server.Folder}}/tls.pem
        exec /usr/sbin/smtpd -dv -f {{server.Folder}}/smtpd.conf
        """;

    private string Configuration() => $$"""
        pki localhost cert "{{server.Folder}}/tls.pem"
        pki localhost key "{{server.Folder}}/tls.pem"
        table accounts file:{{server.Folder}}/accounts
        table refused { "refused@example.com" }
        table later { "later@example.com" }
        table people { "@" = "keeper" }
        smtp max-message-size 1M
        filter refuse phase rcpt-to match rcpt-to <refused> reject "550 5.1.1 No such person here"
        filter defer phase rcpt-to match rcpt-to <later> reject "450 4.2.1 Come back later"
        filter check chain { refuse, defer }
        listen on 127.0.0.1 port {{SubmissionPort}} tls-require pki localhost hostname localhost auth <accounts> filter check
        action "keep" mda "/bin/sh -c 'cat; echo' >>{{server.Folder}}/keep/mails" virtual <people>
        match auth from any for any action "keep"

        """;
}
