using Microsoft.AspNetCore.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>A helpdesk whose people also sign in by an identity provider.</summary>
public sealed class ProviderHost(string provider) : HelpdeskHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("SignIn:Provider:Name", "Contoso");
        builder.UseSetting("SignIn:Provider:ClientId", "helpdesk");
        builder.UseSetting("SignIn:Provider:AuthorizationAddress", $"{provider}/authorize");
        builder.UseSetting("SignIn:Provider:TokenAddress", $"{provider}/token");
        builder.UseSetting("SignIn:Provider:UserInfoAddress", $"{provider}/userinfo");
    }
}
