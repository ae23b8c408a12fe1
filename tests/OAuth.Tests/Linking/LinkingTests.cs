using System.Net;
using System.Net.Http.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.OAuth.Tests.Linking;

public sealed class LinkingTests : OAuthFixture
{
    [Fact]
    public async Task A_sign_in_with_the_mailbox_s_own_account_links_it()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        var journey = new Journey(App);
        var started = await journey.BeginAsync(email.Id, "/system-emails/somewhere?tab=link");

        var page = await journey.OpenAsync();
        using var back = await journey.ReturnAsync(await Journey.SignInAsync(page));

        page.GetLeftPart(UriPartial.Path).ShouldBe($"{Provider.Address}/{IdentityProvider.Tenant}/oauth2/v2.0/authorize");
        Journey.Query(page, "code_challenge_method").ShouldBe("S256");
        Journey.Query(page, "login_hint").ShouldBe("support@contoso.example");
        Journey.Query(page, "redirect_uri").ShouldBe(email.CallbackAddress);
        Journey.Query(page, "state").Length.ShouldBeGreaterThanOrEqualTo(43);
        back.Headers.Location!.AbsoluteUri.ShouldBe($"{OAuthApp.HelpdeskAddress}/system-emails/somewhere?tab=link&link={started.LinkId}");
        var banner = await journey.BannerAsync();
        banner.State.ShouldBe(LinkAttemptState.Succeeded);
        banner.Code.ShouldBe("linked");
        banner.Account.ShouldBe("support@contoso.example");
        var linked = await App.ViewAsync(email.Id);
        linked.Linked.ShouldBeTrue();
        linked.Account.ShouldBe("support@contoso.example");
        linked.Health.State.ShouldBe(LinkState.Healthy);
        linked.Revision.ShouldBeGreaterThan(email.Revision);
        using var credential = await App.CredentialAsync(email.Id);
        Provider.GivenOut.ShouldContain((await credential.Content.ReadFromJsonAsync<Credential>())!.Secret);
    }

    [Fact]
    public async Task Another_account_is_not_accepted_silently()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        Provider.SignsInAs = "someone@contoso.example";

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Code.ShouldBe("wrong_account");
        banner.Account.ShouldBe("someone@contoso.example");
        banner.What.ShouldContain("someone@contoso.example");
        banner.What.ShouldContain("support@contoso.example");
        (await App.ViewAsync(email.Id)).Linked.ShouldBeFalse();
        using var credential = await App.CredentialAsync(email.Id);
        credential.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Another_account_is_accepted_for_a_shared_mailbox()
    {
        // Nobody listens there, so that the right to the mailbox cannot be tried.
        var draft = Drafts.ByPerson();
        var email = await App.AddAsync(draft with
        {
            SharedMailbox = true,
            Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Host = "127.0.0.1", Port = FreePort.Next(), Security = ConnectionSecurity.None } },
        });
        Provider.SignsInAs = "someone@contoso.example";

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.State.ShouldBe(LinkAttemptState.Succeeded);
        banner.Code.ShouldBe("linked_unproven");
        banner.Remedy!.ShouldContain("Full Access");
        (await App.ViewAsync(email.Id)).Account.ShouldBe("someone@contoso.example");
        using var credential = await App.CredentialAsync(email.Id);
        (await credential.Content.ReadFromJsonAsync<Credential>())!.UserName.ShouldBe("support@contoso.example");
    }

    [Fact]
    public async Task A_link_that_was_made_is_not_called_failed_when_what_follows_goes_wrong()
    {
        var heard = await App.ListenAsync();
        var email = await App.AddAsync(Drafts.ByPerson());
        (await new Journey(App).WholeAsync(email.Id)).State.ShouldBe(LinkAttemptState.Succeeded);
        var linked = await App.ViewAsync(email.Id);
        await using var connection = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        var attempt = await connection.QuerySingleAsync<LinkAttemptRow>("select * from link_attempt where system_email_id = @Id", new { email.Id });

        await App.Services.GetRequiredService<LinkFinish>().EndAsync(attempt, () => throw new IOException("the database was cut off while it committed"));

        (await connection.QueryAsync<string>("select action from audit where system_email_id = @Id", new { email.Id })).ShouldBe(["linked", "link_started", "created"], ignoreOrder: true);
        (await connection.QuerySingleAsync<string>("select outcome from link_attempt where id = @Id", new { attempt.Id })).ShouldBe("Succeeded");
        (await App.ViewAsync(email.Id)).Linked.ShouldBeTrue();
        await Eventually.HoldsAsync("it is announced again", () => Task.FromResult(heard.Count(changed => changed == new SystemEmailChanged(email.Id, linked.Revision)) == 2));
    }

    [Theory]
    [InlineData("nonce", "another", "nonce_mismatch")]
    [InlineData("tid", "99999999-2222-3333-4444-555555555555", "wrong_tenant")]
    [InlineData("tid", null, "wrong_tenant")]
    [InlineData("aud", "99999999-2222-3333-4444-555555555555", "identity_invalid")]
    [InlineData("exp", 1, "identity_invalid")]
    [InlineData("preferred_username", null, "identity_missing")]
    public async Task An_identity_that_does_not_fit_is_refused_when(string claim, object? value, string code)
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        Provider.FalseClaims[claim] = value;

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Code.ShouldBe(code);
        (await App.ViewAsync(email.Id)).Linked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_sign_in_without_an_identity_is_refused_with_what_to_do()
    {
        Provider.WithholdsIdToken = true;
        var email = await App.AddAsync(Drafts.ByPerson());

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.Code.ShouldBe("identity_missing", $"{banner.What} {banner.ProviderAnswer}");
        (await App.ViewAsync(email.Id)).Linked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_permission_that_was_not_granted_is_named()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        Provider.WithheldScope = "https://outlook.office.com/SMTP.Send";

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.Code.ShouldBe("linked_partly");
        banner.What.ShouldContain("SMTP.Send");
    }

    [Fact]
    public async Task A_refused_consent_is_explained()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        var journey = new Journey(App);
        await journey.BeginAsync(email.Id);
        var callback = await Journey.SignInAsync(await journey.OpenAsync());

        using var back = await journey.ReturnAsync(Journey.With(
            callback,
            ("state", Journey.Query(callback, "state")),
            ("error", "access_denied"),
            ("error_description", "AADSTS65004: User declined to consent to access the app. <script>alert(1)</script>")));

        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var banner = await journey.BannerAsync();
        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Code.ShouldBe("AADSTS65004");
        banner.What.ShouldBe("The one who signed in refused consent.");
        banner.ProviderAnswer!.ShouldStartWith("access_denied: AADSTS65004");
    }

    [Fact]
    public async Task A_wrong_secret_is_explained_at_the_end_of_the_sign_in()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        Provider.SecretInForce = "another";

        var banner = await new Journey(App).WholeAsync(email.Id);

        banner.Code.ShouldBe("AADSTS7000215");
        banner.Remedy!.ShouldContain("Value");
        banner.ProviderAnswer!.ShouldContain("12345678-1234-1234-1234-123456789abc");
    }

    [Fact]
    public async Task A_change_of_the_application_while_somebody_signs_in_links_nothing()
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        var journey = new Journey(App);
        await journey.BeginAsync(email.Id);
        var callback = await Journey.SignInAsync(await journey.OpenAsync());
        using var admin = App.As("helpdesk");
        using var changed = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", Drafts.ByPerson());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var back = await journey.ReturnAsync(callback);

        (await journey.BannerAsync()).Code.ShouldBe("settings_changed");
        Provider.TokenRequests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("system-emails")]
    [InlineData("/system-emails\r\nSet-Cookie: a=b")]
    [InlineData("/a/../../b")]
    [InlineData("/#fragment")]
    public async Task A_way_back_that_leaves_the_helpdesk_is_refused(string returnTo)
    {
        var email = await App.AddAsync(Drafts.ByPerson());
        using var admin = App.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/{email.Id}/links", new LinkStart(returnTo));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("return_address_unknown");
    }

    [Fact]
    public async Task Nobody_has_to_sign_in_for_an_application()
    {
        var email = await App.AddAsync(Drafts.ByApplication());
        using var admin = App.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/{email.Id}/links", new LinkStart(null));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("link_not_needed");
    }
}
