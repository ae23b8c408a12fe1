using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// A conversation's bytes: lines and answers come in through one <see cref="InputBuffer"/>, message bytes pass by it, commands are gathered until they are sent. Knows nothing of a protocol. Every failure throws
/// <see cref="MailFailureException"/> and leaves the wire <see cref="IsBroken"/>.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    /// <summary>Room for what comes in, while commands and answers go back and forth.</summary>
    public const int InitialBuffer = 32 * 1024;

    /// <summary>Room for what comes in, while many messages come one behind the other.</summary>
    public const int BulkBuffer = 256 * 1024;

    private const int OutputChunk = 32 * 1024;

    // Servers that refuse in the middle of a message say why and close; their words are there already or will not come.
    private static readonly TimeSpan PatienceForLastWords = TimeSpan.FromSeconds(2);

    private readonly GuardedConnection connection;
    private readonly ArrayBufferWriter<byte> output = new(4096);
    private readonly InputBuffer input = new(InitialBuffer);

    private Wire(GuardedConnection connection) => this.connection = connection;

    public MailServer Server => connection.Server;

    public IProtocolLog? Log => connection.Log;

    /// <summary>Set by every failure: nothing more can be sent or read.</summary>
    public bool IsBroken => connection.IsBroken;

    public bool IsEncrypted => connection.IsEncrypted;

    /// <summary>What ties a sign-in to the TLS channel; null without one.</summary>
    public ChannelBinding? ChannelBinding => connection.ChannelBinding;

    /// <summary>Whether the other end is this machine.</summary>
    public bool IsLocal => connection.IsLocal;

    /// <summary>This end of the connection.</summary>
    public EndPoint? LocalEndPoint => connection.LocalEndPoint;

    /// <summary>What has arrived and was not taken yet. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Buffered => input.Content;

    public static async Task<Wire> ConnectAsync(MailServer server, X509Certificate2? clientCertificate, IProtocolLog? log, TimeProvider time, CancellationToken cancellationToken) =>
        new(await GuardedConnection.ConnectAsync(server, clientCertificate, log, time, cancellationToken));

    /// <summary>The clock.</summary>
    public TimeProvider Time => connection.Time;

    /// <summary>Sets the time by which everything read or written from now on must have come.</summary>
    public void StartCommand(TimeSpan within) => connection.Patience.StartCommand(within);

    /// <summary>From now on only silence counts, however long the whole takes.</summary>
    public void StartBody() => connection.Patience.StartBody();

    /// <summary>Makes room for this much at once (or gives back what is more than that), to save trips to the system.</summary>
    public void Widen(int size)
    {
        if (!connection.IsAwaiting && !IsBroken)
        {
            input.Resize(size);
        }
    }

    public void Take(int count) => input.Take(count);

    /// <summary>Waits for at least one more byte in <see cref="Buffered"/>, which may grow to <paramref name="capacity"/> bytes.</summary>
    public async ValueTask FillAsync(int capacity, CancellationToken cancellationToken)
    {
        MakeRoom(capacity);
        input.Added(await connection.ReceiveAsync(input.Room, cancellationToken));
    }

    /// <summary>Reads message bytes: first what is buffered, then straight from the stream.</summary>
    public async ValueTask<int> ReadBodyAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (input.IsEmpty)
        {
            if (!connection.IsAwaiting && target.Length >= 4096)
            {
                return await connection.ReceiveAsync(target, cancellationToken);
            }

            await FillAsync(InitialBuffer, cancellationToken);
        }

        return input.TakeInto(target.Span);
    }

    /// <summary>The next line without its line end; a lone LF ends a line too. Valid until the next read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(int maxLength, CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var content = input.Content;
            var feed = content.Span[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var length = searched + feed;
                var line = content[..(length > 0 && content.Span[length - 1] == '\r' ? length - 1 : length)];
                input.Take(length + 1);
                LogServer(line.Span);
                return line;
            }

            searched = content.Length;
            if (searched > maxLength)
            {
                throw Fail(ConnectionFailures.Violation(Server.ToString(), $"a line of more than {maxLength:N0} bytes"));
            }

            await FillAsync(Math.Max(InitialBuffer, maxLength + 2), cancellationToken);
        }
    }

    /// <summary>Waits until the server says something, without giving the connection up when it does not. False when the time is over or the wait was cancelled.</summary>
    public async ValueTask<bool> WaitForDataAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        if (!input.IsEmpty)
        {
            return true;
        }

        MakeRoom(InitialBuffer);
        return await connection.WaitAsync(input.Room, within, cancellationToken);
    }

    public void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>Sends what was written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (output.WrittenCount == 0)
        {
            return;
        }

        await connection.SendAsync(output.WrittenMemory, cancellationToken);
        output.ResetWrittenCount();
    }

    /// <summary>Sends message bytes, gathering small pieces; ends with <see cref="FlushAsync"/>.</summary>
    public async ValueTask WriteBodyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (output.WrittenCount + bytes.Length >= OutputChunk)
        {
            await FlushAsync(cancellationToken);
        }

        if (bytes.Length >= OutputChunk)
        {
            await connection.SendAsync(bytes, cancellationToken);
        }
        else
        {
            output.Write(bytes.Span);
        }
    }

    /// <summary>Changes to TLS. Anything the server said before the handshake is never listened to.</summary>
    public Task StartTlsAsync(X509Certificate2? clientCertificate, CancellationToken cancellationToken) =>
        input.IsEmpty ? connection.StartTlsAsync(clientCertificate, cancellationToken) : throw Fail(ConnectionFailures.TlsInjection(Server.ToString()));

    /// <summary>Changes to DEFLATE in both directions (RFC 4978).</summary>
    public void StartCompression()
    {
        if (!input.IsEmpty)
        {
            throw Fail(ConnectionFailures.Violation(Server.ToString(), "uncompressed bytes after agreeing to compression"));
        }

        connection.StartCompression();
    }

    /// <summary>Marks the wire broken and makes the exception to throw.</summary>
    public MailFailureException Fail(MailFailure failure, Exception? inner = null) => connection.Fail(failure, inner);

    /// <summary>What the server had said when the connection broke while something was being sent, as much of it as comes within two seconds; empty in every other case.</summary>
    public async ValueTask<string> LastWordsAsync()
    {
        if (!connection.BrokeWhileSending)
        {
            return "";
        }

        using var over = new CancellationTokenSource(PatienceForLastWords, connection.Time);
        while (input.TryMakeRoom(InitialBuffer) && await connection.ReceiveLastAsync(input.Room, over.Token) is > 0 and var count)
        {
            input.Added(count);
        }

        LogServer(input.Content.Span);
        return Encoding.UTF8.GetString(input.Content.Span);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        input.Release();
    }

    private void MakeRoom(int capacity)
    {
        if (!connection.IsAwaiting && !input.TryMakeRoom(capacity))
        {
            throw Fail(ConnectionFailures.Violation(Server.ToString(), $"an answer of more than {capacity:N0} bytes"));
        }
    }

    private void LogServer(ReadOnlySpan<byte> line) => Log?.Server(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 1000)]));
}
