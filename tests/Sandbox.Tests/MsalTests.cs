using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Identity.Client;

namespace HelpdeskMail.Sandbox.Tests;

/// <summary>Microsoft's own client library signs in at the Sandbox.</summary>
public sealed class MsalTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Callback = "http://localhost:5081/oauth/callback";
    private static readonly string[] Imap = ["https://outlook.office.com/IMAP.AccessAsUser.All"];
    private static readonly string[] Smtp = ["https://outlook.office.com/SMTP.Send"];
    private static readonly string[] GraphScope = ["https://graph.microsoft.com/User.Read"];
    private static readonly string[] Application = ["https://outlook.office365.com/.default"];

    [Fact]
    public async Task Code_with_PKCE_gives_tokens_that_refresh_for_another_resource()
    {
        var client = Confidential();
        var address = await client.GetAuthorizationRequestUrl(Imap).WithPkce(out var verifier).WithPrompt(Prompt.NoPrompt)
            .WithLoginHint("support@contoso.example").WithExtraScopesToConsent([.. Smtp, .. GraphScope]).ExecuteAsync();
        using var browser = new Browser(sandbox.Address);
        var sent = await browser.AuthorizeAsync(address, "support@contoso.example");

        var first = await client.AcquireTokenByAuthorizationCode(Imap, sent["code"]).WithPkceCodeVerifier(verifier).ExecuteAsync();
        first.Account.Username.ShouldBe("support@contoso.example");
        first.TenantId.ShouldBe(WellKnown.Tenant.ToString());
        first.Scopes.ShouldBe(Imap.Concat(["openid", "profile"]), ignoreOrder: true);
        (await SignInAsync(MailProtocol.Imap, first.AccessToken)).ShouldBeOfType<MailSignInResult.Open>().Mailbox.ShouldBe("support@contoso.example");

        var account = await client.GetAccountAsync(first.Account.HomeAccountId.Identifier);
        var cached = await client.AcquireTokenSilent(Imap, account).ExecuteAsync();
        cached.AuthenticationResultMetadata.TokenSource.ShouldBe(TokenSource.Cache);
        var refreshed = await client.AcquireTokenSilent(Imap, account).WithForceRefresh(true).ExecuteAsync();
        refreshed.AccessToken.ShouldNotBe(first.AccessToken);
        var graph = await client.AcquireTokenSilent(GraphScope, account).ExecuteAsync();
        (await SignInAsync(MailProtocol.Imap, graph.AccessToken)).ShouldBeOfType<MailSignInResult.Refused>().Why.ShouldContain("audience");
    }

    [Fact]
    public async Task Client_credentials_open_any_mailbox_of_the_tenant()
    {
        var result = await Confidential().AcquireTokenForClient(Application).ExecuteAsync();
        (await SignInAsync(MailProtocol.Smtp, result.AccessToken, "sales@contoso.example")).ShouldBeOfType<MailSignInResult.Open>();
        (await SignInAsync(MailProtocol.Imap, result.AccessToken, "anna@customer.example")).ShouldBeOfType<MailSignInResult.NotConnected>();
    }

    [Fact]
    public async Task Client_credentials_without_consent_give_a_token_that_opens_nothing()
    {
        var result = await Confidential(WellKnown.UnconsentedApplication).AcquireTokenForClient(Application).ExecuteAsync();
        (await SignInAsync(MailProtocol.Imap, result.AccessToken)).ShouldBeOfType<MailSignInResult.Refused>().Why.ShouldContain("roles");
    }

    [Fact]
    public async Task An_expired_secret_is_an_invalid_client()
    {
        var failure = await Should.ThrowAsync<MsalServiceException>(() =>
            Confidential(WellKnown.ExpiredApplication, "expired-secret-value").AcquireTokenForClient(Application).ExecuteAsync());
        failure.ErrorCode.ShouldBe("invalid_client");
        failure.Message.ShouldContain("AADSTS7000222");
        failure.StatusCode.ShouldBe(401);
    }

    [Fact]
    public async Task Password_grant_works_for_a_public_client_and_not_with_a_second_factor()
    {
        var client = PublicClientApplicationBuilder.Create(WellKnown.PublicApplication.ToString())
            .WithAuthority(new Uri(Authority()), validateAuthority: false).WithInstanceDiscovery(false).WithHttpClientFactory(new LoopbackHttp()).Build();
#pragma warning disable CS0618 // Organisations still use this grant, so the Sandbox must serve it.
        var result = await client.AcquireTokenByUsernamePassword(Imap, "sales@contoso.example", WellKnown.Password).ExecuteAsync();
        result.Account.Username.ShouldBe("sales@contoso.example");
        var wrong = await Should.ThrowAsync<MsalUiRequiredException>(() => client.AcquireTokenByUsernamePassword(Imap, "sales@contoso.example", "guess").ExecuteAsync());
        wrong.Message.ShouldContain("AADSTS50126");
        var factor = await Should.ThrowAsync<MsalUiRequiredException>(() => client.AcquireTokenByUsernamePassword(Imap, "mfa@contoso.example", WellKnown.Password).ExecuteAsync());
        factor.Message.ShouldContain("AADSTS50076");
#pragma warning restore CS0618
    }

    private string Authority() => $"https://{sandbox.Address.Authority}/{WellKnown.Tenant}";

    private IConfidentialClientApplication Confidential(Guid? clientId = null, string secret = WellKnown.Secret) =>
        ConfidentialClientApplicationBuilder.Create((clientId ?? WellKnown.Application).ToString()).WithClientSecret(secret)
            .WithAuthority(new Uri(Authority()), validateAuthority: false).WithInstanceDiscovery(false)
            .WithRedirectUri(Callback).WithHttpClientFactory(new LoopbackHttp()).Build();

    private Task<MailSignInResult> SignInAsync(MailProtocol protocol, string token, string mailbox = "support@contoso.example") =>
        sandbox.Services.GetRequiredService<MailSignIn>().WithTokenAsync(protocol, mailbox, token, CancellationToken.None);
}
