using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Telemetry;

namespace HelpdeskMail.Integration.Tests;

/// <summary>What an operator sees of a mail's way: one trace through all services that had to do with it, over calls and the bus.</summary>
[Collection(WholeProgram.Name)]
public sealed class TraceTests(WholeProgram whole)
{
    private const string Support = "support@contoso.example";
    private const string Customer = "cleo@customer.example";

    [Fact]
    public async Task One_trace_runs_from_fetching_a_mail_over_its_ticket_to_the_sending_of_its_answer()
    {
        var program = await whole.ReadyAsync();
        var before = TraceIds(program.Traces);
        await program.Sandbox.DeliverAsync(Support, Customer, CustomerMail.Plain(Customer, Support, "Follow this mail", "Step by step."));
        var ticket = await program.Helpdesk.AwaitTicketAsync("Follow this mail");
        var fetched = await AwaitTraceAsync(program.Traces, before, "mail.fetch", "helpdesk-mail-received process", "mailstore-mail-handled process");
        Services(fetched).ShouldBe(["fetch", "helpdesk", "mailstore"]);
        fetched.Count(span => span.ParentId.Length == 0).ShouldBe(1);

        (await program.Helpdesk.TryReplyAsync(ticket, Guid.NewGuid(), "Follow this answer")).ShouldBeTrue();
        await program.Sandbox.AwaitMessageAsync(Customer, "Follow this answer");
        var wholeWay = await AwaitTraceAsync(program.Traces, before, "mail.fetch", "ticket.reply", "reply-reply-queued process", "mail.send");
        Services(wholeWay).ShouldContain("reply");
        wholeWay[0].TraceId.ShouldBe(fetched[0].TraceId);
    }

    private static HashSet<string> TraceIds(TraceCollector collector) => collector.Spans.Select(span => span.TraceId).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Services(IEnumerable<CollectedSpan> spans) => spans.Select(span => span.Service).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The spans of the first trace, not one of <paramref name="before"/>, that has come to hold these.</summary>
    private static Task<IReadOnlyList<CollectedSpan>> AwaitTraceAsync(TraceCollector collector, HashSet<string> before, params string[] names) =>
        Eventually.ValueAsync($"a trace has {string.Join(", ", names)}", () => Task.FromResult<IReadOnlyList<CollectedSpan>?>(
            collector.Spans.Where(span => !before.Contains(span.TraceId)).GroupBy(span => span.TraceId, StringComparer.Ordinal)
                .FirstOrDefault(trace => names.All(name => trace.Any(span => span.Name == name)))?.ToList()));
}
