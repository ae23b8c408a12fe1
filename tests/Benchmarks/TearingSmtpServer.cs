using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// A server that takes mail badly: it tears connections after any number of bytes, takes a message or loses it and then says nothing, and puts recipients off. It counts what each recipient got, and keeps what the Sent folder of the
/// sender has, as Exchange does.
/// </summary>
internal sealed class TearingSmtpServer : IAsyncDisposable
{
    /// <summary>About as many bytes as a client says in a session of two messages.</summary>
    private const int BytesBeforeTear = 6000;

    private readonly LoopbackServer server;
    private readonly Lock gate = new();
    private readonly Random? random;

    /// <summary>Tears by the seed; a server without one takes everything as it should.</summary>
    public TearingSmtpServer(int? seed)
    {
        random = seed is { } given ? new Random(given) : null;
        server = new LoopbackServer(TalkAsync);
    }

    public int Port => server.Port;

    /// <summary>Copies that each recipient of each Message-ID got.</summary>
    public ConcurrentDictionary<(string MessageId, string Recipient), int> Got { get; } = new();

    /// <summary>What lies in the Sent folder of each sender: Message-ID and delivery mark.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<(string MessageId, string Mark)>> Sent { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Connections that were torn.</summary>
    public int Torn { get; private set; }

    /// <summary>Messages taken or lost without an answer.</summary>
    public int Silent { get; private set; }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task TalkAsync(Socket client, CancellationToken cancellation)
    {
        var left = Chance(0.5) ? Next(BytesBeforeTear) : int.MaxValue;
        var input = new byte[256 * 1024];
        var (used, sender, inData) = (0, "", false);
        var recipients = new List<string>();
        var message = new StringBuilder();
        await SayAsync(client, "220 tearing");
        while (left > 0 && await client.ReceiveAsync(input.AsMemory(used, Math.Min(left, input.Length - used)), cancellation) is var count and > 0)
        {
            (used, left) = (used + count, left - count);
            var at = 0;
            while (input.AsSpan(at, used - at).IndexOf((byte)'\n') is var end and >= 0)
            {
                var line = Encoding.Latin1.GetString(input, at, end).TrimEnd('\r');
                at += end + 1;
                if (inData && line != ".")
                {
                    message.Append(line).Append('\n');
                    continue;
                }

                if (inData)
                {
                    inData = false;
                    if (!await TakeAsync(client, sender, recipients, message.ToString()))
                    {
                        return;
                    }

                    continue;
                }

                switch (line.Split(' ')[0])
                {
                    case "MAIL":
                        (sender, _) = (Between(line), message.Clear());
                        recipients.Clear();
                        await SayAsync(client, "250 2.1.0 fine");
                        break;
                    case "RCPT" when Chance(0.03):
                        await SayAsync(client, "451 4.7.1 come again");
                        break;
                    case "RCPT":
                        recipients.Add(Between(line));
                        await SayAsync(client, "250 2.1.5 fine");
                        break;
                    case "DATA" when recipients.Count == 0:
                        await SayAsync(client, "554 5.5.1 no recipients");
                        break;
                    case "DATA":
                        inData = true;
                        await SayAsync(client, "354 go on");
                        break;
                    case "EHLO":
                        await SayAsync(client, "250-tearing\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-AUTH PLAIN XOAUTH2\r\n250 ENHANCEDSTATUSCODES");
                        break;
                    case "AUTH":
                        await SayAsync(client, "235 2.7.0 welcome");
                        break;
                    default:
                        await SayAsync(client, "250 2.0.0 fine");
                        break;
                }
            }

            input.AsSpan(at, used - at).CopyTo(input);
            used -= at;
        }

        Torn += left <= 0 ? 1 : 0;
    }

    private async Task<bool> TakeAsync(Socket client, string sender, List<string> recipients, string message)
    {
        var (silent, loses) = (Chance(0.04), Chance(0.5));
        if (!silent || !loses)
        {
            var id = Field(message, "Message-ID: <").Split('>')[0];
            recipients.ForEach(recipient => Got.AddOrUpdate((id, recipient), 1, (_, before) => before + 1));
            Sent.GetOrAdd(sender, _ => new()).Enqueue((id, Field(message, "X-HelpdeskMail-Delivery: ").Split('\n')[0]));
        }

        if (silent)
        {
            Silent++;
            return false;
        }

        await SayAsync(client, "250 2.0.0 Ok: queued");
        return true;
    }

    private static string Field(string message, string name) => message.Split(name, 2) is [_, var rest] ? rest : throw new InvalidOperationException($"A mail came without «{name}».");

    private bool Chance(double share)
    {
        lock (gate)
        {
            return random?.NextDouble() < share;
        }
    }

    private int Next(int most)
    {
        lock (gate)
        {
            return random?.Next(1, most) ?? most;
        }
    }

    private static string Between(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    private static async Task SayAsync(Socket client, string words) => await client.SendAsync(Encoding.ASCII.GetBytes(words + "\r\n"));
}
