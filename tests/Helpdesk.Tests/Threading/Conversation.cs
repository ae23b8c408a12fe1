using System.Globalization;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Threading;

/// <summary>
/// Plays a conversation written in one line of steps between bars. «a: mail irt=r -> b Rule» is a mail by the name a, and what has to become of it;
/// «r: reply a» an agent's reply; «close a», «age a 90», «merge a b», «split a», «undo», «set sales own» what people do in between.
/// </summary>
internal sealed class Conversation(HelpdeskHost host)
{
    private static readonly Dictionary<string, string> People = new(StringComparer.Ordinal)
    {
        ["anna"] = "Anna Berg <anna@customer.example>",
        ["ANNA"] = "ANNA@Customer.Example",
        ["bob"] = "Bob Lind <bob@customer.example>",
        ["eve"] = "Eve <eve@elsewhere.example>",
        ["ada"] = "Ada Admin <ada@contoso.example>",
        ["support"] = "Contoso Support <support@contoso.example>",
        ["sales"] = "Contoso Sales <sales@contoso.example>",
    };

    private readonly Dictionary<string, Told> told = new(StringComparer.Ordinal);
    private readonly string topic = Guid.NewGuid().ToString("N")[..8];
    private long regrouping;

    public async Task PlayAsync(string script)
    {
        try
        {
            foreach (var step in script.Split('|', StringSplitOptions.TrimEntries))
            {
                await StepAsync(step);
            }
        }
        finally
        {
            foreach (var mailbox in new[] { StubOAuth.Support, StubOAuth.Sales })
            {
                await SetAsync(mailbox, _ => new MailboxSettings { SystemEmailId = mailbox });
            }
        }
    }

    private async Task StepAsync(string step)
    {
        var colon = step.IndexOf(": ", StringComparison.Ordinal);
        var name = colon < 0 ? "" : step[..colon];
        var words = step[(colon < 0 ? 0 : colon + 2)..].Split(' ');
        var merging = host.Services.GetRequiredService<TicketMerging>();
        switch (words)
        {
            case ["mail", ..]:
                await MailAsync(name, words[1..], step);
                break;
            case ["reply", var to]:
                var reply = await host.ReplyAsync(told[to].Ticket, text: $"Answer {topic} {name}");
                told[name] = new Told(told[to].Ticket, reply.MessageId, 0, []);
                break;
            case ["close", var which]:
                (await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(told[which].Ticket, TicketStatus.Closed, await host.ActorAsync(), default)).ShouldBeTrue();
                break;
            case ["age", var which, var days]:
                await host.QueryAsync<int>(
                    "update helpdesk.ticket set closed_at = now() - @age where number = @Ticket returning 1",
                    new { told[which].Ticket, age = TimeSpan.FromDays(int.Parse(days, CultureInfo.InvariantCulture)) });
                break;
            case ["merge", var from, var into]:
                regrouping = (await merging.MergeAsync(told[from].Ticket, told[into].Ticket, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>(step).Id;
                break;
            case ["split", var which]:
                var done = (await merging.SplitAsync(told[which].Entry, withLater: false, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>(step);
                told[which] = told[which] with { Ticket = done.TicketNumber };
                regrouping = done.Id;
                break;
            case ["undo"]:
                (await merging.UndoAsync(regrouping, await host.ActorAsync(), default)).ShouldBeOfType<RegroupAnswer.Done>(step);
                break;
            case ["set", var mailbox, var what]:
                await SetAsync(mailbox == "sales" ? StubOAuth.Sales : StubOAuth.Support, settings => what switch
                {
                    "own" => settings with { OwnTickets = true },
                    "accept" => settings with { AcceptOwnMail = true },
                    _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown setting."),
                });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step.");
        }
    }

    private async Task MailAsync(string name, string[] words, string step)
    {
        var arrow = Array.IndexOf(words, "->");
        var options = words[..arrow].Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.Ordinal);
        var id = options.TryGetValue("id", out var same) ? told[same].MessageId : Mails.NewId();
        var raw = options.TryGetValue("bytes", out var copied) ? told[copied].Raw : Mails.Bytes(Write(name, options, id));
        var outcome = await host.ReceiveAsync(raw, options.GetValueOrDefault("in") == "sales" ? StubOAuth.Sales : StubOAuth.Support);
        await CheckAsync(outcome, words[(arrow + 1)..], step);
        var (ticket, entry) = outcome switch
        {
            IntakeOutcome.Entry made => (made.TicketNumber, made.EntryId),
            IntakeOutcome.Copy copy => (copy.TicketNumber, copy.EntryId),
            _ => (0, 0),
        };
        told[name] = new Told(ticket, id, entry, raw);
    }

    private string Write(string name, Dictionary<string, string> options, string id)
    {
        string Id(string which) => which == "?" ? Mails.NewId() : which.StartsWith('^') ? told[which[1..]].MessageId.ToUpperInvariant() : told[which].MessageId;
        var tokens = host.Services.GetRequiredService<AddressTokens>();
        string Token(string which) => tokens.AddressOf("support@contoso.example", told[which].Ticket)!;
        var subject = $"{options.GetValueOrDefault("prefix", "")} {options.GetValueOrDefault("subject", $"Topic {topic}")}".Trim();
        if (options.TryGetValue("num", out var numbered))
        {
            subject = string.Concat($"Re: {subject} ", string.Concat(numbered.Split(',').Select(which => $"[#{told[which].Ticket}]")));
        }

        var to = options.GetValueOrDefault("to", "support") switch
        {
            "both" => "support@contoso.example, sales@contoso.example",
            var one => $"{one}@contoso.example",
        };
        to = options.TryGetValue("token", out var named) ? Token(named)
            : options.TryGetValue("TOKEN", out var shouted) ? Token(shouted).ToUpperInvariant()
            : options.TryGetValue("forged", out var forged) ? Token(forged).Replace($"+t{told[forged].Ticket}.", $"+t{told[options["for"]].Ticket}.", StringComparison.Ordinal)
            : to;
        var extra = options.TryGetValue("delivered", out var delivered) ? $"Delivered-To: {Token(delivered)}\n" : "";
        extra += options.ContainsKey("vacation") ? "Auto-Submitted: auto-replied\n" : options.ContainsKey("alert") ? "Auto-Submitted: auto-generated\n" : "";
        var mail = Mails.Plain(
            subject, $"{options.GetValueOrDefault("body", $"Words of {name}")} {topic}".Replace('_', ' '), id,
            options.TryGetValue("irt", out var answered) ? Id(answered) : null,
            options.TryGetValue("refs", out var references) ? [.. references.Split(',').Select(Id)] : null,
            People[options.GetValueOrDefault("by", "anna")], to, extra);
        return options.ContainsKey("noid") ? string.Join('\n', mail.Split('\n').Where(line => !line.StartsWith("Message-ID", StringComparison.Ordinal))) : mail;
    }

    private async Task CheckAsync(IntakeOutcome outcome, string[] expected, string step)
    {
        if (expected[0].StartsWith("kept:", StringComparison.Ordinal))
        {
            outcome.ShouldBeOfType<IntakeOutcome.Kept>(step).Reason.ShouldBe(expected[0][5..], step);
            return;
        }

        if (expected[0].StartsWith("copy:", StringComparison.Ordinal))
        {
            outcome.ShouldBeOfType<IntakeOutcome.Copy>(step).TicketNumber.ShouldBe(told[expected[0][5..]].Ticket, step);
            return;
        }

        var made = outcome.ShouldBeOfType<IntakeOutcome.Entry>(step);
        var ticket = await host.TicketAsync(made.TicketNumber);
        var evidence = ticket.Entries.Single(entry => entry.Id == made.EntryId).Evidence.ShouldNotBeNull(step);
        if (expected[0] == "new" || expected[0].StartsWith("follows:", StringComparison.Ordinal))
        {
            told.Values.Select(one => one.Ticket).ShouldNotContain(made.TicketNumber, step);
            ticket.Follows.ShouldBe(expected[0] == "new" ? null : told[expected[0][8..]].Ticket, step);
        }
        else
        {
            made.TicketNumber.ShouldBe(told[expected[0]].Ticket, step);
        }

        foreach (var more in expected[1..])
        {
            if (more[0] == '~')
            {
                evidence.Conflicts.ShouldContain(told[more[1..]].Ticket, step);
            }
            else if (more is "open" or "closed")
            {
                ticket.Status.ToString().ToLowerInvariant().ShouldBe(more, step);
            }
            else
            {
                evidence.Rule.ToString().ShouldBe(more, step);
            }
        }
    }

    private async Task SetAsync(Guid mailbox, Func<MailboxSettings, MailboxSettings> change)
    {
        var table = host.Services.GetRequiredService<MailboxTable>();
        await table.SaveAsync(change(await table.FindAsync(mailbox, default)), await host.ActorAsync(), default);
    }

    private sealed record Told(long Ticket, string MessageId, long Entry, byte[] Raw);
}
