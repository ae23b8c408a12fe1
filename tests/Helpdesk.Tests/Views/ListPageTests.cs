using System.Net;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Transfer;
using HelpdeskMail.Helpdesk.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Views;

/// <summary>The list narrowed, put in order, kept as a view and taken along as a file, from the page.</summary>
public sealed class ListPageTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task List_that_is_narrowed_is_kept_as_a_view_changed_and_removed()
    {
        var tag = Word();
        var (wanted, other) = (await OpenAsync("Wanted", tag, 2), await OpenAsync("Left out", tag, 0));
        using var browser = await host.AdministratorAsync();
        var list = $"/tickets?view=open&tag={tag}&priority=1&sort=oldest";
        var page = await browser.GetStringAsync(list);
        page.ShouldContain($"id=\"t{wanted}\"");
        page.ShouldNotContain($"id=\"t{other}\"");

        using var kept = await HelpdeskHost.PostAsync(browser, list, list.Replace("/tickets", "/views", StringComparison.Ordinal), ("name", "Urgent things"), ("act", "add"));

        kept.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var address = kept.Headers.Location!.ToString();
        var saved = await browser.GetStringAsync(address);
        saved.ShouldContain("<h1>Urgent things</h1>");
        saved.ShouldContain("Change the view");
        var view = (await ViewsAsync()).ShouldHaveSingleItem();
        view.Query.ShouldBe(new TicketQuery { Tag = tag, Priority = 1, Sort = TicketSort.Oldest });
        (await browser.GetStringAsync("/dashboard")).ShouldContain("Urgent things", customMessage: "it stands in the menu of every page");
        using var changed = await HelpdeskHost.PostAsync(browser, address, $"/views?view=mine&saved={view.Id}", ("name", "Mine, urgent"), ("act", "change"));
        (await ViewsAsync()).ShouldHaveSingleItem().ShouldBe(new SavedView(view.Id, "Mine, urgent", false, new TicketQuery { View = TicketView.Mine }));
        using var removed = await HelpdeskHost.PostAsync(browser, "/tickets", $"/views?view=mine&saved={view.Id}", ("act", "remove"));
        (await ViewsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task View_of_all_agents_is_not_changed_by_one_of_them()
    {
        var shared = new SavedView(Guid.NewGuid(), "Everybody's", true, new TicketQuery { Unread = true });
        var views = host.Services.GetRequiredService<SavedViewTable>();
        await views.SaveAsync(shared, await host.ActorAsync(), default);
        (await views.SaveAsync(shared with { Name = "Mine now", Shared = false }, (await host.ActorAsync()) with { Id = Guid.NewGuid(), Role = Role.Agent }, default)).ShouldBeFalse();
        (await ViewsAsync()).ShouldContain(shared);
        await views.RemoveAsync(shared.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Kept_views_are_counted_unless_words_are_looked_for()
    {
        var tag = Word();
        await OpenAsync("One", tag, 0);
        await OpenAsync("Two", tag, 0);

        var counts = await host.Services.GetRequiredService<TicketList>().CountAsync(
            [new TicketQuery { Tag = tag }, new TicketQuery { Tag = tag, Search = "lamp" }, new TicketQuery { Tag = tag, View = TicketView.All }, new TicketQuery { Search = $"tag:{tag}" }], (await host.ActorAsync()).Id, default);

        counts.ShouldBe([2, null, null, 2]);
    }

    [Fact]
    public async Task List_is_taken_along_as_a_table_in_which_nothing_is_a_formula()
    {
        var tag = Word();
        var ticket = await OpenAsync("=HYPERLINK(\"http://evil.example\";\"Look, here\")", tag, 1);
        await OpenAsync("Elsewhere", Word(), 1);
        using var browser = await host.AdministratorAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var answer = await browser.GetAsync($"/tickets/list.csv?view=open&tag={tag}");
        var lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        var called = await program.GetStringAsync($"/api/v1/tickets/list.csv?tag={tag}");

        answer.Content.Headers.ContentDisposition!.FileName.ShouldStartWith("tickets-");
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("number,subject,status,");
        lines[1].ShouldStartWith($"{ticket},\"'=HYPERLINK(\"\"http://evil.example\"\";\"\"Look, here\"\")\",Open,High,Anna Berg,anna@customer.example,support@contoso.example,");
        called.TrimStart('\uFEFF').TrimEnd().Split("\r\n").ShouldBe(lines);
    }

    [Theory]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@sum(A1)", "'@sum(A1)")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("a \"word\"", "\"a \"\"word\"\"\"")]
    [InlineData("plain", "plain")]
    public void Value_of_a_table_is_what_was_written(string value, string cell) => ListExport.Cell(value).ShouldBe(cell);

    [Theory]
    [InlineData("?view=waiting&q=a%20lamp%20%26%20more&mailbox=11111111-2222-3333-4444-555555555555&department=Sales&tag=vip&priority=2&unread=true&sort=due", null)]
    [InlineData("?view=nowhere&sort=sideways&priority=many&mailbox=none&q=%20", "?view=open")]
    [InlineData("", "?view=open")]
    public void Address_of_a_list_is_read_and_written_alike(string address, string? written) =>
        ListAddress.Of(new QueryCollection(QueryHelpers.ParseQuery(address))).ToString().ShouldBe(written ?? address);

    private static string Word() => $"w{Guid.NewGuid():N}"[..16];

    private async Task<IReadOnlyList<SavedView>> ViewsAsync() => await host.Services.GetRequiredService<SavedViewTable>().ListAsync((await host.ActorAsync()).Id, default);

    private async Task<long> OpenAsync(string subject, string tag, int priority)
    {
        var number = (await host.ReceiveAsync(Mails.Plain(subject: subject))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(number, new TicketChange(Priority: priority) { AddTags = [tag] }, await host.ActorAsync(), default);
        return number;
    }
}
