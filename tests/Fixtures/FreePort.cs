using System.Net;
using System.Net.Sockets;

namespace HelpdeskMail.Fixtures;

/// <summary>Ports for servers that must be told one before they start.</summary>
public static class FreePort
{
    // Below the range that systems take outgoing ports from, so that no outgoing connection takes the port of a server that is dead for a moment; above the ports that the AppHost chooses.
    private const int Lowest = 30_001;
    private const int Highest = 32_767;

    private static readonly List<Socket> Reserved = [];

    /// <summary>A loopback TCP port that is free and that no test process which runs now has handed out before.</summary>
    public static int Next()
    {
        lock (Reserved)
        {
            while (true)
            {
                var port = Random.Shared.Next(Lowest, Highest + 1);
                // Reserved before it is tried: trying listens on it for a moment, in which the server of another test process could be starting there.
                if (TryReserve(port) && IsFree(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Binds a name that stands for the port: only one process can, and the system frees it however that process ends.</summary>
    private static bool TryReserve(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var name = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            name.Bind(new UnixDomainSocketEndPoint($"\0helpdeskmail-test-port-{port}"));
            Reserved.Add(name);
            return true;
        }
        catch (SocketException)
        {
            name.Dispose();
            return false;
        }
    }
}
