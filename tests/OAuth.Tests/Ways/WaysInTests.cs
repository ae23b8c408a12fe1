using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.Sandbox;

namespace HelpdeskMail.OAuth.Tests.Ways;

/// <summary>Every way in, reading and sending, from the form to a mail read and a mail sent, against the Sandbox.</summary>
public sealed class WaysInTests(WaysFixture fixture) : IClassFixture<WaysFixture>
{
    [Theory]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Pop3, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Graph, SendingProtocol.Graph)]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Graph)]
    public Task Authorization_code(ReceivingProtocol reads, SendingProtocol sends) =>
        ProveAsync(fixture.Draft("sales@contoso.example", SignInWay.AuthorizationCode, reads, sends), id => fixture.SignInAsync(id, "sales@contoso.example"), "linked");

    [Theory]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Pop3, SendingProtocol.Graph)]
    [InlineData(ReceivingProtocol.Graph, SendingProtocol.Graph)]
    [InlineData(null, SendingProtocol.Smtp)]
    [InlineData(null, SendingProtocol.Graph)]
    public Task Client_credentials_with_a_secret(ReceivingProtocol? reads, SendingProtocol sends) =>
        ProveAsync(fixture.Draft("support@contoso.example", SignInWay.ClientCredentials, reads, sends));

    [Theory]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Graph, SendingProtocol.Graph)]
    public async Task Client_credentials_with_a_certificate(ReceivingProtocol reads, SendingProtocol sends)
    {
        var file = await fixture.RegisterCertificateAsync("its password");
        var email = await ProveAsync(fixture.Draft(
            "support@contoso.example", SignInWay.ClientCredentials, reads, sends,
            new ApplicationDraft($"{WellKnown.Application}", null, WellKnown.Domain, null, null, null) { Certificate = new(file, "its password", null) }));

        email.Application!.Proof.ShouldBe(ClientProof.Certificate);
        email.Application.Certificate!.Subject.ShouldBe("CN=HelpdeskMail test");
        await using var command = fixture.Database.Source.CreateCommand("select count(*) from oauth.system_email where certificate = @file");
        command.Parameters.AddWithValue("file", file);
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Theory]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Graph, SendingProtocol.Graph)]
    public Task Username_and_password_grant(ReceivingProtocol reads, SendingProtocol sends) =>
        ProveAsync(fixture.Draft("support@contoso.example", SignInWay.PasswordGrant, reads, sends, password: WellKnown.Password));

    [Theory]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Graph, SendingProtocol.Smtp)]
    public Task Device_code(ReceivingProtocol reads, SendingProtocol sends) =>
        ProveAsync(fixture.Draft("support@contoso.example", SignInWay.DeviceCode, reads, sends), id => fixture.EnterCodeAsync(id, "support@contoso.example"), "linked");

    [Theory]
    [InlineData(MailProvider.Google, ReceivingProtocol.Imap)]
    [InlineData(MailProvider.Google, ReceivingProtocol.Pop3)]
    [InlineData(MailProvider.OAuth2, ReceivingProtocol.Imap)]
    public Task Google_and_any_other_provider(MailProvider provider, ReceivingProtocol reads) =>
        ProveAsync(fixture.Google(provider, reads), id => fixture.SignInAsync(id, "helpdesk@gmail.example"), "linked");

    [Theory]
    [InlineData(ReceivingProtocol.Imap, SendingProtocol.Smtp)]
    [InlineData(ReceivingProtocol.Graph, SendingProtocol.Graph)]
    public Task Shared_mailbox_opened_by_a_delegate(ReceivingProtocol reads, SendingProtocol sends) => ProveAsync(
        fixture.Draft("shared@contoso.example", SignInWay.AuthorizationCode, reads, sends, login: "admin@contoso.example"), id => fixture.SignInAsync(id, "admin@contoso.example"), "linked_as_delegate", sends: false);

    [Fact]
    public async Task A_delegate_that_the_mailbox_does_not_let_in_is_refused_with_what_to_do()
    {
        var draft = fixture.Draft("shared@contoso.example", SignInWay.AuthorizationCode, ReceivingProtocol.Imap, SendingProtocol.Smtp) with { SharedMailbox = true };
        var email = await fixture.App.AddAsync(draft);

        var banner = await fixture.SignInAsync(email.Id, "sales@contoso.example");

        banner.Code.ShouldBe("delegate_refused", $"{banner.What} {banner.Why}");
        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Account.ShouldBe("sales@contoso.example");
        banner.Remedy!.ShouldContain("Add-MailboxPermission -Identity shared@contoso.example -User sales@contoso.example -AccessRights FullAccess");
        (await fixture.App.ViewAsync(email.Id)).Linked.ShouldBeFalse();
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task A_delegate_other_than_the_one_named_is_refused()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("shared@contoso.example", SignInWay.AuthorizationCode, ReceivingProtocol.Imap, null, login: "admin@contoso.example"));

        var banner = await fixture.SignInAsync(email.Id, "sales@contoso.example");

        banner.Code.ShouldBe("wrong_account");
        banner.What.ShouldContain("admin@contoso.example was named");
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task An_answer_that_names_another_issuer_is_refused()
    {
        var email = await fixture.App.AddAsync(fixture.Google(MailProvider.Google, ReceivingProtocol.Imap));

        var mixedUp = await fixture.SignInAsync(email.Id, "helpdesk@gmail.example", "&iss=https%3A%2F%2Fevil.example");
        var right = await fixture.SignInAsync(email.Id, "helpdesk@gmail.example", $"&iss={Uri.EscapeDataString(fixture.Sandbox.Address + "/google")}");

        mixedUp.Code.ShouldBe("issuer_mismatch");
        right.Code.ShouldBe("linked");
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task Another_account_at_another_provider_is_refused()
    {
        var email = await fixture.App.AddAsync(fixture.Google(MailProvider.Google, ReceivingProtocol.Imap));

        (await fixture.SignInAsync(email.Id, "other@gmail.example")).Code.ShouldBe("wrong_account");

        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task A_password_grant_goes_on_when_its_refresh_token_ends()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("sales@contoso.example", SignInWay.PasswordGrant, ReceivingProtocol.Imap, null, password: WellKnown.Password));
        await fixture.ShouldReadAsync(email);
        using var admin = fixture.App.As("helpdesk");
        await fixture.SandboxAsync("/api/accounts/sales@contoso.example/revoke", new { });

        using var again = await admin.PostAsync($"/internal/admin/system-emails/{email.Id}/token/refresh", null);

        again.StatusCode.ShouldBe(HttpStatusCode.OK, await again.Content.ReadAsStringAsync());
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task A_declined_device_code_ends_with_that()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("sales@contoso.example", SignInWay.DeviceCode, ReceivingProtocol.Imap, null));

        var banner = await fixture.EnterCodeAsync(email.Id, "sales@contoso.example", "decline");

        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Code.ShouldBe("device_code_declined");
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task A_device_code_whose_sign_in_cannot_be_stored_ends_with_words()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("sales@contoso.example", SignInWay.DeviceCode, ReceivingProtocol.Imap, null));
        await using var connection = await fixture.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            create function oauth.keep_out() returns trigger language plpgsql as 'begin raise exception ''not now''; end';
            create trigger keep_out before insert on oauth.sign_in for each row execute function oauth.keep_out()
            """);

        var banner = await fixture.EnterCodeAsync(email.Id, "sales@contoso.example");

        await connection.ExecuteAsync("drop trigger keep_out on oauth.sign_in; drop function oauth.keep_out()");
        banner.State.ShouldBe(LinkAttemptState.Failed);
        banner.Code.ShouldBe("link_broken");
        banner.Remedy!.ShouldStartWith("Link again.");
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task A_new_secret_works_beside_the_old_one_before_the_provider_knows_it()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("sales@contoso.example", SignInWay.ClientCredentials, ReceivingProtocol.Imap, null));
        using var admin = fixture.App.As("helpdesk");
        var draft = fixture.Draft("sales@contoso.example", SignInWay.ClientCredentials, ReceivingProtocol.Imap, null);
        draft = draft with { Application = draft.Application! with { ClientSecret = "a-new-secret-not-known-yet", KeepOldSecret = true, SecretExpiresOn = new DateOnly(2030, 1, 31) } };

        using var saved = await admin.PutAsJsonAsync($"/internal/admin/system-emails/{email.Id}", draft);

        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        var view = await fixture.App.ViewAsync(email.Id);
        view.Application!.HasOldSecret.ShouldBeTrue();
        view.Application.SecretExpiresOn.ShouldBe(new DateOnly(2030, 1, 31));
        await fixture.ShouldReadAsync(view);
        await fixture.RemoveAsync(email.Id);
    }

    [Theory]
    [InlineData("application.clientSecret", "AADSTS7000215")]
    [InlineData("application.clientId", "AADSTS700016")]
    [InlineData("application.tenant", "AADSTS90002")]
    [InlineData("receiving.server.port", null)]
    public async Task Settings_that_do_not_work_are_not_saved_and_the_one_to_review_is_named(string field, string? code)
    {
        var draft = fixture.Draft("sales@contoso.example", SignInWay.ClientCredentials, ReceivingProtocol.Imap, SendingProtocol.Smtp);
        draft = field switch
        {
            "application.clientSecret" => draft with { Application = draft.Application! with { ClientSecret = "wrong" } },
            "application.clientId" => draft with { Application = draft.Application! with { ClientId = "99999999-0000-4000-8000-000000000001" } },
            "application.tenant" => draft with { Application = draft.Application! with { Tenant = "nowhere.example" } },
            _ => draft with { Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Port = Fixtures.FreePort.Next() } } },
        };
        using var admin = fixture.App.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync("/internal/admin/system-emails?validate=true", draft);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, await answer.Content.ReadAsStringAsync());
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("errors").EnumerateObject().Select(one => one.Name).ShouldBe([field]);
        if (code is not null)
        {
            problem.GetProperty("code").GetString().ShouldBe(code);
        }

        (await admin.GetFromJsonAsync<SystemEmailView[]>("/internal/admin/system-emails"))!.ShouldNotContain(email => email.Address == "sales@contoso.example");
    }

    [Theory]
    [InlineData(SendingProtocol.Smtp)]
    [InlineData(SendingProtocol.Graph)]
    public async Task Settings_that_only_send_are_saved_once_a_test_mail_was_taken(SendingProtocol sends)
    {
        using var admin = fixture.App.As("helpdesk");

        using var answer = await admin.PostAsJsonAsync(
            "/internal/admin/system-emails?validate=true&testMailTo=anna@customer.example", fixture.Draft("sales@contoso.example", SignInWay.ClientCredentials, null, sends));

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var view = (await answer.Content.ReadFromJsonAsync<SystemEmailView>())!;
        view.Sending!.Batch.ShouldBe(BatchSize.Large);
        await fixture.ShouldArriveAsync("Test mail of HelpdeskMail");
        await fixture.RemoveAsync(view.Id);
    }

    [Fact]
    public async Task An_application_access_policy_turns_an_unrestricted_application_into_a_restricted_one()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("support@contoso.example", SignInWay.ClientCredentials, ReceivingProtocol.Graph, SendingProtocol.Graph));
        using var admin = fixture.App.As("helpdesk");
        async Task<RestrictionReport> CheckAsync()
        {
            using var answer = await admin.PostAsJsonAsync($"/internal/admin/system-emails/{email.Id}/restriction", new RestrictionRequest("sales@contoso.example"));
            return (await answer.Content.ReadFromJsonAsync<RestrictionReport>())!;
        }

        var before = await CheckAsync();
        await fixture.SandboxAsync("/api/policies", new { mailboxes = new[] { "support@contoso.example" } });
        var after = await CheckAsync();
        await fixture.SandboxRemoveAsync("/api/policies");

        before.Verdict.ShouldBe(RestrictionVerdict.Unrestricted, $"{before.Linked} {before.Other}");
        before.Saw.ShouldContain("every mailbox");
        after.Verdict.ShouldBe(RestrictionVerdict.Restricted, $"{after.Linked} {after.Other}");
        after.Policy!.ShouldContain($"New-ApplicationAccessPolicy -AppId '{WellKnown.Application}'");
        await fixture.RemoveAsync(email.Id);
    }

    [Fact]
    public async Task The_provider_and_the_tenant_are_found_by_the_address()
    {
        using var admin = fixture.App.As("helpdesk");

        var guess = (await admin.GetFromJsonAsync<ProviderGuess>("/internal/admin/providers/guess?address=somebody@contoso.example"))!;

        guess.Provider.ShouldBe(MailProvider.Sandbox);
        guess.Tenant.ShouldBe($"{WellKnown.Tenant}");
        guess.Way.ShouldBe(SignInWay.ClientCredentials);
        (await admin.GetFromJsonAsync<ProviderGuess>("/internal/admin/providers/guess?address=me@gmail.com"))!.Provider.ShouldBe(MailProvider.Google);
        (await admin.GetFromJsonAsync<ProviderGuess>("/internal/admin/providers/guess?address=me@localhost/../x"))!.Provider.ShouldBe(MailProvider.Other);
    }

    [Fact]
    public async Task An_export_holds_no_secret_and_makes_the_same_link_again_with_one()
    {
        var email = await fixture.App.AddAsync(fixture.Draft("sales@contoso.example", SignInWay.ClientCredentials, ReceivingProtocol.Imap, SendingProtocol.Graph));
        using var admin = fixture.App.As("helpdesk");
        var text = await admin.GetStringAsync($"/internal/admin/system-emails/{email.Id}/export");
        await fixture.RemoveAsync(email.Id);

        var export = JsonSerializer.Deserialize<SystemEmailExport>(text, JsonSerializerOptions.Web)!;
        var again = await fixture.App.AddAsync(export.Settings with { Application = export.Settings.Application! with { ClientSecret = WellKnown.Secret } });

        text.ShouldNotContain(WellKnown.Secret);
        again.Receiving.ShouldBe(email.Receiving! with { MoreFolders = again.Receiving!.MoreFolders });
        again.Sending.ShouldBe(email.Sending);
        await fixture.ShouldSendAsync(again);
        await fixture.RemoveAsync(again.Id);
    }

    private async Task<SystemEmailView> ProveAsync(SystemEmailDraft draft, Func<Guid, Task<LinkAttempt>>? link = null, string? code = null, bool sends = true)
    {
        var email = await fixture.App.AddAsync(draft);
        if (link is not null)
        {
            var banner = await link(email.Id);
            banner.Code.ShouldBe(code, $"{banner.What} {banner.Why} {banner.Remedy} {banner.ProviderAnswer}");
        }

        var view = await fixture.App.ViewAsync(email.Id);
        if (view.Receiving is not null)
        {
            await fixture.ShouldReadAsync(view);
        }

        if (view.Sending is not null && sends)
        {
            await fixture.ShouldSendAsync(view);
        }

        await fixture.RemoveAsync(email.Id);
        return view;
    }
}
