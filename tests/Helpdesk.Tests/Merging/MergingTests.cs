using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Merging;

public sealed class MergingTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private TicketMerging Merging => host.Services.GetRequiredService<TicketMerging>();

    [Fact]
    public async Task Merge_moves_everything_and_its_undo_brings_back_what_was_there()
    {
        var first = await OpenAsync(Mails.Plain(subject: "First", from: "Bob Lind <bob@customer.example>"));
        var reply = await host.ReplyAsync(first, to: "bob@customer.example");
        var second = await OpenAsync(Mails.Plain(subject: "Second"));
        var before = await host.TicketAsync(first);
        var actor = await host.ActorAsync();

        var done = (await Merging.MergeAsync(first, second, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();

        var merged = await host.TicketAsync(second);
        merged.Entries.Count(entry => entry.Kind != EntryKind.Event).ShouldBe(3);
        merged.Entries.ShouldContain(entry => entry.Sending != null && entry.Sending.ReplyId == reply.ReplyId);
        merged.Participants.Select(person => person.Address).ShouldBe(["anna@customer.example", "bob@customer.example"], ignoreOrder: true);
        var signpost = await host.TicketAsync(first);
        signpost.MergedInto.ShouldBe(second);
        signpost.Entries.ShouldAllBe(entry => entry.Kind == EntryKind.Event);

        (await Merging.UndoAsync(done.Id, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();

        var after = await host.TicketAsync(first);
        after.MergedInto.ShouldBeNull();
        after.Status.ShouldBe(before.Status);
        after.Entries.Where(entry => entry.Kind != EntryKind.Event).Select(entry => entry.Id).ShouldBe(before.Entries.Select(entry => entry.Id));
        after.Participants.ShouldBe(before.Participants);
        (await host.TicketAsync(second)).Participants.ShouldHaveSingleItem().Address.ShouldBe("anna@customer.example");
        var regrouping = (await Merging.ListAsync(first, default)).ShouldHaveSingleItem();
        regrouping.ByName.ShouldBe("Ada Admin");
        regrouping.UndoneBy.ShouldBe("Ada Admin");
        (await Merging.UndoAsync(done.Id, actor, default)).ShouldBeOfType<RegroupAnswer.Refused>().Code.ShouldBe("undone_before");
    }

    [Theory]
    [InlineData(false, TicketStatus.Open)]
    [InlineData(true, TicketStatus.Closed)]
    public async Task Mail_that_waits_for_an_answer_opens_the_closed_ticket_it_is_merged_into(bool isDone, TicketStatus status)
    {
        var (closed, asked) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var (actor, work) = (await host.ActorAsync(), host.Services.GetRequiredService<TicketWork>());
        await work.SetStatusAsync(closed, TicketStatus.Closed, actor, default);
        if (isDone)
        {
            await work.SetStatusAsync(asked, TicketStatus.Closed, actor, default);
        }

        (await Merging.MergeAsync(asked, closed, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();

        (await host.TicketAsync(closed)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task Draft_of_a_merged_ticket_goes_along_with_its_words()
    {
        var first = await OpenAsync(Mails.Plain());
        var second = await OpenAsync(Mails.Plain());
        var actor = await host.ActorAsync();
        var drafts = host.Services.GetRequiredService<Drafts>();
        await drafts.SaveAsync(first, actor.Id, new Draft(Guid.NewGuid(), "a@b.example", "", "", "half a sentence", [], null), default);
        await drafts.SaveAsync(second, actor.Id, new Draft(Guid.NewGuid(), "a@b.example", "", "", "another half", [], null), default);

        await Merging.MergeAsync(first, second, actor, default);

        (await drafts.FindAsync(second, actor.Id, default))!.Text.ShouldBe("another half\n\nhalf a sentence");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Undone_merge_gives_drafts_back_as_they_were(bool hasTargetDraft)
    {
        var (first, second) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var (actor, drafts) = (await host.ActorAsync(), host.Services.GetRequiredService<Drafts>());
        await drafts.SaveAsync(first, actor.Id, new Draft(Guid.NewGuid(), "a@b.example", "", "", "half a sentence", [], null) { Forward = true, Options = new DraftOptions(Quote: false, Signature: true, Receipt: true, SendAfter: null) }, default);
        if (hasTargetDraft)
        {
            await drafts.SaveAsync(second, actor.Id, new Draft(Guid.NewGuid(), "c@d.example", "", "", "another half", [], null), default);
        }

        var (before, there) = (await drafts.FindAsync(first, actor.Id, default), await drafts.FindAsync(second, actor.Id, default));
        var done = (await Merging.MergeAsync(first, second, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();
        (await Merging.UndoAsync(done.Id, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();

        // Pages that show the draft from before have to look again.
        (await FindAsync(first)).ShouldBeEquivalentTo(before! with { Version = 0 });
        (await FindAsync(second)).ShouldBeEquivalentTo(there is null ? null : there with { Version = 0 });

        async Task<Draft?> FindAsync(long ticket) => await drafts.FindAsync(ticket, actor.Id, default) is { } draft ? draft with { Version = 0 } : null;
    }

    [Fact]
    public async Task Undone_merge_leaves_a_draft_that_was_written_on_where_it_is()
    {
        var (first, second) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var (actor, drafts) = (await host.ActorAsync(), host.Services.GetRequiredService<Drafts>());
        await drafts.SaveAsync(first, actor.Id, new Draft(Guid.NewGuid(), "a@b.example", "", "", "half a sentence", [], null), default);
        var done = (await Merging.MergeAsync(first, second, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();
        await drafts.SaveAsync(second, actor.Id, new Draft(Guid.NewGuid(), "a@b.example", "", "", "half a sentence, and the rest", [], null), default);

        (await Merging.UndoAsync(done.Id, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();

        (await drafts.FindAsync(first, actor.Id, default)).ShouldBeNull();
        (await drafts.FindAsync(second, actor.Id, default))!.Text.ShouldBe("half a sentence, and the rest");
    }

    [Theory]
    [InlineData(true, false, false, true, false)]
    [InlineData(true, true, false, true, true)]
    [InlineData(false, true, false, false, true)]
    [InlineData(true, false, true, false, false)]
    public async Task Undone_merge_gives_a_warning_back_unless_somebody_has_dealt_with_it(bool hasSource, bool hasTarget, bool isSettled, bool source, bool target)
    {
        var (first, second) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var actor = await host.ActorAsync();
        foreach (var ticket in new[] { (Number: first, Fails: hasSource), (Number: second, Fails: hasTarget) }.Where(one => one.Fails).Select(one => one.Number))
        {
            var reply = await host.ReplyAsync(ticket);
            await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyFailed(reply.ReplyId, 1, "No such address.", null, [new("anna@customer.example", false, 550, "5.1.1", "no")]), default);
        }

        var done = (await Merging.MergeAsync(first, second, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();
        if (isSettled)
        {
            await host.Services.GetRequiredService<TicketWork>().SettleAttentionAsync(second, actor, default);
        }

        (await Merging.UndoAsync(done.Id, actor, default)).ShouldBeOfType<RegroupAnswer.Done>();

        ((await host.TicketAsync(first)).Attention, (await host.TicketAsync(second)).Attention).ShouldBe((source, target));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Undone_merge_puts_aside_again_what_waited(bool waitsSource, bool waitsTarget)
    {
        // The older mail is in the target, so that the merge is news there.
        var (second, first) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var until = TimeProvider.System.GetUtcNow().AddDays(2);
        var before = (Source: await WaitAsync(first, waitsSource, until), Target: await WaitAsync(second, waitsTarget, null));

        var done = (await Merging.MergeAsync(first, second, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();
        (await StandAsync(second)).Since.ShouldBeNull("there is mail in it that nobody has looked at there");
        (await Merging.UndoAsync(done.Id, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();

        (await StandAsync(first), await StandAsync(second)).ShouldBe(before);
    }

    [Theory]
    [InlineData("update helpdesk.regrouping set source_wakes_at = now() - interval '1 second' where id = @id returning 1")]
    [InlineData(null)]
    public async Task Undone_merge_leaves_a_ticket_open_whose_time_is_over_or_whose_answer_may_have_come(string? change)
    {
        var asked = Mails.NewId();
        var (first, second) = (await OpenAsync(Mails.Plain(messageId: asked)), await OpenAsync(Mails.Plain()));
        await WaitAsync(first, true, TimeProvider.System.GetUtcNow().AddDays(2));
        var done = (await Merging.MergeAsync(first, second, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();
        if (change is null)
        {
            await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "Here it is."));
        }
        else
        {
            await host.QueryAsync<int>(change, new { id = done.Id });
        }

        (await Merging.UndoAsync(done.Id, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();

        (await StandAsync(first)).ShouldBe((null, null));
        (await host.TicketAsync(first)).Status.ShouldBe(TicketStatus.Open);
    }

    [Fact]
    public async Task Draft_that_hands_a_mail_on_still_does_after_a_merge()
    {
        var (first, second) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var actor = await host.ActorAsync();
        var drafts = host.Services.GetRequiredService<Drafts>();
        await drafts.SaveAsync(first, actor.Id, new Draft(Guid.NewGuid(), "a@b.example", "", "", "See below.", [], null) { Forward = true }, default);

        await Merging.MergeAsync(first, second, actor, default);

        (await drafts.FindAsync(second, actor.Id, default))!.Forward.ShouldBeTrue();
    }

    [Fact]
    public async Task Ticket_that_was_merged_away_does_not_open_again_by_itself()
    {
        var (first, second) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
        var actor = await host.ActorAsync();
        await Merging.MergeAsync(first, second, actor, default);

        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(first, TicketStatus.Open, actor, default);

        (await host.TicketAsync(first)).Status.ShouldBe(TicketStatus.Closed);
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync($"/tickets/{first}")).ShouldNotContain("name=\"status\"");
    }

    [Fact]
    public async Task Answer_that_is_sent_while_its_ticket_is_merged_is_refused_or_goes_along()
    {
        var (desk, actor) = (host.Services.GetRequiredService<ReplyDesk>(), await host.ActorAsync());
        for (var round = 0; round < 5; round++)
        {
            var (first, second) = (await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()));
            var answers = Enumerable.Range(0, 3).Select(i => Task.Run(() => desk.TakeAsync(first, new ReplyRequest(Guid.NewGuid(), "anna@customer.example", "", "", $"part {i}", false, [], ThenClose: false), actor, default))).ToList();

            await Merging.MergeAsync(first, second, actor, default);

            var taken = (await Task.WhenAll(answers)).Count(answer => answer is ReplyAnswer.Accepted);
            (await host.TicketAsync(second)).Entries.Count(entry => entry.Kind == EntryKind.Reply).ShouldBe(taken);
            (await host.TicketAsync(first)).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
        }
    }

    [Fact]
    public async Task Only_part_of_a_ticket_can_be_split_off()
    {
        var ticket = await host.TicketAsync(await OpenAsync(Mails.Plain()));

        (await Merging.SplitAsync(ticket.Entries[0].Id, withLater: false, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Refused>().Code.ShouldBe("nothing_remains");
    }

    [Fact]
    public async Task Split_takes_the_later_entries_along_and_the_customer_of_its_first()
    {
        var asked = Mails.NewId();
        var ticket = await OpenAsync(Mails.Plain(messageId: asked));
        var other = (await host.ReceiveAsync(Mails.Plain(subject: "Re: And another thing", inReplyTo: asked, from: "Bob <bob@customer.example>"), at: TimeProvider.System.GetUtcNow().AddMinutes(1))).ShouldBeOfType<IntakeOutcome.Entry>();
        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "More."), at: TimeProvider.System.GetUtcNow().AddMinutes(2));

        var done = (await Merging.SplitAsync(other.EntryId, withLater: true, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>();

        var split = await host.TicketAsync(done.TicketNumber);
        split.Subject.ShouldBe("And another thing");
        split.CustomerAddress.ShouldBe("bob@customer.example");
        split.Entries.Count(entry => entry.Kind == EntryKind.Mail).ShouldBe(2);
        (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Mail).ShouldBe(1);
    }

    [Fact]
    public async Task Merge_by_the_api_says_what_stands_in_its_way()
    {
        var ticket = await OpenAsync(Mails.Plain());
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var itself = await program.PostAsync($"/api/v1/tickets/{ticket}/merge?into={ticket}", null);
        using var missing = await program.PostAsync($"/api/v1/tickets/{ticket}/merge?into=99999999", null);

        itself.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("ticket_unknown");
    }

    [Fact]
    public async Task Mail_that_comes_while_its_ticket_is_merged_ends_in_the_one_that_goes_on()
    {
        for (var round = 0; round < 5; round++)
        {
            var asked = Mails.NewId();
            var first = await OpenAsync(Mails.Plain(messageId: asked));
            var second = await OpenAsync(Mails.Plain());
            var receipts = Enumerable.Range(0, 4).Select(i => host.Put(Mails.Bytes(Mails.Plain(inReplyTo: asked, body: $"part {i}")))).ToList();
            var actor = await host.ActorAsync();

            await Task.WhenAll(receipts.Select(receipt => Task.Run(async () => (object)await host.HandleAsync(receipt.ReceiptId)))
                .Append(Task.Run(async () => (object)await Merging.MergeAsync(first, second, actor, default))));

            (await host.TicketAsync(second)).Entries.Count(entry => entry.Kind == EntryKind.Mail).ShouldBe(6);
        }
    }

    [Fact]
    public async Task Page_offers_to_merge_to_split_and_to_undo()
    {
        var first = await OpenAsync(Mails.Plain());
        var second = await OpenAsync(Mails.Plain());
        using var browser = await host.AdministratorAsync();

        using var merged = await HelpdeskHost.PostAsync(browser, $"/tickets/{first}", $"/tickets/{first}/merge", ("into", $"#{second}"));
        merged.Headers.Location!.ToString().ShouldContain($"/tickets/{second}");
        var page = await browser.GetStringAsync($"/tickets/{second}");
        page.ShouldContain($"#{first} was merged into #{second}");
        var id = await host.QueryAsync<long>("select max(id) from helpdesk.regrouping where source = @first", new { first });
        using var undone = await HelpdeskHost.PostAsync(browser, $"/tickets/{second}", $"/regroupings/{id}/undo", ("ticket", $"{second}"));

        (await host.TicketAsync(first)).MergedInto.ShouldBeNull();
    }

    [Fact]
    public async Task Reply_carries_an_address_with_a_token_where_the_mailbox_takes_such()
    {
        var ticket = await OpenAsync(Mails.Plain());
        (await host.ReplyAsync(ticket)).ReplyTo.ShouldBeNull();
        var mailboxes = host.Services.GetRequiredService<MailboxTable>();
        await mailboxes.SaveAsync(new MailboxSettings { SystemEmailId = StubOAuth.Support, PlusAddresses = true }, await host.ActorAsync(), default);

        var address = (await host.ReplyAsync(ticket)).ReplyTo!.Address;

        address.ShouldMatch($"^support\\+t{ticket}\\.[a-z2-7]{{16}}@contoso\\.example$");
        host.Services.GetRequiredService<AddressTokens>().TicketIn(address).ShouldBe(ticket);
        await mailboxes.SaveAsync(new MailboxSettings { SystemEmailId = StubOAuth.Support }, await host.ActorAsync(), default);
    }

    private async Task<(DateTimeOffset? Since, DateTimeOffset? Until)> WaitAsync(long ticket, bool waits, DateTimeOffset? until)
    {
        if (waits)
        {
            await host.Services.GetRequiredService<TicketWaiting>().WaitAsync(ticket, until, known: null, await host.ActorAsync(), default);
        }

        return await StandAsync(ticket);
    }

    private async Task<(DateTimeOffset? Since, DateTimeOffset? Until)> StandAsync(long ticket) => await host.TicketAsync(ticket) is var now ? (now.WaitingSince, now.WakesAt) : default;

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
