using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Mail.Examining;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sasl;
using HelpdeskMail.Mail.Tls;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// The way to a server: a stream whose every read and write obeys the time limits, whose failures are <see cref="MailFailureException"/>, and that can change to TLS and to compression. The first failure leaves it
/// <see cref="IsBroken"/> for good.
/// </summary>
internal sealed class GuardedConnection : IAsyncDisposable
{
    private readonly EndPoint? remote;
    private Stream stream;
    private Task<int>? awaited;
    private int disposed;

    private GuardedConnection(MailServer server, Socket socket, IProtocolLog? log, TimeProvider time)
    {
        Server = server;
        Log = log;
        Time = time;
        // Asked now: once the other end has reset the connection the system knows neither of them any more.
        remote = socket.RemoteEndPoint;
        LocalEndPoint = socket.LocalEndPoint;
        stream = new NetworkStream(socket, ownsSocket: true);
        Patience = new Patience(server.Timeouts, time);
    }

    public MailServer Server { get; }

    public IProtocolLog? Log { get; }

    public TimeProvider Time { get; }

    public Patience Patience { get; }

    /// <summary>Set by every failure: nothing more can be sent or read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>It broke while something was being sent: words of the server may be waiting that say why.</summary>
    public bool BrokeWhileSending { get; private set; }

    public bool IsEncrypted { get; private set; }

    /// <summary>The server's certificate, once TLS is up.</summary>
    public X509Certificate2? ServerCertificate { get; private set; }

    /// <summary>What ties a sign-in to the TLS channel; null without one.</summary>
    public ChannelBinding? ChannelBinding { get; private set; }

    /// <summary>Whether the other end is this machine.</summary>
    public bool IsLocal => remote is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>This end of the connection.</summary>
    public EndPoint? LocalEndPoint { get; }

    /// <summary>A wait for bytes is under way: its memory is the stream's until <see cref="ReceiveAsync"/>.</summary>
    public bool IsAwaiting => awaited is not null;

    public static async Task<GuardedConnection> ConnectAsync(MailServer server, X509Certificate2? clientCertificate, IProtocolLog? log, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(server.Timeouts.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        GuardedConnection? connection = null;
        Socket? socket = null;
        try
        {
            socket = await Dialer.ConnectAsync(server, time, either.Token);
            connection = new GuardedConnection(server, socket, log, time);
            log?.Connected($"{connection.remote}");
            log?.Note($"connected to {server} ({connection.remote})");
            if (server.Protection is ConnectionProtection.Tls)
            {
                await connection.StartTlsAsync(clientCertificate, either.Token);
            }

            return connection;
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
            else if (socket is not null)
            {
                socket.Dispose();
                throw new MailFailureException(ConnectionFailures.Closed(server.ToString()), connectionLost: true, exception);
            }

            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new MailFailureException(ConnectionFailures.ConnectTimedOut(server.ToString(), server.Timeouts.Connect), connectionLost: true, exception);
            }

            throw;
        }
    }

    /// <summary>Reads what has come, at least one byte; a wait under way is finished, and then <paramref name="target"/> must be what it was begun with.</summary>
    public async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            using (Arm(cancellationToken))
            {
                count = awaited is null ? await stream.ReadAsync(target, Patience.Token) : await awaited;
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

    /// <summary>Reads without limits' consequences, for a connection that is broken already; 0 when nothing comes.</summary>
    public async ValueTask<int> ReceiveLastAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        try
        {
            return disposed == 0 && awaited is null ? await stream.ReadAsync(target, cancellationToken) : 0;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or InvalidDataException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Waits until there is something to receive, without giving the connection up when nothing comes. False when the time is over or the wait was cancelled.</summary>
    public async ValueTask<bool> WaitAsync(Memory<byte> target, TimeSpan within, CancellationToken cancellationToken)
    {
        awaited ??= stream.ReadAsync(target, Patience.Token).AsTask();
        if (awaited.IsCompleted)
        {
            return true;
        }

        using var over = new CancellationTokenSource(within, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        await Task.WhenAny(awaited, Task.Delay(Timeout.InfiniteTimeSpan, either.Token));
        await over.CancelAsync();
        return awaited.IsCompleted;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            using (Arm(cancellationToken))
            {
                await stream.WriteAsync(bytes, Patience.Token);
                await stream.FlushAsync(Patience.Token);
            }
        }
        catch (Exception exception)
        {
            BrokeWhileSending = true;
            throw Translate(exception, cancellationToken);
        }
    }

    /// <summary>Changes to TLS.</summary>
    public async Task StartTlsAsync(X509Certificate2? clientCertificate, CancellationToken cancellationToken)
    {
        var check = new CertificateCheck(Server, Time);
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
                await tls.AuthenticateAsClientAsync(options, Patience.Token);
            }
        }
        catch (Exception exception)
        {
            Tell(check.Shown);
            await tls.DisposeAsync();
            throw exception is AuthenticationException or IOException
                ? Fail(check.Failure ?? ConnectionFailures.HandshakeFailed(Server.ToString(), Reason(exception)), exception)
                : Translate(exception, cancellationToken);
        }

        stream = tls;
        IsEncrypted = true;
        ServerCertificate = tls.RemoteCertificate as X509Certificate2;
        Tell(check.Shown is { } shown ? shown with { Version = tls.SslProtocol is SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2" } : null);
        ChannelBinding = ChannelBinding.Of(tls, ServerCertificate);
        Log?.Note($"{tls.SslProtocol}, {tls.NegotiatedCipherSuite}, certificate «{ServerCertificate?.Subject}» until {ServerCertificate?.NotAfter:u}");
    }

    private void Tell(TlsFacts? facts)
    {
        if (facts is not null)
        {
            Log?.Protected(facts);
        }
    }

    /// <summary>Changes to DEFLATE in both directions (RFC 4978).</summary>
    public void StartCompression()
    {
        stream = new DeflateDuplex(stream);
        Log?.Note("compressed from here on");
    }

    /// <summary>Marks the connection broken and makes the exception to throw.</summary>
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

        await Patience.StopAsync();
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

        await Patience.DisposeAsync();
    }

    private Patience.Waiting Arm(CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new MailFailureException(ConnectionFailures.Closed(Server.ToString()), connectionLost: true);
        }

        return Patience.Begin(cancellationToken) ?? throw Fail(ConnectionFailures.Silent(Server.ToString(), Patience.Limit));
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
                return Fail(ConnectionFailures.Silent(Server.ToString(), Patience.Limit), exception);
            case IOException or SocketException or ObjectDisposedException or InvalidDataException:
                return Fail(ConnectionFailures.Closed(Server.ToString()), exception);
            default:
                IsBroken = true;
                return exception;
        }
    }

    private static string Reason(Exception exception) => exception.InnerException is { } inner ? $"{exception.Message.TrimEnd('.')} ({inner.Message})" : exception.Message;
}
