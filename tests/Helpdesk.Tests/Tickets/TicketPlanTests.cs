using System.Globalization;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Priority, tags, due day and assignee, set by several people.</summary>
public sealed partial class TicketPlanTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Form_that_was_opened_before_a_colleague_changed_the_ticket_leaves_what_they_set()
    {
        var (ticket, actor) = (await OpenAsync(), await host.ActorAsync());
        var due = new DateTimeOffset(2030, 5, 6, 15, 30, 0, TimeSpan.Zero);
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(ticket, new TicketChange(Priority: 2) { AddTags = ["theirs", "old"], DueAt = due }, actor, default);
        using var browser = await host.AdministratorAsync();

        using var set = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/plan",
            ("priorityBefore", "0"), ("priority", "0"), ("tagsBefore", "old"), ("tags", "mine"), ("dueBefore", ""), ("due", ""));

        var now = await host.TicketAsync(ticket);
        now.Tags.ShouldBe(["theirs", "mine"], ignoreOrder: true);
        (now.Priority, now.DueAt).ShouldBe((2, due));
        using var unset = await HelpdeskHost.PostAsync(
            browser, $"/tickets/{ticket}", $"/tickets/{ticket}/plan",
            ("priorityBefore", "2"), ("priority", "1"), ("tagsBefore", "theirs, mine"), ("tags", ""), ("dueBefore", "2030-05-06"), ("due", ""));
        var later = await host.TicketAsync(ticket);
        later.Tags.ShouldBeEmpty();
        (later.Priority, later.DueAt).ShouldBe((1, null));
    }

    [Fact]
    public async Task Lines_of_the_thread_show_a_due_day_and_a_moment_as_the_page_shows_them_elsewhere()
    {
        var (ticket, actor) = (await OpenAsync(), await host.ActorAsync());
        var due = new DateTimeOffset(2030, 5, 6, 2, 57, 0, TimeSpan.Zero);
        var until = TimeProvider.System.GetUtcNow().AddDays(3);
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(ticket, new TicketChange { DueAt = due, WakesAt = until }, actor, default);
        using var browser = await host.AdministratorAsync();

        var lines = string.Join('\n', Event().Matches(await browser.GetStringAsync($"/tickets/{ticket}")).Select(match => match.Value));

        lines.ShouldContain(": Due <time datetime=\"2030-05-06\" data-form=\"day\">6 May 2030</time></span>");
        lines.ShouldContain($": Waiting until <time datetime=\"{until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)}:00.0000000Z\"");
        lines.ShouldContain("data-form=\"moment\"");
        lines.ShouldNotContain("02:57");
    }

    [Fact]
    public async Task Tickets_of_somebody_who_is_shut_out_are_nobodys_once_they_are_open()
    {
        var (open, closed, actor) = (await OpenAsync(), await OpenAsync(), await host.ActorAsync());
        var person = (await host.Services.GetRequiredService<Invitations>().InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Leaving", Role.Agent, null, actor, default)).ShouldBeOfType<InvitationAnswer.Invited>().PersonId;
        var work = host.Services.GetRequiredService<TicketWork>();
        (await work.AssignAsync(open, person, actor, default)).ShouldBeTrue();
        (await work.AssignAsync(closed, person, actor, default)).ShouldBeTrue();
        await work.SetStatusAsync(closed, TicketStatus.Closed, actor, default);

        (await host.Services.GetRequiredService<PeopleWork>().ChangeAsync(person, new PersonChange(null, true), actor, default)).ShouldBeNull();

        (await host.TicketAsync(open)).Assignee.ShouldBeNull();
        (await host.TicketAsync(closed)).Assignee.ShouldBe(person, "who worked it stays on record");
        await work.SetStatusAsync(closed, TicketStatus.Open, actor, default);
        (await host.TicketAsync(closed)).Assignee.ShouldBeNull();
    }

    [GeneratedRegex("<li class=\"entry event\".*?</li>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Event();

    private async Task<long> OpenAsync() => (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
