using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Answering;

/// <summary>Putting off, taking back, and saying beforehand what cannot be sent.</summary>
public sealed partial class TakeBackTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>, IAsyncLifetime
{
    private Actor Actor { get; set; } = null!;

    public async ValueTask InitializeAsync() => Actor = await host.ActorAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("2020-01-01T09:00", "The time to send it at is over.")]
    [InlineData("tomorrow", "The time to send it at is none.")]
    public async Task Reply_for_a_moment_that_is_over_or_none_does_not_leave_and_its_words_stay(string sendAfter, string why)
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", Guid.NewGuid().ToString()), ("to", "anna@customer.example"), ("text", "For another day."), ("undo", "10"), ("sendAfter", sendAfter));

        (await host.TicketAsync(ticket)).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
        var page = await browser.GetStringAsync($"/tickets/{ticket}");
        page.ShouldContain(why);
        page.ShouldContain("For another day.</textarea>");
    }

    [Fact]
    public async Task Reply_of_the_form_can_be_undone_before_it_leaves_and_its_words_come_back()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var id = Guid.NewGuid();
        var before = TimeProvider.System.GetUtcNow();
        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply",
            ("replyId", id.ToString()), ("to", "Anna <anna@customer.example>"), ("cc", "bob@customer.example"), ("text", "Turn it off."), ("then", ""), ("undo", "10"), ("receipt", "true"));
        var reply = (await host.Services.GetRequiredService<OutgoingTable>().FindAsync(id, default)).ShouldNotBeNull();
        reply.SendAfter!.Value.ShouldBeInRange(before.AddSeconds(10), reply.QueuedAt.AddSeconds(10));
        reply.ReadReceipt.ShouldBeTrue();

        using var undone = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/replies/{id}/again", ("act", "edit"));

        undone.Headers.Location!.ToString().ShouldBe($"/tickets/{ticket}#composer");
        host.Reply.Calls.ShouldContain($"/internal/replies/{id}/cancel?whole=true");
        var draft = (await host.Services.GetRequiredService<Drafts>().FindAsync(ticket, (await host.ActorAsync()).Id, default)).ShouldNotBeNull();
        (draft.Text, draft.Cc).ShouldBe(("Turn it off.", "bob@customer.example"));
        draft.To.ShouldContain("anna@customer.example");
        draft.ReplyId.ShouldNotBe(id);
        (await host.Service("reply").GetAsync($"/internal/replies/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "nobody is given it any more");
        var sending = await SendingAsync(ticket);
        sending.TakenBack.ShouldBeTrue();
        (await browser.GetStringAsync($"/tickets/{ticket}")).ShouldContain("Taken back, not sent.");
    }

    [Fact]
    public async Task Ticket_that_was_closed_with_a_reply_is_open_again_when_the_reply_is_taken_back()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var id = Guid.NewGuid();
        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", id.ToString()), ("to", "anna@customer.example"), ("text", "Done."), ("then", "close"), ("undo", "10"));
        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);

        (await RunAsync(takeBack => takeBack.CancelAsync(ticket, id, Actor, default))).ShouldBeTrue();

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Open);
    }

    [Fact]
    public async Task Ticket_that_was_closed_by_itself_stays_so_when_a_reply_is_taken_back()
    {
        var ticket = await OpenAsync();
        var reply = await host.ReplyAsync(ticket);
        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(ticket, TicketStatus.Closed, Actor, default);

        (await RunAsync(takeBack => takeBack.CancelAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeTrue();

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
    }

    [Fact]
    public async Task Reply_that_is_to_close_its_ticket_leaves_it_open_for_mail_that_the_agent_has_not_seen()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();
        await browser.GetStringAsync($"/tickets/{ticket}");
        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, body: "Wait, there is more."));

        using var sent = await HelpdeskHost.PostAsync(
            browser, "/account", $"/tickets/{ticket}/reply", ("replyId", Guid.NewGuid().ToString()), ("to", "anna@customer.example"), ("text", "Done."), ("then", "close"));
        var page = await browser.GetStringAsync($"/tickets/{ticket}");

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Open);
        page.ShouldContain("Mail came in while you were writing.");
        using var seen = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", Guid.NewGuid().ToString()), ("to", "anna@customer.example"), ("text", "Done, too."), ("then", "close"));
        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Closed);
    }

    [Fact]
    public async Task Answer_of_a_second_tab_is_sent_too_and_a_second_press_of_the_button_is_not()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var id = Guid.NewGuid().ToString();
        foreach (var words in new[] { "First answer.", "First answer.", "Second answer." })
        {
            using var sent = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", id), ("to", "anna@customer.example"), ("text", words), ("undo", "10"));
        }

        (await host.TicketAsync(ticket)).Entries.Where(entry => entry.Kind == EntryKind.Reply).Select(entry => entry.Text).ShouldBe(["First answer.", "Second answer."]);
    }

    [Fact]
    public async Task Reply_put_off_to_a_moment_that_has_passed_can_still_be_undone()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", Guid.NewGuid().ToString()), ("to", "anna@customer.example"), ("text", "Now."), ("undo", "10"), ("sendAfter", $"{TimeProvider.System.GetUtcNow().AddSeconds(-20):O}"));

        (await SendingAsync(ticket)).SendAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task File_is_taken_off_once_however_often_its_button_is_pressed()
    {
        var ticket = await OpenAsync();
        var drafts = host.Services.GetRequiredService<Drafts>();
        var draft = new Draft(Guid.NewGuid(), "anna@customer.example", "", "", "See them.", [], null);
        foreach (var content in new[] { 'a', 'b', 'c' })
        {
            await drafts.AddFileAsync(ticket, Actor.Id, draft, new ReplyAttachment(new string(content, 64), 1, $"{content}.txt", "text/plain", null), default);
        }

        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync($"/tickets/{ticket}")).ShouldContain($"value=\"1 {new string('b', 64)}\"");
        for (var press = 0; press < 2; press++)
        {
            using var removed = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/draft/files/remove", ("replyId", draft.ReplyId.ToString()), ("position", $"1 {new string('b', 64)}"), ("text", "See them."));
        }

        (await drafts.FindAsync(ticket, Actor.Id, default))!.Files.Select(file => file.FileName).ShouldBe(["a.txt", "c.txt"]);
    }

    [Fact]
    public async Task Note_is_added_once_however_often_its_button_is_pressed()
    {
        var ticket = await OpenAsync();
        var work = host.Services.GetRequiredService<TicketWork>();

        var pressed = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => work.AddNoteAsync(ticket, "They have called.", null, Actor, default))));
        await work.AddNoteAsync(ticket, "They have called again.", null, Actor, default);

        pressed.Distinct().ShouldHaveSingleItem();
        (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Note).ShouldBe(2);
    }

    [Fact]
    public async Task Note_whose_answer_was_lost_is_known_by_its_id_however_late_it_is_sent_again()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var id = NoteId().Match(await browser.GetStringAsync($"/tickets/{ticket}")).Groups["id"].Value;
        async Task<string> AddAsync(string words)
        {
            using var added = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/note", ("noteId", id), ("text", words));
            return added.Headers.Location!.ToString();
        }

        var first = await AddAsync("They have called.");
        await host.QueryAsync<int>("update helpdesk.entry set at = at - interval '1 hour' where ticket_number = @ticket and kind = 'Note' returning 1", new { ticket });
        var again = await AddAsync("They have called.");
        var other = await AddAsync("They have called twice.");

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Note).ShouldBe(2);
    }

    [Fact]
    public async Task Note_of_a_program_is_added_once_by_its_id()
    {
        var ticket = await OpenAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var note = new { text = "Paid.", noteId = Guid.NewGuid() };
        async Task<long> AddAsync()
        {
            using var added = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/notes", note);
            return (await added.Content.ReadFromJsonAsync<AddedEntry>())!.EntryId;
        }

        var first = await AddAsync();
        await host.QueryAsync<int>("update helpdesk.entry set at = at - interval '1 hour' where id = @first returning 1", new { first });

        (await AddAsync()).ShouldBe(first);
        (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Note).ShouldBe(1);
    }

    [Fact]
    public async Task Note_under_the_id_of_another_one_is_refused_instead_of_lost()
    {
        var (ticket, other) = (await OpenAsync(), await OpenAsync());
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var noteId = Guid.NewGuid();
        using var first = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/notes", new { text = "Paid.", noteId });

        using var otherWords = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/notes", new { text = "Not paid.", noteId });
        using var elsewhere = await program.PostAsJsonAsync($"/api/v1/tickets/{other}/notes", new { text = "Paid.", noteId });

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        otherWords.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await elsewhere.Content.ReadAsStringAsync()).ShouldContain("note_id_taken");
    }

    [Fact]
    public async Task Note_of_the_form_under_the_id_of_one_in_another_ticket_is_added()
    {
        var (ticket, other) = (await OpenAsync(), await OpenAsync());
        using var browser = await host.AdministratorAsync();
        var id = $"{Guid.NewGuid()}";
        using var first = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/note", ("noteId", id), ("text", "Paid."));

        using var second = await HelpdeskHost.PostAsync(browser, $"/tickets/{other}", $"/tickets/{other}/note", ("noteId", id), ("text", "Paid."));

        (await host.TicketAsync(other)).Entries.Count(entry => entry.Kind == EntryKind.Note).ShouldBe(1);
    }

    [Theory]
    [InlineData("cancel", "", null)]
    [InlineData("edit", "", null)]
    [InlineData("cancel", "answered again", "mine")]
    [InlineData("cancel", "given away and back", "mine")]
    public async Task Ticket_that_was_taken_by_a_reply_is_given_back_with_it_unless_more_was_done(string act, string meanwhile, string? whose)
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var id = Guid.NewGuid();
        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", $"{id}"), ("to", "anna@customer.example"), ("text", "We look."), ("then", ""), ("undo", "10"));
        (await host.TicketAsync(ticket)).Assignee.ShouldBe(Actor.Id);
        var work = host.Services.GetRequiredService<TicketWork>();
        if (meanwhile == "answered again")
        {
            await host.ReplyAsync(ticket);
        }
        else if (meanwhile.Length > 0)
        {
            await work.AssignAsync(ticket, null, Actor, default);
            await work.AssignAsync(ticket, Actor.Id, Actor, default);
        }

        (await RunAsync(takeBack => act == "edit" ? takeBack.EditAsync(ticket, id, Actor, default) : takeBack.CancelAsync(ticket, id, Actor, default))).ShouldBeTrue();

        var found = await host.TicketAsync(ticket);
        found.Assignee.ShouldBe(whose is null ? null : Actor.Id);
        (found.Entries[^1].Text == "Given back").ShouldBe(whose is null);
    }

    [Fact]
    public async Task Ticket_that_somebody_had_taken_before_answering_stays_theirs_when_the_answer_is_taken_back()
    {
        var ticket = await OpenAsync();
        await host.Services.GetRequiredService<TicketWork>().AssignAsync(ticket, Actor.Id, Actor, default);
        var reply = await host.ReplyAsync(ticket);

        (await RunAsync(takeBack => takeBack.CancelAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeTrue();

        (await host.TicketAsync(ticket)).Assignee.ShouldBe(Actor.Id);
    }

    [Fact]
    public async Task Reply_that_was_put_off_comes_back_with_its_moment_and_its_ticks()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var (id, moment) = (Guid.NewGuid(), TimeProvider.System.GetUtcNow().AddDays(2));
        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply",
            ("replyId", id.ToString()), ("to", "anna@customer.example"), ("text", "On Monday."), ("undo", "10"), ("receipt", "true"), ("quote", "true"), ("sendAfter", $"{moment:O}"));

        using var undone = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/replies/{id}/again", ("act", "edit"));

        var options = (await host.Services.GetRequiredService<Drafts>().FindAsync(ticket, Actor.Id, default))!.Options.ShouldNotBeNull();
        options.SendAfter!.Value.ShouldBe(moment, TimeSpan.FromSeconds(1));
        (options.Receipt, options.Quote).ShouldBe((true, true));
        (await browser.GetStringAsync($"/tickets/{ticket}")).ShouldContain($"type=\"datetime-local\" value=\"{moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)}\"");
    }

    [Theory]
    [InlineData("now() - interval '1 minute'")]
    [InlineData("now() + interval '20 seconds'")]
    public async Task Reply_taken_back_brings_no_moment_that_is_over_or_that_was_only_there_to_undo_it(string sendAfter)
    {
        var ticket = await OpenAsync();
        var reply = await host.ReplyAsync(ticket);
        await host.QueryAsync<int>($"update helpdesk.outgoing set reply = jsonb_set(reply, '{{SendAfter}}', to_jsonb({sendAfter})) where reply_id = @ReplyId returning 1", new { reply.ReplyId });

        (await RunAsync(takeBack => takeBack.EditAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeTrue();

        (await host.Services.GetRequiredService<Drafts>().FindAsync(ticket, Actor.Id, default))!.Options!.SendAfter.ShouldBeNull();
    }

    [Fact]
    public async Task Word_of_the_reply_service_that_it_was_cancelled_alarms_nobody()
    {
        var ticket = await OpenAsync();
        var reply = await host.ReplyAsync(ticket);
        (await RunAsync(takeBack => takeBack.CancelAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeTrue();

        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyFailed(reply.ReplyId, 3, "It was cancelled before it was sent.", null, []), default);

        var now = await host.TicketAsync(ticket);
        now.Attention.ShouldBeFalse();
        (await SendingAsync(ticket)).Reason.ShouldNotBeNull().ShouldContain("Ada Admin");
    }

    [Fact]
    public async Task Warning_of_another_reply_stays_when_one_is_taken_back()
    {
        var ticket = await OpenAsync();
        var (failed, second) = (await host.ReplyAsync(ticket), await host.ReplyAsync(ticket));
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyFailed(failed.ReplyId, 1, "No such address.", null, [new("anna@customer.example", false, 550, "5.1.1", "no")]), default);

        (await RunAsync(takeBack => takeBack.EditAsync(ticket, second.ReplyId, Actor, default))).ShouldBeTrue();
        (await host.TicketAsync(ticket)).Attention.ShouldBeTrue("the first one did not reach anybody");

        (await RunAsync(takeBack => takeBack.CancelAsync(ticket, failed.ReplyId, Actor, default))).ShouldBeTrue();
        (await host.TicketAsync(ticket)).Attention.ShouldBeFalse();
    }

    [Fact]
    public async Task Reply_that_is_just_being_sent_cannot_be_taken_back()
    {
        var ticket = await OpenAsync();
        var reply = await host.ReplyAsync(ticket);
        host.Reply.Busy[reply.ReplyId] = true;

        (await RunAsync(takeBack => takeBack.EditAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeFalse();

        (await SendingAsync(ticket)).TakenBack.ShouldBeFalse();
        (await host.Services.GetRequiredService<OutgoingTable>().FindAsync(reply.ReplyId, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Sent_reply_cannot_be_taken_back_and_one_given_up_can()
    {
        var (sentTicket, failedTicket) = (await OpenAsync(), await OpenAsync());
        var (sent, failed) = (await host.ReplyAsync(sentTicket), await host.ReplyAsync(failedTicket));
        var outgoing = host.Services.GetRequiredService<OutgoingTable>();
        await outgoing.ApplyAsync(new ReplySent(sent.ReplyId, 1, TimeProvider.System.GetUtcNow(), "mx:587", [new("anna@customer.example", true, 250, null, "OK")]) { Note = "It left 30 hours after it was written." }, default);
        await outgoing.ApplyAsync(new ReplyFailed(failed.ReplyId, 1, "No such address.", null, [new("anna@customer.example", false, 550, "5.1.1", "no")]), default);

        (await RunAsync(takeBack => takeBack.EditAsync(sentTicket, sent.ReplyId, Actor, default))).ShouldBeFalse();
        (await RunAsync(takeBack => takeBack.EditAsync(failedTicket, failed.ReplyId, Actor, default))).ShouldBeTrue();

        (await SendingAsync(sentTicket)).Reason.ShouldBe("It left 30 hours after it was written.");
        using var scope = host.Services.CreateScope();
        (await scope.ServiceProvider.GetRequiredService<SendAgain>().SendAsync(failedTicket, failed.ReplyId, Actor, default)).ShouldBeFalse("the old words do not leave after that");
    }

    [Fact]
    public async Task Reply_given_up_that_somebody_has_just_sent_again_cannot_be_taken_back()
    {
        var ticket = await OpenAsync();
        var reply = await host.ReplyAsync(ticket);
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyFailed(reply.ReplyId, 1, "No such address.", null, [new("anna@customer.example", false, 550, "5.1.1", "no")]), default);
        host.Reply.Busy[reply.ReplyId] = true;

        (await RunAsync(takeBack => takeBack.EditAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeFalse();

        (await SendingAsync(ticket)).TakenBack.ShouldBeFalse();
    }

    [Fact]
    public async Task Reply_that_one_has_and_another_is_still_to_get_shows_both_and_cannot_be_taken_back()
    {
        var ticket = await OpenAsync();
        var reply = await host.ReplyAsync(ticket);
        var progress = new ReplyProgressed(reply.ReplyId, ReplyState.Queued, 2, 1, TimeProvider.System.GetUtcNow().AddMinutes(1), "slow@customer.example: come again")
        {
            Recipients = [new("anna@customer.example", true, 250, null, "OK"), new("nobody@customer.example", false, 550, "5.1.1", "no such user")],
        };
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(progress, default);

        (await RunAsync(takeBack => takeBack.EditAsync(ticket, reply.ReplyId, Actor, default))).ShouldBeFalse();

        var sending = await SendingAsync(ticket);
        sending.Recipients.Select(recipient => (recipient.Address, recipient.State)).ShouldBe([("anna@customer.example", RecipientState.Accepted), ("nobody@customer.example", RecipientState.Refused)], ignoreOrder: true);
        sending.CanTakeBack.ShouldBeFalse();
        (await host.TicketAsync(ticket)).Attention.ShouldBeTrue("a refusal for good is told at once");
        host.Reply.Calls.ShouldNotContain(call => call.Contains(reply.ReplyId.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Program_schedules_a_reply_and_cancels_it()
    {
        var ticket = await OpenAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var id = Guid.NewGuid();
        var at = TimeProvider.System.GetUtcNow().AddHours(5);
        using var taken = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { replyId = id, text = "Later.", sendAfter = at });
        taken.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var tooFar = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { text = "Later.", sendAfter = at.AddYears(2) });
        (await tooFar.Content.ReadAsStringAsync()).ShouldContain("send_after_too_far");
        using var over = await program.PostAsJsonAsync($"/api/v1/tickets/{ticket}/replies", new { text = "Yesterday.", sendAfter = at.AddDays(-1) });
        (await over.Content.ReadAsStringAsync()).ShouldContain("send_after_over");
        (await SendingAsync(ticket)).SendAfter!.Value.ShouldBe(at, TimeSpan.FromSeconds(1));

        using var cancelled = await program.PostAsync($"/api/v1/tickets/{ticket}/replies/{id}/cancel", null);
        using var again = await program.PostAsync($"/api/v1/tickets/{ticket}/replies/{id}/cancel", null);

        cancelled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Reply_larger_than_its_server_takes_is_refused_before_it_is_queued()
    {
        var ticket = await OpenAsync();
        host.Reply.Mailboxes[StubOAuth.Support] = new MailboxTraffic { SystemEmailId = StubOAuth.Support, MaxMessageSize = 10_000_000, HeldBecause = "The password was refused.", Waiting = 3 };
        ReplyRequest Request(long size) => new(Guid.NewGuid(), "anna@customer.example", "", "", "See it.", false, [new ReplyAttachment(new string('a', 64), size, "film.mp4", "video/mp4", null)], false);
        var desk = host.Services.GetRequiredService<ReplyDesk>();

        var refused = (await desk.TakeAsync(ticket, Request(8_000_000), Actor, default)).ShouldBeOfType<ReplyAnswer.Refused>();
        (await desk.TakeAsync(ticket, Request(7_000_000), Actor, default)).ShouldBeOfType<ReplyAnswer.Accepted>();

        refused.Code.ShouldBe("reply_too_large");
        refused.What.ShouldContain("takes 10 MB");
        using var browser = await host.AdministratorAsync();
        var page = await browser.GetStringAsync("/queue");
        page.ShouldContain("The password was refused.");
        page.ShouldContain("3 waiting");
        page.ShouldContain("/queue/mailboxes/");
    }

    [GeneratedRegex("name=\"noteId\" value=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NoteId();

    private async Task<bool> RunAsync(Func<TakeBack, Task<bool>> run)
    {
        using var scope = host.Services.CreateScope();
        return await run(scope.ServiceProvider.GetRequiredService<TakeBack>());
    }

    private async Task<SendingState> SendingAsync(long ticket) => (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending.ShouldNotBeNull();

    private async Task<long> OpenAsync() => (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
