using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Tests.Limits;

public sealed class ServerGateTests
{
    [Fact]
    public async Task Who_waits_gets_its_turn_in_order_and_who_gave_up_takes_none()
    {
        var gate = new ServerGate(1, 1);
        var held = await gate.EnterAsync(CancellationToken.None);
        using var givesUp = new CancellationTokenSource();
        var first = gate.EnterAsync(givesUp.Token);
        var second = gate.EnterAsync(CancellationToken.None);
        var third = gate.EnterAsync(CancellationToken.None);

        await givesUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        held.Dispose();
        held.Dispose();

        var next = await second;
        third.IsCompleted.ShouldBeFalse("there is one place only");
        next.Dispose();
        (await third).Dispose();
        (await gate.EnterAsync(CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task One_place_is_asked_for_whoever_waits_and_that_of_the_one_that_has_rested_longest()
    {
        var gate = new ServerGate(3, 1);
        var (works, longest, shorter) = (await gate.EnterAsync(CancellationToken.None), await gate.EnterAsync(CancellationToken.None), await gate.EnterAsync(CancellationToken.None));
        using var restsLongest = longest.Rest(out var askedOfLongest);
        using var restsShorter = shorter.Rest(out var askedOfShorter);

        var waiting = gate.EnterAsync(CancellationToken.None);

        longest.IsAsked.ShouldBeTrue();
        await CalledAsync(askedOfLongest);
        (shorter.IsAsked, works.IsAsked).ShouldBe((false, false));
        askedOfShorter.IsCancellationRequested.ShouldBeFalse();
        longest.Dispose();
        using var entered = await waiting;
        entered.IsAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task Place_of_one_that_is_at_work_is_wanted_when_it_would_rest()
    {
        var gate = new ServerGate(1, 1);
        var works = await gate.EnterAsync(CancellationToken.None);
        var waiting = gate.EnterAsync(CancellationToken.None);

        using (works.Rest(out var asked))
        {
            await CalledAsync(asked);
        }

        works.MakesRoom().ShouldBeTrue();
        works.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task One_that_is_at_work_and_stays_so_does_not_keep_one_that_rests_from_being_asked()
    {
        var gate = new ServerGate(2, 1);
        var (works, looks) = (await gate.EnterAsync(CancellationToken.None), await gate.EnterAsync(CancellationToken.None));
        await using var mailbox = new GatedMailbox(new ScriptedMailbox(new ScriptedServer()), works, TimeProvider.System, _ => { });
        var waiting = gate.EnterAsync(CancellationToken.None);

        // As between two batches of a long reading.
        mailbox.Abilities.HasFlag(MailboxAbilities.Waiting).ShouldBeTrue();
        _ = mailbox.FetchAsync([]);

        using (looks.Rest(out _))
        {
            looks.IsAsked.ShouldBeTrue();
        }

        looks.Dispose();
        (await waiting).Dispose();
        works.IsAsked.ShouldBeFalse();
    }

    private static async Task CalledAsync(CancellationToken asked)
    {
        var called = new TaskCompletionSource();
        await using (asked.Register(called.SetResult))
        {
            await called.Task;
        }
    }
}
