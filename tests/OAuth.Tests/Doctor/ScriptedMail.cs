using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace HelpdeskMail.OAuth.Tests.Doctor;

/// <summary>A mail server on a free port of loopback that answers each command as a test wants; what a test says nothing of is answered well.</summary>
public sealed class ScriptedMail : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public ScriptedMail(string greeting, Func<string, string, string> usual)
    {
        Greeting = greeting;
        Usual = usual;
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Shown at once when <see cref="TlsFromStart"/>, else after STARTTLS; null: there is no TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    public bool TlsFromStart { get; set; }

    public string Greeting { get; set; }

    /// <summary>Answers by the command's first word; <c>{tag}</c> stands for the tag.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asked first, with the tag and the whole command; null leaves it to the others.</summary>
    public Func<string, string, string?>? Special { get; set; }

    /// <summary>Messages handed over by DATA.</summary>
    public ConcurrentQueue<string> Messages { get; } = new();

    private Func<string, string, string> Usual { get; }

    public static ScriptedMail Imap() => new("* OK ready\r\n", (tag, command) => command.Split(' ')[0].ToUpperInvariant() switch
    {
        "CAPABILITY" => $"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=XOAUTH2 SASL-IR NAMESPACE UIDPLUS MOVE ACL QUOTA\r\n{tag} OK done\r\n",
        "NAMESPACE" => $"* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n{tag} OK done\r\n",
        "SELECT" => $"* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] kept\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n{tag} OK [READ-WRITE] done\r\n",
        "EXAMINE" => $"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n{tag} OK [READ-ONLY] done\r\n",
        "MYRIGHTS" => $"* MYRIGHTS INBOX lrswipkxte\r\n{tag} OK done\r\n",
        "GETQUOTAROOT" => $"* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 10240 102400)\r\n{tag} OK done\r\n",
        "LIST" => $"* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Posteingang alt\"\r\n{tag} OK done\r\n",
        "LOGOUT" => $"* BYE good day\r\n{tag} OK done\r\n",
        _ => $"{tag} OK done\r\n",
    });

    public static ScriptedMail Smtp() => new("220 ready\r\n", (_, command) => command.Split(' ')[0].ToUpperInvariant() switch
    {
        "EHLO" => "250-here\r\n250-SIZE 36700160\r\n250-STARTTLS\r\n250 AUTH PLAIN XOAUTH2\r\n",
        "STARTTLS" => "220 go on\r\n",
        "AUTH" => "235 2.7.0 Authentication successful\r\n",
        "QUIT" => "221 bye\r\n",
        _ => "250 2.0.0 fine\r\n",
    });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (Exception exception) when (exception is IOException or AuthenticationException)
                {
                    // The client does not like what it saw, as it should not.
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var open = TlsFromStart ? await ProtectAsync(stream) : stream;
        await SayAsync(open, Greeting);
        while (await ReadAsync(open) is { } line)
        {
            // IMAP has a tag before the command.
            var tagged = Greeting.StartsWith('*');
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (tag, command) = tagged && space > 0 ? (line[..space], line[(space + 1)..]) : ("", line);
            var verb = command.Split(' ')[0];
            if (!tagged && verb == "DATA" && !Answers.ContainsKey(verb))
            {
                await TakeMessageAsync(open);
                continue;
            }

            await SayAsync(open, Special?.Invoke(tag, command) ?? (Answers.TryGetValue(verb, out var answer) ? answer.Replace("{tag}", tag, StringComparison.Ordinal) : Usual(tag, command)));
            if (verb.Equals("STARTTLS", StringComparison.OrdinalIgnoreCase) && Certificate is not null)
            {
                open = await ProtectAsync(open);
            }
        }
    }

    private async Task TakeMessageAsync(Stream stream)
    {
        await SayAsync(stream, "354 go on\r\n");
        var message = new StringBuilder();
        while (await ReadAsync(stream) is { } line && line != ".")
        {
            message.Append(line).Append('\n');
        }

        Messages.Enqueue(message.ToString());
        await SayAsync(stream, "250 2.0.0 taken\r\n");
    }

    private async Task<Stream> ProtectAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, stop.Token);
        return tls;
    }

    private async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop.Token);

    private async Task<string?> ReadAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
