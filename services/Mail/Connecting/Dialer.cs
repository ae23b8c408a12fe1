using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>Opens a TCP connection: every address of the host in turn, a slow one given up early while others are left (a dead IPv6 route must not stop the mail).</summary>
internal static class Dialer
{
    private static readonly TimeSpan PatienceWhileOthersAreLeft = TimeSpan.FromSeconds(4);

    public static async Task<Socket> ConnectAsync(MailServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        var addresses = InTurns(await ResolveAsync(server, cancellationToken));
        SocketException? last = null;
        for (var at = 0; at < addresses.Length; at++)
        {
            var socket = new Socket(addresses[at].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var patience = new CancellationTokenSource(at + 1 < addresses.Length ? PatienceWhileOthersAreLeft : Timeout.InfiniteTimeSpan, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[at], server.Port), either.Token);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                return socket;
            }
            catch (SocketException failed)
            {
                last = failed;
                socket.Dispose();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                last = new SocketException((int)SocketError.TimedOut);
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new MailFailureException(ConnectionFailures.CannotConnect(server.ToString(), last!), connectionLost: true, last);
    }

    /// <summary>One address of each family after the other, beginning with the family the system prefers: the big providers have eight of each, and a dead family must not use up the time.</summary>
    public static IPAddress[] InTurns(IPAddress[] addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var others = addresses.Except(first).ToList();
        return [.. Enumerable.Range(0, addresses.Length).SelectMany(at => first.Skip(at).Take(1).Concat(others.Skip(at).Take(1)))];
    }

    private static async Task<IPAddress[]> ResolveAsync(MailServer server, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(server.Host, out var address))
        {
            return [address];
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(server.Host, cancellationToken);
            return found.Length > 0 ? found : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new MailFailureException(ConnectionFailures.CannotResolve(server.Host), connectionLost: true, exception);
        }
    }
}
