using System.Net.Sockets;

namespace HelpdeskMail.AppHost.LocalHosting.RabbitMq;

/// <summary>
/// Asks a broker whether it speaks AMQP: a port that is open proves little, as container engines open it before the broker runs.
/// Once it has answered, an open port will do: each conversation that is broken off is a warning in the broker's log.
/// </summary>
/// <param name="port">Where the broker listens.</param>
internal sealed class AmqpProbe(int port)
{
    private bool hasAnswered;

    /// <summary>Null when the broker answered, else the reason.</summary>
    public async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("localhost", port, cancellationToken);
            if (hasAnswered)
            {
                return null;
            }

            await client.GetStream().WriteAsync("AMQP\0\0\t\u0001"u8.ToArray(), cancellationToken);

            // Connection.Start is a method frame (type 1) on channel 0 (AMQP 0-9-1, section 2.3.5).
            var answer = new byte[1];
            var read = await client.GetStream().ReadAsync(answer, cancellationToken);
            hasAnswered = read == 1 && answer[0] == 1;
            return hasAnswered ? null : "the port is open, but no broker answers on it";
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return exception.Message;
        }
    }
}
