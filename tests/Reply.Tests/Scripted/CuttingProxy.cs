using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>Stands before a server and tears its first connection after so many bytes of one direction; the connections after that it leaves alone.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly int target;
    private readonly bool clientsBytes;
    private readonly int cutAfter;
    private int connections;

    /// <summary>Stands on a free port.</summary>
    /// <param name="target">Port of the server.</param>
    /// <param name="clientsBytes">Whether the client's bytes are counted, or the server's.</param>
    /// <param name="cutAfter">So many are passed on, and not one more.</param>
    public CuttingProxy(int target, bool clientsBytes, int cutAfter)
    {
        (this.target, this.clientsBytes, this.cutAfter) = (target, clientsBytes, cutAfter);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether the first connection was torn; not when it ended before.</summary>
    public bool HasCut { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = ServeAsync(client, first: Interlocked.Increment(ref connections) == 1);
        }
    }

    private async Task ServeAsync(TcpClient client, bool first)
    {
        try
        {
            using (client)
            {
                using var server = new TcpClient { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
                await Task.WhenAny(
                    PassAsync(client.Client, server.Client, first && clientsBytes ? cutAfter : int.MaxValue),
                    PassAsync(server.Client, client.Client, first && !clientsBytes ? cutAfter : int.MaxValue)).Unwrap();
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of them has gone.
        }
    }

    private async Task PassAsync(Socket from, Socket to, int most)
    {
        var buffer = new byte[4096];
        for (var left = most; left > 0;)
        {
            var count = await from.ReceiveAsync(buffer, stop.Token);
            if (count == 0)
            {
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, Math.Min(count, left)), stop.Token);
            left -= Math.Min(count, left);
        }

        // What was passed on is left to arrive: the peer sees an ordinary end, the sender a connection that is gone.
        HasCut = true;
        to.Shutdown(SocketShutdown.Send);
        await to.ReceiveAsync(new byte[65536], stop.Token);
    }
}
