using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Tokens;

public sealed class CredentialTests : OAuthFixture
{
    [Fact]
    public async Task An_application_s_token_is_handed_out_and_asked_for_once()
    {
        var email = await App.AddAsync(Drafts.ByApplication());

        using var first = await App.CredentialAsync(email.Id);
        using var second = await App.CredentialAsync(email.Id, "reply", CredentialPurpose.Send);

        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        var receive = (await first.Content.ReadFromJsonAsync<Credential>())!;
        receive.UserName.ShouldBe("support@contoso.example");
        receive.Method.ShouldBe(SignInMethod.AccessToken);
        Provider.GivenOut.ShouldContain(receive.Secret);
        (await second.Content.ReadFromJsonAsync<Credential>())!.ShouldBe(receive);
        Provider.TokenRequests.Count.ShouldBe(1);
    }
}
