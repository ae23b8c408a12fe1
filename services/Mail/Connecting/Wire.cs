using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Tls;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// One connection: bytes in, bytes out, time limits, TLS and compression; knows nothing of a protocol. What comes in lies in one contiguous pooled buffer, so that a parser works on plain spans;
/// it grows up to a limit the reader sets, and message bytes pass by it. Every failure throws <see cref="MailFailureException"/> and leaves the wire <see cref="IsBroken"/>.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private const int InitialBuffer = 32 * 1024;
    private const int OutputChunk = 32 * 1024;

    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private readonly ITimer alarm;
    private readonly ArrayBufferWriter<byte> output = new(4096);
    private readonly Socket socket;
    private Stream stream;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBuffer);
    private int start;
    private int end;
    private Task<int>? awaited;
    private long deadline;
    private TimeSpan limit;
    private bool inBody;
    private int disposed;

    private Wire(MailServer server, Socket socket, IProtocolLog? log, TimeProvider time)
    {
        Server = server;
        Log = log;
        this.socket = socket;
        this.time = time;
        stream = new NetworkStream(socket, ownsSocket: true);
        alarm = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), stop, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        StartCommand(server.Timeouts.Connect);
    }

    public MailServer Server { get; }

    public IProtocolLog? Log { get; }

    /// <summary>Set by every failure: nothing more can be sent or read.</summary>
    public bool IsBroken { get; private set; }

    public bool IsEncrypted { get; private set; }

    /// <summary>The server's certificate, once TLS is up.</summary>
    public X509Certificate2? ServerCertificate { get; private set; }

    /// <summary>Whether the other end is this machine.</summary>
    public bool IsLocal => socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>This end of the connection.</summary>
    public EndPoint? LocalEndPoint => socket.LocalEndPoint;

    /// <summary>What has arrived and was not taken yet. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Buffered => buffer.AsMemory(start, end - start);

    public static async Task<Wire> ConnectAsync(MailServer server, X509Certificate2? clientCertificate, IProtocolLog? log, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(server.Timeouts.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Wire? wire = null;
        try
        {
            wire = new Wire(server, await Dialer.ConnectAsync(server, time, either.Token), log, time);
            log?.Note($"connected to {server} ({wire.socket.RemoteEndPoint})");
            if (server.Protection is ConnectionProtection.Tls)
            {
                await wire.StartTlsAsync(clientCertificate, either.Token);
            }

            return wire;
        }
        catch (Exception exception)
        {
            if (wire is not null)
            {
                await wire.DisposeAsync();
            }

            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new MailFailureException(ConnectionFailures.ConnectTimedOut(server.ToString(), server.Timeouts.Connect), connectionLost: true, exception);
            }

            throw;
        }
    }

    /// <summary>Sets the time by which everything read or written from now on must have come.</summary>
    public void StartCommand(TimeSpan within)
    {
        limit = within;
        deadline = time.GetTimestamp() + (long)(within.TotalSeconds * time.TimestampFrequency);
        inBody = false;
    }

    /// <summary>From now on only silence counts, however long the whole takes.</summary>
    public void StartBody() => inBody = true;

    public void Take(int count) => start += count;

    /// <summary>Waits for at least one more byte in <see cref="Buffered"/>, which may grow to <paramref name="capacity"/> bytes.</summary>
    public async ValueTask FillAsync(int capacity, CancellationToken cancellationToken)
    {
        MakeRoom(capacity);
        var count = awaited is null
            ? await ReceiveAsync(buffer.AsMemory(end), cancellationToken)
            : await FinishAwaitedAsync(cancellationToken);
        end += count;
    }

    /// <summary>Reads message bytes: first what is buffered, then straight from the stream.</summary>
    public async ValueTask<int> ReadBodyAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (start == end)
        {
            if (awaited is null && target.Length >= 4096)
            {
                return await ReceiveAsync(target, cancellationToken);
            }

            await FillAsync(InitialBuffer, cancellationToken);
        }

        var count = Math.Min(target.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(target.Span);
        start += count;
        return count;
    }

    /// <summary>The next line without its line end; a lone LF ends a line too. Valid until the next read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(int maxLength, CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var feed = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var length = searched + feed;
                var line = buffer.AsMemory(start, length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length);
                start += length + 1;
                LogServer(line.Span);
                return line;
            }

            searched = end - start;
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
        if (start < end)
        {
            return true;
        }

        MakeRoom(InitialBuffer);
        awaited ??= stream.ReadAsync(buffer.AsMemory(end), stop.Token).AsTask();
        if (awaited.IsCompleted)
        {
            return true;
        }

        using var over = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        await Task.WhenAny(awaited, Task.Delay(Timeout.InfiniteTimeSpan, either.Token));
        await over.CancelAsync();
        return awaited.IsCompleted;
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

        await SendAsync(output.WrittenMemory, cancellationToken);
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
            await SendAsync(bytes, cancellationToken);
        }
        else
        {
            output.Write(bytes.Span);
        }
    }

    /// <summary>Changes to TLS. Anything the server said before the handshake is never listened to.</summary>
    public async Task StartTlsAsync(X509Certificate2? clientCertificate, CancellationToken cancellationToken)
    {
        if (start < end)
        {
            throw Fail(ConnectionFailures.TlsInjection(Server.ToString()));
        }

        var check = new CertificateCheck(Server, time);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = Server.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = check.Accept,
            ClientCertificates = clientCertificate is null ? null : [clientCertificate],
        };
        try
        {
            using (Arm(cancellationToken))
            {
                await tls.AuthenticateAsClientAsync(options, stop.Token);
            }
        }
        catch (Exception exception)
        {
            await tls.DisposeAsync();
            throw exception is AuthenticationException or IOException
                ? Fail(check.Failure ?? ConnectionFailures.HandshakeFailed(Server.ToString(), Reason(exception)), exception)
                : Translate(exception, cancellationToken);
        }

        stream = tls;
        IsEncrypted = true;
        ServerCertificate = tls.RemoteCertificate as X509Certificate2;
        Log?.Note($"{tls.SslProtocol}, {tls.NegotiatedCipherSuite}, certificate «{ServerCertificate?.Subject}» until {ServerCertificate?.NotAfter:u}");
    }

    /// <summary>Changes to DEFLATE in both directions (RFC 4978).</summary>
    public void StartCompression()
    {
        if (start < end)
        {
            throw Fail(ConnectionFailures.Violation(Server.ToString(), "uncompressed bytes after agreeing to compression"));
        }

        stream = new DeflateDuplex(stream);
        Log?.Note("compressed from here on");
    }

    /// <summary>Marks the wire broken and makes the exception to throw.</summary>
    public MailFailureException Fail(MailFailure failure, Exception? inner = null)
    {
        IsBroken = true;
        Log?.Note($"given up: {failure.What}");
        return new MailFailureException(failure, connectionLost: true, inner);
    }

    public async ValueTask DisposeAsync()
    {
        IsBroken = true;
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await alarm.DisposeAsync();
        await stop.CancelAsync();
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or SocketException)
        {
            // The other end is gone already; there is nothing left to close.
        }

        if (awaited is not null)
        {
            await awaited.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            awaited = null;
        }

        stop.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        start = end = 0;
    }

    private void MakeRoom(int capacity)
    {
        if (awaited is not null)
        {
            return;
        }

        if (start == end)
        {
            start = end = 0;
        }
        else if (end == buffer.Length && start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end < buffer.Length)
        {
            return;
        }

        if (buffer.Length >= capacity)
        {
            throw Fail(ConnectionFailures.Violation(Server.ToString(), $"an answer of more than {capacity:N0} bytes"));
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, Math.Max(capacity, buffer.Length + 1)));
        buffer.AsSpan(0, end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            using (Arm(cancellationToken))
            {
                count = await stream.ReadAsync(target, stop.Token);
            }
        }
        catch (Exception exception)
        {
            throw Translate(exception, cancellationToken);
        }

        return count > 0 ? count : throw Fail(ConnectionFailures.Closed(Server.ToString()));
    }

    private async ValueTask<int> FinishAwaitedAsync(CancellationToken cancellationToken)
    {
        int count;
        try
        {
            using (Arm(cancellationToken))
            {
                count = await awaited!;
            }
        }
        catch (Exception exception)
        {
            throw Translate(exception, cancellationToken);
        }
        finally
        {
            awaited = null;
        }

        return count > 0 ? count : throw Fail(ConnectionFailures.Closed(Server.ToString()));
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            using (Arm(cancellationToken))
            {
                await stream.WriteAsync(bytes, stop.Token);
                await stream.FlushAsync(stop.Token);
            }
        }
        catch (Exception exception)
        {
            throw Translate(exception, cancellationToken);
        }
    }

    // One timer and one source for the life of the connection: a wait costs no allocation, and once it has run out the connection is over anyway.
    private Waiting Arm(CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new MailFailureException(ConnectionFailures.Closed(Server.ToString()), connectionLost: true);
        }

        var due = inBody ? Server.Timeouts.Silence : time.GetElapsedTime(time.GetTimestamp(), deadline);
        if (due <= TimeSpan.Zero)
        {
            throw Fail(ConnectionFailures.Silent(Server.ToString(), limit));
        }

        alarm.Change(due, Timeout.InfiniteTimeSpan);
        return new Waiting(alarm, cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop));
    }

    private Exception Translate(Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case MailFailureException:
                return exception;
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
                IsBroken = true;
                Log?.Note("cancelled");
                return new OperationCanceledException("The conversation was cancelled.", exception, cancellationToken);
            case OperationCanceledException:
                return Fail(ConnectionFailures.Silent(Server.ToString(), inBody ? Server.Timeouts.Silence : limit), exception);
            case IOException or SocketException or ObjectDisposedException or InvalidDataException:
                return Fail(ConnectionFailures.Closed(Server.ToString()), exception);
            default:
                IsBroken = true;
                return exception;
        }
    }

    private void LogServer(ReadOnlySpan<byte> line) => Log?.Server(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 1000)]));

    private static string Reason(Exception exception) => exception.InnerException is { } inner ? $"{exception.Message.TrimEnd('.')} ({inner.Message})" : exception.Message;

    private readonly struct Waiting(ITimer alarm, CancellationTokenRegistration registration) : IDisposable
    {
        public void Dispose()
        {
            registration.Dispose();
            alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
