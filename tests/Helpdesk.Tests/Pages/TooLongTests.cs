using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>Names that are longer than they can be kept: that is said, with the limit, and what was typed is still there.</summary>
public sealed class TooLongTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private static readonly string Long = $"begin {new string('x', 120)} end";

    [Theory]
    [InlineData("/people", "/people", "name", 100, "email", "somebody@contoso.example")]
    [InlineData("/api-keys", "/api-keys", "name", 100, "scope", "AdminRead")]
    [InlineData("/canned-answers", "/canned-answers", "name", 100, "text", "Hello.")]
    [InlineData("/canned-answers", "/canned-answers", "shortcut", 30, "name", "Hello", "text", "Hello.")]
    [InlineData("/rules", "/rules", "name", 100, "value", "a@b.example", "field", "Subject", "match", "Contains")]
    [InlineData("/rules", "/rules", "department", 100, "value", "a@b.example", "field", "Subject", "match", "Contains", "name", "By")]
    [InlineData("/webhooks", "/webhooks", "name", 100, "address", "https://example.org/hook", "events", "ticket.created")]
    [InlineData("/tickets?view=open", "/views?view=open", "name", 60, "act", "add")]
    [InlineData("/tickets/new", "/tickets/new", "subject", 300, "to", "anna@customer.example", "text", "Hello.")]
    public async Task Name_that_is_too_long_is_refused_with_its_limit_and_stays_in_the_form(string page, string action, string field, int longest, params string[] others)
    {
        var typed = longest < 120 ? Long : string.Concat(Enumerable.Repeat(Long, 3));
        using var browser = await host.AdministratorAsync();
        (string, string)[] fields = [(field, typed), ("mailbox", page == "/tickets/new" ? $"{StubOAuth.Support}" : ""), .. others.Chunk(2).Select(pair => (pair[0], pair[1]))];

        using var refused = await HelpdeskHost.PostAsync(browser, page, action, fields);
        var shown = WebUtility.HtmlDecode(await browser.GetStringAsync(refused.Headers.Location!.ToString().Split('#')[0]));

        shown.ShouldContain($"is too long: it has {typed.Length} characters, and {longest} are the most.");
        shown.ShouldContain($"value=\"{typed}\"");
    }

    [Fact]
    public async Task Key_whose_name_is_too_long_is_not_made_and_its_scope_stays_chosen()
    {
        using var browser = await host.AdministratorAsync();
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var refused = await HelpdeskHost.PostAsync(browser, "/api-keys", "/api-keys", ("name", Long), ("scope", "AdminRead"));
        var shown = await browser.GetStringAsync("/api-keys");
        using var called = await program.PostAsJsonAsync("/api/v1/api-keys", new { name = Long, scope = "Agent" });

        shown.ShouldContain("value=\"AdminRead\" selected");
        called.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await called.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("name_too_long");
        (await host.QueryAsync<long>("select count(*) from helpdesk.api_key where name like 'begin%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Name_of_the_first_administrator_that_is_too_long_makes_nobody()
    {
        await using var empty = new HelpdeskHost();
        await empty.InitializeAsync();
        var link = new Uri(empty.Services.GetRequiredService<FirstAdministrator>().Link);
        using var browser = empty.Browser();

        using var refused = await HelpdeskHost.PostAsync(
            browser, link.PathAndQuery, "/setup", ("key", link.Query["?key=".Length..]), ("name", Long), ("email", "ada@contoso.example"), ("password", HelpdeskHost.Password));
        var shown = await browser.GetStringAsync(refused.Headers.Location!.ToString());

        shown.ShouldContain($"The name is too long: it has {Long.Length} characters, and 100 are the most.");
        shown.ShouldContain($"value=\"{Long}\"");
        (await empty.QueryAsync<long>("select count(*) from helpdesk.person")).ShouldBe(0);
    }

    [Fact]
    public async Task Signature_that_is_too_long_is_shown_again_whole_and_the_one_before_stays()
    {
        var typed = Random(5_000);
        using var browser = await host.AdministratorAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        using var kept = await HelpdeskHost.PostAsync(browser, "/account", "/account/signature", ("text", "Ada"));

        using var refused = await HelpdeskHost.PostAsync(browser, "/account", "/account/signature", ("text", typed));
        var shown = await browser.GetStringAsync("/account");
        using var called = await program.PutAsJsonAsync("/api/v1/me/signature", new { text = typed });

        shown.ShouldContain("The signature is too long: it has 5,000 characters, and 4,000 are the most.");
        shown.ShouldContain($"{typed}</textarea>");
        called.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await called.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("signature_too_long");
        (await browser.GetStringAsync("/account")).ShouldContain("Ada</textarea>");
    }

    [Fact]
    public async Task Settings_that_are_too_long_for_a_cookie_stay_in_the_form_once_and_are_then_gone()
    {
        var (page, text) = ($"/rules/mailboxes/{StubOAuth.Sales}", Random(15_000));
        using var browser = await host.AdministratorAsync();

        using var refused = await HelpdeskHost.PostAsync(browser, page, page, ("department", Long), ("text", text), ("acknowledge", "true"), ("plus", "true"));
        using var stranger = await host.AdministratorAsync();
        (await stranger.GetStringAsync(page)).ShouldNotContain(text);
        (await browser.GetStringAsync(page)).ShouldContain($"{text}</textarea>");

        (await browser.GetStringAsync(page)).ShouldNotContain(text);
        (await host.QueryAsync<long>("select count(*) from helpdesk.long_flash")).ShouldBe(0);
    }

    /// <summary>Letters that cannot be pressed together.</summary>
    private static string Random(int length) => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", length);

    [Fact]
    public async Task Tag_that_is_too_long_changes_nothing_and_stays_in_the_form()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var tags = $"printer, {new string('y', 41)}";
        using var browser = await host.AdministratorAsync();
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var refused = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/plan", ("priority", "2"), ("tags", tags));
        var shown = WebUtility.HtmlDecode(await browser.GetStringAsync(refused.Headers.Location!.ToString()));
        using var called = await program.PatchAsJsonAsync($"/api/v1/tickets/{ticket}", new { addTags = new[] { new string('y', 41) } });

        shown.ShouldContain("The tag «yyyyyyyyyyyyyyyyyyyy…» is too long: it has 41 characters, and 40 are the most.");
        shown.ShouldContain($"value=\"{tags}\"");
        var now = await host.TicketAsync(ticket);
        (now.Priority, now.Tags.Count).ShouldBe((0, 0));
        called.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await called.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("tags_invalid");
    }

    [Fact]
    public async Task Department_of_a_mailbox_that_is_too_long_saves_nothing_and_keeps_the_form()
    {
        var page = $"/rules/mailboxes/{StubOAuth.Sales}";
        using var browser = await host.AdministratorAsync();

        using var refused = await HelpdeskHost.PostAsync(browser, page, page, ("department", Long), ("footer", "Contoso Ltd"), ("plus", "true"));
        var shown = await browser.GetStringAsync(page);

        shown.ShouldContain($"The department is too long: it has {Long.Length} characters, and 100 are the most.");
        shown.ShouldContain($"value=\"{Long}\"");
        shown.ShouldContain(">Contoso Ltd</textarea>");
        (await host.Services.GetRequiredService<MailboxTable>().FindAsync(StubOAuth.Sales, default)).ShouldBe(new MailboxSettings { SystemEmailId = StubOAuth.Sales });
    }

    [Fact]
    public async Task Note_that_is_too_long_is_shown_again_rather_than_cut()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();
        browser.DefaultRequestHeaders.Add("Origin", browser.BaseAddress!.GetLeftPart(UriPartial.Authority));

        using var refused = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/note", ("text", $"{new string('n', 100_000)} the end of it"));

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var shown = await refused.Content.ReadAsStringAsync();
        shown.ShouldContain("The note is too long: it has 100,014 characters, and 100,000 are the most.");
        shown.ShouldContain("the end of it");
        (await host.TicketAsync(ticket)).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Note);
    }
}
