using System.Net.Http.Json;
using AngleSharp.Html.Parser;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Webhooks;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>What cannot be undone is done by a button behind words that say what comes of it, with a script and without.</summary>
public sealed class AskFirstTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("/rules", "/rules/", "treated by this rule")]
    [InlineData("/canned-answers", "/canned-answers", "Nobody can use it any more")]
    [InlineData("/webhooks", "/webhooks/", "told nothing more")]
    [InlineData("/api-keys", "/api-keys/", "refused at once")]
    public async Task Act_that_cannot_be_undone_says_first_what_comes_of_it(string address, string form, string consequence)
    {
        using var browser = await host.AdministratorAsync();
        using var program = host.Program(await host.KeyAsync(Role.Admin));
        using var rule = await HelpdeskHost.PostAsync(browser, "/rules", "/rules", ("name", "Odd"), ("field", "Subject"), ("match", "Contains"), ("value", "zzzz"), ("header", ""), ("tags", "odd"), ("act", "sort"));
        using var canned = await program.PutAsJsonAsync($"/api/v1/canned-answers/{Guid.NewGuid()}", new { name = "Thanks", text = "Thank you." });
        using var webhook = await program.PostAsJsonAsync("/api/v1/webhooks", new WebhookDraft("x", "https://hooks.example.org/x", [WebhookEvents.All[0]]));

        var page = new HtmlParser().ParseDocument(await browser.GetStringAsync(address));

        var acts = page.QuerySelectorAll($"form[action^='{form}'] button.danger, form[action^='{form}'] button[value=remove]");
        acts.ShouldNotBeEmpty();
        acts.ShouldAllBe(act => act.Closest("details.ask:not([open])") != null && act.Closest("details.ask")!.TextContent.Contains(consequence, StringComparison.Ordinal));
    }
}
