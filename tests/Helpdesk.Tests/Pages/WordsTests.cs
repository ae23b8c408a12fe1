using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>All words of the pages come from resources. With WRITE_WORDS=1 the resource file is written from the sources first.</summary>
public sealed partial class WordsTests(TranslatedHost host) : IClassFixture<TranslatedHost>
{
    /// <summary>Words that stay as they are in every language.</summary>
    private static readonly string[] SameEverywhere =
    [
        "HelpdeskMail", // the product
        "· HelpdeskMail",
        "(UTC)", // the zone
        "Message-ID", // the field of a mail
        "email", "access_type=offline", "-----BEGIN CERTIFICATE-----", // what is typed into fields, by example
        "d MMM yyyy", // a form of dates
    ];

    [Fact]
    public void Resources_hold_what_the_sources_ask_for_and_nothing_else()
    {
        if (Environment.GetEnvironmentVariable("WRITE_WORDS") == "1")
        {
            WordSources.WriteResources();
        }

        var keys = WordSources.ReadKeys();
        var resources = WordSources.ReadResources();

        keys.Count.ShouldBeGreaterThan(500);
        keys.Where(key => resources.All(resource => resource.Name != Translated.NameOf(key.Key))).Select(key => $"«{key.Key}» of {string.Join(", ", key.Value)}").ShouldBeEmpty("write the file anew: WRITE_WORDS=1");
        resources.Select(resource => resource.Value).Where(value => !keys.ContainsKey(value)).ShouldBeEmpty("nothing uses these; write the file anew: WRITE_WORDS=1");
        resources.ShouldAllBe(resource => resource.Name == Translated.NameOf(resource.Value));
        resources.Select(resource => resource.Name.ToUpperInvariant()).ShouldBeUnique("names in a resource file differ in more than case");
        WordSources.ReadComputedKeys().ShouldBeEmpty("a key is a literal; values are put in by {0}");
    }

    [Fact]
    public void Resources_are_found_by_the_name_they_have_in_the_assembly()
    {
        typeof(Words).Assembly.GetManifestResourceNames().ShouldContain("HelpdeskMail.Helpdesk.Resources.Words.resources");
        WordSources.ReadKeys().Keys.Where(key => Translated.Find(key) is null).ShouldBeEmpty();
    }

    [Fact]
    public void No_page_holds_words_of_its_own()
    {
        var keys = WordSources.ReadKeys();

        string.Join('\n', PageLiterals.Find().Where(literal => !keys.ContainsKey(literal.Words) && !SameEverywhere.Contains(literal.Words, StringComparer.Ordinal) && !Name().IsMatch(literal.Words))
            .Select(literal => $"{literal.Component}: {literal.Words}").Order(StringComparer.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("eo", true)]
    [InlineData("xx;q=0.9,eo-001;q=0.8,en;q=0.5", true)]
    [InlineData("en-US,en;q=0.9,eo;q=0.8", false)]
    [InlineData("fi", false)]
    public async Task Pages_speak_the_first_language_of_the_browser_that_there_is(string accepted, bool translated)
    {
        using var browser = Speaking(host.Browser(), accepted);

        var page = await browser.GetStringAsync("/sign-in");

        page.ShouldContain(translated ? $"<h1>{PretendLanguage.Mark}Sign in</h1>" : "<h1>Sign in</h1>");
        page.ShouldContain(translated ? "<html lang=\"eo\">" : "<html lang=\"en\">");
        page.Contains("id=\"words\"", StringComparison.Ordinal).ShouldBe(translated);
        page.Contains($"\"Draft kept\":\"{PretendLanguage.Mark}Draft kept\"", StringComparison.Ordinal).ShouldBe(translated);
    }

    [Fact]
    public async Task A_banner_after_a_form_speaks_the_language_too()
    {
        using var browser = Speaking(host.Browser());

        using var refused = await HelpdeskHost.SignInAsync(browser, "nobody@contoso.example", "wrong password");
        (await browser.GetStringAsync(refused.Headers.Location)).ShouldContain($"{PretendLanguage.Mark}That is not right.");
    }

    [Fact]
    public async Task The_page_for_what_went_wrong_speaks_the_language_too()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };

        await InPretendLanguageAsync(() => PlainPage.WriteAsync(context, StatusCodes.Status404NotFound));

        Encoding.UTF8.GetString(body.ToArray()).ShouldContain($"<html lang=\"eo\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{PretendLanguage.Mark}Nothing here · HelpdeskMail</title>");
    }

    [Fact]
    public async Task A_ticket_is_translated_for_its_reader_while_dates_and_programs_keep_theirs()
    {
        var entry = (await host.ReceiveAsync(Mails.Html("<p>Hi</p>", subject: "A lamp"))).ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();
        using var taken = await HelpdeskHost.PostAsync(browser, $"/tickets/{entry.TicketNumber}", $"/tickets/{entry.TicketNumber}/status", ("status", nameof(TicketStatus.Closed)));
        var english = await browser.GetStringAsync($"/tickets/{entry.TicketNumber}");

        var page = await Speaking(browser).GetStringAsync($"/tickets/{entry.TicketNumber}");
        using var program = Speaking(host.Program(await host.KeyAsync(Role.Agent)));
        var answer = await program.GetStringAsync($"/api/v1/tickets/{entry.TicketNumber}");

        page.ShouldContain($"{PretendLanguage.Mark}New ticket: nothing in the mail points to an earlier one");
        page.ShouldContain($": {PretendLanguage.Mark}Closed</span>");
        Titles(page).ShouldBe(Titles(english));
        answer.ShouldNotContain(PretendLanguage.Mark);
        answer.ShouldContain("\"Closed\"");
    }

    [Theory]
    [InlineData("Assigned to Bea Berg", "Assigned to Bea Berg")]
    [InlineData("Priority: High", "Priority: High")]
    [InlineData("#1001 «A «big» lamp» merged into this ticket", "#1001 «A «big» lamp» merged into this ticket")]
    [InlineData("Words of an earlier release", null)]
    public async Task What_was_done_is_stored_in_English_and_shown_in_the_language_of_the_reader(string stored, string? translated)
    {
        var shown = "";

        await InPretendLanguageAsync(() => Task.FromResult(shown = EventWords.Of(stored).Text));

        EventWords.Of(stored).Text.ShouldBe(stored);
        shown.ShouldBe(translated is null ? stored : $"{PretendLanguage.Mark}{translated}");
    }

    /// <summary>The language ends with the method, as it does with a request.</summary>
    private static async Task InPretendLanguageAsync(Func<Task> act)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(PretendLanguage.Name);
        await act();
    }

    private static HttpClient Speaking(HttpClient browser, string language = PretendLanguage.Name)
    {
        browser.DefaultRequestHeaders.AcceptLanguage.Clear();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return browser;
    }

    private static List<string> Titles(string page) => [.. Moment().Matches(page).Select(match => match.Value)];

    /// <summary>Addresses and names of files or hosts, as examples in fields.</summary>
    [GeneratedRegex(@"^\S*[.@/]\S*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Name();

    [GeneratedRegex("<time datetime=\"[^\"]*\" title=\"[^\"]*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Moment();
}
