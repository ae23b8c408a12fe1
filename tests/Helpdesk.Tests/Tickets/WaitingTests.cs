using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Notifications;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Tickets put aside until an answer comes or a moment is there.</summary>
public sealed class WaitingTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Ticket_that_waits_is_in_no_list_of_work_until_an_answer_comes()
    {
        var (id, actor) = (Mails.NewId(), await host.ActorAsync());
        var ticket = await OpenAsync(Mails.Plain(messageId: id));
        await host.Services.GetRequiredService<TicketWork>().AssignAsync(ticket, actor.Id, actor, default);
        using var browser = await host.AdministratorAsync();

        using var put = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/wait", ("act", "answer"));

        (await ViewsAsync(ticket)).ShouldBe([TicketView.Waiting, TicketView.All]);
        (await browser.GetStringAsync($"/tickets/{ticket}")).ShouldContain("Waiting for an answer");
        await host.ReceiveAsync(Mails.Plain(inReplyTo: id, body: "Here it is."));
        (await ViewsAsync(ticket)).ShouldBe([TicketView.Open, TicketView.Mine, TicketView.All]);
    }

    [Fact]
    public async Task Ticket_whose_time_is_over_is_back_on_top_unread_and_told_to_whoever_has_it()
    {
        var (ticket, actor, since) = (await OpenAsync(Mails.Plain(), TimeProvider.System.GetUtcNow().AddDays(-3)), await host.ActorAsync(), TimeProvider.System.GetUtcNow().AddSeconds(-1));
        await OpenAsync(Mails.Plain(subject: "Later"), TimeProvider.System.GetUtcNow().AddDays(-2));
        await host.Services.GetRequiredService<TicketWork>().AssignAsync(ticket, actor.Id, actor, default);
        await host.Services.GetRequiredService<TicketReader>().MarkSeenAsync(ticket, actor.Id, default);
        await host.Services.GetRequiredService<TicketWaiting>().WaitAsync(ticket, TimeProvider.System.GetUtcNow().AddHours(2), known: null, actor, default);
        (await ViewsAsync(ticket)).ShouldBe([TicketView.Waiting, TicketView.All]);
        (await host.TicketAsync(ticket)).Entries[^1].Text.ShouldStartWith("Waiting until ");

        await host.QueryAsync<int>("update helpdesk.ticket set wakes_at = now() - interval '1 second' where number = @ticket returning 1", new { ticket });
        await host.Services.GetRequiredService<WaitingSweep>().SweepAsync(default);

        await Eventually.HoldsAsync("it is brought back, here or by the sweep of the helpdesk itself", async () => (await ViewsAsync(ticket)).Contains(TicketView.Mine));
        var first = (await host.Services.GetRequiredService<TicketList>().ReadAsync(TicketView.Open, null, actor.Id, null, 1, default)).Tickets.ShouldHaveSingleItem();
        (first.Number, first.Unread).ShouldBe((ticket, true));
        (await host.TicketAsync(ticket)).Entries[^1].Text.ShouldBe("The time to wait is over");
        (await host.Services.GetRequiredService<NotificationReader>().ReadAsync(actor.Id, since, default)).ShouldContain(one => one.Title == "The time to wait is over" && one.Path == $"/tickets/{ticket}");
    }

    [Fact]
    public async Task Answer_is_sent_and_its_ticket_waits_until_the_answer_is_taken_back()
    {
        var ticket = await OpenAsync(Mails.Plain());
        using var browser = await host.AdministratorAsync();
        var reply = Guid.NewGuid();

        using var sent = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/reply", ("replyId", $"{reply}"), ("to", "anna@customer.example"), ("text", "Which printer is it?"), ("then", "wait"), ("undo", "10"));

        (await ViewsAsync(ticket)).ShouldBe([TicketView.Waiting, TicketView.All]);
        using var undone = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/replies/{reply}/again", ("act", "edit"));
        (await ViewsAsync(ticket)).ShouldContain(TicketView.Open);
    }

    [Theory]
    [InlineData("update helpdesk.ticket set attention = true where number = @ticket returning 1", true)]
    [InlineData("update helpdesk.ticket set priority = 2 where number = @ticket returning 1", false)]
    public async Task Reply_that_does_not_arrive_ends_the_waiting_and_other_changes_do_not(string change, bool ends)
    {
        var ticket = await OpenAsync(Mails.Plain());
        await host.Services.GetRequiredService<TicketWaiting>().WaitAsync(ticket, null, known: null, await host.ActorAsync(), default);

        await host.QueryAsync<int>(change, new { ticket });

        ((await host.TicketAsync(ticket)).WaitingSince is null).ShouldBe(ends);
    }

    [Fact]
    public async Task Closed_ticket_does_not_wait_and_one_that_waits_is_closed_and_found()
    {
        var (ticket, actor, waiting) = (await OpenAsync(Mails.Plain()), await host.ActorAsync(), host.Services.GetRequiredService<TicketWaiting>());
        var work = host.Services.GetRequiredService<TicketWork>();
        await waiting.WaitAsync(ticket, TimeProvider.System.GetUtcNow().AddDays(1), known: null, actor, default);
        var list = host.Services.GetRequiredService<TicketList>();
        (await list.ReadAsync(TicketView.All, "is:waiting", actor.Id, null, 50, default)).Tickets.ShouldContain(line => line.Number == ticket);
        (await list.ReadAsync(TicketView.All, "-is:waiting", actor.Id, null, 50, default)).Tickets.ShouldNotContain(line => line.Number == ticket);

        await work.SetStatusAsync(ticket, TicketStatus.Closed, actor, default);
        var closed = await host.TicketAsync(ticket);
        await waiting.WaitAsync(ticket, null, known: null, actor, default);

        (closed.WaitingSince, closed.WakesAt).ShouldBe((null, null));
        (await host.TicketAsync(ticket)).WaitingSince.ShouldBeNull();
    }

    [Fact]
    public async Task Tickets_are_put_aside_and_taken_back_by_programs()
    {
        var ticket = await OpenAsync(Mails.Plain());
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var put = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { wakesAt = TimeProvider.System.GetUtcNow().AddDays(2) });
        var waits = await put.Content.ReadFromJsonAsync<JsonElement>();
        using var back = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { waiting = false });
        var woken = await back.Content.ReadFromJsonAsync<JsonElement>();

        waits.GetProperty("wakesAt").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddDays(1));
        woken.GetProperty("waitingSince").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private async Task<long> OpenAsync(string mail, DateTimeOffset? at = null) => (await host.ReceiveAsync(mail, at: at)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

    /// <summary>The lists that a ticket is in for the administrator.</summary>
    private async Task<IReadOnlyList<TicketView>> ViewsAsync(long ticket)
    {
        var (list, reader, views) = (host.Services.GetRequiredService<TicketList>(), (await host.ActorAsync()).Id, new List<TicketView>());
        foreach (var view in new[] { TicketView.Open, TicketView.Mine, TicketView.Waiting, TicketView.Closed, TicketView.All })
        {
            if ((await list.ReadAsync(view, null, reader, null, 200, default)).Tickets.Any(line => line.Number == ticket))
            {
                views.Add(view);
            }
        }

        return views;
    }
}
