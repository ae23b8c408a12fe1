using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>The way between Fetch and a mail server: it can break each connection after some bytes, in the middle of whatever passes, in either direction.</summary>
internal sealed class FaultyWay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly int target;
    private readonly Task accepting;

    private FaultyWay(int target)
    {
        this.target = target;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were broken so far.</summary>
    public int Broken { get; private set; }

    /// <summary>Says for each new connection after how many bytes of the server, and of the client, it breaks; null for never.</summary>
    public Func<(long? OfServer, long? OfClient)> Limits { get; set; } = () => (null, null);

    public static FaultyWay To(int port) => new(port);

    /// <summary>Breaks everything that is open.</summary>
    public void BreakAll()
    {
        foreach (var socket in open.Keys)
        {
            Break(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        BreakAll();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await listener.AcceptSocketAsync(stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        open[client] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            var (ofServer, ofClient) = Limits();
            await Task.WhenAny(PumpAsync(server, client, ofServer), PumpAsync(client, server, ofClient));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // A server that is away is a broken connection too.
        }
        finally
        {
            open.TryRemove(client, out _);
            Break(client);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, long? limit)
    {
        var buffer = new byte[32 * 1024];
        var left = limit ?? long.MaxValue;
        try
        {
            while (left > 0)
            {
                var count = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), stop.Token);
                if (count == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count), stop.Token);
                left -= count;
            }

            Broken++;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Broken by the other side, or by us.
        }
    }

    private static void Break(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }
}
