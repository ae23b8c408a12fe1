using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>Files that are added while the answer is written and sent.</summary>
public sealed class UploadTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task File_that_is_on_its_way_goes_along_with_the_answer()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var arrives = await ChooseFileAsync(composer);
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("See the file.");
        await composer.Page.Locator("#reply-form .button.primary").First.ClickAsync();
        arrives.SetResult();

        await Assertions.Expect(composer.Page.Locator(".entry.reply, [id^=e]").GetByText("See the file.").First).ToBeVisibleAsync();
        (await host.TicketAsync(composer.Ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Attachments.ShouldHaveSingleItem().FileName.ShouldBe("report.txt");
    }

    [Fact]
    public async Task Words_written_while_a_file_is_on_its_way_are_not_lost_when_it_is_there()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Rich.FocusAsync();
        await composer.Keys.TypeAsync("Before.");
        await Assertions.Expect(composer.Page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");
        var arrives = await ChooseFileAsync(composer);
        await composer.Rich.FocusAsync();
        await composer.Keys.PressAsync("Control+End");
        await composer.Keys.TypeAsync(" Meanwhile.");
        await Assertions.Expect(composer.Page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");
        arrives.SetResult();
        await Assertions.Expect(composer.Page.Locator("#draft-files")).ToContainTextAsync("report.txt");

        (await host.Services.GetRequiredService<Drafts>().FindAsync(composer.Ticket, (await host.ActorAsync()).Id, default)).ShouldNotBeNull().Text.ShouldBe("Before. Meanwhile.");
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Letter_typed_at_a_recipient_is_no_command()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Page.Locator("#to-entry").FocusAsync();
        await composer.Keys.PressAsync("ArrowLeft");
        await composer.Keys.TypeAsync("e");

        await Assertions.Expect(composer.Page.Locator("#to-entry")).ToHaveValueAsync("e");
        (await host.TicketAsync(composer.Ticket)).Status.ShouldBe(TicketStatus.Open);
    }

    /// <summary>Chooses a file whose bytes the server gets only when the test says so.</summary>
    private static async Task<TaskCompletionSource> ChooseFileAsync(ComposerPage composer)
    {
        var (asked, arrives) = (new TaskCompletionSource(), new TaskCompletionSource());
        await composer.Page.RouteAsync("**/draft/files", async route =>
        {
            // What the form said when the file was chosen, as on a slow line.
            asked.TrySetResult();
            await arrives.Task;
            await route.ContinueAsync();
        });
        await composer.Page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "report.txt", MimeType = "text/plain", Buffer = "as it was"u8.ToArray() });
        await asked.Task;
        return arrives;
    }
}
