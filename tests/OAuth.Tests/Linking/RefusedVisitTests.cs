using System.Net;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Linking;

public sealed class RefusedVisitTests : OAuthFixture
{
    [Fact]
    public async Task A_forged_state_is_refused_on_a_readable_page_and_audited()
    {
        using var browser = App.Browser();

        using var answer = await browser.GetAsync("/oauth/callback?code=stolen&state=%3Cscript%3Ealert(1)%3C/script%3E");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("This sign-in was not started here");
        page.ShouldContain("state_unknown");
        page.ShouldNotContain("<script");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        (await AuditedAsync()).ShouldContain("callback_refused: a state that was never given out");
        Provider.TokenRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_callback_is_used_once_when_it_comes_twice()
    {
        var (journey, callback) = await SignedInAsync();
        using var first = await journey.ReturnAsync(callback);

        using var second = await journey.ReturnAsync(callback);

        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await second.Content.ReadAsStringAsync()).ShouldContain("state_used");
        (await journey.BannerAsync()).State.ShouldBe(LinkAttemptState.Succeeded);
        Provider.TokenRequests.Count.ShouldBe(1);
        (await AuditedAsync()).ShouldContain(line => line.Contains("came a second time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callback_is_used_once_when_it_comes_ten_times_at_once()
    {
        var (journey, callback) = await SignedInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => journey.ReturnAsync(callback)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect).ShouldBe(1);
        Provider.TokenRequests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("http://localhost:5081", "/oauth")]
    [InlineData("https://helpdesk.example/signin/", "/signin/oauth")]
    public async Task The_cookie_comes_back_to_the_callback_wherever_a_proxy_serves_it(string address, string path)
    {
        await using var app = Replica(("OAuth:PublicAddress", address));
        var journey = new Journey(app);
        await journey.BeginAsync((await app.AddAsync(Drafts.ByPerson())).Id);
        using var browser = app.Browser();

        using var answer = await browser.GetAsync($"/oauth/start{new Uri(journey.Started!.StartUrl).Query}");

        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldContain($"path={path};");
    }

    [Fact]
    public async Task A_callback_in_another_browser_is_refused()
    {
        var (journey, callback) = await SignedInAsync();
        using var stranger = App.Browser();

        using var answer = await stranger.GetAsync(callback);
        using var late = await journey.ReturnAsync(callback);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("foreign_browser");
        late.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await journey.BannerAsync()).Code.ShouldBe("foreign_browser");
        Provider.TokenRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_callback_after_ten_minutes_links_nothing()
    {
        var (journey, callback) = await SignedInAsync();
        App.Time.Ahead = TimeSpan.FromMinutes(10);

        using var answer = await journey.ReturnAsync(callback);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var banner = await journey.BannerAsync();
        banner.State.ShouldBe(LinkAttemptState.Expired);
        banner.Why!.ShouldContain("AADSTS50011");
        Provider.TokenRequests.ShouldBeEmpty();
        (await AuditedAsync()).ShouldContain(line => line.Contains("more than ten minutes old", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_start_address_works_once()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        var journey = new Journey(App);
        var started = await journey.BeginAsync(email.Id);
        await journey.OpenAsync();
        using var second = App.Browser();

        using var again = await second.GetAsync(started.StartUrl);

        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await again.Content.ReadAsStringAsync()).ShouldContain("start_refused");
    }

    [Fact]
    public async Task A_start_address_with_another_key_is_refused()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        var started = await new Journey(App).BeginAsync(email.Id);
        using var browser = App.Browser();

        using var answer = await browser.GetAsync($"/oauth/start?link={started.LinkId:N}&key=guessed");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_state_of_one_attempt_does_not_finish_another()
    {
        var (mine, _) = await SignedInAsync("support@contoso.example");
        var (_, theirCallback) = await SignedInAsync("sales@contoso.example");

        using var answer = await mine.ReturnAsync(theirCallback);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await mine.BannerAsync()).State.ShouldBe(LinkAttemptState.Waiting);
        Provider.TokenRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parameter_that_comes_twice_is_refused()
    {
        var (journey, callback) = await SignedInAsync();

        using var answer = await journey.ReturnAsync(new Uri($"{callback}&code=another"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await journey.BannerAsync()).Code.ShouldBe("callback_empty");
        Provider.TokenRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_end_of_the_consent_page_is_readable()
    {
        using var browser = App.Browser();

        using var answer = await browser.GetAsync("/oauth/callback?admin_consent=True&tenant=11111111-2222-3333-4444-555555555555");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The consent page has ended");
    }

    [Theory]
    [InlineData("error=permission_denied&error_description=AADSTS65004%3A+words+of+somebody&admin_consent=True", "refused consent")]
    [InlineData("error=consent_required", "has no consent")]
    [InlineData("error=call+0800+12345&error_description=Your+mailbox+is+locked", "not known here")]
    public async Task A_consent_page_that_ends_without_consent_is_explained_in_our_own_words(string query, string words)
    {
        using var browser = App.Browser();

        using var answer = await browser.GetAsync($"/oauth/callback?{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("without consent");
        page.ShouldContain(words);
        page.ShouldNotContain("words of somebody");
        page.ShouldNotContain("0800");
        page.ShouldNotContain("is locked");
        (await AuditedAsync()).ShouldContain("consent_refused: an administrator's consent page ended with an error");
    }

    [Fact]
    public async Task Nothing_that_travels_through_a_browser_is_stored_readably()
    {
        var (_, callback) = await SignedInAsync();

        await using var connection = await Database.Source.OpenConnectionAsync();
        var text = (await connection.ExecuteScalarAsync<string>("select string_agg(a::text, ' ') from oauth.link_attempt a"))!;
        var state = Journey.Query(callback, "state");
        text.ShouldNotContain(state);
        text.ShouldNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(state)));
    }

    private async Task<(Journey Journey, Uri Callback)> SignedInAsync(string address = "support@contoso.example")
    {
        Provider.SignsInAs = address;
        var email = await App.AddAsync(Drafts.ByPerson(address));
        var journey = new Journey(App);
        await journey.BeginAsync(email.Id);
        return (journey, await Journey.SignInAsync(await journey.OpenAsync()));
    }

    private async Task<IReadOnlyList<string>> AuditedAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select action || ': ' || details from oauth.audit order by id")).AsList();
    }
}
