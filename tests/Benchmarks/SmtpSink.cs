using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.Benchmarks;

/// <summary>The least server that plays SMTP with PIPELINING: takes every message and keeps none. It has a thread of its own and blocks on it, so that its waiting takes nothing from the client it serves.</summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Thread serving;

    public SmtpSink()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        serving = new Thread(Serve) { IsBackground = true };
        serving.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Messages taken.</summary>
    public int Messages { get; private set; }

    public void Dispose()
    {
        listener.Dispose();
        serving.Join();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                using var client = listener.Accept();
                client.NoDelay = true;
                Talk(client);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }

    private void Talk(Socket client)
    {
        var input = new byte[256 * 1024];
        var output = new byte[4096];
        var (used, inData, written) = (0, false, Add(output, 0, "220 sink\r\n"u8));
        while (true)
        {
            if (written > 0)
            {
                client.Send(output.AsSpan(0, written));
                written = 0;
            }

            var count = client.Receive(input.AsSpan(used));
            if (count == 0)
            {
                return;
            }

            used += count;
            var taken = 0;
            while (taken < used)
            {
                var rest = input.AsSpan(taken, used - taken);
                var end = inData ? rest.IndexOf("\r\n.\r\n"u8) : rest.IndexOf((byte)'\n');
                if (end < 0)
                {
                    break;
                }

                if (inData)
                {
                    taken += end + 5;
                    inData = false;
                    Messages++;
                    written = Add(output, written, "250 2.0.0 Ok: queued\r\n"u8);
                    continue;
                }

                inData = rest.StartsWith("DATA"u8);
                written = Add(output, written, inData ? "354 go on\r\n"u8 : rest.StartsWith("EHLO"u8) ? "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n"u8 : "250 2.1.0 Ok\r\n"u8);
                taken += end + 1;
            }

            input.AsSpan(taken, used - taken).CopyTo(input);
            used -= taken;
        }
    }

    private static int Add(byte[] output, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(output.AsSpan(at));
        return at + text.Length;
    }
}
