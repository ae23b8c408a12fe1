using System.Net.Sockets;

namespace HelpdeskMail.AppHost.LocalHosting.RabbitMq;

/// <summary>Asks a broker whether it speaks AMQP: a port that is open proves little, as container engines open it before the broker runs.</summary>
internal static class AmqpProbe
{
    /// <summary>Null when the broker on <paramref name="port"/> answered the protocol header, else the reason.</summary>
    public static async Task<string?> AskAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("localhost", port, cancellationToken);
            await client.GetStream().WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), cancellationToken);

            // Connection.Start is a method frame (type 1) on channel 0 (AMQP 0-9-1, section 2.3.5).
            var answer = new byte[1];
            var read = await client.GetStream().ReadAsync(answer, cancellationToken);
            return read == 1 && answer[0] == 1 ? null : "the port is open, but no broker answers on it";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return exception.Message;
        }
    }
}
