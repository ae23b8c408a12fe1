using Dapper;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

public sealed class PasswordResetTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private PasswordResets Resets => host.Services.GetRequiredService<PasswordResets>();

    private Invitations Invitations => host.Services.GetRequiredService<Invitations>();

    [Fact]
    public async Task Asking_for_a_link_leaves_an_administrators_link_good_until_one_is_used()
    {
        var person = await AgentAsync();
        var made = await LinkAsync(person);
        var (asked, again) = (OneTimeKey.Digest("asked " + person.Email), OneTimeKey.Digest("again " + person.Email));

        (await host.AskAsync(person.Id, asked)).ShouldBeTrue();
        (await host.AskAsync(person.Id, again)).ShouldBeTrue();
        foreach (var link in new[] { made, asked, again })
        {
            (await Resets.FindPersonAsync(link, default))!.Id.ShouldBe(person.Id);
        }

        (await Resets.UseAsync(made, "a hash", Passwords.NewStamp(), default)).ShouldBeTrue();
        foreach (var link in new[] { made, asked, again })
        {
            (await Resets.FindPersonAsync(link, default)).ShouldBeNull();
            (await Resets.UseAsync(link, "another hash", Passwords.NewStamp(), default)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task New_link_of_an_administrator_ends_the_one_handed_over_before_and_none_that_was_asked_for()
    {
        var person = await AgentAsync();
        var before = await LinkAsync(person);
        var asked = OneTimeKey.Digest("asked " + person.Email);
        (await host.AskAsync(person.Id, asked)).ShouldBeTrue();

        var after = await LinkAsync(person);

        (await Resets.FindPersonAsync(before, default)).ShouldBeNull();
        (await Resets.FindPersonAsync(asked, default)).ShouldNotBeNull();
        (await Resets.FindPersonAsync(after, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_two_links_used_at_once_one_sets_the_password()
    {
        var person = await AgentAsync();
        var links = new List<byte[]> { await LinkAsync(person) };
        for (var more = 0; more < 5; more++)
        {
            links.Add(OneTimeKey.Digest($"{more} {person.Email}"));
            (await host.AskAsync(person.Id, links[^1])).ShouldBeTrue();
        }

        var used = await Task.WhenAll(links.Select((link, number) => Resets.UseAsync(link, $"hash {number}", Passwords.NewStamp(), default)));

        used.Count(one => one).ShouldBe(1);
        (await host.QueryAsync<string>("select password_hash from helpdesk.person where id = @Id", new { person.Id })).ShouldBe($"hash {Array.IndexOf(used, true)}");
    }

    [Fact]
    public async Task Asking_is_answered_before_anybody_is_looked_for()
    {
        var person = await AgentAsync();
        using var browser = host.Browser();
        await using (var connection = await host.Database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("lock table helpdesk.person in access exclusive mode", transaction: transaction);

            using var known = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", person.Email));
            using var unknown = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", "nobody@contoso.example"));

            known.Headers.Location!.ToString().ShouldBe("/forgotten");
            unknown.Headers.Location.ShouldBe(known.Headers.Location);
        }

        await MailedAsync(person.Email);
    }

    [Fact]
    public async Task Link_whose_mail_could_not_be_kept_was_not_made_and_may_be_asked_for_again_at_once()
    {
        var person = await AgentAsync();
        await host.QueryAsync<string>(
            """
            create function helpdesk.no_room() returns trigger language plpgsql as $$ begin raise exception 'no room' using errcode = '53100'; end $$;
            create trigger no_room before insert on helpdesk.account_mail for each row when (new.reply::text like '%who waits%') execute function helpdesk.no_room();
            update helpdesk.person set name = 'Ida who waits' where email = @Email returning name
            """,
            new { person.Email });
        using var browser = host.Browser();

        using var failed = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", person.Email));
        using var next = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", "ada@contoso.example"));
        await MailedAsync("ada@contoso.example");
        (await host.QueryAsync<long>("select count(*) from helpdesk.password_reset where person_id = @Id and made_by is null", new { person.Id })).ShouldBe(0);

        await host.QueryAsync<string>("drop trigger no_room on helpdesk.account_mail; select 'done'");
        using var again = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", person.Email));
        await MailedAsync(person.Email);
    }

    [Fact]
    public async Task People_page_tells_an_invitation_that_has_ended_from_one_that_is_good()
    {
        using var administrator = await host.AdministratorAsync();
        var invited = (await Invitations.InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Ida Invited", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        (await RowAsync()).ShouldContain("Invited</span>");

        await host.QueryAsync<int>("with ended as (update helpdesk.password_reset set expires_at = now() where person_id = @PersonId returning 1) select count(*)::int from ended", new { invited.PersonId });
        (await RowAsync()).ShouldContain("Invitation has ended</span>");

        await Invitations.InviteAgainAsync(invited.PersonId, await host.ActorAsync(), default);
        (await RowAsync()).ShouldContain("Invited</span>");

        await host.QueryAsync<int>(
            "with known as (insert into helpdesk.person_identity (provider, subject, person_id, linked_at) values ('login.example', 'ida', @PersonId, now()) returning 1) select count(*)::int from known", new { invited.PersonId });
        (await RowAsync()).ShouldContain("Active</span>");

        async Task<string> RowAsync() => (await administrator.GetStringAsync("/people")).Split($"id=\"p{invited.PersonId}\"")[1].Split("</tr>")[0];
    }

    [Fact]
    public async Task Key_of_a_link_is_not_logged_when_a_password_is_refused()
    {
        var log = new EveryLine();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var invited = (await Invitations.InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Ida Invited", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        var link = new Uri(invited.Link);
        var key = link.Query["?key=".Length..];
        using var browser = host.Browser();

        using var refused = await HelpdeskHost.PostAsync(browser, link.PathAndQuery, "/invitation", ("key", key), ("password", "short"));
        refused.Headers.Location!.ToString().ShouldContain(key);
        (await browser.GetStringAsync(refused.Headers.Location)).ShouldContain("Not yet.");

        log.Lines.ShouldAllBe(line => !line.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_are_void_once_the_password_was_changed()
    {
        var person = await AgentAsync();
        var (made, asked) = (await LinkAsync(person), OneTimeKey.Digest("asked " + person.Email));
        (await host.AskAsync(person.Id, asked)).ShouldBeTrue();
        using var scope = host.Services.CreateScope();

        (await scope.ServiceProvider.GetRequiredService<Passwords>().ChangeAsync(person, HelpdeskHost.Password, "an entirely new one", new DefaultHttpContext(), default)).ShouldBeNull();

        (await Resets.FindPersonAsync(made, default)).ShouldBeNull();
        (await Resets.FindPersonAsync(asked, default)).ShouldBeNull();
        using var late = await host.Browser().GetAsync($"/invitation?key={Uri.EscapeDataString("asked " + person.Email)}");
        late.StatusCode.ShouldBe(System.Net.HttpStatusCode.Gone);
        (await late.Content.ReadAsStringAsync()).ShouldContain("This link does not work");
    }

    private Task MailedAsync(string email) => Eventually.HoldsAsync("the mail is made", async () =>
        await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' = @email", new { email }) == 1);

    private async Task<byte[]> LinkAsync(Person person)
    {
        var invited = (await Invitations.InviteAgainAsync(person.Id, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        return OneTimeKey.Digest(new Uri(invited.Link).Query["?key=".Length..]);
    }

    private async Task<Person> AgentAsync()
    {
        using var browser = host.Browser();
        return await host.InvitedAsync(browser, $"{Guid.NewGuid():N}@contoso.example");
    }
}
