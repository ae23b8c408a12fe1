using Dapper;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

/// <summary>Mails that come at once, most of which are stored together.</summary>
public sealed class IntakeBatchTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Beginnings_that_come_at_once_share_transactions_and_have_tickets_of_their_own()
    {
        var outcomes = await AtOnceAsync([.. Enumerable.Range(0, 40).Select(number => Mails.Plain(
            subject: $"Beginning {number}", from: $"Customer {number} <c{number}@customer.example>", to: "support@contoso.example, friend@elsewhere.example", body: $"Number {number}."))]);

        var entries = outcomes.Cast<IntakeOutcome.Entry>().ToList();
        entries.Select(entry => entry.TicketNumber).ShouldBeUnique();
        for (var number = 0; number < 40; number++)
        {
            var ticket = await host.TicketAsync(entries[number].TicketNumber);
            (ticket.Subject, ticket.Customer, ticket.Entries.ShouldHaveSingleItem().Id).ShouldBe(($"Beginning {number}", $"Customer {number}", entries[number].EntryId));
            ticket.Entries[0].Text.ShouldContain($"Number {number}.");
            ticket.Participants.Select(person => person.Address).ShouldBe([$"c{number}@customer.example", "friend@elsewhere.example"], ignoreOrder: true);
        }

        (await TransactionsAsync(entries)).ShouldBeLessThan(40);
        (await host.QueryAsync<int>("select count(*) from helpdesk.intake where outcome = 'Entry' and subject like 'Beginning %'")).ShouldBe(40);
        (await host.QueryAsync<int>("select count(*) from helpdesk.entry_search where entry_id = any (@ids)", new { ids = entries.Select(entry => entry.EntryId).ToArray() })).ShouldBe(40);
    }

    [Fact]
    public async Task Answers_that_come_at_once_share_transactions_and_join_by_their_strongest_evidence()
    {
        var ids = Enumerable.Range(0, 30).Select(_ => Mails.NewId()).ToList();
        var tickets = new List<IntakeOutcome.Entry>();
        foreach (var id in ids)
        {
            tickets.Add((IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Asked", messageId: id, body: id)));
        }

        var answers = (await AtOnceAsync([.. ids.Select((id, number) => Mails.Plain(
            subject: $"Re: Asked [#{tickets[(number + 1) % ids.Count].TicketNumber}]", inReplyTo: id, body: $"Answer to {id}"))])).Cast<IntakeOutcome.Entry>().ToList();

        answers.Select(answer => answer.TicketNumber).ShouldBe(tickets.Select(ticket => ticket.TicketNumber));
        var first = (await host.TicketAsync(tickets[0].TicketNumber)).Entries;
        first.Select(entry => entry.Id).ShouldBe([tickets[0].EntryId, answers[0].EntryId]);
        first[1].Evidence!.Words.ShouldContain("In-Reply-To");
        first[1].Evidence!.Conflicts.ShouldBe([tickets[1].TicketNumber]);
        (await TransactionsAsync(answers)).ShouldBeLessThan(30);
    }

    [Fact]
    public async Task Mails_of_one_conversation_that_come_at_once_are_one_ticket()
    {
        for (var round = 0; round < 5; round++)
        {
            var ids = Enumerable.Range(0, 8).Select(_ => Mails.NewId()).ToList();
            var mails = ids.Select((id, number) => Mails.Plain(
                subject: "Conversation", messageId: id, inReplyTo: number == 0 ? null : ids[number - 1], references: [.. ids.Take(number)], body: $"Round {round}, mail {number}.")).ToList();

            var outcomes = (await AtOnceAsync([.. mails, .. mails.Take(3)])).ToList();

            outcomes.OfType<IntakeOutcome.Entry>().Count().ShouldBe(8);
            outcomes.OfType<IntakeOutcome.Copy>().Count().ShouldBe(3);
            outcomes.OfType<IntakeOutcome.Entry>().Select(entry => entry.TicketNumber).Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task What_is_no_plain_mail_has_its_own_outcome_beside_others()
    {
        var id = Mails.NewId();
        var opened = (IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Away", messageId: id));
        var closed = (IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Closed", messageId: "closed@customer.example"));
        await host.QueryAsync<int>("update helpdesk.ticket set status = 'Closed', closed_at = now() where number = @TicketNumber", closed);

        var outcomes = await AtOnceAsync([
            Mails.Plain(subject: "Plain"),
            Mails.Plain(subject: "Out of office", extra: "Auto-Submitted: auto-replied\n"),
            Mails.Plain(subject: "Out of office", inReplyTo: id, extra: "Auto-Submitted: auto-replied\n"),
            Mails.Plain(subject: "Ours", from: "support@contoso.example"),
            Mails.Plain(subject: "Re: Closed", inReplyTo: "closed@customer.example"),
            Mails.Plain(subject: "Alert", extra: "Auto-Submitted: auto-generated\n")]);

        outcomes[0].ShouldBeOfType<IntakeOutcome.Entry>();
        outcomes[1].ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.AutoReply);
        outcomes[2].ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(opened.TicketNumber);
        outcomes[3].ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.OwnAddress);
        outcomes[4].ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(closed.TicketNumber);
        (await host.QueryAsync<string>("select status from helpdesk.ticket where number = @TicketNumber", closed)).ShouldBe("Open");
        outcomes[5].ShouldBeOfType<IntakeOutcome.Entry>();
    }

    [Fact]
    public async Task Late_answers_that_come_at_once_share_transactions_and_each_begin_one_ticket_that_goes_on()
    {
        var ids = Enumerable.Range(0, 20).Select(_ => Mails.NewId()).ToList();
        var closed = new List<long>();
        foreach (var id in ids)
        {
            closed.Add(((IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Long ago", messageId: id, body: id))).TicketNumber);
        }

        await host.QueryAsync<int>("update helpdesk.ticket set status = 'Closed', closed_at = now() - interval '61 days' where number = any (@closed)", new { closed });
        string Answer(string id, string words) => Mails.Plain(subject: "Re: Long ago", inReplyTo: id, body: $"{words} {id}");

        var answers = (await AtOnceAsync([.. ids.Select(id => Answer(id, "Late"))])).Cast<IntakeOutcome.Entry>().ToList();
        var second = (await AtOnceAsync([.. ids.Select(id => Answer(id, "Later"))])).Cast<IntakeOutcome.Entry>().ToList();

        answers.Select(answer => answer.TicketNumber).ShouldBeUnique();
        answers.ShouldAllBe(answer => !closed.Contains(answer.TicketNumber));
        (await TransactionsAsync(answers)).ShouldBeLessThan(20);
        second.Select(answer => answer.TicketNumber).ShouldBe(answers.Select(answer => answer.TicketNumber));
        for (var number = 0; number < ids.Count; number++)
        {
            (await host.QueryAsync<long>("select follows from helpdesk.ticket where number = @TicketNumber", answers[number])).ShouldBe(closed[number]);
            (await host.TicketAsync(answers[number].TicketNumber)).Entries[0].Evidence!.Words.ShouldContain($"it answers [#{closed[number]}], which was closed long ago");
        }
    }

    [Fact]
    public async Task Mail_that_the_database_refuses_keeps_no_other_back()
    {
        await host.QueryAsync<int>(
            """
            create or replace function helpdesk.refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
            create trigger refuse before insert on helpdesk.entry for each row when (new.subject = 'Refused') execute function helpdesk.refuse();
            """);
        try
        {
            var receipts = Enumerable.Range(0, 10).Select(number => host.Put(Mails.Bytes(Mails.Plain(subject: number == 4 ? "Refused" : "Beside it", body: $"Mail {number}")))).ToList();

            var all = await HoldingTurnsAsync(() => receipts.Select(receipt => Task.Run(() => host.HandleAsync(receipt.ReceiptId))).ToList());

            await Should.ThrowAsync<PostgresException>(() => all[4]);
            foreach (var other in all.Where((_, number) => number != 4))
            {
                (await other).ShouldBeOfType<IntakeOutcome.Entry>();
            }

            (await host.QueryAsync<int>("select count(*) from helpdesk.ticket where subject = 'Refused'")).ShouldBe(0);
        }
        finally
        {
            await host.QueryAsync<int>("drop trigger refuse on helpdesk.entry");
        }
    }

    [Fact]
    public async Task Answer_to_a_ticket_that_somebody_works_on_holds_up_no_other_mail()
    {
        var id = Mails.NewId();
        var ticket = (IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Worked on", messageId: id));
        await using var connection = await host.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var work = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("select from helpdesk.ticket where number = @TicketNumber for update", ticket, work);

        string[] mails = [Mails.Plain(subject: "Re: Worked on", inReplyTo: id), .. Enumerable.Range(0, 10).Select(number => Mails.Plain(subject: "Others", body: $"{number}"))];
        var all = await HoldingTurnsAsync(() => mails.Select(mail => Task.Run(() => host.ReceiveAsync(mail))).ToList());

        await Task.WhenAll(all.Skip(1));
        all[0].IsCompleted.ShouldBeFalse();
        await work.CommitAsync(TestContext.Current.CancellationToken);
        (await all[0]).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket.TicketNumber);
    }

    [Fact]
    public async Task Question_that_comes_after_its_answer_joins_it_before_the_ticket_whose_number_it_bears()
    {
        var late = Mails.NewId();
        var numbered = (IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Numbered"));
        var answer = (IntakeOutcome.Entry)await host.ReceiveAsync(Mails.Plain(subject: "Answer", inReplyTo: late));

        var outcome = (await AtOnceAsync([Mails.Plain(subject: $"Late [#{numbered.TicketNumber}]", messageId: late), Mails.Plain(subject: "Beside it"), Mails.Plain(subject: "Beside it too")]))[0];

        outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(answer.TicketNumber);
        (await host.TicketAsync(answer.TicketNumber)).Entries[^1].Evidence!.Conflicts.ShouldBe([numbered.TicketNumber]);
    }

    private async Task<IntakeOutcome[]> AtOnceAsync(IReadOnlyList<string> mails) =>
        await Task.WhenAll(await HoldingTurnsAsync(() => mails.Select(mail => Task.Run(() => host.ReceiveAsync(mail))).ToList()));

    /// <summary>Has mails wait until all of them are on their way, as they do behind a slow transaction.</summary>
    private async Task<IReadOnlyList<Task<IntakeOutcome>>> HoldingTurnsAsync(Func<IReadOnlyList<Task<IntakeOutcome>>> start)
    {
        var turns = host.Services.GetRequiredService<IntakeTurns>();
        turns.PageAskedFor();
        using var held = await turns.TakeAsync(TestContext.Current.CancellationToken);
        var before = host.MailStore.Asked;
        var all = start();
        await Eventually.HoldsAsync("most of them wait to be stored", () => Task.FromResult(host.MailStore.Asked - before >= all.Count / 2));
        return all;
    }

    private Task<int> TransactionsAsync(IEnumerable<IntakeOutcome.Entry> entries) =>
        host.QueryAsync<int>("select count(distinct xmin::text) from helpdesk.entry where id = any (@ids)", new { ids = entries.Select(entry => entry.EntryId).ToArray() });
}
