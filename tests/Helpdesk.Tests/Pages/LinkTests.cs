using System.Net;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>Links on a ticket's page lead where they say.</summary>
public sealed partial class LinkTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("class=\"tag\" href=\"(?<to>[^\"]+)\"")]
    [InlineData("class=\"dim\" href=\"(?<to>[^\"]+)\" title=\"All tickets with this address\"")]
    [InlineData("href=\"(?<to>[^\"]+q=from[^\"]+)\"")]
    public async Task Tag_and_address_of_a_ticket_lead_to_the_tickets_that_have_them(string link)
    {
        var (word, other) = ($"w{Guid.NewGuid():N}"[..16], (await host.ReceiveAsync(Mails.Plain(subject: "Other", from: "zoe@elsewhere.example"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
        var ticket = (await host.ReceiveAsync(Mails.Plain(from: $"Mia <mia@{word}.example>"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        await host.Services.GetRequiredService<TicketChanges>().ApplyAsync(ticket, new TicketChange { AddTags = [word] }, await host.ActorAsync(), default);
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/tickets/{ticket}");
        var to = WebUtility.HtmlDecode(Regex.Match(page, link, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Groups["to"].Value);
        var found = await browser.GetStringAsync(to);

        page.ShouldNotContain("&amp;amp;");
        found.ShouldContain($"id=\"t{ticket}\"");
        found.ShouldNotContain($"id=\"t{other}\"");
    }

    [Fact]
    public void No_component_writes_an_escaped_sign_before_a_value() =>
        Directory.EnumerateFiles(Path.Combine(Fixtures.RepositoryRoot.Path, "services", "Helpdesk"), "*.razor", SearchOption.AllDirectories)
            .Where(file => Escaped().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName).ShouldBeEmpty("in an attribute with values Blazor escapes once more: write the whole address as one value");

    [GeneratedRegex("=\"[^\"\\n]*&amp;[^\"\\n@]*@[^\"\\n]*|=\"[^\"\\n@]*@[^\"\\n]*&amp;", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escaped();
}
