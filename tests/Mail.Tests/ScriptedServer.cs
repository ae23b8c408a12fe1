using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests;

/// <summary>
/// A server on loopback that says what a test wants it to say: each connection is given to the test's own conversation, which reads lines and writes bytes. What went wrong in it comes out of <see cref="DisposeAsync"/>.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public ScriptedServer(Func<Conversation, Task> conversation)
    {
        listener.Start();
        serving = ServeAsync(conversation);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public MailServer Address => AddressWith(ConnectionProtection.None);

    /// <summary>This server by the name that certificates are issued for, trusting one root.</summary>
    public MailServer TlsAddress(ConnectionProtection protection, X509Certificate2 root) => AddressWith(protection) with { Host = "localhost", TrustedCertificates = [root] };

    private MailServer AddressWith(ConnectionProtection protection) => new("127.0.0.1", Port, protection) { Timeouts = new MailTimeouts { Command = TimeSpan.FromSeconds(20), Connect = TimeSpan.FromSeconds(20), Silence = TimeSpan.FromSeconds(20), DataEnd = TimeSpan.FromSeconds(20) } };

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync(Func<Conversation, Task> conversation)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                client.NoDelay = true;
                await using var stream = client.GetStream();
                await using var talk = new Conversation(stream, stop.Token);
                try
                {
                    await conversation(talk);
                }
                catch (IOException)
                {
                    // The client has hung up, as it may.
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException && stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>One connection, seen from the server.</summary>
    public sealed class Conversation(Stream stream, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private Stream stream = stream;

        /// <summary>The next line of the client; null when it hung up.</summary>
        public async Task<string?> ReadAsync()
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (await stream.ReadAsync(one, cancellationToken) == 1)
            {
                if (one[0] == '\n')
                {
                    return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                }

                line.Add(one[0]);
            }

            return null;
        }

        /// <summary>Reads lines until one satisfies, and gives that one.</summary>
        public async Task<string> ReadUntilAsync(Func<string, bool> wanted)
        {
            while (await ReadAsync() is { } line)
            {
                if (wanted(line))
                {
                    return line;
                }
            }

            throw new IOException("The client hung up.");
        }

        public async Task SayAsync(string text) => await SayAsync(Encoding.UTF8.GetBytes(text));

        public async Task SayAsync(byte[] bytes) => await stream.WriteAsync(bytes, cancellationToken);

        /// <summary>Says it one byte at a time.</summary>
        public async Task DribbleAsync(string text)
        {
            foreach (var value in Encoding.UTF8.GetBytes(text))
            {
                await stream.WriteAsync(new[] { value }, cancellationToken);
                await Task.Yield();
            }
        }

        /// <summary>The certificate the client showed in the handshake; null for none.</summary>
        public X509Certificate? ClientCertificate => (stream as SslStream)?.RemoteCertificate;

        public async Task StartTlsAsync(X509Certificate2 certificate, bool wantsClientCertificate = false)
        {
            var tls = new SslStream(stream);
            stream = tls;
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, ClientCertificateRequired = wantsClientCertificate, RemoteCertificateValidationCallback = (_, shown, _, _) => !wantsClientCertificate || shown is not null }, cancellationToken);
            }
            catch (System.Security.Authentication.AuthenticationException exception)
            {
                throw new IOException("The client did not like the certificate.", exception);
            }
        }

        public async ValueTask DisposeAsync() => await stream.DisposeAsync();
    }
}
