using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Imap;
using HelpdeskMail.Sandbox.Pop3;
using HelpdeskMail.Sandbox.Smtp;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.Wire;

/// <summary>Listens for IMAP, POP3 and SMTP clients and hands each connection to its protocol.</summary>
public sealed partial class MailListeners(
    IOptions<SandboxSettings> settings,
    ImapServer imap,
    Pop3Server pop3,
    SmtpServer smtp,
    SessionRecorder recorder,
    FaultBoard faults,
    TimeProvider time,
    ILogger<MailListeners> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, TcpListener> listeners = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> running = [];
    private CancellationToken ended;
    private bool disposed;

    /// <summary>The ports in use by protocol name (<c>imap</c>, <c>pop3</c>, <c>smtp</c>), which tell what a configured 0 became.</summary>
    public IReadOnlyDictionary<string, int> Ports => listeners.ToDictionary(one => one.Key, one => ((IPEndPoint)one.Value.LocalEndpoint).Port, StringComparer.Ordinal);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ended = stopping.Token;
        Listen("imap", settings.Value.ImapPort, imap.ServeAsync);
        Listen("pop3", settings.Value.Pop3Port, pop3.ServeAsync);
        Listen("smtp", settings.Value.SmtpPort, smtp.ServeAsync);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A host that failed half-way stops what it has disposed of already.
        if (disposed)
        {
            return;
        }

        await stopping.CancelAsync();
        foreach (var listener in listeners.Values)
        {
            listener.Stop();
        }

        await Task.WhenAll(running.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        stopping.Cancel();
        foreach (var listener in listeners.Values)
        {
            listener.Dispose();
        }

        stopping.Dispose();
    }

    private void Listen(string protocol, int port, Func<MailConnection, CancellationToken, Task> serve)
    {
        var listener = new TcpListener(IPAddress.Parse(settings.Value.Listen), port);
        try
        {
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            listener.Dispose();
            throw new InvalidOperationException(
                $"The Sandbox's {protocol} port {port} is taken. Stop what listens there, or set Sandbox__{char.ToUpperInvariant(protocol[0])}{protocol[1..]}Port to another one (0 takes a free one).",
                exception);
        }

        listeners[protocol] = listener;
        LogListening(logger, protocol, ((IPEndPoint)listener.LocalEndpoint).Port);
        Track(AcceptAsync(protocol, listener, serve));
    }

    private async Task AcceptAsync(string protocol, TcpListener listener, Func<MailConnection, CancellationToken, Task> serve)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(ended);
                socket.NoDelay = true;
                Track(ServeAsync(protocol, socket, serve));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                LogFailed(logger, exception, protocol);
            }
        }
    }

    private async Task ServeAsync(string protocol, Socket socket, Func<MailConnection, CancellationToken, Task> serve)
    {
        var log = recorder.Begin(protocol, socket.RemoteEndPoint?.ToString() ?? "");
        await using var connection = new MailConnection(socket, protocol, log, faults, time);
        try
        {
            await connection.BeginAsync(ended);
            await serve(connection, ended);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException
            or ConnectionDroppedException or System.Security.Authentication.AuthenticationException)
        {
            log.Note($"ended: {exception.Message}");
        }
        catch (LineTooLongException exception)
        {
            log.Note(exception.Message);
        }
        catch (Exception exception)
        {
            log.Note($"failed: {exception.Message}");
            LogFailed(logger, exception, protocol);
        }
    }

    private void Track(Task task)
    {
        running[task] = true;
        _ = task.ContinueWith(done => running.TryRemove(done, out _), TaskScheduler.Default);
    }

    [LoggerMessage(EventId = 21, EventName = "sandbox.listening", Level = LogLevel.Information, Message = "The Sandbox's {Protocol} server listens on port {Port}")]
    private static partial void LogListening(ILogger logger, string protocol, int port);

    [LoggerMessage(EventId = 22, EventName = "sandbox.session.failed", Level = LogLevel.Error, Message = "A {Protocol} session of the Sandbox failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string protocol);
}
