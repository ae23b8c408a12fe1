using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tests.Tickets;

public sealed class EntryWriterTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private static readonly DateTimeOffset Later = new(2126, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Two_entries_of_one_ticket_at_once_are_both_counted_and_the_newest_is_shown()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Crowded"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(host.Database.ConnectionString) { SearchPath = "helpdesk" }.ConnectionString);
        await using var first = await source.OpenConnectionAsync();
        await using var firstTransaction = await first.BeginTransactionAsync();
        await using var second = await source.OpenConnectionAsync();
        await using var secondTransaction = await second.BeginTransactionAsync();
        await EntryWriter.AddAsync(first, firstTransaction, ticket, Reply("the newest", Later.AddHours(1)));

        var waiting = EntryWriter.AddAsync(second, secondTransaction, ticket, Reply("an older one", Later));
        await Eventually.HoldsAsync("the second waits for the first", () => host.QueryAsync<bool>($"select exists (select from pg_stat_activity where pid = {second.ProcessID} and wait_event_type = 'Lock')"));
        await firstTransaction.CommitAsync();
        var entry = await waiting;
        await secondTransaction.CommitAsync();

        (await host.QueryAsync<int>("select attachments from helpdesk.ticket where number = @ticket", new { ticket })).ShouldBe(2);
        (await host.QueryAsync<string>("select last_words from helpdesk.ticket where number = @ticket", new { ticket })).ShouldBe("the newest");
        (await host.QueryAsync<DateTime>("select last_entry_at from helpdesk.ticket where number = @ticket", new { ticket })).ShouldBe(Later.AddHours(1).UtcDateTime);
        (await host.QueryAsync<long>("select last_mail_entry from helpdesk.ticket where number = @ticket", new { ticket })).ShouldBe(entry);
    }

    [Fact]
    public async Task Mail_of_the_second_in_which_a_reply_was_written_comes_after_it_in_the_list_and_in_the_thread()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Same second"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(host.Database.ConnectionString) { SearchPath = "helpdesk" }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await EntryWriter.AddAsync(connection, transaction, ticket, new NewEntry(EntryKind.Reply, Later.AddMilliseconds(400), "Ada Admin", "our answer") { FirstWords = "our answer" });
            await EntryWriter.AddAsync(connection, transaction, ticket, Reply("and theirs", Later));
            await transaction.CommitAsync();
        }

        (await host.QueryAsync<string>("select last_words from helpdesk.ticket where number = @ticket", new { ticket })).ShouldBe("and theirs");
        (await host.TicketAsync(ticket)).Entries[^1].Text.ShouldBe("and theirs");
    }

    [Fact]
    public void People_of_several_groups_are_one_each_with_their_last_name_and_whether_they_wrote()
    {
        var people = NewParticipant.Of(
            ([new EntryAddress("Anna@Customer.example", "Anna Berg")], true),
            ([new EntryAddress("zoe@customer.example", "Zoe"), new EntryAddress("anna@customer.example", null), new EntryAddress("ZOE@customer.example", "Other"), new EntryAddress("no address", "Nobody")], false));

        people.ShouldBe([new NewParticipant("anna@customer.example", "Anna Berg", true), new NewParticipant("zoe@customer.example", "Zoe", false)]);
    }

    private static NewEntry Reply(string words, DateTimeOffset at) => new(EntryKind.Mail, at, "Anna Berg", words)
    {
        FirstWords = words,
        IsNews = true,
        Files = [new KeptFile(new string('0', 64), 1, "one.txt", "text/plain", null, Inline: false)],
    };
}
