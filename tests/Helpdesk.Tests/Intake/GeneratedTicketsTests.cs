using Dapper;
using HelpdeskMail.Benchmarks.Tickets;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

/// <summary>The helpdesk that the benchmark makes, at a small size: figures of one that no mail comes into would say nothing.</summary>
public sealed class GeneratedTicketsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Tickets = 200;

    [Fact]
    public async Task Generated_helpdesk_is_listed_searched_and_takes_mail_in()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var words = new List<string>();
        using var host = IncomingMails.Build(database.ConnectionString, Tickets, words);
        await host.Services.GetRequiredService<Migrator>().MigrateAsync(cancellation);
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        words.AddRange(await GeneratedTickets.FillAsync(source, Tickets));

        var list = host.Services.GetRequiredService<TicketList>();
        var reader = Guid.Parse("00000000-0000-0000-0000-000000000007");
        (await list.ReadAsync(TicketView.Open, null, reader, null, 50, cancellation)).Tickets.Count.ShouldBe(Tickets / 10);
        (await list.ReadAsync(TicketView.All, "order150", reader, null, 50, cancellation)).Tickets.ShouldHaveSingleItem().Number.ShouldBe(150);

        using var stop = new CancellationTokenSource();
        var mails = new IncomingMails(host.Services);
        var intake = mails.RunAsync(stop.Token);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await Eventually.HoldsAsync("a hundred mails are entries", async () =>
            intake.IsFaulted || await connection.ExecuteScalarAsync<int>("select count(*)::int from intake where receipt_id between 1 and 100 and outcome = 'Entry'") == 100);
        await stop.CancelAsync();
        await intake;
        // Of twenty ten begin a conversation and one answers a ticket that was closed long ago: both open one.
        (await connection.QuerySingleAsync<(int Opened, int Joined)>(
            "select count(*) filter (where ticket_number > @Tickets)::int, count(*) filter (where ticket_number <= @Tickets)::int from intake where receipt_id between 1 and 100", new { Tickets })).ShouldBe((55, 45));
        mails.PerSecond.ShouldBeGreaterThan(0);
    }
}
