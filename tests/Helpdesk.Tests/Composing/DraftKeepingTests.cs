using Dapper;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>How a draft is kept while it is written and sent.</summary>
public sealed class DraftKeepingTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Draft_is_said_to_be_kept_only_when_its_newest_words_are()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var (asked, answered) = (new TaskCompletionSource(), new TaskCompletionSource());
        await composer.Page.RouteAsync("**/draft", async route =>
        {
            asked.TrySetResult();
            await answered.Task;
            await route.ContinueAsync();
        });

        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("First words.");
        await asked.Task;
        await composer.Keys.TypeAsync(" Second words.");
        answered.SetResult();

        await Assertions.Expect(composer.Page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");
        (await host.Services.GetRequiredService<Drafts>().FindAsync(composer.Ticket, (await host.ActorAsync()).Id, default)).ShouldNotBeNull().Text.ShouldBe("First words. Second words.");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Draft_is_not_brought_back_by_words_that_come_while_its_reply_is_being_stored()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var (drafts, person) = (host.Services.GetRequiredService<Drafts>(), (await host.ActorAsync()).Id);
        var draft = new Draft(Guid.NewGuid(), "anna@customer.example", "", "", "We look into it.", [], null);
        await drafts.SaveAsync(ticket, person, draft, default);
        // The sending halts between the draft's end and its own.
        await host.QueryAsync<int>(
            """
            create or replace function helpdesk.halt_sending() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(4711); return null; end $$;
            create trigger halt_sending after delete on helpdesk.draft for each statement execute function helpdesk.halt_sending();
            """);
        await using var connection = await host.Database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var halt = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(4711)", transaction: halt);

        var sending = host.ReplyAsync(ticket, replyId: draft.ReplyId);
        await WaitingAsync(1);
        var saving = drafts.SaveAsync(ticket, person, draft with { Text = "We look into it!" }, default);
        await WaitingAsync(2);
        await halt.CommitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(sending, saving);

        (await drafts.FindAsync(ticket, person, default)).ShouldBeNull();
        await host.QueryAsync<int>("drop trigger halt_sending on helpdesk.draft");
    }

    private Task WaitingAsync(int transactions) => Eventually.HoldsAsync($"{transactions} wait", async () =>
        await host.QueryAsync<int>("select count(distinct pid) from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())") == transactions);
}
