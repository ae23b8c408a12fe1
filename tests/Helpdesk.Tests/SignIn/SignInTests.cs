using System.Net;
using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

public sealed partial class SignInTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private static readonly string[] AdminPages = ["/system-emails", "/people", "/api-keys"];
    private static readonly string[] AgentPages = ["/", "/tickets?view=all", "/failed-mail", "/queue", "/system-health", "/account"];

    [Fact]
    public async Task First_administrator_is_made_once_by_the_printed_link()
    {
        using var browser = await host.AdministratorAsync();
        var link = new Uri(host.Services.GetRequiredService<FirstAdministrator>().Link);

        using var again = await host.Browser().GetAsync(link.PathAndQuery);
        using var wrong = await host.Browser().GetAsync("/setup?key=guessed");

        foreach (var answer in new[] { again, wrong })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Gone);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("Either it is not whole, or there is an administrator already.");
        }

        (await host.QueryAsync<long>("select count(*) from helpdesk.person where email = 'ada@contoso.example'")).ShouldBe(1);
    }

    [Fact]
    public async Task Pages_send_strangers_to_the_sign_in_and_come_back_to_where_they_wanted()
    {
        using var browser = host.Browser();
        foreach (var page in AgentPages.Concat(AdminPages).Append("/entries/1/source"))
        {
            using var answer = await browser.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, page);
            answer.Headers.Location!.ToString().ShouldContain("/sign-in?returnTo=");
        }
    }

    [Fact]
    public async Task Agent_sees_tickets_and_no_administration()
    {
        using var browser = await AgentAsync("agent1@contoso.example");

        foreach (var page in AgentPages)
        {
            using var answer = await browser.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        }

        foreach (var page in AdminPages)
        {
            using var answer = await browser.GetAsync(page);
            answer.Headers.Location!.ToString().ShouldContain("/not-allowed", Case.Sensitive, page);
        }
    }

    [Fact]
    public async Task Form_without_its_token_changes_nothing()
    {
        using var browser = await host.AdministratorAsync();
        var before = await host.QueryAsync<long>("select count(*) from helpdesk.api_key");

        using var answer = await browser.PostAsync("/api-keys", new FormUrlEncodedContent([KeyValuePair.Create("name", "forged"), KeyValuePair.Create("scope", "Admin")]));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.QueryAsync<long>("select count(*) from helpdesk.api_key")).ShouldBe(before);
    }

    [Fact]
    public async Task Person_who_is_shut_out_is_out_with_the_next_click()
    {
        using var browser = await AgentAsync("agent2@contoso.example");
        var person = (await host.Services.GetRequiredService<PersonTable>().FindByEmailAsync("agent2@contoso.example", default))!;

        (await host.Services.GetRequiredService<PeopleWork>().ChangeAsync(person.Id, new PersonChange(null, true), await host.ActorAsync(), default)).ShouldBeNull();

        using var answer = await browser.GetAsync("/tickets");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var signIn = await HelpdeskHost.SignInAsync(host.Browser(), "agent2@contoso.example", HelpdeskHost.Password);
        signIn.Headers.Location!.ToString().ShouldContain("/sign-in");
    }

    [Fact]
    public async Task Last_administrator_stays_one()
    {
        var actor = await host.ActorAsync();

        (await host.Services.GetRequiredService<PeopleWork>().ChangeAsync(actor.Id, new PersonChange(Role.Agent, null), actor, default)).ShouldNotBeNull();

        (await host.Services.GetRequiredService<PersonTable>().FindAsync(actor.Id, default))!.Role.ShouldBe(Role.Admin);
    }

    [Fact]
    public async Task Right_password_is_refused_after_five_wrong_ones()
    {
        using var first = await AgentAsync("agent3@contoso.example");
        using var scope = host.Services.CreateScope();
        var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();
        for (var i = 0; i < 5; i++)
        {
            (await passwords.CheckAsync("agent3@contoso.example", $"wrong {i}", new DefaultHttpContext(), default)).ShouldBeNull();
        }

        (await passwords.CheckAsync("agent3@contoso.example", HelpdeskHost.Password, new DefaultHttpContext(), default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Sign_in_leads_nowhere_else(string returnTo)
    {
        using var admin = await host.AdministratorAsync();
        using var answer = await HelpdeskHost.PostAsync(
            host.Browser(), "/sign-in", "/sign-in", ("email", "ada@contoso.example"), ("password", HelpdeskHost.Password), ("returnTo", returnTo));

        answer.Headers.Location!.ToString().ShouldBe("/");
    }

    [Fact]
    public async Task Every_page_carries_a_policy_that_lets_nothing_from_elsewhere_in()
    {
        using var browser = await host.AdministratorAsync();

        using var answer = await browser.GetAsync("/tickets");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        var page = await answer.Content.ReadAsStringAsync();
        Inline().IsMatch(page).ShouldBeFalse();
    }

    private async Task<HttpClient> AgentAsync(string email)
    {
        var browser = host.Browser();
        await host.InvitedAsync(browser, email);
        return browser;
    }

    [GeneratedRegex("""\s(style|on[a-z]+)=|<script(?![^>]*\ssrc=)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Inline();
}
