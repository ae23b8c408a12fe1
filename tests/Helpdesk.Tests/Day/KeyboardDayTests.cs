using System.Text.RegularExpressions;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Day;

/// <summary>An agent's ordinary day, by the keyboard alone.</summary>
public sealed partial class KeyboardDayTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task List_is_put_in_order_kept_as_a_view_and_come_back_to()
    {
        var (older, newer) = (await OpenAsync("Lamp", 3), await OpenAsync("Lantern", 1));
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context);

        await page.Keyboard.PressAsync("v");
        await Assertions.Expect(page.Locator("#list-sort")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Locator("#list-tag").FocusAsync();
        await page.Keyboard.TypeAsync("day");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(OldestOfTheDay());
        await page.IsScriptedAsync();
        await Assertions.Expect(page.Locator("#tickets .number")).ToHaveTextAsync([$"#{older}", $"#{newer}"]);
        await page.Keyboard.PressAsync("v");
        await page.Locator("#view-name").FocusAsync();
        await page.Keyboard.TypeAsync("The day's");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".list-head h1")).ToHaveTextAsync("The day's");
        await page.OpenAsync(host, "/dashboard");
        await page.IsScriptedAsync();
        await page.LeaveAsync(async () =>
        {
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync("1");
        });

        await Assertions.Expect(page.Locator(".list-head h1")).ToHaveTextAsync("The day's");
        await Assertions.Expect(page.Locator("#tickets .number")).ToHaveTextAsync([$"#{older}", $"#{newer}"]);
        await page.LeaveAsync(() => page.Keyboard.PressAsync("J"));
        await Assertions.Expect(page.Locator(".ticket-head .number")).ToHaveTextAsync($"#{older}");
        await page.LeaveAsync(() => page.Keyboard.PressAsync("J"));
        await Assertions.Expect(page.Locator(".ticket-head .number")).ToHaveTextAsync($"#{newer}");
    }

    [Fact]
    public async Task Ticket_is_put_aside_until_a_day_by_the_agents_own_clock_and_taken_back()
    {
        var ticket = await OpenAsync("Kettle", 1);
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}?view=open");
        await page.IsScriptedAsync();

        await page.Keyboard.PressAsync("w");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Tomorrow at 9" })).ToBeFocusedAsync();
        await page.LeaveAsync(() => page.Keyboard.PressAsync("Enter"));

        await Assertions.Expect(page.Locator(".ticket-head .state.attention")).ToContainTextAsync("Waiting, back in");
        var berlin = TimeZoneInfo.ConvertTime((await host.TicketAsync(ticket)).WakesAt!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        (berlin.Hour, berlin.Minute).ShouldBe((9, 0));
        await page.LeaveAsync(() => page.Keyboard.PressAsync("w"));
        await Assertions.Expect(page.Locator(".ticket-head .state.attention")).ToHaveCountAsync(0);
        (await host.TicketAsync(ticket)).WaitingSince.ShouldBeNull();
    }

    [Fact]
    public async Task Menu_is_closed_by_Escape_and_typed_tags_and_answers_need_no_mouse()
    {
        var ticket = await OpenAsync("Toaster", 1);
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}?view=open");
        await page.IsScriptedAsync();

        await page.Keyboard.PressAsync("t");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#ticket-fields")).Not.ToHaveAttributeAsync("open", "");
        await page.Keyboard.PressAsync("t");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("toast, crumbs");
        await page.LeaveAsync(() => page.Keyboard.PressAsync("Enter"));
        await Assertions.Expect(page.Locator(".ticket-head .tag")).ToHaveTextAsync(["toast", "crumbs"]);
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.TypeAsync("Which model is it?");
        await page.LeaveAsync(() => page.Keyboard.PressAsync("Control+Alt+Enter"));

        await Assertions.Expect(page.Locator(".ticket-head .state.attention")).ToContainTextAsync("Waiting for an answer");
        await page.LeaveAsync(() => page.Keyboard.PressAsync("u"));
        await Assertions.Expect(page.Locator("#reply-text")).ToHaveValueAsync("Which model is it?");
        await Assertions.Expect(page.Locator(".ticket-head .state.attention")).ToHaveCountAsync(0);
    }

    private async Task<IPage> SignInAsync(IBrowserContext context)
    {
        var page = await host.SignInAsync(context);
        await page.IsScriptedAsync();
        return page;
    }

    private async Task<long> OpenAsync(string subject, int daysAgo)
    {
        var number = (await host.ReceiveAsync(Mails.Plain(subject: subject), at: TimeProvider.System.GetUtcNow().AddDays(-daysAgo))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(number, new TicketChange { AddTags = [subject.StartsWith("La", StringComparison.Ordinal) ? "day" : "other"] }, await host.ActorAsync(), default);
        return number;
    }

    [GeneratedRegex("tag=day.*sort=oldest|sort=oldest.*tag=day", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OldestOfTheDay();
}
