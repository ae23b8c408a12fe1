using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Helpdesk.Correspondents;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Correspondents;

public sealed class KnownAddressTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("müll")]
    [InlineData("MUELLER@")]
    [InlineData("mull kath")]
    [InlineData("kathrin.mu")]
    [InlineData("werk.example")]
    [InlineData("@werk")]
    [InlineData("kath werk")]
    [InlineData("kathrin.mueller@mail.we")]
    [InlineData("\"Kathrin Mü")]
    public async Task Person_is_found_by_words_of_the_name_and_parts_of_the_address(string typed)
    {
        await host.ReceiveAsync(Mails.Plain(from: "Kathrin Müller <kathrin.mueller@mail.werk.example>"));
        await host.ReceiveAsync(Mails.Plain(from: "mueller@other.example"));
        await host.KnowAsync();

        var found = await FindAsync(typed);

        found.ShouldContain(typed == "MUELLER@" ? new KnownAddress("", "mueller@other.example") : new KnownAddress("Kathrin Müller", "kathrin.mueller@mail.werk.example"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("k")]
    [InlineData("athrin")]
    [InlineData("'")]
    [InlineData("\\ ' & | ! :* <->")]
    public async Task Nothing_is_offered_for_too_little_or_for_the_middle_of_a_word(string typed)
    {
        await host.ReceiveAsync(Mails.Plain(from: "Kathrin Müller <kathrin@werk.example>"));
        await host.KnowAsync();

        (await FindAsync(typed)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Latest_come_first_and_system_emails_never()
    {
        var now = TimeProvider.System.GetUtcNow();
        await host.ReceiveAsync(Mails.Plain(from: "Olga One <one@rank.example>"), at: now.AddDays(-3));
        await host.ReceiveAsync(Mails.Plain(from: "Olga Two <two@rank.example>"), at: now.AddDays(-1));
        await host.ReceiveAsync(Mails.Plain(from: "Olga Three <three@rank.example>"), at: now.AddDays(-2));
        await host.KnowAsync();
        await host.QueryAsync<int>("insert into helpdesk.known_address values ('support@contoso.example', @Support, 'Olga Support', now(), array_to_tsvector(array['olga'])), ('support+t1@contoso.example', @Support, 'Olga Token', now(), array_to_tsvector(array['olga'])) returning 1", new { StubOAuth.Support });

        (await FindAsync("olga")).Select(one => one.Address).ShouldBe(["two@rank.example", "three@rank.example", "one@rank.example"]);
    }

    [Fact]
    public async Task Given_name_is_found_and_shown_and_colleagues_are_known()
    {
        await host.ReceiveAsync(Mails.Plain(from: "x17@given.example"));
        await host.KnowAsync();
        await host.Services.GetRequiredService<CorrespondentTable>().NameAsync("x17@given.example", "Wilhelmina Given", await host.ActorAsync(), default);

        (await FindAsync("wilhelm")).ShouldBe([new KnownAddress("Wilhelmina Given", "x17@given.example")]);
        (await FindAsync("ada adm")).ShouldContain(new KnownAddress("Ada Admin", "ada@contoso.example"));
    }

    [Fact]
    public async Task Agent_is_offered_nobody_of_a_closed_mailbox_and_strangers_get_nothing()
    {
        await host.ReceiveAsync(Mails.Plain(from: "Secret Person <secret@closed.example>"));
        await host.ReceiveAsync(Mails.Plain(to: "sales@contoso.example", from: "Secret Buyer <buyer@open.example>"), StubOAuth.Sales);
        await host.KnowAsync();
        var agent = await host.AgentOfAsync("sal.suggest@contoso.example", StubOAuth.Sales);
        using var browser = host.Browser();
        using var signedIn = await HelpdeskHost.SignInAsync(browser, "sal.suggest@contoso.example", HelpdeskHost.Password);

        (await browser.GetFromJsonAsync<List<KnownAddress>>("/correspondents/suggest?q=secret"))!.ShouldBe([new KnownAddress("Secret Buyer", "buyer@open.example")]);
        (await host.Services.GetRequiredService<KnownAddressSearch>().FindAsync("secret", agent, default)).Count.ShouldBe(1);
        (await FindAsync("secret")).Count.ShouldBe(2);
        (await host.Services.GetRequiredService<KnownAddressSearch>().FindAsync("secret", await host.AgentOfAsync("nobody.suggest@contoso.example"), default)).ShouldBeEmpty();
        using var stranger = host.Browser();
        (await stranger.GetAsync("/correspondents/suggest?q=secret")).StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Work_done_twice_changes_nothing_and_what_comes_later_is_taken_over()
    {
        await host.ReceiveAsync(Mails.Plain(from: "Twice Done <twice@again.example>"));
        await host.KnowAsync();
        await host.KnowAsync();
        await host.ReceiveAsync(Mails.Plain(from: "Twice Renamed <twice@again.example>"));
        await host.KnowAsync();

        (await FindAsync("twice")).ShouldBe([new KnownAddress("Twice Renamed", "twice@again.example")]);
        (await FindAsync("done")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Latest_of_very_many_are_found_by_a_word_that_all_of_them_have()
    {
        await host.QueryAsync<int>(
            """
            with made as (
              insert into helpdesk.known_address
              select 'person' || n || '@company' || n % 500 || '.example', @Support, 'Maria Number' || n, now() - n * interval '1 minute' - interval '1 year',
                     array_to_tsvector(array['maria', 'number' || n, 'person' || n, 'company' || n % 500, 'example', 'person' || n || '@company' || n % 500 || '.example'])
              from generate_series(6000, 1, -1) as n returning 1)
            select count(*)::int from made
            """,
            new { StubOAuth.Support });

        (await FindAsync("maria")).Select(one => one.Address).ShouldBe(Enumerable.Range(1, KnownAddressSearch.Most).Select(n => $"person{n}@company{n}.example"));
        (await FindAsync("maria number5999")).ShouldBe([new KnownAddress("Maria Number5999", "person5999@company499.example")]);
        (await FindAsync("zzz")).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<KnownAddress>> FindAsync(string typed) => await host.Services.GetRequiredService<KnownAddressSearch>().FindAsync(typed, (await host.ActorAsync()).Id, default);
}
