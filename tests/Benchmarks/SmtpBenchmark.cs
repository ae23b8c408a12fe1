using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// Sending 2,000 small messages over one SMTP session, as a multiple of what a bare socket takes that plays the same dialogue with ready-made bytes: envelope and DATA in one packet, three replies, the message, one reply.
/// </summary>
internal static class SmtpBenchmark
{
    private const int Messages = 2_000;
    private const int Rounds = 25;
    private const double TimeLimit = 1.3;

    private static readonly byte[] Mail = Encoding.ASCII.GetBytes(
        "From: support@example.com\r\nTo: customer@example.net\r\nSubject: Re: printer\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n" + string.Concat(Enumerable.Repeat("It prints again, thank you for your patience.\r\n", 20)));

    /// <summary>Prints the figures; false when a limit is passed.</summary>
    public static async Task<bool> RunAsync()
    {
        using var sink = new SmtpSink();
        var (bare, ours) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            bare = Math.Min(bare, await PlayAsync(sink.Port));
            ours = Math.Min(ours, await SendAsync(sink.Port));
        }

        if (sink.Messages != 2 * Rounds * Messages)
        {
            throw new InvalidOperationException($"{sink.Messages} messages arrived.");
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Messages} messages of {Mail.Length} bytes: bare socket {bare * 1000:0} ms, sent {ours * 1000:0} ms"));
        return Limits.Check("sent / played by a bare socket", ours / bare, TimeLimit);
    }

    private static async Task<double> SendAsync(int port)
    {
        await using var submission = await SmtpSubmission.ConnectAsync(new MailServer("127.0.0.1", port, ConnectionProtection.None), null);
        var envelope = Envelope.Of("support@example.com", "customer@example.net");
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < Messages; number++)
        {
            if (await submission.SubmitAsync(envelope, MessageContent.Of(Mail)) is not SubmissionResult.Accepted)
            {
                throw new InvalidOperationException("The sink refused a message.");
            }
        }

        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> PlayAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var buffer = new byte[4096];
        await RepliesAsync(1);
        await socket.SendAsync("EHLO [127.0.0.1]\r\n"u8.ToArray());
        await RepliesAsync(4);
        var envelope = Encoding.ASCII.GetBytes("MAIL FROM:<support@example.com>\r\nRCPT TO:<customer@example.net>\r\nDATA\r\n");
        byte[] message = [.. Mail, .. ".\r\n"u8];
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < Messages; number++)
        {
            await socket.SendAsync(envelope);
            await RepliesAsync(3);
            await socket.SendAsync(message);
            await RepliesAsync(1);
        }

        return clock.Elapsed.TotalSeconds;

        async Task RepliesAsync(int lines)
        {
            while (lines > 0)
            {
                var count = await socket.ReceiveAsync(buffer);
                lines -= count == 0 ? throw new InvalidOperationException("The sink hung up.") : buffer.AsSpan(0, count).Count((byte)'\n');
            }
        }
    }
}
