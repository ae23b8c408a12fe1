using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Sandbox.Faults;

namespace HelpdeskMail.Sandbox.Wire;

/// <summary>
/// A client's connection in lines and counted bytes, with its log and the connection's own faults. One reader and one writer at a time;
/// both may be busy at once.
/// </summary>
public sealed class MailConnection : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly string protocol;
    private readonly FaultBoard faults;
    private readonly TimeProvider time;
    private Stream stream;
    private PipeReader reader;
    private PipeWriter writer;
    private int commands;
    private long? bytesLeft;

    public MailConnection(Socket socket, string protocol, SessionLog log, FaultBoard faults, TimeProvider time)
    {
        this.socket = socket;
        this.protocol = protocol;
        this.faults = faults;
        this.time = time;
        Log = log;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public SessionLog Log { get; }

    public bool IsSecure => stream is SslStream;

    /// <summary>The next line without its line end; null when the client has gone.</summary>
    /// <exception cref="LineTooLongException">No line end within <paramref name="limit"/> bytes.</exception>
    public async Task<byte[]?> ReadLineAsync(int limit, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return line is [.., (byte)'\r'] ? line[..^1] : line;
            }

            if (buffer.Length > limit)
            {
                throw new LineTooLongException(limit);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>The next bytes up to and with a line feed, or as many of a line as came with at most <paramref name="most"/>; null when the client has gone.</summary>
    public async Task<byte[]?> ReadPieceAsync(int most, CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            var length = buffer.PositionOf((byte)'\n') is { } end ? buffer.Slice(0, buffer.GetPosition(1, end)).Length : buffer.Length > most ? most : 0;
            if (length > 0)
            {
                var piece = buffer.Slice(0, length).ToArray();
                reader.AdvanceTo(buffer.GetPosition(length));
                return piece;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>Exactly <paramref name="count"/> bytes; null when the client has gone before them.</summary>
    public async Task<byte[]?> ReadBytesAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var result = await reader.ReadAsync(cancellation);
            var part = result.Buffer.Slice(0, Math.Min(count - filled, result.Buffer.Length));
            part.CopyTo(bytes.AsSpan(filled));
            filled += (int)part.Length;
            reader.AdvanceTo(part.End);
            if (result.IsCompleted && filled < count)
            {
                return null;
            }
        }

        return bytes;
    }

    /// <summary>Writes a line and its log; it leaves with the next <see cref="FlushAsync"/>.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellation)
    {
        Log.Server(line);
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellation);
    }

    /// <summary>Writes a line and sends everything written so far.</summary>
    public async Task SendLineAsync(string line, CancellationToken cancellation)
    {
        await WriteLineAsync(line, cancellation);
        await FlushAsync(cancellation);
    }

    /// <summary>Writes bytes as they are, unlogged.</summary>
    /// <exception cref="ConnectionDroppedException">A fault ends the connection within these bytes; those before the limit were sent.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (bytesLeft is { } left && bytes.Length >= left)
        {
            await writer.WriteAsync(bytes[..(int)left], cancellation);
            await FlushAsync(cancellation);
            Drop();
        }

        bytesLeft -= bytes.Length;
        await writer.WriteAsync(bytes, cancellation);
    }

    public async Task FlushAsync(CancellationToken cancellation) => await writer.FlushAsync(cancellation);

    /// <summary>Called before the first answer: takes the faults that last for the connection.</summary>
    public async Task BeginAsync(CancellationToken cancellation) =>
        bytesLeft = (await faults.TakeAsync<DropConnectionFault>(fault => fault.AfterBytes is not null && fault.Concerns(protocol), cancellation))?.AfterBytes;

    /// <summary>Called when a command has been read and before it is answered.</summary>
    /// <exception cref="ConnectionDroppedException">A fault ends the connection here.</exception>
    public async Task BeginCommandAsync(CancellationToken cancellation)
    {
        commands++;
        if (await faults.TakeAsync<DelayFault>(fault => fault.Concerns(protocol), cancellation) is { } delay)
        {
            Log.Note($"waits {delay.Milliseconds} ms as a fault asked for");
            await Task.Delay(TimeSpan.FromMilliseconds(delay.Milliseconds), time, cancellation);
        }

        if (await faults.TakeAsync<DropConnectionFault>(fault => fault.AfterCommands < commands && fault.Concerns(protocol), cancellation) is not null)
        {
            Drop();
        }
    }

    /// <summary>Ends the connection at once, as a cut cable does (the client sees a reset).</summary>
    public void Drop()
    {
        Log.Note("drops the connection as a fault asked for");
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        throw new ConnectionDroppedException();
    }

    /// <summary>Goes on under TLS. Whatever the client sent in clear after its STARTTLS is thrown away, not read as if it had come under TLS.</summary>
    public async Task UpgradeToTlsAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        await reader.CompleteAsync();
        await writer.CompleteAsync();
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellation);
        stream = secure;
        reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        Log.Note($"goes on under {secure.SslProtocol}");
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        Log.Ended();
    }
}
