using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

public sealed class KnownBrowserTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private KnownBrowsers Browsers => host.Services.GetRequiredService<KnownBrowsers>();

    private SignInTries Tries => host.Services.GetRequiredService<SignInTries>();

    [Fact]
    public async Task Person_signs_in_where_they_did_before_while_strangers_try_passwords()
    {
        var (person, browser) = await AgentAsync();
        using (browser)
        {
            for (var guess = 0; guess < SignInTries.Most; guess++)
            {
                (await CheckAsync(person, $"wrong {guess}", new DefaultHttpContext())).ShouldBeFalse();
            }

            using var signedOut = await HelpdeskHost.PostAsync(browser, "/account", "/sign-out");
            using var known = await HelpdeskHost.SignInAsync(browser, person.Email, HelpdeskHost.Password);
            using var elsewhere = await HelpdeskHost.SignInAsync(host.Browser(), person.Email, HelpdeskHost.Password);

            known.Headers.Location!.ToString().ShouldBe("/");
            elsewhere.Headers.Location!.ToString().ShouldStartWith("/sign-in");
        }
    }

    [Fact]
    public async Task Wrong_passwords_in_a_known_browser_count_there_alone()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();
        var (one, other) = (await KnownAsync(person), await KnownAsync(person));

        for (var guess = 0; guess < SignInTries.Most; guess++)
        {
            (await CheckAsync(person, $"wrong {guess}", one)).ShouldBeFalse();
        }

        (await CheckAsync(person, HelpdeskHost.Password, one)).ShouldBeFalse("this browser rests");
        (await CheckAsync(person, HelpdeskHost.Password, other)).ShouldBeTrue();
        (await CheckAsync(person, HelpdeskHost.Password, new DefaultHttpContext())).ShouldBeTrue();
    }

    [Fact]
    public async Task Guesses_made_at_once_are_as_few_as_those_made_one_after_the_other()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();

        var taken = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Tries.TakeAsync(person.Id, Guid.Empty, TryKind.Password, default)));

        taken.Count(one => one).ShouldBe(SignInTries.Most);
    }

    [Fact]
    public async Task Signing_in_often_gives_no_more_tries_than_a_few_browsers_have()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();
        var collected = new List<HttpContext>();
        for (var time = 0; time < (2 * KnownBrowsers.Most) + 1; time++)
        {
            collected.Add(await KnownAsync(person));
        }

        var known = new HashSet<Guid>();
        foreach (var one in collected)
        {
            known.Add(await Browsers.FindAsync(person.Id, one, default));
        }

        known.Count.ShouldBe(KnownBrowsers.Most + 1, "the known ones, and all others as one");
        (await Browsers.FindAsync(person.Id, collected[^1], default)).ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task Signing_in_again_in_a_known_browser_makes_no_second_one_of_it()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();
        var context = await KnownAsync(person);
        var id = await Browsers.FindAsync(person.Id, context, default);

        await Browsers.RememberAsync(person, context, default);

        (await Browsers.FindAsync(person.Id, Next(context), default)).ShouldBe(id);
    }

    [Fact]
    public async Task Changed_password_and_a_shut_door_make_strangers_of_all_browsers()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();
        var context = await KnownAsync(person);
        using var scope = host.Services.CreateScope();

        (await scope.ServiceProvider.GetRequiredService<Passwords>().ChangeAsync(person, HelpdeskHost.Password, "an entirely new one", context, default)).ShouldBeNull();
        (await Browsers.FindAsync(person.Id, context, default)).ShouldBe(Guid.Empty);

        var again = await KnownAsync((await host.Services.GetRequiredService<PersonTable>().FindAsync(person.Id, default))!);
        (await host.Services.GetRequiredService<PeopleWork>().ChangeAsync(person.Id, new PersonChange(null, true), await host.ActorAsync(), default)).ShouldBeNull();
        (await Browsers.FindAsync(person.Id, again, default)).ShouldBe(Guid.Empty);
    }

    [Fact]
    public async Task Browser_of_one_person_is_a_strangers_to_another()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();
        var (other, otherBrowser) = await AgentAsync();
        otherBrowser.Dispose();
        var context = await KnownAsync(person);
        context.Request.Headers.Cookie = context.Request.Headers.Cookie.ToString().Replace(person.Id.ToString("N"), other.Id.ToString("N"), StringComparison.Ordinal);

        (await Browsers.FindAsync(other.Id, context, default)).ShouldBe(Guid.Empty);
    }

    [Fact]
    public async Task Cookie_is_for_this_site_and_no_script_and_goes_by_TLS_alone()
    {
        var (person, browser) = await AgentAsync();
        browser.Dispose();
        var context = new DefaultHttpContext { Request = { Scheme = "https" } };

        await Browsers.RememberAsync(person, context, default);

        var cookie = context.Response.Headers.SetCookie.ToString();
        cookie.ShouldContain("; secure");
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldContain("; max-age=31536000");
        cookie.ShouldNotContain(person.SecurityStamp);
    }

    [Fact]
    public async Task Strangers_keep_nobody_from_typing_a_code_and_a_second_factor_makes_strangers_of_other_browsers()
    {
        var (person, browser) = await AgentAsync();
        var other = await KnownAsync(person);
        using (browser)
        {
            var factors = host.Services.GetRequiredService<SecondFactors>();
            using var begun = await HelpdeskHost.PostAsync(browser, "/account", "/account/second-factor/begin");
            var secret = (await factors.FindBegunAsync(person.Id, default))!;
            var code = Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow()));
            using var on = await HelpdeskHost.PostAsync(browser, "/account", "/account/second-factor/confirm", ("code", code));
            (await Browsers.FindAsync(person.Id, other, default)).ShouldBe(Guid.Empty);

            // Whoever knows no password uses up the tries of passwords; whoever knows it, those of codes.
            foreach (var kind in new[] { TryKind.Password, TryKind.Code })
            {
                for (var guess = 0; guess < SignInTries.Most; guess++)
                {
                    (await Tries.TakeAsync(person.Id, Guid.Empty, kind, default)).ShouldBeTrue($"{kind} {guess}");
                }

                (await Tries.TakeAsync(person.Id, Guid.Empty, kind, default)).ShouldBeFalse();
            }

            using var signedOut = await HelpdeskHost.PostAsync(browser, "/account", "/sign-out");
            using var password = await HelpdeskHost.SignInAsync(browser, person.Email, HelpdeskHost.Password);
            var next = Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow()) + 1);
            using var right = await HelpdeskHost.PostAsync(browser, "/sign-in/code", "/sign-in/code", ("code", next));

            password.Headers.Location!.ToString().ShouldBe("/sign-in/code");
            right.Headers.Location!.ToString().ShouldBe("/");
        }
    }

    private async Task<bool> CheckAsync(Person person, string password, HttpContext context)
    {
        using var scope = host.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<Passwords>().CheckAsync(person.Email, password, context, default) is not null;
    }

    /// <summary>A request of a browser in which the person has signed in.</summary>
    private async Task<HttpContext> KnownAsync(Person person)
    {
        var context = new DefaultHttpContext();
        await Browsers.RememberAsync(person, context, default);
        return Next(context);
    }

    private static DefaultHttpContext Next(HttpContext before) => new() { Request = { Headers = { Cookie = before.Response.Headers.SetCookie.ToString().Split(';')[0] } } };

    private async Task<(Person Person, HttpClient Browser)> AgentAsync()
    {
        var browser = host.Browser();
        var person = await host.InvitedAsync(browser, $"{Guid.NewGuid():N}@contoso.example");
        return (person, browser);
    }
}
