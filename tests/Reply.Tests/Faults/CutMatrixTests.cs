using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Reply.Tests.Faults;

/// <summary>
/// Connections torn all along the dialogue, before and after the final dot, in both directions, under two replicas whose clocks are twenty minutes apart: each recipient gets each reply exactly once.
/// With FAULT_MATRIX=full every single byte is tried, which takes some minutes.
/// </summary>
public sealed class CutMatrixTests
{
    /// <summary>Longer than the whole dialogue with the scripted server, in either direction.</summary>
    private const int ClientsBytes = 1700;
    private const int ServersBytes = 330;

    /// <summary>So many mailboxes are torn at once.</summary>
    private const int AtOnce = 150;

    private static bool IsFull => Environment.GetEnvironmentVariable("FAULT_MATRIX") == "full";

    [Fact]
    public async Task Reply_reaches_each_recipient_once_wherever_its_connection_is_torn()
    {
        await using var setting = new ReplySetting { UnknownWindow = "00:00:15", ClockOfSecond = TimeSpan.FromMinutes(20) };
        await setting.InitializeAsync();
        await using var server = new ScriptedSmtpServer();
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        var (unknown, torn) = (0, 0);
        var queue = setting.First.Services.GetRequiredService<QueueTable>();
        foreach (var cuts in Cuts().Chunk(AtOnce))
        {
            var proxies = cuts.Select(cut => new CuttingProxy(server.Port, cut.ClientsBytes, cut.After)).ToList();
            try
            {
                var replies = new List<OutgoingReply>();
                foreach (var proxy in proxies)
                {
                    var reply = setting.Reply(setting.Link(proxy.Port, "microsoft365"), "anna@customer.example", "bert@customer.example");
                    await queue.AddAsync(reply, CancellationToken.None);
                    replies.Add(reply);
                }

                await SentAsync(setting, replies, cuts);
                foreach (var (reply, cut) in replies.Zip(cuts))
                {
                    var mail = server.Taken.Where(mail => mail.Content.Contains(reply.MessageId, StringComparison.Ordinal)).ShouldHaveSingleItem($"{cut}");
                    mail.Recipients.ShouldBe(["anna@customer.example", "bert@customer.example"], $"{cut}");
                }

                unknown += replies.Count(reply => WasUnknown(setting, reply));
                torn += proxies.Count(proxy => proxy.HasCut);
            }
            finally
            {
                foreach (var proxy in proxies)
                {
                    await proxy.DisposeAsync();
                }
            }
        }

        torn.ShouldBeGreaterThan(Cuts().Count() / 2, "the dialogue is about as long as it was taken for");
        unknown.ShouldBeGreaterThan(1, "the moment when nobody can know was among them");
    }

    /// <summary>Every byte, or each place where the dialogue turns and a sample of the rest.</summary>
    private static IEnumerable<Cut> Cuts() => IsFull
        ? [.. Enumerable.Range(0, ClientsBytes).Select(after => new Cut(true, after)), .. Enumerable.Range(1, ServersBytes).Select(after => new Cut(false, after))]
        : [.. Enumerable.Range(0, ClientsBytes / 25).Select(step => new Cut(true, step * 25)), .. Enumerable.Range(1, ServersBytes / 6).Select(step => new Cut(false, step * 6))];

    private static async Task SentAsync(ReplySetting setting, List<OutgoingReply> replies, Cut[] cuts)
    {
        try
        {
            await Eventually.HoldsAsync("all are told as sent", async () => await AllSentAsync(setting, replies), TimeSpan.FromMinutes(3));
        }
        catch (TimeoutException exception)
        {
            var open = replies.Zip(cuts).Where(pair => !setting.Heard<ReplySent>().Any(said => said.ReplyId == pair.First.ReplyId)).ToList();
            var states = await Task.WhenAll(open.Select(async pair => $"{pair.Second}: {await setting.StateAsync(pair.First.ReplyId)}, {setting.Heard<ReplyProgressed>().LastOrDefault(said => said.ReplyId == pair.First.ReplyId)?.Reason}"));
            throw new TimeoutException($"Not sent: {string.Join("; ", states)}", exception);
        }
    }

    /// <summary>Has what was torn early tried again at once: the pauses are for servers, not for a test.</summary>
    private static async Task<bool> AllSentAsync(ReplySetting setting, List<OutgoingReply> replies)
    {
        await setting.ExecuteAsync("delete from reply.hold; update reply.queue set next_attempt_at = now() where state = 'Queued' and next_attempt_at > now()");
        return replies.All(reply => setting.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId));
    }

    /// <summary>Told while it was so, or, where it was found before that, by what is said of it then.</summary>
    private static bool WasUnknown(ReplySetting setting, OutgoingReply reply) =>
        setting.Heard<ReplyProgressed>().Any(said => said.ReplyId == reply.ReplyId && said.State == ReplyState.Unknown)
        || setting.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId && said.Recipients.Any(outcome => outcome.Answer == "It was found in the Sent folder."));

    private sealed record Cut(bool ClientsBytes, int After);
}
