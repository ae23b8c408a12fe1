using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;

namespace HelpdeskMail.Integration.Tests;

/// <summary>Promises 1 and 2 while services die: nothing is lost and nothing happens twice.</summary>
public sealed class KillTests
{
    private const int MailsIn = 200;
    private const int RepliesOut = 50;
    private const string Support = "support@contoso.example";
    private static readonly string[] Services = ["mailstore", "oauth", "fetch", "helpdesk", "reply"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Every_mail_makes_one_entry_and_every_reply_one_mail_when_each_service_is_killed_in_turn()
    {
        // A reply whose sender was killed in the middle is looked for in the Sent folder, for ten minutes unless told.
        await using var stack = await RunningStack.StartAsync(("Reply__UnknownWindow", "00:00:20"));
        using var sandbox = new SandboxCalls(stack);
        using var helpdesk = await HelpdeskCalls.CreateAsync(stack);
        var tickets = new List<long>();
        for (var number = 0; number < RepliesOut; number++)
        {
            await sandbox.DeliverAsync(Support, Customer(number), CustomerMail.Plain(Customer(number), Support, $"Question {number} of the kill test", "Please answer."));
        }

        for (var number = 0; number < RepliesOut; number++)
        {
            tickets.Add(await helpdesk.AwaitTicketAsync($"Question {number} of the kill test"));
        }

        for (var turn = 0; turn < Services.Length; turn++)
        {
            var mails = Share(MailsIn, turn);
            var replies = Share(RepliesOut, turn);
            await Task.WhenAll(
                DeliverAsync(sandbox, mails),
                ReplyAsync(helpdesk, tickets, replies),
                stack.KillAndAwaitRestartAsync(Services[turn]));
        }

        await AssertMailsAsync(helpdesk);
        await AssertRepliesAsync(sandbox, helpdesk);
    }

    private static string Customer(int number) => $"customer{number}@customer.example";

    /// <summary>The numbers that belong to one turn.</summary>
    private static IEnumerable<int> Share(int all, int turn) => Enumerable.Range(0, all).Where(number => number % Services.Length == turn);

    private static async Task DeliverAsync(SandboxCalls sandbox, IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            await sandbox.DeliverAsync(Support, "many@customer.example", CustomerMail.Plain("many@customer.example", Support, $"Mail {number} of the kill test", $"Number {number}."));
        }
    }

    /// <summary>Replies as a program does that means it: asks again with the same reply id until it is told that the reply was accepted.</summary>
    private static Task ReplyAsync(HelpdeskCalls helpdesk, List<long> tickets, IEnumerable<int> numbers) =>
        Task.WhenAll(numbers.Select(number =>
        {
            var replyId = Guid.NewGuid();
            return Eventually.HoldsAsync(
                $"reply {number} is accepted", () => helpdesk.TryReplyAsync(tickets[number], replyId, $"Answer {number} of the kill test"), Patience);
        }));

    private static async Task AssertMailsAsync(HelpdeskCalls helpdesk)
    {
        const string entries = "select count(*) from helpdesk.entry where kind = 'Mail' and subject like 'Mail % of the kill test'";
        await Eventually.HoldsAsync("all mails became entries", async () => await helpdesk.CountAsync(entries) >= MailsIn, Patience);
        (await helpdesk.CountAsync(entries)).ShouldBe(MailsIn);
        (await helpdesk.CountAsync("select count(distinct subject) from helpdesk.entry where kind = 'Mail' and subject like 'Mail % of the kill test'")).ShouldBe(MailsIn);
        (await helpdesk.CountAsync("select count(*) from helpdesk.ticket where subject like 'Mail % of the kill test'")).ShouldBe(MailsIn);
    }

    private static async Task AssertRepliesAsync(SandboxCalls sandbox, HelpdeskCalls helpdesk)
    {
        await Eventually.HoldsAsync(
            "all replies are sent", async () => await helpdesk.CountAsync("select count(*) from helpdesk.outgoing where state = 'Sent'") == RepliesOut, Patience);
        for (var number = 0; number < RepliesOut; number++)
        {
            var answers = await sandbox.MessagesAsync(Customer(number));
            answers.Count.ShouldBe(1, $"mails to {Customer(number)}");
            answers[0].ShouldContain($"Answer {number} of the kill test");
        }
    }
}
