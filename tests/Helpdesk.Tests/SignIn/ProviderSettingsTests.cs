using System.ComponentModel.DataAnnotations;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

public sealed class ProviderSettingsTests
{
    [Theory]
    [InlineData("https://login.microsoftonline.com/common/oauth2/v2.0/authorize", false)]
    [InlineData("https://login.microsoftonline.com/Organizations/oauth2/v2.0/authorize", false)]
    [InlineData("https://login.microsoftonline.us/consumers/oauth2/v2.0/authorize", false)]
    [InlineData("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/authorize", true)]
    [InlineData("https://id.contoso.example/common/authorize", true)]
    public void Unverified_addresses_are_believed_of_one_Microsoft_tenant_only(string address, bool good)
    {
        var settings = new ProviderSettings { ClientId = "id", AuthorizationAddress = address, TrustAddresses = true };

        Validator.TryValidateObject(settings, new ValidationContext(settings), null, validateAllProperties: true).ShouldBe(good);
        var distrusting = settings with { TrustAddresses = false };
        Validator.TryValidateObject(distrusting, new ValidationContext(distrusting), null, validateAllProperties: true).ShouldBeTrue();
    }
}
