using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Answering;

public sealed class AnsweringTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Reply_answers_the_customers_mail_in_its_thread_from_the_mailbox_it_came_to()
    {
        var asked = Mails.NewId();
        var ticket = await OpenAsync(Mails.Plain(subject: "Broken lamp", messageId: asked, body: "It is dark."));

        var reply = await host.ReplyAsync(ticket, text: "We send a new one <today>.");

        reply.SystemEmailId.ShouldBe(StubOAuth.Support);
        reply.Subject.ShouldBe($"Re: Broken lamp [#{ticket}]");
        reply.InReplyTo.ShouldBe(asked);
        reply.References.ShouldBe([asked]);
        reply.MessageId.ShouldEndWith("@contoso.example");
        reply.Text.ShouldContain("> It is dark.");
        reply.Html.ShouldNotBeNull().ShouldContain("&lt;today&gt;");
        reply.Automatic.ShouldBeFalse();
    }

    [Fact]
    public async Task Answer_carries_its_mailboxes_footer_and_quotes_where_that_is_set()
    {
        using var browser = await host.AdministratorAsync();
        var page = $"/rules/mailboxes/{StubOAuth.Sales}";
        using var refused = await HelpdeskHost.PostAsync(browser, page, page, ("footer", "{{ticket.number}}"), ("quote", "true"));
        (await host.Services.GetRequiredService<MailboxTable>().FindAsync(StubOAuth.Sales, default)).Footer.ShouldBeEmpty();
        using var saved = await HelpdeskHost.PostAsync(browser, page, page, ("footer", "Contoso Ltd\n{{mailbox.address}}, {{agent.firstname}}"));
        var ticket = (await host.ReceiveAsync(Mails.Plain(to: "sales@contoso.example", body: "It is dark."), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var request = new ReplyRequest(Guid.NewGuid(), "anna@customer.example", "", "", "We look.", QuoteHistory: null, [], ThenClose: false);

        (await host.Services.GetRequiredService<ReplyDesk>().TakeAsync(ticket, request, await host.ActorAsync(), default)).ShouldBeOfType<ReplyAnswer.Accepted>();

        var reply = (await host.Services.GetRequiredService<OutgoingTable>().FindAsync(request.ReplyId, default))!;
        reply.Text.ShouldBe($"We look.\n\nContoso Ltd\nsales@contoso.example, {(await host.ActorAsync()).Name.Split(' ')[0]}\n");
        reply.Html.ShouldNotBeNull().ShouldContain("sales@contoso.example");
        using var preview = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/draft/preview", ("text", "We look."));
        (await preview.Content.ReadAsStringAsync()).ShouldContain("Contoso Ltd");
        var sheet = await browser.GetStringAsync($"/tickets/{ticket}");
        sheet.ShouldContain("The mailbox&#x27;s footer is added");
        sheet.ShouldNotContain("name=\"quote\" value=\"true\" checked");
        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Text.ShouldBe("We look.");
    }

    [Fact]
    public async Task Whoever_answers_a_ticket_that_nobody_has_takes_it_where_that_is_set()
    {
        using var browser = await host.AdministratorAsync();
        var me = (await host.ActorAsync()).Id;
        var (nobodys, colleagues, handedOn, off) = (
            await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()), await OpenAsync(Mails.Plain()),
            (await host.ReceiveAsync(Mails.Plain(to: "sales@contoso.example"), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
        var colleague = (await host.Services.GetRequiredService<Invitations>().InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Bo Lind", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>().PersonId;
        (await host.Services.GetRequiredService<TicketWork>().AssignAsync(colleagues, colleague, await host.ActorAsync(), default)).ShouldBeTrue();
        var page = $"/rules/mailboxes/{StubOAuth.Sales}";
        new MailboxSettings().AnsweringTakes.ShouldBeTrue();
        using var set = await HelpdeskHost.PostAsync(browser, page, page, ("quote", "true"), ("answering-takes", "true"));
        (await browser.GetStringAsync(page)).ShouldContain("name=\"answering-takes\" value=\"true\" checked");
        using var saved = await HelpdeskHost.PostAsync(browser, page, page, ("quote", "true"));

        foreach (var ticket in (long[])[nobodys, colleagues, off])
        {
            using var sent = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("to", "anna@customer.example"), ("text", "We look."), ("then", "close"));
        }

        using var forwarded = await HelpdeskHost.PostAsync(browser, $"/tickets/{handedOn}", $"/tickets/{handedOn}/reply", ("to", "expert@partner.example"), ("text", "Look."), ("forward", "true"));

        var taken = await host.TicketAsync(nobodys);
        taken.Assignee.ShouldBe(me);
        taken.Entries.Where(entry => entry.Kind == EntryKind.Event).Select(entry => entry.Text).ShouldBe(["Taken", "Closed"]);
        (await host.TicketAsync(colleagues)).Assignee.ShouldBe(colleague);
        (await host.TicketAsync(handedOn)).Assignee.ShouldBeNull();
        var left = await host.TicketAsync(off);
        left.Status.ShouldBe(TicketStatus.Closed);
        left.Assignee.ShouldBeNull();
        (await host.Services.GetRequiredService<MailboxTable>().FindAsync(StubOAuth.Sales, default)).AnsweringTakes.ShouldBeFalse();
    }

    [Fact]
    public async Task Answer_that_is_longer_than_any_is_sent_is_refused_and_its_draft_is_not_cut()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var text = $"{new string('n', 600_000)} the end of it";
        using var browser = await host.AdministratorAsync();
        browser.DefaultRequestHeaders.Add("Origin", browser.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var refused = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", $"{Guid.NewGuid()}"), ("to", "anna@customer.example"), ("text", text));
        using var byProgram = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { text });
        using var draft = await program.PutAsJsonAsync($"/api/v1/tickets/{ticket}/draft", new { text = new string('n', 5_000_000) });

        var shown = await browser.GetStringAsync($"/tickets/{ticket}");
        shown.ShouldContain("Not sent: The text is too long: it has 600,014 characters, and 500,000 are the most.");
        (await host.Services.GetRequiredService<Drafts>().FindAsync(ticket, (await host.ActorAsync()).Id, default)).ShouldNotBeNull().Text.ShouldBe(text);
        byProgram.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await byProgram.Content.ReadAsStringAsync()).ShouldContain("reply_too_long");
        draft.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await host.TicketAsync(ticket)).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
    }

    [Fact]
    public async Task Form_that_is_sent_many_times_at_once_sends_one_reply()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var actor = await host.ActorAsync();
        var request = new ReplyRequest(Guid.NewGuid(), "anna@customer.example", "", "", "Once.", QuoteHistory: false, [], ThenClose: true);
        var desk = host.Services.GetRequiredService<ReplyDesk>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => desk.TakeAsync(ticket, request, actor, default))));

        answers.Distinct().ShouldHaveSingleItem().ShouldBeOfType<ReplyAnswer.Accepted>();
        var now = await host.TicketAsync(ticket);
        now.Entries.Count(entry => entry.Kind == EntryKind.Reply).ShouldBe(1);
        now.Status.ShouldBe(TicketStatus.Closed);
    }

    [Theory]
    [InlineData("", "Hello.", "recipient_missing")]
    [InlineData("anna", "Hello.", "recipient_invalid")]
    [InlineData("anna@customer.example", "  ", "reply_empty")]
    public async Task Reply_that_cannot_be_sent_is_refused_with_a_reason(string to, string text, string code)
    {
        var ticket = await OpenAsync(Mails.Plain());

        var answer = await host.Services.GetRequiredService<ReplyDesk>()
            .TakeAsync(ticket, new ReplyRequest(Guid.NewGuid(), to, "", "", text, false, [], false), await host.ActorAsync(), default);

        answer.ShouldBeOfType<ReplyAnswer.Refused>().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("Anna Berg <>", "«Anna Berg» in To has no address.")]
    [InlineData("anna@customer.example, <>", "A recipient in To has no address.")]
    [InlineData("Anna Berg <anna>", "«Anna Berg <anna>» in To is no address.")]
    public async Task Recipient_that_cannot_be_written_to_is_named(string to, string words)
    {
        var ticket = await OpenAsync(Mails.Plain());

        var answer = await host.Services.GetRequiredService<ReplyDesk>()
            .TakeAsync(ticket, new ReplyRequest(Guid.NewGuid(), to, "", "", "Hello.", false, [], false), await host.ActorAsync(), default);

        answer.ShouldBeOfType<ReplyAnswer.Refused>().What.ShouldBe(words);
    }

    [Fact]
    public async Task Composer_begins_with_all_who_were_in_the_newest_mail_but_ourselves()
    {
        var ticket = await host.TicketAsync(await OpenAsync(Mails.Plain(to: "support@contoso.example, Bob <bob@customer.example>", extra: "Cc: carol@customer.example\nReply-To: Anna's Office <office@customer.example>\n")));

        await using var scope = host.Services.CreateAsyncScope();
        var draft = await host.Services.GetRequiredService<Drafts>().OpenAsync(ticket, (await host.ActorAsync()).Id, scope.ServiceProvider.GetRequiredService<ReplyRecipients>(), default);

        draft.To.ShouldBe("\"Anna's Office\" <office@customer.example>");
        draft.Cc.ShouldBe("\"Bob\" <bob@customer.example>, carol@customer.example");
    }

    [Fact]
    public async Task State_follows_the_newest_revision_only()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        var outgoing = host.Services.GetRequiredService<OutgoingTable>();
        var now = TimeProvider.System.GetUtcNow();

        await outgoing.ApplyAsync(new ReplySent(reply.ReplyId, 5, now, "mx:587", [new RecipientOutcome("anna@customer.example", true, 250, "2.0.0", "OK")]), default);
        await outgoing.ApplyAsync(new ReplyProgressed(reply.ReplyId, ReplyState.Sending, 3, 1, null, null), default);
        await outgoing.ApplyAsync(new ReplyFailed(reply.ReplyId, 5, "late", null, []), default);

        var sending = (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!;
        sending.State.ShouldBe(ReplyState.Sent);
        sending.Recipients.ShouldHaveSingleItem().State.ShouldBe(RecipientState.Accepted);
    }

    [Fact]
    public async Task Reply_that_nobody_takes_over_is_announced_again_until_somebody_does()
    {
        var reply = await host.ReplyAsync(await OpenAsync(Mails.Plain()));
        await host.QueryAsync<int>("update helpdesk.outgoing set nudge_at = now() - interval '1 second' where reply_id = @ReplyId returning 1", new { reply.ReplyId });
        var sweep = host.Services.GetRequiredService<OutgoingSweep>();

        await sweep.SweepAsync(default);
        await Eventually.HoldsAsync("it was announced, here or by the sweep of the helpdesk itself", () => host.QueryAsync<bool>("select nudges > 0 and nudge_at > now() from helpdesk.outgoing where reply_id = @ReplyId", new { reply.ReplyId }));
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyProgressed(reply.ReplyId, ReplyState.Queued, 1, 0, null, null), default);

        (await host.QueryAsync<bool>("select nudge_at > now() + interval '5 minutes' from helpdesk.outgoing where reply_id = @ReplyId", new { reply.ReplyId })).ShouldBeTrue("its end may be lost on the way");
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplySent(reply.ReplyId, 2, TimeProvider.System.GetUtcNow(), "mail.example:587", []), default);
        (await host.QueryAsync<bool>("select nudge_at is null from helpdesk.outgoing where reply_id = @ReplyId", new { reply.ReplyId })).ShouldBeTrue();
    }

    [Fact]
    public async Task Reply_that_has_waited_for_weeks_keeps_no_other_from_being_announced_again()
    {
        var (old, other) = (await host.ReplyAsync(await OpenAsync(Mails.Plain())), await host.ReplyAsync(await OpenAsync(Mails.Plain())));
        await host.QueryAsync<int>("update helpdesk.outgoing set nudges = 5000, nudge_at = now() - interval '2 seconds' where reply_id = @ReplyId returning 1", new { old.ReplyId });
        await host.QueryAsync<int>("update helpdesk.outgoing set nudge_at = now() - interval '1 second' where reply_id = @ReplyId returning 1", new { other.ReplyId });

        await host.Services.GetRequiredService<OutgoingSweep>().SweepAsync(default);

        await Eventually.HoldsAsync("both were announced, here or by the sweep of the helpdesk itself", () => host.QueryAsync<bool>(
            "select bool_and(nudge_at > now()) from helpdesk.outgoing where reply_id = any (@ids)", new { ids = new[] { old.ReplyId, other.ReplyId } }));
    }

    [Fact]
    public async Task Answer_that_names_the_id_a_provider_gave_our_reply_joins_its_ticket()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        var given = Mails.NewId();
        var outgoing = host.Services.GetRequiredService<OutgoingTable>();
        await outgoing.ApplyAsync(new ReplyFiled(reply.ReplyId, given), default);
        await outgoing.ApplyAsync(new ReplyFiled(reply.ReplyId, given), default);

        var answered = await OpenAsync(Mails.Plain(subject: "Thank you", inReplyTo: given));

        answered.ShouldBe(ticket);
    }

    [Fact]
    public async Task Decision_about_an_unsent_reply_is_carried_out_where_it_is_queued()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyProgressed(reply.ReplyId, ReplyState.Unknown, 1, 1, null, "The connection ended."), default);
        using var scope = host.Services.CreateScope();
        var again = scope.ServiceProvider.GetRequiredService<SendAgain>();

        (await again.SettleAsSentAsync(ticket, reply.ReplyId, await host.ActorAsync(), default)).ShouldBeTrue();

        host.Reply.Calls.ShouldContain($"/internal/replies/{reply.ReplyId}/resolve?decision=sent");
        (await host.TicketAsync(ticket)).Attention.ShouldBeFalse();
    }

    [Fact]
    public async Task Sending_again_goes_once_to_those_alone_whom_it_did_not_reach()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket, "anna@customer.example, bob@customer.example");
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(
            new ReplySent(reply.ReplyId, 1, TimeProvider.System.GetUtcNow(), "mx:587", [new("anna@customer.example", true, 250, null, "OK"), new("bob@customer.example", false, 550, "5.1.1", "no")]), default);
        var actor = await host.ActorAsync();
        using var scope = host.Services.CreateScope();
        var again = scope.ServiceProvider.GetRequiredService<SendAgain>();

        var done = await Task.WhenAll(again.SendAsync(ticket, reply.ReplyId, actor, default), again.SendAsync(ticket, reply.ReplyId, actor, default));

        done.Count(one => one).ShouldBe(1);
        var sending = (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!;
        var next = (await host.Services.GetRequiredService<OutgoingTable>().FindAsync(sending.ReplyId, default))!;
        next.To.ShouldHaveSingleItem().Address.ShouldBe("bob@customer.example");
        next.MessageId.ShouldNotBe(reply.MessageId, "the copy of the first would be taken for its own");
        next.InReplyTo.ShouldBe(reply.InReplyTo);
        next.References.ShouldBe([.. reply.References, reply.MessageId]);
        (await OpenAsync(Mails.Plain(subject: "Thank you", inReplyTo: next.MessageId))).ShouldBe(ticket);
    }

    [Fact]
    public async Task Reply_is_handed_to_the_reply_service_and_to_nobody_else()
    {
        var reply = await host.ReplyAsync(await OpenAsync(Mails.Plain()));

        (await host.Service("reply").GetFromJsonAsync<OutgoingReply>($"/internal/replies/{reply.ReplyId}"))!.Text.ShouldBe(reply.Text);
        using var refused = await host.Service("fetch").GetAsync($"/internal/replies/{reply.ReplyId}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Draft_outlives_the_browser_and_ends_with_the_reply()
    {
        var ticket = await OpenAsync(Mails.Plain());
        using var browser = await host.AdministratorAsync();
        var id = Guid.NewGuid().ToString();
        (string, string)[] typed = [("replyId", id), ("to", "anna@customer.example"), ("text", "half a sen")];

        using (await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/draft", typed))
        {
            (await (await host.AdministratorAsync()).GetStringAsync($"/tickets/{ticket}")).ShouldContain("half a sen");
        }

        using var sent = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", [.. typed, ("then", "")]);
        sent.Headers.Location!.ToString().ShouldContain("#e");
        using var late = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/draft", typed);
        (await host.QueryAsync<long>("select count(*) from helpdesk.draft where ticket_number = @ticket", new { ticket })).ShouldBe(0);
    }

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
