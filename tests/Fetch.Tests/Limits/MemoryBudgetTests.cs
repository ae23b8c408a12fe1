using System.Diagnostics;
using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Tests.Limits;

public sealed class MemoryBudgetTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    [Fact]
    public async Task Who_waits_for_memory_gets_it_in_turn_and_who_gave_up_does_not_hold_the_others_up()
    {
        var budget = new MemoryBudget(Options.Create(new FetchSettings { MemoryForMessages = 100 }));
        await budget.TakeAsync(90, CancellationToken.None);
        using var givesUp = new CancellationTokenSource();
        var first = budget.TakeAsync(80, givesUp.Token);
        var second = budget.TakeAsync(50, CancellationToken.None);

        budget.TryTake(5).ShouldBeFalse("others came before");
        await givesUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        budget.Return(90);
        await second;
        budget.TryTake(50).ShouldBeTrue();
        budget.TryTake(1).ShouldBeFalse();
    }

    [Fact]
    public async Task Requests_beyond_the_quarter_that_may_go_at_once_are_spread()
    {
        var pace = new RequestPace(40, TimeSpan.FromSeconds(12), TimeProvider.System);
        var clock = Stopwatch.StartNew();
        for (var request = 0; request < 12; request++)
        {
            (await pace.EnterAsync(CancellationToken.None)).Dispose();
        }

        // Ten at once, then one each 0.4 s.
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.75));
    }

    [Fact]
    public async Task Mailbox_with_very_much_mail_does_not_delay_another()
    {
        var busy = new ScriptedServer();
        for (var number = 0; number < 20_000; number++)
        {
            busy.Deliver($"busy-{number}");
        }

        var (much, little) = (await setting.LinkAsync(busy), new ScriptedServer());
        await Fixtures.Eventually.HoldsAsync("the busy one has begun", async () => (await setting.PlaceAsync(much.Id)) is not null);
        little.Deliver("little");
        var email = await setting.LinkAsync(little);

        await setting.StoredAsync(email.Id, 1, "the one message");

        (await setting.CountAsync("select waiting from \"fetch\".cursor where system_email_id = @Id", new { much.Id })).ShouldBeGreaterThan(0, "the busy mailbox is still at it");
        setting.OAuth.Remove(much.Id);
    }
}
