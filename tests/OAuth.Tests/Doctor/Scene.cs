using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Doctor;

/// <summary>A mailbox that works in every respect, for a test to break in one.</summary>
public sealed class Scene : IAsyncDisposable
{
    public const string Address = "support@contoso.example";

    private Scene(IdentityProvider provider, ShiftedTime time, SystemEmailDraft draft)
    {
        Provider = provider;
        Time = time;
        Draft = draft;
    }

    public IdentityProvider Provider { get; }

    public ShiftedTime Time { get; }

    public ScriptedMail Imap { get; } = ScriptedMail.Imap();

    public ScriptedMail Smtp { get; } = ScriptedMail.Smtp();

    public TestAuthority Authority { get; } = new();

    public SystemEmailDraft Draft { get; set; }

    public static Scene Healthy(IdentityProvider provider, ShiftedTime time)
    {
        provider.TokenFailure = null;
        provider.AccessTokenClaims = Claims("https://outlook.office365.com", "IMAP.AccessAsApp", "SMTP.SendAsApp");
        time.Ahead = TimeSpan.Zero;
        var scene = new Scene(provider, time, Drafts.ByApplication(Address));
        scene.Receiving(server => server with { Host = "localhost", Port = scene.Imap.Port, Security = ConnectionSecurity.None });
        scene.Sending(server => server with { Host = "localhost", Port = scene.Smtp.Port, Security = ConnectionSecurity.None });
        return scene;
    }

    public static Dictionary<string, object?> Claims(string audience, params string[] roles) => new(StringComparer.Ordinal)
    {
        ["aud"] = audience,
        ["roles"] = roles,
        ["appid"] = "aaaaaaaa-0000-4000-8000-000000000001",
        ["tid"] = IdentityProvider.Tenant,
        ["exp"] = TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeSeconds(),
    };

    public void Receiving(Func<ServerSettings, ServerSettings> change) => Draft = Draft with { Receiving = Draft.Receiving! with { Server = change(Draft.Receiving.Server) } };

    public void Sending(Func<ServerSettings, ServerSettings> change) => Draft = Draft with { Sending = Draft.Sending! with { Server = change(Draft.Sending.Server) } };

    /// <summary>The IMAP server speaks TLS from the first byte and shows this certificate, whose root is given in the settings.</summary>
    public void Protect(X509Certificate2 certificate)
    {
        Imap.TlsFromStart = true;
        Imap.Certificate = certificate;
        Receiving(server => server with { Security = ConnectionSecurity.Tls, TrustedCertificate = Authority.Certificate.ExportCertificatePem() });
    }

    public void ByPassword()
    {
        Draft = Draft with { Provider = MailProvider.Other, SignIn = SignInWay.Password, Application = null, Password = "correct horse battery" };
        Receiving(server => server with { SignIn = SignInMethod.Password });
        Sending(server => server with { SignIn = SignInMethod.Password });
    }

    public async ValueTask DisposeAsync()
    {
        await Imap.DisposeAsync();
        await Smtp.DisposeAsync();
        Authority.Dispose();
    }
}
