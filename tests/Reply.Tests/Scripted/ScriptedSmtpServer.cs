using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HelpdeskMail.Reply.Tests.Scripted;

/// <summary>An SMTP server on a real port that answers, and breaks, as a test says.</summary>
public sealed class ScriptedSmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly HashSet<NetworkStream> underWay = [];
    private int open;

    public ScriptedSmtpServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Messages taken, in order.</summary>
    public ConcurrentQueue<TakenMail> Taken { get; } = new();

    public int Connections { get; private set; }

    /// <summary>Connections that are open.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>Most mails that were on their way at the same time: begun with MAIL, and not answered yet.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>False for a server that never says good-bye, and keeps the connection.</summary>
    public bool AnswersQuit { get; set; } = true;

    /// <summary>Answer to AUTH.</summary>
    public Func<string> OnSignIn { get; set; } = () => "235 2.7.0 welcome";

    /// <summary>Answer to MAIL, by address. After a no every RCPT is out of sequence.</summary>
    public Func<string, string> OnSender { get; set; } = _ => "250 2.1.0 fine";

    /// <summary>Further lines of the answer to EHLO.</summary>
    public string Offers { get; set; } = "";

    /// <summary>Whether addresses beyond ASCII may be shown to it.</summary>
    public bool OffersSmtpUtf8 { get; set; } = true;

    /// <summary>Commands heard, without those of signing in.</summary>
    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>Answer to RCPT, by address.</summary>
    public Func<string, string> OnRecipient { get; set; } = _ => "250 2.1.5 fine";

    /// <summary>Answer after the final dot; null drops the connection without one, after the message was taken or not as the text says.</summary>
    public Func<TakenMail, Answer> OnMessage { get; set; } = _ => Answer.Take;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public int Copies(string messageId) => Taken.Count(mail => mail.Content.Contains(messageId, StringComparison.Ordinal));

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            Connections++;
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref open);
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                try
                {
                    await TalkAsync(new WholeLines(stream), stream);
                }
                finally
                {
                    End(stream);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client went away.
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private async Task TalkAsync(WholeLines reader, NetworkStream stream)
    {
        var (sender, hasSender) = ("", false);
        var recipients = new List<string>();
        await SayAsync(stream, "220 scripted ESMTP");
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            if (!line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase))
            {
                Heard.Enqueue(line);
            }

            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(stream, "250-scripted\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n" + (OffersSmtpUtf8 ? "250-SMTPUTF8\r\n" : "") + Offers + "250 AUTH XOAUTH2 PLAIN");
                    break;
                case "AUTH":
                    await SayAsync(stream, OnSignIn());
                    break;
                case "MAIL":
                    sender = Between(line);
                    recipients.Clear();
                    var said = OnSender(sender);
                    hasSender = said.StartsWith('2');
                    if (hasSender)
                    {
                        Begin(stream);
                    }

                    await SayAsync(stream, said);
                    if (said.StartsWith("421", StringComparison.Ordinal))
                    {
                        return;
                    }

                    break;
                case "RCPT" when !hasSender:
                    await SayAsync(stream, "503 5.5.1 need MAIL first");
                    break;
                case "RCPT":
                    var answer = OnRecipient(Between(line));
                    if (answer.StartsWith('2'))
                    {
                        recipients.Add(Between(line));
                    }

                    await SayAsync(stream, answer);
                    break;
                case "DATA" when recipients.Count == 0:
                    await SayAsync(stream, "554 5.5.1 no valid recipients");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    if (!await TakeAsync(reader, stream, sender, [.. recipients]))
                    {
                        return;
                    }

                    break;
                case "QUIT" when !AnswersQuit:
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    // RSET, and what is said between mails.
                    End(stream);
                    await SayAsync(stream, "250 2.0.0 fine");
                    break;
            }
        }
    }

    private async Task<bool> TakeAsync(WholeLines reader, NetworkStream stream, string sender, string[] recipients)
    {
        var content = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is var line && line != ".")
        {
            if (line is null)
            {
                return false;
            }

            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        var mail = new TakenMail(sender, recipients, content.ToString());
        var answer = OnMessage(mail);
        if (answer.Takes)
        {
            Taken.Enqueue(mail);
        }

        if (answer.Words is not { } words)
        {
            return false;
        }

        End(stream);
        await SayAsync(stream, words);
        return true;
    }

    private void Begin(NetworkStream stream)
    {
        lock (underWay)
        {
            underWay.Add(stream);
            MostAtOnce = Math.Max(MostAtOnce, underWay.Count);
        }
    }

    private void End(NetworkStream stream)
    {
        lock (underWay)
        {
            underWay.Remove(stream);
        }
    }

    private static string Between(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    private static async Task SayAsync(NetworkStream stream, string words) => await stream.WriteAsync(Encoding.Latin1.GetBytes(words + "\r\n"));
}
