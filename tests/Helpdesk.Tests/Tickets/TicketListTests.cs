using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Views;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

public sealed class TicketListTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData(TicketSort.Newest)]
    [InlineData(TicketSort.Oldest)]
    [InlineData(TicketSort.Priority)]
    [InlineData(TicketSort.Created)]
    [InlineData(TicketSort.Due)]
    public async Task Every_order_is_read_page_by_page_without_gaps_and_doubles(TicketSort sort)
    {
        var tag = $"t{Guid.NewGuid():N}"[..20];
        var changes = host.Services.GetRequiredService<TicketChanges>();
        var opened = new List<(long Number, int Priority, int Due, int Hour)>();
        foreach (var (priority, due, hour) in new[] { (0, 3, 5), (2, 1, 1), (-1, 5, 3), (2, 2, 4), (0, 4, 2) })
        {
            var number = (await host.ReceiveAsync(Mails.Plain(), at: new DateTimeOffset(2026, 3, 2, hour, 0, 0, TimeSpan.Zero))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
            await changes.ApplyAsync(number, new TicketChange(Priority: priority) { AddTags = [tag], DueAt = new DateTimeOffset(2026, 4, due, 0, 0, 0, TimeSpan.Zero) }, await host.ActorAsync(), default);
            opened.Add((number, priority, due, hour));
        }

        var expected = sort switch
        {
            TicketSort.Newest => opened.OrderByDescending(one => one.Hour),
            TicketSort.Oldest => opened.OrderBy(one => one.Hour),
            TicketSort.Priority => opened.OrderByDescending(one => one.Priority).ThenByDescending(one => one.Hour),
            TicketSort.Created => opened.OrderByDescending(one => one.Number),
            _ => opened.OrderBy(one => one.Due),
        };
        var (list, found, after) = (host.Services.GetRequiredService<TicketList>(), new List<long>(), (string?)null);
        do
        {
            var page = await list.ReadAsync(new TicketQuery { Tag = tag, Sort = sort }, (await host.ActorAsync()).Id, after, 2, default);
            found.AddRange(page.Tickets.Select(ticket => ticket.Number));
            after = page.Next;
        }
        while (after is not null);

        found.ShouldBe(expected.Select(one => one.Number));
    }

    [Fact]
    public async Task Many_tickets_are_changed_at_once_and_unknown_ones_named()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var answer = await program.PostAsJsonAsync("/api/v1/tickets/bulk", new { numbers = new[] { first, second, 99_999_999 }, change = new { status = "Closed", addTags = new[] { "Done Deal" } } });

        var done = (await answer.Content.ReadFromJsonAsync<BulkAnswer>())!;
        done.Changed.ShouldBe(2);
        done.Unknown.ShouldBe([99_999_999]);
        foreach (var number in new[] { first, second })
        {
            var ticket = await host.TicketAsync(number);
            ticket.Status.ShouldBe(TicketStatus.Closed);
            ticket.Tags.ShouldBe(["done-deal"]);
            ticket.Entries.Where(entry => entry.Kind == EntryKind.Event).Select(entry => entry.Text).ShouldBe(["Tagged done-deal", "Closed"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Form_of_the_list_changes_what_is_ticked()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=open", ("n", $"{first}"), ("n", $"{second}"), ("act", "take"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await host.TicketAsync(first)).AssigneeName.ShouldBe("Ada Admin");
        (await host.TicketAsync(second)).AssigneeName.ShouldBe("Ada Admin");
    }

    [Theory]
    [InlineData("Can @ada look?", true)]
    [InlineData("Can @AdaAdmin look?", true)]
    [InlineData("Ask @ada@contoso.example.", true)]
    [InlineData("Write to ada@contoso.example", false)]
    [InlineData("@nobody knows", false)]
    public async Task Note_that_names_a_colleague_is_listed_until_they_have_seen_it(string note, bool named)
    {
        var ticket = await OpenAsync();
        var actor = await host.ActorAsync();
        var (list, query) = (host.Services.GetRequiredService<TicketList>(), new TicketQuery { View = TicketView.Mentioned });
        await host.Services.GetRequiredService<TicketWork>().AddNoteAsync(ticket, note, null, actor, default);

        (await list.ReadAsync(query, actor.Id, null, 50, default)).Tickets.Any(line => line.Number == ticket).ShouldBe(named);
        await host.Services.GetRequiredService<TicketReader>().MarkSeenAsync(ticket, actor.Id, default);
        (await list.ReadAsync(query, actor.Id, null, 50, default)).Tickets.ShouldNotContain(line => line.Number == ticket);
    }

    [Fact]
    public async Task Colleagues_of_one_name_are_offered_with_their_addresses()
    {
        var (ticket, actor, word) = (await OpenAsync(), await host.ActorAsync(), $"{Guid.NewGuid():N}"[..8]);
        var invitations = host.Services.GetRequiredService<Invitations>();
        foreach (var (email, name) in new[] { ($"{word}1@contoso.example", "Kim Lee"), ($"{word}2@contoso.example", "Kim  lee"), ($"{word}3@contoso.example", $"Cy {word}") })
        {
            (await invitations.InviteAsync(email, name, Role.Agent, null, actor, default)).ShouldBeOfType<InvitationAnswer.Invited>();
        }

        using var browser = await host.AdministratorAsync();
        var page = await browser.GetStringAsync($"/tickets/{ticket}");
        await host.Services.GetRequiredService<TicketWork>().AddNoteAsync(ticket, $"@{word}2@contoso.example has a look", null, actor, default);

        page.ShouldContain($"{word}1@contoso.example");
        page.ShouldContain($"{word}2@contoso.example");
        page.ShouldNotContain($"{word}3@contoso.example");
        (await host.QueryAsync<string>("select email from helpdesk.mention join helpdesk.person on person.id = person_id where ticket_number = @ticket", new { ticket })).ShouldBe($"{word}2@contoso.example");
    }

    [Fact]
    public async Task Views_are_kept_for_their_person_and_shared_by_administrators_only()
    {
        var views = host.Services.GetRequiredService<SavedViewTable>();
        var admin = await host.ActorAsync();
        var own = new SavedView(Guid.NewGuid(), "Urgent invoices", false, new TicketQuery { Tag = "invoice", Priority = 2, Sort = TicketSort.Due });
        var shared = new SavedView(Guid.NewGuid(), "For all", true, new TicketQuery { Search = "is:unread" });

        (await views.SaveAsync(own, admin, default)).ShouldBeTrue();
        (await views.SaveAsync(shared, admin with { Role = Role.Agent }, default)).ShouldBeFalse();
        (await views.SaveAsync(shared, admin, default)).ShouldBeTrue();

        (await views.ListAsync(admin.Id, default)).ShouldBe([shared, own]);
        (await views.ListAsync(Guid.NewGuid(), default)).ShouldBe([shared]);
        (await views.RemoveAsync(shared.Id, admin with { Role = Role.Agent }, default)).ShouldBeFalse();
        (await views.RemoveAsync(shared.Id, admin, default)).ShouldBeTrue();
        (await views.RemoveAsync(own.Id, admin, default)).ShouldBeTrue();
    }

    private async Task<long> OpenAsync() => (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
