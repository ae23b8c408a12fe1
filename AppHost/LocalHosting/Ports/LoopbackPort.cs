using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.AppHost.LocalHosting.Ports;

/// <summary>Whether a port of this machine's loopback addresses can be listened on.</summary>
internal static class LoopbackPort
{
    // Below the range that systems take outgoing ports from, so that no outgoing connection sits on a port between two runs.
    private const int LowestFree = 20000;
    private const int HighestFree = 30000;

    public static bool IsFree(int port) =>
        CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>A free port that is not among <paramref name="taken"/>.</summary>
    public static int FindFree(IReadOnlySet<int> taken)
    {
        while (true)
        {
            var port = Random.Shared.Next(LowestFree, HighestFree);
            if (!taken.Contains(port) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool CanListen(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            // A machine without IPv6 on its loopback: nobody else can be there either.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
