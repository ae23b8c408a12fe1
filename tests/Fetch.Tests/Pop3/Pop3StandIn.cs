using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Fetch.Tests.Pop3;

/// <summary>A POP3 server on a real port that names its messages as a test says, and ends its sessions as badly as a test says.</summary>
internal sealed class Pop3StandIn : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<(string Uid, byte[] Raw)> messages = [];
    private readonly Task accepting;

    public Pop3StandIn()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Sessions in which somebody has signed in.</summary>
    public int Sessions { get; private set; }

    /// <summary>Sessions that were ended in good order.</summary>
    public int Goodbyes { get; private set; }

    /// <summary>UIDs of the messages that were given, in their order.</summary>
    public ConcurrentQueue<string> Given { get; } = [];

    /// <summary>Whether it says that it deletes, and does not.</summary>
    public bool KeepsAll { get; set; }

    /// <summary>The size that it lists for a message of so many bytes.</summary>
    public Func<int, int> Listed { get; set; } = length => length;

    /// <summary>UIDs of what it refuses to give.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>UIDs of what it refuses to delete.</summary>
    public HashSet<string> Undeletable { get; } = [];

    /// <summary>What becomes of a session's end.</summary>
    public Func<Goodbye> AtGoodbye { get; set; } = () => Goodbye.Answered;

    /// <summary>Called when a session is over and its deletions are carried out.</summary>
    public Action AfterGoodbye { get; set; } = () => { };

    public int Count
    {
        get
        {
            lock (gate)
            {
                return messages.Count;
            }
        }
    }

    public void Deliver(string uid, byte[] raw)
    {
        lock (gate)
        {
            messages.Add((uid, raw));
        }
    }

    /// <summary>Somebody else deletes a message.</summary>
    public void Remove(string uid)
    {
        lock (gate)
        {
            messages.RemoveAll(message => message.Uid == uid);
        }
    }

    /// <summary>Puts other messages in the place of all.</summary>
    public void Replace(IEnumerable<(string Uid, byte[] Raw)> all)
    {
        lock (gate)
        {
            messages.Clear();
            messages.AddRange(all);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Stop();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await SayAsync(stream, "+OK ready");
                (string Uid, byte[] Raw)[] drop = [];
                var deleted = new HashSet<int>();
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    var words = line.Split(' ');
                    var number = words.Length > 1 && int.TryParse(words[1], out var told) ? told - 1 : -1;
                    switch (words[0])
                    {
                        case "PASS":
                            lock (gate)
                            {
                                drop = [.. messages];
                                Sessions++;
                            }

                            await SayAsync(stream, "+OK");
                            break;
                        case "USER":
                            await SayAsync(stream, "+OK");
                            break;
                        case "LIST":
                            await SayAsync(stream, ["+OK", .. drop.Select((message, at) => $"{at + 1} {Listed(message.Raw.Length)}"), "."]);
                            break;
                        case "UIDL":
                            await SayAsync(stream, ["+OK", .. drop.Select((message, at) => $"{at + 1} {message.Uid}"), "."]);
                            break;
                        case "RETR" when !Unreadable.Contains(drop[number].Uid):
                            Given.Enqueue(drop[number].Uid);
                            await SayAsync(stream, "+OK", Encoding.ASCII.GetString(drop[number].Raw) + ".");
                            break;
                        case "DELE" when !Undeletable.Contains(drop[number].Uid):
                            deleted.Add(number);
                            await SayAsync(stream, "+OK");
                            break;
                        case "QUIT":
                            var goodbye = AtGoodbye();
                            if (goodbye != Goodbye.Unheard && !KeepsAll)
                            {
                                lock (gate)
                                {
                                    messages.RemoveAll(message => deleted.Any(at => ReferenceEquals(drop[at].Raw, message.Raw)));
                                }
                            }

                            AfterGoodbye();
                            Goodbyes++;
                            if (goodbye == Goodbye.Answered)
                            {
                                await SayAsync(stream, "+OK bye");
                            }

                            return;
                        default:
                            await SayAsync(stream, "-ERR no");
                            break;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client is gone, or the test over.
            }
        }
    }

    private static async Task SayAsync(NetworkStream stream, params string[] lines) => await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n"));
}
