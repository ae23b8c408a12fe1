using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Benchmarks.Killing;

/// <summary>Stands between a process and one that it speaks to, and has a <see cref="StepWatch"/> decide at each thing said.</summary>
internal sealed class SteppedProxy : IAsyncDisposable
{
    private const int WordsShown = 60;

    private readonly LoopbackServer listener;
    private readonly StepWatch watch;
    private readonly string name;
    private readonly int target;

    /// <summary>Passes on to the port <paramref name="target"/> of this machine; <paramref name="name"/> says whose it is.</summary>
    public SteppedProxy(StepWatch watch, string name, int target)
    {
        (this.watch, this.name, this.target) = (watch, name, target);
        listener = new LoopbackServer(PassAsync);
    }

    public int Port => listener.Port;

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task PassAsync(Socket client, CancellationToken cancellation)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, target, cancellation);
        var passage = new Passage();
        await Task.WhenAny(SayAsync(client, server, passage, cancellation), AnswerAsync(server, client, passage, cancellation));
    }

    private async Task SayAsync(Socket client, Socket server, Passage passage, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(client, buffer, cancellation) is var count and > 0)
        {
            var fate = watch.Say($"{name}: {Shown(buffer.AsSpan(0, count))}");
            if (fate == StepFate.Died)
            {
                return;
            }

            passage.DiesAtAnswer |= fate == StepFate.DiesAtItsAnswer;
            await server.SendAsync(buffer.AsMemory(0, count), cancellation);
        }
    }

    private async Task AnswerAsync(Socket server, Socket client, Passage passage, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(server, buffer, cancellation) is var count and > 0)
        {
            if (passage.DiesAtAnswer)
            {
                watch.EndNow();
                return;
            }

            await client.SendAsync(buffer.AsMemory(0, count), cancellation);
        }
    }

    private static async Task<int> ReceiveAsync(Socket from, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await from.ReceiveAsync(buffer, cancellation);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <summary>Enough of it to know which step it was; the codes of PostgreSQL's protocol between the words are left out.</summary>
    private static string Shown(ReadOnlySpan<byte> said)
    {
        var words = new StringBuilder(WordsShown);
        foreach (var one in said)
        {
            if (words.Length == WordsShown)
            {
                break;
            }

            words.Append(one is > 32 and < 127 ? (char)one : words is [.., ' '] or [] ? "" : ' ');
        }

        return words.ToString();
    }

    private sealed class Passage
    {
        public volatile bool DiesAtAnswer;
    }
}
