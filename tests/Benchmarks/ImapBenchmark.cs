using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// Fetching a whole mailbox from a real Dovecot, every message read to its end, as a multiple of what a bare socket takes that asks for the same messages in one command and throws away what comes. Then the memory that
/// is alive during the fetch, for a mailbox and for one of eight times its size.
/// </summary>
internal static class ImapBenchmark
{
    private const int SmallMailbox = 500;
    private const int LargeMailbox = 4_000;
    private const int MessageSize = 24_000;
    private const int Rounds = 25;
    private const double TimeLimit = 1.15;
    private const double MemoryLimit = 1;

    /// <summary>Prints the figures; false when a limit is passed.</summary>
    public static async Task<bool> RunAsync()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        var small = await FillAsync(dovecot, "small@example.com", SmallMailbox);
        var large = await FillAsync(dovecot, "large@example.com", LargeMailbox);

        // In turns, and the best of some rounds: whatever else the machine does only ever adds time.
        var (bare, ours) = (double.MaxValue, double.MaxValue);
        var bytes = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            bare = Math.Min(bare, await TimeAsync(async () => bytes = await ReceiveAsync(dovecot.ImapPort, large)));
            ours = Math.Min(ours, await TimeAsync(() => FetchAsync(dovecot.ImapPort, large, measureMemory: false)));
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{LargeMailbox} messages, {bytes / 1e6:0} MB: bare socket {bare * 1000:0} ms, fetched {ours * 1000:0} ms"));
        var smallMemory = await FetchAsync(dovecot.ImapPort, small, measureMemory: true) / 1e6;
        var largeMemory = await FetchAsync(dovecot.ImapPort, large, measureMemory: true) / 1e6;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"alive while fetching: {smallMemory:0.00} MB for {SmallMailbox} messages, {largeMemory:0.00} MB for {LargeMailbox}"));
        return Limits.Check("fetched / received by a bare socket", ours / bare, TimeLimit)
            & Limits.Check("more alive for eight times the mailbox", largeMemory - smallMemory, MemoryLimit, " MB");
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<MailCredential.Password> FillAsync(DovecotServer dovecot, string name, int count)
    {
        var account = new MailCredential.Password(name, "a-password");
        await dovecot.AddUserAsync(name, account.Secret);
        await using var mailbox = await ImapMailbox.ConnectAsync(new MailServer("127.0.0.1", dovecot.ImapPort, ConnectionProtection.None), account);
        const string Line = "The printer on the second floor does not print since this morning.\r\n";
        for (var number = 0; number < count; number++)
        {
            var text = new StringBuilder($"From: customer{number}@example.net\r\nTo: support@example.com\r\nSubject: Message {number}\r\nMessage-ID: <{number}@example.net>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
            while (text.Length < MessageSize)
            {
                text.Append(Line);
            }

            await mailbox.AppendAsync("INBOX", MessageContent.Of(Encoding.ASCII.GetBytes(text.ToString())), MessageMarks.None, null);
        }

        await mailbox.CloseAsync();
        return account;
    }

    private static async Task<long> FetchAsync(int port, MailCredential account, bool measureMemory)
    {
        // Signed in as the bare socket does: what a stronger mechanism costs is not what is measured.
        var before = measureMemory ? GC.GetTotalMemory(forceFullCollection: true) : 0;
        await using var mailbox = await ImapMailbox.ConnectAsync(new MailServer("127.0.0.1", port, ConnectionProtection.None) { AllowedMechanisms = ["PLAIN"] }, account);
        await mailbox.OpenFolderAsync("INBOX", readOnly: true);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        var most = 0L;
        var read = 0;
        var buffer = new byte[64 * 1024];
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            while (await message.Content.ReadAsync(buffer) > 0)
            {
            }

            if (++read % 100 == 0 && measureMemory)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        await mailbox.CloseAsync();
        return read == keys.Count ? most : throw new InvalidOperationException($"{read} of {keys.Count} messages came.");
    }

    private static async Task<long> ReceiveAsync(int port, MailCredential.Password account)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var buffer = new byte[64 * 1024];
        var total = 0L;
        await UntilAsync("* OK");
        foreach (var command in new[] { $"a LOGIN {account.UserName} {account.Secret}", "b EXAMINE INBOX", "c UID FETCH 1:* (UID BODY.PEEK[])" })
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
            total = 0;
            await UntilAsync($"\r\n{command[0]} OK");
        }

        return total;

        // The end of an answer is looked for in the last line of what came.
        async Task UntilAsync(string end)
        {
            var wanted = Encoding.ASCII.GetBytes(end);
            while (true)
            {
                var count = await socket.ReceiveAsync(buffer);
                total += count;
                var tail = buffer.AsSpan(Math.Max(0, count - 1000), Math.Min(count, 1000));
                if (count == 0 || tail.IndexOf(wanted) >= 0 || (total == count && tail.IndexOf(wanted.AsSpan(end[0] == '\r' ? 2 : 0)) >= 0))
                {
                    return;
                }
            }
        }
    }
}
