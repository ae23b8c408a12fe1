using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Loops;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Loops;

/// <summary>Two helpdesks that acknowledge everything write to each other, over roads that keep, lose or spoil the marks of automatic mail.</summary>
public sealed class LoopTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private static readonly Guid Fabrikam = Guid.Parse("0198f0a0-0000-7000-8000-000000000009");

    [Theory]
    [InlineData("keeps everything", 1)]
    [InlineData("loses the marks of automatic mail", 2)]
    [InlineData("loses the marks and the thread", Acknowledgement.MostInAnHour * 2)]
    public async Task Two_helpdesks_that_acknowledge_each_other_come_to_an_end(string road, int most)
    {
        var help = $"help{most}@fabrikam.example";
        await using var other = new HelpdeskHost();
        other.OAuth.Settings.Clear();
        other.OAuth.Settings.Add(StubOAuth.Email(Fabrikam, help, "Fabrikam Help"));
        await other.InitializeAsync();
        await AcknowledgeAsync(host, StubOAuth.Support);
        await AcknowledgeAsync(other, Fabrikam);
        var delivered = (await OutgoingAsync(host)).Select(reply => reply.ReplyId).ToHashSet();
        await host.ReceiveAsync(Mails.Plain(subject: "Question of a person", from: $"Fabrikam Help <{help}>"));

        var sent = 0;
        for (var (from, to) = (host, other); sent <= most + 2; (from, to) = (to, from))
        {
            var fresh = (await OutgoingAsync(from)).Where(reply => delivered.Add(reply.ReplyId)).ToList();
            if (fresh.Count == 0)
            {
                break;
            }

            sent += fresh.Count;
            foreach (var reply in fresh)
            {
                await to.ReceiveAsync(Write(reply, from == host ? "support@contoso.example" : help, road), to == host ? StubOAuth.Support : Fabrikam);
            }
        }

        sent.ShouldBe(most);
    }

    [Fact]
    public async Task Ticket_that_machines_write_to_is_muted_and_says_so_while_people_still_get_through()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        for (var i = 0; i < LoopWall.MostInAnHour; i++)
        {
            (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: $"away {i}", extra: "Auto-Submitted: auto-replied\n"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        }

        var stopped = host.Put(Mails.Bytes(Mails.Plain(inReplyTo: asked, body: "one more", extra: "Auto-Submitted: auto-replied\n")));
        (await host.HandleAsync(stopped.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Loop);

        var muted = await host.TicketAsync(ticket);
        muted.MutedAt.ShouldNotBeNull();
        muted.Entries.ShouldContain(entry => entry.Kind == EntryKind.Event && entry.Text.StartsWith("Muted", StringComparison.Ordinal));
        (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "I am a person."))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync($"/tickets/{ticket}")).ShouldContain("Automatic mail does not join this ticket");
        (await browser.GetStringAsync("/system-health")).ShouldContain($"#{ticket}");

        using var unmuted = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/unmute");
        (await host.TicketAsync(ticket)).MutedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Bounces_of_a_reply_to_many_mute_nothing_and_are_marked_even_where_a_ticket_is_muted()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var people = Enumerable.Range(0, LoopWall.MostInAnHour + 3).Select(number => $"p{number}@customer.example").ToList();
        var reply = await host.ReplyAsync(ticket, to: string.Join(", ", people));
        foreach (var person in people.Skip(1))
        {
            (await host.ReceiveAsync(Mails.Bounce(reply.MessageId, person))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        }

        (await host.TicketAsync(ticket)).MutedAt.ShouldBeNull();
        await host.QueryAsync<int>("update helpdesk.ticket set muted_at = now() where number = @ticket returning 1", new { ticket });
        (await host.ReceiveAsync(Mails.Bounce(reply.MessageId, people[0]))).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Loop);

        (await host.QueryAsync<int>("select count(*) from helpdesk.delivery where reply_id = @ReplyId and state = 'Bounced' and address = any (@people)", new { reply.ReplyId, people = people.ToArray() })).ShouldBe(people.Count);
    }

    [Fact]
    public async Task What_people_write_on_a_mailing_list_is_no_loop()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        for (var i = 0; i <= LoopWall.MostInAnHour; i++)
        {
            (await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: $"opinion {i}", extra: "List-Id: <users.shop.example>\nPrecedence: list\n"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        }

        (await host.TicketAsync(ticket)).MutedAt.ShouldBeNull();
    }

    private static async Task AcknowledgeAsync(HelpdeskHost instance, Guid mailbox) =>
        await instance.Services.GetRequiredService<MailboxTable>().SaveAsync(new MailboxSettings { SystemEmailId = mailbox, Acknowledge = true }, await instance.ActorAsync(), default);

    private static async Task<List<OutgoingReply>> OutgoingAsync(HelpdeskHost instance)
    {
        await using var connection = await instance.Database.Source.OpenConnectionAsync();
        return [.. (await connection.QueryAsync<string>("select reply::text from helpdesk.outgoing order by queued_at")).Select(json => JsonSerializer.Deserialize<OutgoingReply>(json)!)];
    }

    private static string Write(OutgoingReply reply, string from, string road)
    {
        var keepsThread = road != "loses the marks and the thread";
        return Mails.Plain(
            keepsThread ? reply.Subject : "A message", reply.Text, keepsThread ? reply.MessageId : null, keepsThread ? reply.InReplyTo : null, keepsThread ? [.. reply.References] : null,
            $"Helpdesk <{from}>", reply.To[0].Address, road == "keeps everything" ? "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n" : "");
    }
}
