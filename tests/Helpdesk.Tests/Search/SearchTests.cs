using Dapper;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Search;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Search;

/// <summary>Finds one ticket among many by everything that is in it.</summary>
public sealed class SearchTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("{w}", true)]
    [InlineData("{w} hovercraft", true)]
    [InlineData("hovercraft {w}", true)]
    [InlineData("{w} submarine", false)]
    [InlineData("{w} -submarine", true)]
    [InlineData("{w} -hovercraft", false)]
    [InlineData("{w} \"full of eels\"", true)]
    [InlineData("{w} \"eels of full\"", false)]
    [InlineData("{w} -\"full of eels\"", false)]
    [InlineData("{w} eel", true)]
    [InlineData("{w} hoverc", true)]
    [InlineData("hoverc {w}", false)]
    [InlineData("{w} HOVERCRAFT", true)]
    [InlineData("{w} muller", true)]
    [InlineData("{w} Müller", true)]
    [InlineData("{w} from:eliza", true)]
    [InlineData("{w} from:shop.example", true)]
    [InlineData("{w} from:hovercraft", false)]
    [InlineData("{w} -from:eliza", false)]
    [InlineData("{w} to:support", true)]
    [InlineData("{w} to:eliza", false)]
    [InlineData("{w} subject:leaking", true)]
    [InlineData("{w} subject:hovercraft", false)]
    [InlineData("{w} subject:\"leaking badly\"", true)]
    [InlineData("{w} has:attachment", true)]
    [InlineData("{w} quarterly-report", true)]
    [InlineData("{w} is:mail", true)]
    [InlineData("{w} is:note", false)]
    [InlineData("{w} before:2026-03-03", true)]
    [InlineData("{w} before:2026-03-02", false)]
    [InlineData("{w} after:2026-03-02", true)]
    [InlineData("{w} after:2026-03-03", false)]
    [InlineData("{w} status:open", true)]
    [InlineData("{w} is:closed", false)]
    [InlineData("{w} tag:wet", true)]
    [InlineData("{w} tag:dry", false)]
    [InlineData("{w} assignee:nobody", true)]
    [InlineData("{w} assignee:me", false)]
    [InlineData("{w} mailbox:support@", true)]
    [InlineData("{w} mailbox:sales@", false)]
    [InlineData("{w} is:unread", true)]
    [InlineData("{w} -has:attachment", false)]
    [InlineData("{w} -is:note", true)]
    [InlineData("{w} -is:mail", false)]
    [InlineData("{w} -is:open", false)]
    [InlineData("{w} -status:closed", true)]
    [InlineData("{w} -is:unread", false)]
    [InlineData("{w} -tag:wet", false)]
    [InlineData("{w} -tag:dry", true)]
    [InlineData("{w} -assignee:nobody", false)]
    [InlineData("{w} -assignee:me", true)]
    [InlineData("{w} -assignee:ada", true)]
    [InlineData("{w} -mailbox:support@", false)]
    [InlineData("{w} -mailbox:sales@", true)]
    [InlineData("{w} mailbox:s%@", false)]
    [InlineData("{w} -before:2026-03-02", true)]
    [InlineData("{w} -before:2026-03-03", false)]
    [InlineData("{w} -after:2026-03-02", false)]
    [InlineData("{w} 東京", true)]
    [InlineData("{w} 京都", true)]
    [InlineData("{w} 東都", false)]
    [InlineData("{w} unknown:thing", false)]
    [InlineData("{w} https://example.com/a?b=c", false)]
    public async Task Ticket_is_found_by_what_is_typed(string typed, bool found)
    {
        var word = $"w{Guid.NewGuid():N}";
        var ticket = await OpenAsync(word);

        (await FindAsync(typed.Replace("{w}", word, StringComparison.Ordinal))).ShouldBe(found ? [ticket] : []);
    }

    [Theory]
    [InlineData("เครื่องพิมพ์ที่ชั้นสองไม่ทำงานตั้งแต่เช้า", "พิมพ์", "ไม่ทำงาน", "ทำงานไม่")]
    [InlineData("เครื่องพิมพ์๒เครื่องเสีย", "๒", "\"พิมพ์๒\"", "พิมพ์๓")]
    [InlineData("ເຄື່ອງພິມຢູ່ຊັ້ນສອງບໍ່ເຮັດວຽກ", "ພິມ", "ບໍ່ເຮັດ", "ເຮັດບໍ່")]
    [InlineData("ម៉ាស៊ីនបោះពុម្ពនៅជាន់ទីពីរមិនដំណើរការទេ", "បោះពុម្ព", "ដំណើរការ", "ការដំណើរ")]
    [InlineData("ဒုတိယထပ်ရှိပရင်တာအလုပ်မလုပ်ပါ", "ပရင်တာ", "အလုပ်", "တာပရင်")]
    [InlineData("漢字とかな交じり文", "かな", "\"字と\"", "字か")]
    public async Task Word_in_the_middle_of_a_sentence_without_blanks_is_found_and_marked(string sentence, string word, string other, string absent)
    {
        var id = $"w{Guid.NewGuid():N}";
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: id, body: sentence))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        (await FindAsync($"{id} {word}")).ShouldBe([ticket]);
        (await FindAsync($"{other} {id}")).ShouldBe([ticket]);
        (await FindAsync($"{absent} {id}")).ShouldBeEmpty();
        var line = (await host.Services.GetRequiredService<TicketList>().ReadAsync(TicketView.All, $"{id} {word}", (await host.ActorAsync()).Id, null, 10, default)).Tickets.ShouldHaveSingleItem();
        line.Found!.Where(part => part.IsHit).Select(part => part.Text).ShouldBe([word]);
    }

    [Theory]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("\"\" - : & | ! ( ) <-> * \\")]
    [InlineData("from: to:\"")]
    [InlineData("before:never after:9999-99-99")]
    [InlineData("'; drop table ticket; --")]
    [InlineData("\0\uD800")]
    [InlineData("99999999999999999999999")]
    [InlineData("assignee:\0 mailbox:\uD800")]
    [InlineData("-before:0001-01-01 -after:9999-12-31 after:9999 before:0001")]
    public async Task Anything_can_be_typed(string typed) => (await FindAsync(typed)).Count.ShouldBeGreaterThanOrEqualTo(0);

    [Theory]
    [InlineData(3_000)]
    [InlineData(100_000)]
    public async Task Word_longer_than_the_index_takes_finds_nothing(int letters) => (await FindAsync($"from:{new string('ß', letters)} {new string('x', letters)}")).ShouldBeEmpty();

    [Fact]
    public async Task Number_finds_its_ticket_first()
    {
        var ticket = await OpenAsync("plain");

        (await FindAsync($"#{ticket}"))[0].ShouldBe(ticket);
    }

    [Fact]
    public async Task Reply_and_note_are_found_and_the_words_are_shown_where_they_stand()
    {
        var (word, other) = ($"w{Guid.NewGuid():N}", $"n{Guid.NewGuid():N}");
        var ticket = await OpenAsync("x");
        await host.ReplyAsync(ticket, text: $"The spare part called {word} is on its way to you.");
        await host.Services.GetRequiredService<TicketWork>().AddNoteAsync(ticket, $"They paid {other}.", null, await host.ActorAsync(), default);

        (await FindAsync($"is:note {other}")).ShouldBe([ticket]);
        var list = host.Services.GetRequiredService<TicketList>();
        var line = (await list.ReadAsync(TicketView.All, word, (await host.ActorAsync()).Id, null, 10, default)).Tickets.ShouldHaveSingleItem();
        line.Found!.Single(part => part.IsHit).Text.ShouldBe(word);
        line.Found![0].Text.ShouldEndWith("spare part called ");
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync($"/tickets?view=all&q={word}")).ShouldContain($"<mark>{word}</mark>");
    }

    [Fact]
    public async Task Words_are_marked_in_the_subject_too()
    {
        var word = $"w{Guid.NewGuid():N}";
        await host.ReceiveAsync(Mails.Plain(subject: $"About {word} again"));

        var line = (await host.Services.GetRequiredService<TicketList>().ReadAsync(TicketView.All, $"subject:{word}", (await host.ActorAsync()).Id, null, 10, default)).Tickets.ShouldHaveSingleItem();

        line.FoundInSubject!.Select(part => (part.Text, part.IsHit)).ShouldBe([("About ", false), (word, true), (" again", false)]);
    }

    [Fact]
    public async Task Common_and_rare_words_give_the_same_tickets_in_the_same_order()
    {
        var word = $"w{Guid.NewGuid():N}";
        var tickets = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            tickets.Add(await OpenAsync(word, day: 2 + i));
        }

        tickets.Reverse();

        var list = host.Services.GetRequiredService<TicketList>();
        foreach (var common in new[] { double.MaxValue, -1 })
        {
            list.CommonFrom = common;
            (await PagesAsync(word)).ShouldBe(tickets);
            (await PagesAsync($"\"{word}\" after:2026-03-02 before:2026-03-09", TicketSort.Created)).ShouldBe(tickets);
            (await PagesAsync($"leak {word}", TicketSort.Oldest)).ShouldBe(Enumerable.Reverse(tickets));
            (await PagesAsync($"{word} -leaking")).ShouldBeEmpty();
        }

        list.CommonFrom = SearchPlan.Common;
    }

    [Fact]
    public async Task Begun_word_is_found_alike_by_the_index_and_in_what_the_other_words_find()
    {
        var word = $"w{Guid.NewGuid():N}";
        var (older, newer) = (await OpenAsync(word, day: 2), await OpenAsync(word, day: 3));
        var list = host.Services.GetRequiredService<TicketList>();
        await using var connection = await host.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        foreach (var gathered in new[] { double.MaxValue, 0 })
        {
            list.GatheredForOneRead = gathered;
            (await SearchPlan.OfAsync(connection, SearchQuery.Parse($"{word} hoverc"), gatheredForOneRead: gathered)).Begun.ShouldBe(gathered > 0 ? null : "'hoverc':*");
            (await PagesAsync($"{word} hoverc")).ShouldBe([newer, older]);
            (await PagesAsync($"{word} eel")).ShouldBe([newer, older]);
            (await PagesAsync($"-submarine {word} from:eliz")).ShouldBe([newer, older]);
            (await PagesAsync($"has:attachment {word[..20]}")).ShouldBe([newer, older]);
            (await PagesAsync($"{word} submar")).ShouldBeEmpty();
            (await PagesAsync($"-hovercraft {word[..20]}")).ShouldBeEmpty();
        }

        list.GatheredForOneRead = SearchPlan.GatheredForOneRead;
    }

    [Fact]
    public async Task Search_for_common_words_goes_on_where_a_part_of_it_ended()
    {
        var word = $"w{Guid.NewGuid():N}";
        var ticket = await OpenAsync(word);
        await host.QueryAsync<int>(
            """
            insert into helpdesk.ticket (subject, customer_name, customer_address, created_at, updated_at, last_entry_at, last_entry_kind)
            select 'newer', '', '', at, at, at, 'Mail' from (select timestamptz '2026-04-01' + n * interval '1 second' as at from generate_series(1, @count) as n) as made;
            select 1
            """,
            new { count = TicketList.LongestWalk + 5 });
        var list = host.Services.GetRequiredService<TicketList>();
        list.CommonFrom = -1;

        var (first, pages) = (await list.ReadAsync(new TicketQuery { View = TicketView.All, Search = word }, (await host.ActorAsync()).Id, null, 10, default), await PagesAsync(word));

        list.CommonFrom = SearchPlan.Common;
        first.Tickets.ShouldBeEmpty();
        first.Next.ShouldNotBeNull();
        pages.ShouldBe([ticket]);
        await host.QueryAsync<int>("delete from helpdesk.ticket where subject = 'newer'; select 1");
    }

    [Fact]
    public async Task Search_before_a_moment_finds_tickets_that_went_on_for_long_after_it_in_their_order()
    {
        var word = $"w{Guid.NewGuid():N}";
        var tickets = new List<long>();
        // Days after they began on which something was added last; the fifth began too late.
        foreach (var (day, last) in new[] { (2, 0), (3, 90), (4, 29), (5, 31), (20, 1) })
        {
            var ticket = await OpenAsync(word, day);
            await host.QueryAsync<int>("update helpdesk.ticket set last_entry_at = created_at + @last * interval '1 day' where number = @ticket returning 1", new { ticket, last });
            tickets.Add(ticket);
        }

        var list = host.Services.GetRequiredService<TicketList>();
        foreach (var common in new[] { double.MaxValue, -1 })
        {
            list.CommonFrom = common;
            (await PagesAsync($"{word} before:2026-03-10")).ShouldBe([tickets[1], tickets[3], tickets[2], tickets[0]]);
            (await PagesAsync($"{word} before:9999-12-31")).Count.ShouldBe(5);
        }

        list.CommonFrom = SearchPlan.Common;
    }

    [Fact]
    public async Task Older_entries_are_put_into_the_search()
    {
        var word = $"w{Guid.NewGuid():N}";
        var ticket = await OpenAsync(word);
        await using var connection = await host.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync("delete from entry_search where ticket_number = @ticket", new { ticket });
        (await FindAsync(word)).ShouldBeEmpty();
        await connection.ExecuteAsync("insert into search_backlog select id from entry where ticket_number = @ticket", new { ticket });

        while (await EntryIndex.CatchUpAsync(connection, 10) > 0)
        {
        }

        (await FindAsync($"{word} has:attachment")).ShouldBe([ticket]);
    }

    [Fact]
    public async Task Mail_of_any_length_is_searchable()
    {
        var word = $"w{Guid.NewGuid():N}";
        var body = string.Join(' ', Enumerable.Range(0, 150_000).Select(i => $"{i:x}ß漢"));
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: word, body: body))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        (await FindAsync(word)).ShouldBe([ticket]);
    }

    private async Task<long> OpenAsync(string word, int day = 2)
    {
        var mail = Mails.WithPictureAndFile()
            .Replace("Anna Berg <anna@customer.example>", "Eliza Doe <eliza@shop.example>", StringComparison.Ordinal)
            .Replace("Subject: Invoice", $"Subject: Leaking badly {word}", StringComparison.Ordinal)
            .Replace("invoice.pdf", "Quarterly-Report.pdf", StringComparison.Ordinal)
            .Replace("See <b>this</b>", "My hovercraft is full of eels, said the man. Greetings to Mr Müller in 東京都.", StringComparison.Ordinal);
        var ticket = (await host.ReceiveAsync(mail, at: new DateTimeOffset(2026, 3, day, 10, 0, 0, TimeSpan.Zero))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.QueryAsync<int>("update helpdesk.ticket set tags = '{wet,boat}' where number = @ticket returning 1", new { ticket });
        return ticket;
    }

    private async Task<List<long>> FindAsync(string typed) =>
        [.. (await host.Services.GetRequiredService<TicketList>().ReadAsync(TicketView.All, typed, (await host.ActorAsync()).Id, null, 20, default)).Tickets.Select(ticket => ticket.Number)];

    private async Task<List<long>> PagesAsync(string typed, TicketSort sort = TicketSort.Newest)
    {
        var (list, reader, found, after) = (host.Services.GetRequiredService<TicketList>(), (await host.ActorAsync()).Id, new List<long>(), (string?)null);
        do
        {
            var page = await list.ReadAsync(new TicketQuery { View = TicketView.All, Search = typed, Sort = sort }, reader, after, 2, default);
            found.AddRange(page.Tickets.Select(ticket => ticket.Number));
            after = page.Next;
        }
        while (after is not null);
        return found;
    }
}
