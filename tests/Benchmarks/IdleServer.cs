using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Benchmarks;

/// <summary>An IMAP server for thousands of mailboxes that mostly do nothing: what Fetch asks of a folder, with IDLE, and no more.</summary>
internal sealed class IdleServer : IAsyncDisposable
{
    private const string Capabilities = "CAPABILITY IMAP4rev1 IDLE UIDPLUS LITERAL+ AUTH=PLAIN";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, Box> boxes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private int idle;

    public IdleServer()
    {
        listener.Start(2000);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that wait by IDLE now.</summary>
    public int Idle => Volatile.Read(ref idle);

    /// <summary>Puts a message into a mailbox and tells whoever waits there.</summary>
    public Task DeliverAsync(string user, string message)
    {
        var box = boxes.GetOrAdd(user, _ => new Box());
        int count;
        lock (box.Messages)
        {
            box.Messages.Add(message);
            count = box.Messages.Count;
        }

        return box.Tell is { } tell ? tell(count) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var open = client;
        client.NoDelay = true;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 256);
        var gate = new SemaphoreSlim(1);
        var box = new Box();
        try
        {
            await SayAsync($"* OK [{Capabilities}] ready\r\n");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var words = line.Split(' ', 4);
                var (tag, verb) = (words[0], words.Length > 1 ? words[1].ToUpperInvariant() : "");
                switch (verb)
                {
                    case "AUTHENTICATE":
                        await SayAsync("+ \r\n");
                        var plain = Encoding.UTF8.GetString(Convert.FromBase64String((await reader.ReadLineAsync(stop.Token))!));
                        box = boxes.GetOrAdd(plain.Split('\0')[1], _ => new Box());
                        await SayAsync($"{tag} OK [{Capabilities}] signed in\r\n");
                        break;
                    case "SELECT":
                        await SayAsync($"* {box.Count} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {box.Count + 1}] x\r\n{tag} OK [READ-WRITE] done\r\n");
                        break;
                    case "UID":
                        await SayAsync(box.Answer(words[2].ToUpperInvariant(), words.Length > 3 ? words[3] : "") + $"{tag} OK done\r\n");
                        break;
                    case "IDLE":
                        box.Tell = count => SayAsync($"* {count} EXISTS\r\n");
                        Interlocked.Increment(ref idle);
                        await SayAsync("+ idling\r\n");
                        await reader.ReadLineAsync(stop.Token);
                        Interlocked.Decrement(ref idle);
                        box.Tell = null;
                        await SayAsync($"{tag} OK done\r\n");
                        break;
                    case "LOGOUT":
                        await SayAsync($"* BYE\r\n{tag} OK done\r\n");
                        return;
                    case "CAPABILITY":
                        await SayAsync($"* {Capabilities}\r\n{tag} OK done\r\n");
                        break;
                    case "NOOP":
                        await SayAsync($"{tag} OK done\r\n");
                        break;
                    default:
                        await SayAsync($"{tag} BAD unknown\r\n");
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It went away.
        }

        async Task SayAsync(string text)
        {
            await gate.WaitAsync(stop.Token);
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop.Token);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private sealed class Box
    {
        public List<string> Messages { get; } = [];

        public Func<int, Task>? Tell { get; set; }

        public int Count
        {
            get
            {
                lock (Messages)
                {
                    return Messages.Count;
                }
            }
        }

        public string Answer(string verb, string arguments)
        {
            lock (Messages)
            {
                return verb switch
                {
                    "SEARCH" => $"* SEARCH{string.Concat(Enumerable.Range(1, Messages.Count).Where(uid => uid >= From(arguments)).Select(uid => $" {uid}"))}\r\n",
                    "FETCH" => string.Concat(Enumerable.Range(1, Messages.Count).Where(uid => uid >= From(arguments)).Select(uid => arguments.Contains("BODY", StringComparison.Ordinal)
                        ? $"* {uid} FETCH (UID {uid} BODY[] {{{Messages[uid - 1].Length}}}\r\n{Messages[uid - 1]})\r\n"
                        : $"* {uid} FETCH (UID {uid} FLAGS () INTERNALDATE \"01-Mar-2026 10:00:00 +0000\" RFC822.SIZE {Messages[uid - 1].Length})\r\n")),
                    _ => "",
                };
            }
        }

        private static int From(string arguments)
        {
            var digits = arguments.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit).ToArray();
            return digits.Length > 0 ? int.Parse(digits, CultureInfo.InvariantCulture) : 1;
        }
    }
}
