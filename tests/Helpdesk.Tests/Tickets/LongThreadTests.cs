using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

/// <summary>Threads of more entries than a page shows at once.</summary>
public sealed partial class LongThreadTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    private const int More = 620;

    [Fact]
    public async Task Page_shows_the_newest_entries_says_how_many_are_earlier_and_leads_to_them_and_back()
    {
        var ticket = await LongAsync();
        using var agent = await host.AdministratorAsync();

        var newest = await agent.GetStringAsync($"/tickets/{ticket}?view=all");
        var earlier = await agent.GetStringAsync(Way(newest, "earlier"));
        var back = await agent.GetStringAsync(Way(earlier, "later"));

        newest.ShouldContain($"{More + 1 - TicketReader.MostEntries} earlier entries are not shown here.");
        newest.ShouldContain($">words {More}<");
        newest.ShouldNotContain(">words 100<");
        Way(newest, "earlier").ShouldEndWith("#later");
        earlier.ShouldContain(">words 1<");
        earlier.ShouldContain($">words {More - TicketReader.MostEntries + 1}<");
        earlier.ShouldNotContain($">words {More - TicketReader.MostEntries + 2}<");
        earlier.ShouldContain($"{TicketReader.MostEntries} later entries are not shown here.");
        earlier.ShouldNotContain("earlier entries are not shown");
        earlier.ShouldContain("id=\"reply-form\"");
        back.ShouldContain($">words {More - TicketReader.MostEntries + 2}<");
        back.ShouldContain($">words {More}<");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(More - 1)]
    public async Task Link_to_an_entry_shows_the_part_that_it_is_in(int which)
    {
        var ticket = await LongAsync();
        var entry = await host.QueryAsync<long>("select id from helpdesk.entry where ticket_number = @ticket and text = @text", new { ticket, text = $"words {which}" });
        using var agent = await host.AdministratorAsync();

        var page = await agent.GetStringAsync(EntryPlace.AddressOf(ticket, entry));

        page.ShouldContain($"id=\"e{entry}\"");
        page.ShouldContain($">words {which}<");
    }

    [Fact]
    public async Task Way_to_the_earlier_entries_leads_to_the_last_of_them()
    {
        var ticket = await LongAsync();
        await using var context = await browser.NewContextAsync(360, 740);
        var page = await host.SignInAsync(context);
        await page.OpenAsync(host, $"/tickets/{ticket}?view=all");

        await page.LeaveAsync(() => page.Locator("#earlier a").ClickAsync());

        await Assertions.Expect(page.Locator("#thread > li").Last).ToBeInViewportAsync();
        await Assertions.Expect(page.Locator("#later a").First).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Link_that_only_names_an_older_entry_finds_it_as_well()
    {
        var ticket = await LongAsync();
        var entry = await host.QueryAsync<long>("select id from helpdesk.entry where ticket_number = @ticket and text = 'words 5'", new { ticket });
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);

        await page.OpenAsync(host, $"/tickets/{ticket}#e{entry}");

        await Assertions.Expect(page.Locator($"#e{entry}")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Each_part_has_the_files_and_the_sending_of_its_own_entries()
    {
        var ticket = await LongAsync();
        var old = (await host.TicketAsync(ticket)).Entries[^1].Id;
        var reply = await host.ReplyAsync(ticket);
        var newest = await host.QueryAsync<long>("select entry_id from helpdesk.outgoing where reply_id = @ReplyId", new { reply.ReplyId });
        await host.QueryAsync<long>(
            """
            update helpdesk.entry set at = now() - interval '30 days' where id = @old;
            insert into helpdesk.attachment (entry_id, position, content, file_name, media_type, size, inline)
            select entry, 1, repeat('a', 64), entry || '.txt', 'text/plain', 1, false from unnest(array[@old, @newest]) as entry returning id
            """,
            new { old, newest });
        var reader = host.Services.GetRequiredService<TicketReader>();

        var shown = (await host.TicketAsync(ticket)).Entries;
        var earlier = (await reader.FindPartAsync(ticket, new EntryPlace(shown[0].Id, -1), default))!.Entries;

        shown.Where(entry => entry.Attachments.Count > 0).ShouldHaveSingleItem().Id.ShouldBe(newest);
        shown.Where(entry => entry.Sending is not null).ShouldHaveSingleItem().Sending!.ReplyId.ShouldBe(reply.ReplyId);
        earlier.Where(entry => entry.Attachments.Count > 0).ShouldHaveSingleItem().Id.ShouldBe(old);
    }

    [Fact]
    public async Task Ticket_with_few_entries_has_no_parts()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>();
        using var agent = await host.AdministratorAsync();

        var page = await agent.GetStringAsync($"/tickets/{ticket.TicketNumber}?earlier={ticket.EntryId}");

        page.ShouldContain($"id=\"e{ticket.EntryId}\"");
        page.ShouldNotContain("not shown here");
    }

    [Fact]
    public async Task Export_and_print_hold_the_whole_thread()
    {
        var ticket = await LongAsync();
        using var agent = await host.AdministratorAsync();

        using var archive = new ZipArchive(new MemoryStream(await agent.GetByteArrayAsync($"/tickets/{ticket}/export")));
        var printed = await agent.GetStringAsync($"/tickets/{ticket}/print?notes=true");

        archive.Entries.Count.ShouldBe(More + 2, "ticket.json, the mail, and the notes");
        archive.Entries.Single(file => file.Name.StartsWith("001-", StringComparison.Ordinal)).Name.ShouldBe("001-note.txt");
        await using var json = await archive.GetEntry("ticket.json")!.OpenAsync();
        var entries = (await JsonSerializer.DeserializeAsync<JsonElement>(json)).GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("text").GetString()).ToList();
        entries.Count.ShouldBe(More + 1);
        entries[0].ShouldBe("words 1");
        printed.ShouldContain("words 1<");
        printed.ShouldContain($"words {More}<");
        printed.ShouldEndWith("</html>");
    }

    [Fact]
    public async Task Program_reads_a_long_thread_part_by_part()
    {
        var ticket = await LongAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        var newest = await program.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{ticket}");
        var oldest = newest.GetProperty("entries")[0].GetProperty("id").GetInt64();
        var earlier = await program.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{ticket}?earlier={oldest}");
        using var unknown = await program.GetAsync($"/api/v1/tickets/{ticket}?earlier=999999999");

        newest.GetProperty("earlierEntries").GetInt32().ShouldBe(More + 1 - TicketReader.MostEntries);
        earlier.GetProperty("entries").GetArrayLength().ShouldBe(More + 1 - TicketReader.MostEntries);
        earlier.GetProperty("earlierEntries").GetInt32().ShouldBe(0);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>A mail below so many notes that are older.</summary>
    private async Task<long> LongAsync()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.QueryAsync<long>(
            """
            with added as (
              insert into helpdesk.entry (ticket_number, kind, at, author_name, text)
              select @ticket, 'Note', now() - interval '1 day' + make_interval(secs => i), 'Ada Admin', 'words ' || i from generate_series(1, @More) as i order by i returning 1)
            select count(*) from added
            """,
            new { ticket, More });
        return ticket;
    }

    private static string Way(string page, string side) => WebUtility.HtmlDecode(Link().Matches(page).Select(match => match.Groups["to"].Value).Single(to => to.Contains($"&amp;{side}=", StringComparison.Ordinal)));

    [GeneratedRegex("<a class=\"button\" href=\"(?<to>/tickets/\\d+\\?[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
