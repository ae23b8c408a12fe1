using HelpdeskMail.ServiceDefaults.Database;

namespace HelpdeskMail.Bus.Tests;

public class CoalescerTests
{
    [Fact]
    public async Task Coalescer_puts_together_what_arrives_while_a_batch_runs()
    {
        var gate = new TaskCompletionSource();
        var batches = new List<int[]>();
        var coalescer = new Coalescer<int, int>(
            async items =>
            {
                batches.Add([.. items]);
                await gate.Task;
                return [.. items.Select(item => item * 10)];
            },
            _ => 1,
            maxItems: 4,
            maxWeight: 100,
            _ => false);

        var first = coalescer.RunAsync(0);
        await Fixtures.Eventually.HoldsAsync("the first batch runs", () => Task.FromResult(batches.Count == 1));
        var others = Enumerable.Range(1, 6).Select(coalescer.RunAsync).ToList();
        gate.SetResult();

        (await first).ShouldBe(0);
        (await Task.WhenAll(others)).ShouldBe([10, 20, 30, 40, 50, 60]);
        batches.ShouldBe([[0], [1, 2, 3, 4], [5, 6]]);
    }

    [Fact]
    public async Task Coalescer_puts_together_what_arrives_while_it_gathers()
    {
        var gate = new TaskCompletionSource();
        var batches = new List<int[]>();
        var coalescer = new Coalescer<int, int>(
            items =>
            {
                batches.Add([.. items]);
                return Task.FromResult(items);
            },
            _ => 1,
            maxItems: 4,
            maxWeight: 100,
            _ => false,
            () => gate.Task);

        var given = Enumerable.Range(0, 6).Select(coalescer.RunAsync).ToList();
        batches.ShouldBeEmpty();
        gate.SetResult();

        (await Task.WhenAll(given)).ShouldBe([0, 1, 2, 3, 4, 5]);
        batches.ShouldBe([[0, 1, 2, 3], [4, 5]]);
    }

    [Fact]
    public async Task Coalescer_closes_a_batch_when_it_gets_too_heavy()
    {
        var gate = new TaskCompletionSource();
        var batches = new List<int[]>();
        var coalescer = new Coalescer<int, int>(
            async items =>
            {
                batches.Add([.. items]);
                await gate.Task;
                return items;
            },
            item => item,
            maxItems: 10,
            maxWeight: 10,
            _ => false);

        var first = coalescer.RunAsync(1);
        await Fixtures.Eventually.HoldsAsync("the first batch runs", () => Task.FromResult(batches.Count == 1));
        var others = new[] { 6, 4, 50, 3 }.Select(coalescer.RunAsync).ToList();
        gate.SetResult();
        await first;
        await Task.WhenAll(others);

        batches.ShouldBe([[1], [6, 4], [50], [3]]);
    }

    [Fact]
    public async Task Coalescer_fails_only_the_item_that_is_wrong_when_a_batch_is_refused()
    {
        var coalescer = new Coalescer<int, int>(
            items => items.Contains(3) ? throw new FormatException("3 is wrong") : Task.FromResult(items),
            _ => 1,
            maxItems: 10,
            maxWeight: 100,
            exception => exception is FormatException);

        var runs = Enumerable.Range(0, 10).Select(coalescer.RunAsync).ToList();
        await Should.ThrowAsync<FormatException>(() => Task.WhenAll(runs));

        runs.Count(run => run.IsCompletedSuccessfully).ShouldBe(9);
        runs[3].IsFaulted.ShouldBeTrue();
    }
}
