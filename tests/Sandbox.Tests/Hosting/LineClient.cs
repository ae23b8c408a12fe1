using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Sandbox.Tests.Hosting;

/// <summary>A line-by-line client that sends exactly what a test says.</summary>
public sealed class LineClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly TcpClient tcp;
    private readonly StreamReader reader;

    private LineClient(TcpClient tcp)
    {
        this.tcp = tcp;
        reader = new StreamReader(tcp.GetStream(), Encoding.Latin1);
    }

    /// <summary>Connects and takes the greeting.</summary>
    public static async Task<LineClient> ConnectAsync(int port)
    {
        var wire = await OpenAsync(port);
        (await wire.ReadAsync()).ShouldNotBeNull();
        return wire;
    }

    /// <summary>Connects; the greeting is still to be read.</summary>
    public static async Task<LineClient> OpenAsync(int port)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port);
        return new LineClient(tcp);
    }

    /// <summary>Connects to IMAP as a mailbox of the well-known password.</summary>
    public static async Task<LineClient> ImapAsync(int port, string mailbox)
    {
        var wire = await ConnectAsync(port);
        (await wire.CommandAsync($"LOGIN {mailbox} {WellKnown.Password}"))[^1].ShouldStartWith("A OK");
        return wire;
    }

    public Task SendAsync(string line) => SendRawAsync(line + "\r\n");

    public async Task SendRawAsync(string text) => await tcp.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>The next line; null when the server has gone.</summary>
    public async Task<string?> ReadAsync() => await reader.ReadLineAsync().WaitAsync(Limit);

    /// <summary>Lines up to and with the first that begins so.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(string start)
    {
        var lines = new List<string>();
        while (await ReadAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new IOException($"The server went before «{start}»; it said: {string.Join(" | ", lines)}");
    }

    /// <summary>Sends an IMAP command with the tag A and gives its answers.</summary>
    public async Task<IReadOnlyList<string>> CommandAsync(string command)
    {
        await SendAsync($"A {command}");
        return await UntilAsync("A ");
    }

    public void Dispose() => tcp.Dispose();
}
