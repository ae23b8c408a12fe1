using System.Net;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>Addresses and forms as they are mistyped, kept too long or sent from elsewhere: each gets a page that says what to do.</summary>
public sealed class WrongAddressTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("/dashboard?days=soon")]
    [InlineData("/dashboard?days=99999999999999999999")]
    [InlineData("/audit?before=yesterday")]
    [InlineData("/failed-mail?before=-1")]
    [InlineData("/webhooks?log=all")]
    [InlineData("/tickets?sort=up&mailbox=mine&priority=99999999999&after=x&view=none")]
    public async Task Value_that_is_none_is_as_if_it_were_not_there(string address)
    {
        using var browser = await host.AdministratorAsync();

        using var page = await browser.GetAsync(address);

        page.StatusCode.ShouldBe(HttpStatusCode.OK, string.Join('\n', host.Log.Faults));
    }

    [Theory]
    [InlineData("/tickets/{0}/reply", "/tickets/{0}")]
    [InlineData("/tickets/bulk", "/tickets")]
    [InlineData("/account/password", "/account")]
    [InlineData("/sign-out", "/")]
    public async Task Address_of_a_form_leads_to_its_page(string form, string page)
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();

        using var answer = await browser.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, ticket));

        (answer.StatusCode, answer.Headers.Location?.ToString()).ShouldBe((HttpStatusCode.Redirect, string.Format(System.Globalization.CultureInfo.InvariantCulture, page, ticket)));
    }

    [Fact]
    public async Task Form_of_no_page_of_a_form_too_large_and_of_values_that_are_none_are_answered_in_words()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();

        using var page = await HelpdeskHost.PostAsync(browser, "/account", "/failed-mail", ("act", "x"));
        using var large = await HelpdeskHost.PostAsync(browser, "/account", $"/tickets/{ticket}/note", ("text", new string('n', 5_000_000)));
        using var status = await HelpdeskHost.PostAsync(browser, "/account", $"/tickets/{ticket}/status", ("status", "7"));
        using var act = await HelpdeskHost.PostAsync(browser, "/account", $"/people/{(await host.ActorAsync()).Id}", ("act", "nothing"));
        using var stillIn = await browser.GetAsync("/account");

        (await page.Content.ReadAsStringAsync()).ShouldContain("<h1>Nothing to do here</h1>");
        (await large.Content.ReadAsStringAsync()).ShouldContain("<h1>Too large</h1>");
        (await status.Content.ReadAsStringAsync()).ShouldContain("<h1>Nothing here</h1>");
        stillIn.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Damaged_archive_is_refused_in_words_of_ours()
    {
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostFileAsync(browser, "/import", "/import", "file", "mails.zip", [.. "PK\u0003\u0004"u8, .. new byte[100]], ("mailbox", $"{StubOAuth.Support}"));

        (await browser.GetStringAsync("/import")).ShouldContain("It is damaged, or no zip archive.");
    }

    [Fact]
    public async Task Webhook_that_is_refused_stays_as_it_was_typed()
    {
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/webhooks", "/webhooks", ("name", "Typed name"), ("address", "ftp://typed.example/hook"), ("events", "entry.added"));

        var page = await browser.GetStringAsync("/webhooks");
        page.ShouldContain("value=\"Typed name\"");
        page.ShouldContain("value=\"ftp://typed.example/hook\"");
    }

    [Fact]
    public async Task Missing_file_is_a_page_for_a_browser_and_a_problem_for_a_program()
    {
        using var browser = await host.AdministratorAsync();
        using var page = await browser.GetAsync("/tickets/99999999/export");
        browser.DefaultRequestHeaders.Accept.Clear();
        using var problem = await browser.GetAsync("/tickets/99999999/export");

        (page.StatusCode, page.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.NotFound, "text/html"));
        (await page.Content.ReadAsStringAsync()).ShouldContain("<h1>There is no ticket 99999999.</h1>");
        (problem.StatusCode, problem.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.NotFound, "application/problem+json"));
    }

    [Fact]
    public async Task Form_that_was_sent_signed_out_is_shown_as_it_was_typed_and_leads_back_to_its_page()
    {
        using var browser = host.Browser();
        var (own, page) = (browser.BaseAddress!.GetLeftPart(UriPartial.Authority), "/tickets/1001?view=mine");

        using var answer = await SendAsync(browser, own, new Uri(browser.BaseAddress!, page));
        using var foreign = await SendAsync(browser, "https://elsewhere.example", null);

        var shown = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        shown.ShouldContain("A long answer &amp; more</textarea>");
        shown.ShouldNotContain("correct horse");
        shown.ShouldContain($"href=\"/sign-in?returnTo={Uri.EscapeDataString(page)}\"");
        (foreign.StatusCode, foreign.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.Redirect, "/sign-in?returnTo=%2Ftickets%2F1001"));
    }

    [Fact]
    public async Task Form_with_a_token_that_has_ended_is_shown_as_it_was_typed()
    {
        using var browser = await host.AdministratorAsync();

        using var answer = await SendAsync(browser, browser.BaseAddress!.GetLeftPart(UriPartial.Authority), null);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("A long answer &amp; more</textarea>");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string origin, Uri? page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tickets/1001/reply")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("text", "A long answer & more"), KeyValuePair.Create("password", "correct horse battery")]),
        };
        request.Headers.Add("Origin", origin);
        request.Headers.Referrer = page;
        return await browser.SendAsync(request);
    }
}
