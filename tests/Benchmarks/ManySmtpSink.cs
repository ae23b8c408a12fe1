using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// A server that plays SMTP with PIPELINING to any number of clients, throws every message away and remembers how often it took each Message-ID. Between the last byte of a message and its answer it may take its time, as
/// servers do that write a message down and look it over first.
/// </summary>
internal sealed class ManySmtpSink : IAsyncDisposable
{
    private const int HeaderKept = 4096;

    private readonly LoopbackServer server;
    private int taken;

    public ManySmtpSink() => server = new LoopbackServer(TalkAsync);

    public int Port => server.Port;

    /// <summary>How long a message is looked over before it is taken.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>Messages taken.</summary>
    public int Taken => taken;

    /// <summary>How often each Message-ID was taken.</summary>
    public ConcurrentDictionary<string, int> Ids { get; } = new(StringComparer.Ordinal);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task TalkAsync(Socket client, CancellationToken cancellation)
    {
        var input = new byte[64 * 1024];
        var header = new MemoryStream();
        var (used, inData) = (0, false);
        await SayAsync(client, "220 sink");
        while (await client.ReceiveAsync(input.AsMemory(used), cancellation) is var count and > 0)
        {
            used += count;
            var at = 0;
            while (at < used)
            {
                var rest = input.AsMemory(at, used - at);
                if (inData)
                {
                    var end = rest.Span.IndexOf("\r\n.\r\n"u8);
                    var body = end >= 0 ? end + 2 : Math.Max(0, rest.Length - 4);
                    header.Write(rest.Span[..Math.Min(body, Math.Max(0, HeaderKept - (int)header.Length))]);
                    at += body;
                    if (end < 0)
                    {
                        break;
                    }

                    at += 3;
                    inData = false;
                    await TakeAsync(client, header, cancellation);
                    continue;
                }

                var line = rest.Span.IndexOf((byte)'\n');
                if (line < 0)
                {
                    break;
                }

                var word = Encoding.ASCII.GetString(rest.Span[..Math.Min(4, line)]);
                at += line + 1;
                inData = word == "DATA";
                await SayAsync(client, word switch
                {
                    "DATA" => "354 go on",
                    "EHLO" => "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-AUTH PLAIN XOAUTH2\r\n250 ENHANCEDSTATUSCODES",
                    "AUTH" => "235 2.7.0 welcome",
                    "QUIT" => "221 bye",
                    _ => "250 2.1.0 fine",
                });
            }

            input.AsSpan(at, used - at).CopyTo(input);
            used -= at;
        }
    }

    private async Task TakeAsync(Socket client, MemoryStream header, CancellationToken cancellation)
    {
        var text = Encoding.Latin1.GetString(header.GetBuffer(), 0, (int)header.Length);
        header.SetLength(0);
        if (Pause > TimeSpan.Zero)
        {
            await Task.Delay(Pause, cancellation);
        }

        var from = text.IndexOf("Message-ID: <", StringComparison.OrdinalIgnoreCase) + 13;
        Ids.AddOrUpdate(text[from..text.IndexOf('>', from)], 1, (_, before) => before + 1);
        Interlocked.Increment(ref taken);
        await SayAsync(client, "250 2.0.0 Ok: queued");
    }

    private static async Task SayAsync(Socket client, string words) => await client.SendAsync(Encoding.ASCII.GetBytes(words + "\r\n"));
}
