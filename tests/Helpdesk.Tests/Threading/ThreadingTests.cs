using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Threading;

/// <summary>Which ticket a mail joins, and by what.</summary>
public sealed class ThreadingTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private const string Stranger = "Eve <eve@elsewhere.example>";

    public static TheoryData<string, ThreadingRule?> Answers => new()
    {
        { "in reply to our reply", ThreadingRule.OurMessageId },
        { "our reply only in References", ThreadingRule.OurMessageId },
        { "our reply named beside an unknown id", ThreadingRule.OurMessageId },
        { "our reply named by a stranger, whom somebody forwarded it to", ThreadingRule.OurMessageId },
        { "in reply to the customer's own mail", ThreadingRule.KnownMessageId },
        { "customer's mail only in References", ThreadingRule.KnownMessageId },
        { "number in the subject by the customer", ThreadingRule.SubjectNumber },
        { "number in the subject, changed case of the address", ThreadingRule.SubjectNumber },
        { "number in the subject by a stranger", null },
        { "number of no ticket", null },
        { "same subject without a number", null },
        { "ids that nobody knows", null },
        { "Message-ID in other case", null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Mail_joins_by_evidence_only(string how, ThreadingRule? rule)
    {
        var asked = Mails.NewId();
        var ticket = await OpenAsync(Mails.Plain(subject: "Broken lamp", messageId: asked));
        var ours = (await host.ReplyAsync(ticket)).MessageId;
        var unknown = Mails.NewId();

        var outcome = await host.ReceiveAsync(how switch
        {
            "in reply to our reply" => Mails.Plain(inReplyTo: ours),
            "our reply only in References" => Mails.Plain(references: [asked, ours]),
            "our reply named beside an unknown id" => Mails.Plain(inReplyTo: unknown, references: [unknown, ours, Mails.NewId()]),
            "our reply named by a stranger, whom somebody forwarded it to" => Mails.Plain(inReplyTo: ours, from: Stranger),
            "in reply to the customer's own mail" => Mails.Plain(inReplyTo: asked),
            "customer's mail only in References" => Mails.Plain(references: [asked, unknown]),
            "number in the subject by the customer" => Mails.Plain(subject: $"AW: Broken lamp [#{ticket}]"),
            "number in the subject, changed case of the address" => Mails.Plain(subject: $"[#{ticket}]", from: "ANNA@Customer.Example"),
            "number in the subject by a stranger" => Mails.Plain(subject: $"Re: Broken lamp [#{ticket}]", from: Stranger),
            "number of no ticket" => Mails.Plain(subject: "Re: Broken lamp [#999999999]"),
            "same subject without a number" => Mails.Plain(subject: "Re: Broken lamp"),
            "ids that nobody knows" => Mails.Plain(inReplyTo: unknown, references: [unknown]),
            "Message-ID in other case" => Mails.Plain(inReplyTo: ours.ToUpperInvariant()),
            _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
        });

        var entry = outcome.ShouldBeOfType<IntakeOutcome.Entry>();
        (entry.TicketNumber == ticket).ShouldBe(rule is not null);
        var stored = (await host.TicketAsync(entry.TicketNumber)).Entries.Single(one => one.Id == entry.EntryId);
        stored.Evidence.ShouldNotBeNull().Rule.ShouldBe(rule ?? ThreadingRule.NewTicket);
    }

    [Fact]
    public async Task Stronger_evidence_wins_over_a_number_in_the_subject()
    {
        var first = await OpenAsync(Mails.Plain(subject: "First"));
        var second = await OpenAsync(Mails.Plain(subject: "Second"));
        var ours = (await host.ReplyAsync(second)).MessageId;

        var outcome = await host.ReceiveAsync(Mails.Plain(subject: $"Re: First [#{first}]", inReplyTo: ours));

        outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(second);
    }

    [Fact]
    public async Task Mail_that_comes_after_its_answer_joins_the_answer()
    {
        var asked = Mails.NewId();
        var answer = await OpenAsync(Mails.Plain(inReplyTo: asked, from: "Bob <bob@customer.example>"));

        var outcome = await host.ReceiveAsync(Mails.Plain(messageId: asked));

        outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(answer);
        (await host.TicketAsync(answer)).Entries[^1].Evidence!.Rule.ShouldBeOneOf(ThreadingRule.NamedByEarlier, ThreadingRule.NewTicket);
    }

    [Fact]
    public async Task Conversation_that_arrives_all_at_once_in_any_order_is_one_ticket()
    {
        for (var round = 0; round < 8; round++)
        {
            var ids = Enumerable.Range(0, 6).Select(_ => Mails.NewId()).ToArray();
            var receipts = ids.Select((id, i) => host.Put(Mails.Bytes(Mails.Plain(
                    subject: $"Chain {round}", messageId: id, inReplyTo: i == 0 ? null : ids[i - 1], references: ids[..i], body: $"Part {i}"))))
                .OrderBy(_ => Random.Shared.Next())
                .ToList();

            var outcomes = await Task.WhenAll(receipts.Select(receipt => Task.Run(() => host.HandleAsync(receipt.ReceiptId))));

            outcomes.OfType<IntakeOutcome.Entry>().Select(entry => entry.TicketNumber).Distinct().ShouldHaveSingleItem();
            outcomes.OfType<IntakeOutcome.Entry>().Count().ShouldBe(ids.Length);
        }
    }

    [Fact]
    public async Task Closed_ticket_reopens_by_an_answer_and_says_so()
    {
        var asked = Mails.NewId();
        var ticket = await OpenAsync(Mails.Plain(messageId: asked));
        await CloseAsync(ticket);

        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "It broke again."));

        var now = await host.TicketAsync(ticket);
        now.Status.ShouldBe(TicketStatus.Open);
        now.Entries.ShouldContain(entry => entry.Kind == EntryKind.Event && entry.Text.Contains("Reopened", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_to_a_ticket_closed_long_ago_opens_a_new_one_that_refers_to_it()
    {
        var asked = Mails.NewId();
        var ticket = await OpenAsync(Mails.Plain(messageId: asked));
        await CloseAsync(ticket);
        await host.QueryAsync<int>("update helpdesk.ticket set closed_at = now() - interval '90 days' where number = @ticket returning 1", new { ticket });

        var next = await OpenAsync(Mails.Plain(subject: $"Re: Help [#{ticket}]", inReplyTo: asked));

        next.ShouldNotBe(ticket);
        var opened = await host.TicketAsync(next);
        opened.Follows.ShouldBe(ticket);
        opened.Subject.ShouldNotContain("#");
        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
    }

    [Fact]
    public async Task Message_ids_of_any_length_are_kept_and_found_again()
    {
        var monster = $"{new string('x', 5000)}@customer.example";
        var ticket = await OpenAsync(Mails.Plain(messageId: monster));

        (await OpenAsync(Mails.Plain(inReplyTo: monster))).ShouldBe(ticket);
    }

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

    private async Task CloseAsync(long ticket) =>
        (await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(ticket, TicketStatus.Closed, await host.ActorAsync(), default)).ShouldBeTrue();

    [Fact]
    public async Task Id_in_the_midst_of_hundreds_and_in_a_second_field_is_found()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var many = Enumerable.Range(0, 400).Select(i => i == 200 ? asked : Mails.NewId()).ToArray();

        (await host.ReceiveAsync(Mails.Plain(references: many))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        (await host.ReceiveAsync(Mails.Plain(inReplyTo: Mails.NewId(), extra: $"In-Reply-To: Message of \"Anna\" on Monday <{asked}>\n"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
    }

    [Fact]
    public async Task Reply_that_came_back_under_an_id_of_the_server_is_known_by_its_mark_and_so_are_answers_to_it()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket);
        var rewritten = $"{Guid.NewGuid():N}@eurprd01.prod.exchange.example";

        (await host.ReceiveAsync(Mails.Plain(from: "support@contoso.example", to: "anna@customer.example", messageId: rewritten, extra: $"X-HelpdeskMail-Delivery: {reply.ReplyId:N}\n")))
            .ShouldBeOfType<IntakeOutcome.Copy>().TicketNumber.ShouldBe(ticket);
        var answer = (await host.ReceiveAsync(Mails.Plain(inReplyTo: rewritten))).ShouldBeOfType<IntakeOutcome.Entry>();
        answer.TicketNumber.ShouldBe(ticket);
        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Id == answer.EntryId).Evidence!.Rule.ShouldBe(ThreadingRule.OurMessageId);
    }
}
