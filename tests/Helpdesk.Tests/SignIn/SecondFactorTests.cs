using System.Net;
using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

public sealed partial class SecondFactorTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    /// <summary>RFC 6238, appendix B, the last six of its eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Totp.Code("12345678901234567890"u8, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    [Fact]
    public void Secret_is_written_as_apps_read_it() => Totp.Written("12345678901234567890"u8).ShouldBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

    [Fact]
    public void Code_is_good_for_its_step_and_its_neighbours_and_once()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
        var step = Totp.StepOf(now);
        byte[] secret = [.. "12345678901234567890"u8];

        Totp.Match(secret, Totp.Code(secret, step - 1), now, 0).ShouldBe(step - 1);
        Totp.Match(secret, Totp.Code(secret, step)[..3] + " " + Totp.Code(secret, step)[3..], now, 0).ShouldBe(step);
        Totp.Match(secret, Totp.Code(secret, step), now, step).ShouldBeNull();
        Totp.Match(secret, Totp.Code(secret, step - 2), now, 0).ShouldBeNull();
        Totp.Match(secret, "", now, 0).ShouldBeNull();
    }

    [Fact]
    public async Task Password_alone_opens_nothing_once_it_is_on_and_a_recovery_code_works_once()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        using var browser = await AgentAsync(email);
        using var begun = await HelpdeskHost.PostAsync(browser, "/account", "/account/second-factor/begin");
        var person = (await host.Services.GetRequiredService<PersonTable>().FindByEmailAsync(email, default))!;
        var factors = host.Services.GetRequiredService<SecondFactors>();
        var secret = (await factors.FindBegunAsync(person.Id, default))!;
        (await factors.ConfirmAsync(person.Id, "000000000", default)).ShouldBeNull();
        var codes = (await factors.ConfirmAsync(person.Id, Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow())), default)).ShouldNotBeNull();

        using var other = host.Browser();
        using var password = await HelpdeskHost.SignInAsync(other, email, HelpdeskHost.Password);
        using var without = await other.GetAsync("/tickets");
        using var wrong = await HelpdeskHost.PostAsync(other, "/sign-in/code", "/sign-in/code", ("code", "12345"));
        using var right = await HelpdeskHost.PostAsync(other, "/sign-in/code", "/sign-in/code", ("code", codes[0].ToUpperInvariant()));
        using var within = await other.GetAsync("/tickets");

        password.Headers.Location!.ToString().ShouldBe("/sign-in/code");
        without.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        wrong.Headers.Location!.ToString().ShouldBe("/sign-in/code");
        right.Headers.Location!.ToString().ShouldBe("/");
        within.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await factors.CheckAsync(person.Id, codes[0], default)).ShouldBeFalse();
        (await factors.CountRecoveryCodesAsync(person.Id, default)).ShouldBe(9);
    }

    [Fact]
    public async Task Recovery_code_lets_in_where_the_secret_cannot_be_opened_any_more()
    {
        var person = (await host.ActorAsync()).Id;
        var factors = host.Services.GetRequiredService<SecondFactors>();
        await factors.BeginAsync(person, default);
        var codes = (await factors.ConfirmAsync(person, Totp.Code((await factors.FindBegunAsync(person, default))!, Totp.StepOf(TimeProvider.System.GetUtcNow())), default)).ShouldNotBeNull();
        await host.QueryAsync<Guid>("update helpdesk.second_factor set secret = 'b2YgYW5vdGhlciBrZXkgcmluZw==' where person_id = @person returning person_id", new { person });

        (await factors.CheckAsync(person, "123456", default)).ShouldBeFalse();
        (await factors.CheckAsync(person, codes[0], default)).ShouldBeTrue();
        await factors.RemoveAsync(person, default);
    }

    [Fact]
    public async Task Forgotten_password_is_set_anew_by_a_mail_and_nobody_learns_who_has_an_account()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        using var agent = await AgentAsync(email);
        using var browser = host.Browser();

        using var known = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", email.ToUpperInvariant()));
        using var unknown = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", "nobody@contoso.example"));
        await MailedAsync(email);
        var id = await host.QueryAsync<Guid>("select reply_id from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' = @email", new { email });
        using var reply = host.Service("reply");
        var mail = (await System.Net.Http.Json.HttpClientJsonExtensions.GetFromJsonAsync<OutgoingReply>(reply, $"/internal/replies/{id}"))!;
        var key = Key().Match(mail.Text).Groups["key"].Value;
        using var set = await HelpdeskHost.PostAsync(browser, $"/invitation?key={key}", "/invitation", ("key", key), ("password", "an entirely new one"));
        using var signIn = await HelpdeskHost.SignInAsync(host.Browser(), email, "an entirely new one");

        unknown.Headers.Location.ShouldBe(known.Headers.Location);
        mail.Automatic.ShouldBeTrue();
        mail.To.Single().Address.ShouldBe(email);
        signIn.Headers.Location!.ToString().ShouldBe("/");
        (await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' like 'nobody%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Forgotten_password_sends_one_mail_however_often_it_is_asked_for_at_once()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        using var agent = await AgentAsync(email);
        using var browser = host.Browser();

        using var first = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", email));
        using var second = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", email));

        // They are done one after the other: once the mail to somebody who asked later is there, a second one to the first would be as well.
        using var third = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", "ada@contoso.example"));
        await MailedAsync("ada@contoso.example");
        (await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' = @email", new { email })).ShouldBe(1);
    }

    [Fact]
    public async Task Set_up_that_was_left_shows_its_key_no_more_and_takes_off_none_in_use()
    {
        var person = (await host.ActorAsync()).Id;
        var factors = host.Services.GetRequiredService<SecondFactors>();
        await factors.BeginAsync(person, default);
        var secret = (await factors.FindBegunAsync(person, default))!;

        await factors.LeaveAsync(person, default);
        (await factors.FindBegunAsync(person, default)).ShouldBeNull();

        await factors.BeginAsync(person, default);
        var next = (await factors.FindBegunAsync(person, default))!;
        next.ShouldNotBe(secret);
        (await factors.ConfirmAsync(person, Totp.Code(next, Totp.StepOf(TimeProvider.System.GetUtcNow())), default)).ShouldNotBeNull();
        await factors.LeaveAsync(person, default);
        (await factors.IsOnAsync(person, default)).ShouldBeTrue();
        await factors.RemoveAsync(person, default);
    }

    [Fact]
    public async Task Password_typed_between_wrong_codes_does_not_keep_the_account_from_resting()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        using var browser = await AgentAsync(email);
        var person = (await People.FindByEmailAsync(email, default))!;
        var factors = host.Services.GetRequiredService<SecondFactors>();
        await factors.BeginAsync(person.Id, default);
        var secret = (await factors.FindBegunAsync(person.Id, default))!;
        (await factors.ConfirmAsync(person.Id, Totp.Code(secret, Totp.StepOf(TimeProvider.System.GetUtcNow())), default)).ShouldNotBeNull();
        using var scope = host.Services.CreateScope();
        var (passwords, tries) = (scope.ServiceProvider.GetRequiredService<Passwords>(), host.Services.GetRequiredService<SignInTries>());

        for (var wrongCode = 0; wrongCode < SignInTries.Most; wrongCode++)
        {
            (await passwords.CheckAsync(email, HelpdeskHost.Password, new DefaultHttpContext(), default)).ShouldNotBeNull();
            (await tries.TakeAsync(person.Id, Guid.Empty, TryKind.Code, default)).ShouldBeTrue();
        }

        (await passwords.CheckAsync(email, HelpdeskHost.Password, new DefaultHttpContext(), default)).ShouldNotBeNull();
        (await tries.TakeAsync(person.Id, Guid.Empty, TryKind.Code, default)).ShouldBeFalse("no code is taken for a while");
    }

    [Fact]
    public async Task New_password_by_mail_does_not_end_the_rest_after_wrong_codes_and_its_link_is_not_sent_again_at_once()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        using var agent = await AgentAsync(email);
        var person = (await People.FindByEmailAsync(email, default))!;
        var factors = host.Services.GetRequiredService<SecondFactors>();
        await factors.BeginAsync(person.Id, default);
        (await factors.ConfirmAsync(person.Id, Totp.Code((await factors.FindBegunAsync(person.Id, default))!, Totp.StepOf(TimeProvider.System.GetUtcNow())), default)).ShouldNotBeNull();
        var (tries, resets) = (host.Services.GetRequiredService<SignInTries>(), host.Services.GetRequiredService<PasswordResets>());
        foreach (var kind in new[] { TryKind.Password, TryKind.Code })
        {
            for (var wrong = 0; wrong < SignInTries.Most; wrong++)
            {
                (await tries.TakeAsync(person.Id, Guid.Empty, kind, default)).ShouldBeTrue();
            }
        }

        var pause = TimeSpan.FromMinutes(5);
        (await host.AskAsync(person.Id, [1, 2, 3], pause)).ShouldBeTrue();
        (await resets.UseAsync([1, 2, 3], "a hash", Passwords.NewStamp(), default)).ShouldBeTrue();

        (await tries.TakeAsync(person.Id, Guid.Empty, TryKind.Code, default)).ShouldBeFalse("the code was guessed, not the password");
        (await tries.TakeAsync(person.Id, Guid.Empty, TryKind.Password, default)).ShouldBeTrue("the former password was guessed, not this one");
        (await host.AskAsync(person.Id, [4, 5, 6], pause)).ShouldBeFalse();
        (await host.QueryAsync<long>("with earlier as (update helpdesk.person set reset_asked_at = reset_asked_at - interval '5 minutes' where id = @Id returning 1) select count(*) from earlier", new { person.Id })).ShouldBe(1);
        (await host.AskAsync(person.Id, [4, 5, 6], pause)).ShouldBeTrue();
    }

    [Fact]
    public async Task Link_for_a_new_password_is_not_sent_to_a_mailbox_that_all_agents_read()
    {
        using var agent = await AgentAsync("support@contoso.example");
        using var browser = host.Browser();

        using var asked = await HelpdeskHost.PostAsync(browser, "/forgotten", "/forgotten", ("email", "support@contoso.example"));

        await Eventually.HoldsAsync("the audit trail says why", async () =>
            await host.QueryAsync<long>("select count(*) from helpdesk.audit where details like 'support@contoso.example from % not sent%'") == 1);
        (await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' = 'support@contoso.example'")).ShouldBe(0);
    }

    private Task MailedAsync(string email) => Eventually.HoldsAsync("the mail is made", async () =>
        await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' = @email", new { email }) == 1);

    private PersonTable People => host.Services.GetRequiredService<PersonTable>();

    private async Task<HttpClient> AgentAsync(string email)
    {
        var browser = host.Browser();
        await host.InvitedAsync(browser, email);
        return browser;
    }

    [GeneratedRegex(@"/invitation\?key=(?<key>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Key();
}
