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
        await program.Sandbox.DeliverAsync(Support, Customer, CustomerMail.Plain(Customer, Support, "Follow this mail", "Step by step."));
        var ticket = await program.Helpdesk.AwaitTicketAsync("Follow this mail");
        var reply = Guid.NewGuid();
        (await program.Helpdesk.TryReplyAsync(ticket, reply, "Follow this answer")).ShouldBeTrue();
        await program.Sandbox.AwaitMessageAsync(Customer, "Follow this answer");

        var sent = await Eventually.ValueAsync("the sending of the reply is traced", () => Task.FromResult(program.Traces.Spans
            .FirstOrDefault(span => span.Name == "mail.send" && span.Attributes.GetValueOrDefault("helpdesk.reply.id") == reply.ToString())));
        var wholeWay = await Eventually.ValueAsync("the other services have exported their spans", () => Task.FromResult(Trace(program.Traces, sent.TraceId,
            "mail.fetch", "mail.take_in", "mail.handled", "ticket.reply", "reply-reply-queued process")));

        string[] services = ["fetch", "mailstore", "helpdesk", "reply"];
        services.ShouldBeSubsetOf(wholeWay.Select(span => span.Service));
        wholeWay.Count(span => span.ParentId.Length == 0).ShouldBe(1);
    }

    /// <summary>The spans of one trace, once it holds all of these.</summary>
    private static List<CollectedSpan>? Trace(TraceCollector collector, string traceId, params string[] names)
    {
        var trace = collector.Spans.Where(span => span.TraceId == traceId).ToList();
        return names.All(name => trace.Exists(span => span.Name == name)) ? trace : null;
    }
}
