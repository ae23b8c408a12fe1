using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Tests.Merging;

/// <summary>Merging without knowing numbers by heart.</summary>
public sealed class MergingPageTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Note_that_was_written_while_its_ticket_was_merged_goes_to_the_one_that_goes_on()
    {
        var (old, target) = ((await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber, (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
        using var browser = await host.AdministratorAsync();
        using var merged = await HelpdeskHost.PostAsync(browser, $"/tickets/{old}", $"/tickets/{old}/merge", ("into", $"{target}"));

        using var noted = await HelpdeskHost.PostAsync(browser, $"/tickets/{old}", $"/tickets/{old}/note", ("text", "Called her."));

        (await host.TicketAsync(target)).Entries.ShouldContain(entry => entry.Kind == EntryKind.Note && entry.Text == "Called her.");
        (await browser.GetStringAsync($"/tickets/{target}")).ShouldContain($"#{old} was merged while you wrote. Your note is here.");
    }

    [Fact]
    public async Task Tickets_of_the_same_person_are_offered_and_others_found_by_words()
    {
        var word = $"w{Guid.NewGuid():N}"[..16];
        var (here, theirs, other) = (await OpenAsync("Printer", "mia@one.example"), await OpenAsync("Printer again", "mia@one.example"), await OpenAsync($"Toner {word}", "bob@two.example"));
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/tickets/{here}?view=open");
        using var looked = await HelpdeskHost.PostAsync(browser, $"/tickets/{here}", $"/tickets/{here}/merge?view=open", ("into", word));
        var found = await browser.GetStringAsync(looked.Headers.Location!.ToString());

        page.ShouldContain($"Merge into #{theirs}");
        page.ShouldNotContain($"Merge into #{other}");
        looked.Headers.Location!.ToString().ShouldBe($"/tickets/{here}?view=open&merge={word}#regroup");
        found.ShouldContain($"Merge into #{other}");
        found.ShouldNotContain($"Merge into #{theirs}");
        using var merged = await HelpdeskHost.PostAsync(browser, $"/tickets/{here}", $"/tickets/{here}/merge?view=open", ("into", $"{other}"));
        merged.Headers.Location!.ToString().ShouldBe($"/tickets/{other}?view=open");
        (await host.TicketAsync(here)).MergedInto.ShouldBe(other);
    }

    [Fact]
    public async Task Tickets_that_are_ticked_are_merged_into_the_one_that_was_opened_first()
    {
        var (first, second, third) = (await OpenAsync("One", "a@one.example"), await OpenAsync("Two", "a@one.example"), await OpenAsync("Three", "a@one.example"));
        using var browser = await host.AdministratorAsync();

        using var merged = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=open", ("n", $"{third}"), ("n", $"{first}"), ("n", $"{second}"), ("act", "merge"));
        var told = await browser.GetStringAsync(merged.Headers.Location!.ToString());

        told.ShouldContain($"Merged into #{first}. It can be undone there.");
        (await host.TicketAsync(second)).MergedInto.ShouldBe(first);
        (await host.TicketAsync(third)).MergedInto.ShouldBe(first);
    }

    private async Task<long> OpenAsync(string subject, string from) => (await host.ReceiveAsync(Mails.Plain(subject: subject, from: from))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
