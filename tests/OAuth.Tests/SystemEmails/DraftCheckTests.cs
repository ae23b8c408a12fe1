using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tests.Running;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Tests.SystemEmails;

public sealed class DraftCheckTests
{
    public static TheoryData<string, string, SystemEmailDraft> Wrong => new()
    {
        { "no address", "address", Person(draft => draft with { Address = "" }) },
        { "a null address", "address", Person(draft => draft with { Address = null! }) },
        { "a name and an address", "address", Person(draft => draft with { Address = "Support <support@contoso.com>" }) },
        { "a line break in the address", "address", Person(draft => draft with { Address = "support@contoso.com\r\nBcc: x@y.z" }) },
        { "a sign in the address that does not show", "address", Person(draft => draft with { Address = "support\u200B@contoso.com" }) },
        { "a mark of direction after the address", "address", Person(draft => draft with { Address = "support@contoso.com\u200E" }) },
        { "a sign in the login that does not show", "login", Person(draft => draft with { SharedMailbox = true, Login = "\uFEFFanna@contoso.com" }) },
        { "a sign in a user name that does not show", "receiving.server.userName", Server(server => server with { UserName = "anna\u2060" }) },
        { "a sign in a host that does not show", "receiving.server.host", Server(server => server with { Host = "outlook.office365.com\u200B" }) },
        { "a sign in an endpoint that does not show", "application.tokenEndpoint", Plain(application => application with { TokenEndpoint = "https://login.example/token\u200B" }) },
        { "a host with its port", "receiving.server.host", Server(server => server with { Host = "outlook.office365.com:993" }) },
        { "a host without a dot", "address", Person(draft => draft with { Address = "support@localhost" }) },
        { "no name", "name", Person(draft => draft with { Name = " " }) },
        { "a line break in the name", "name", Person(draft => draft with { Name = "a\nb" }) },
        { "no application", "application", Person(draft => draft with { Application = null }) },
        { "a client id that is none", "application.clientId", App(application => application with { ClientId = "my app" }) },
        { "no secret", "application.clientSecret", App(application => application with { ClientSecret = null }) },
        { "the secret's id", "application.clientSecret", App(application => application with { ClientSecret = "11111111-2222-3333-4444-555555555555" }) },
        { "a space after the secret", "application.clientSecret", App(application => application with { ClientSecret = "secret " }) },
        { "the secret's id with a line end", "application.clientSecret", App(application => application with { ClientSecret = "11111111-2222-3333-4444-555555555555\n" }) },
        { "a sign in the secret that does not show", "application.clientSecret", App(application => application with { ClientSecret = "sec\u200Bret" }) },
        { "quotation marks around the secret", "application.clientSecret", App(application => application with { ClientSecret = "\"abc8Q~secret\"" }) },
        { "the client id for the tenant", "application.tenant", App(application => application with { Tenant = application.ClientId.ToUpperInvariant() }) },
        { "no tenant", "application.tenant", App(application => application with { Tenant = "" }) },
        { "a path in the tenant", "application.tenant", App(application => application with { Tenant = "a/../b" }) },
        { "a tenant that is a word", "application.tenant", App(application => application with { Tenant = "contoso" }) },
        { "the tenant for personal accounts", "application.tenant", App(application => application with { Tenant = "common" }) },
        { "a shared tenant for an application", "application.tenant", Robot(application => application with { Tenant = "organizations" }) },
        { "plain http", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "http://login.microsoftonline.com/contoso.com/oauth2/v2.0/token" }) },
        { "a host that is not Microsoft's", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "https://evil.example/contoso.com/oauth2/v2.0/token" }) },
        { "an address of this machine", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "http://localhost/contoso.com/oauth2/v2.0/token" }) },
        { "an address of the network", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "https://169.254.169.254/contoso.com/oauth2/v2.0/token" }) },
        { "a name before the host", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "https://login.microsoftonline.com@evil.example/contoso.com/oauth2/v2.0/token" }) },
        { "another port", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "https://login.microsoftonline.com:8443/contoso.com/oauth2/v2.0/token" }) },
        { "another shape", "application.tokenEndpoint", App(application => application with { TokenEndpoint = "https://login.microsoftonline.com/token" }) },
        { "no address at all", "application.authorizeEndpoint", App(application => application with { AuthorizeEndpoint = "nonsense" }) },
        {
            "endpoints of two tenants", "application.tokenEndpoint", App(application => application with
            {
                AuthorizeEndpoint = "https://login.microsoftonline.com/a.com/oauth2/v2.0/authorize",
                TokenEndpoint = "https://login.microsoftonline.com/b.com/oauth2/v2.0/token",
            })
        },
        { "a bare scope", "application.scopes", App(application => application with { Scopes = ["IMAP.AccessAsUser.All", "offline_access"] }) },
        { "a bare scope with a colon", "application.scopes", App(application => application with { Scopes = ["https://outlook.office.com/SMTP.Send", "mail:read"] }) },
        { "a scope at a host that cannot be", "application.scopes", App(application => application with { Scopes = ["https://outlook.office.com/SMTP.Send", "https://a℀.example/x"] }) },
        { "a scope of Graph", "application.scopes", App(application => application with { Scopes = ["https://graph.microsoft.com/IMAP.AccessAsUser.All"] }) },
        {
            "scopes of two services", "application.scopes", App(application => application with
            {
                Scopes = ["https://outlook.office.com/SMTP.Send", "https://outlook.office365.com/IMAP.AccessAsUser.All"],
            })
        },
        { "only scopes of sign-in", "application.scopes", App(application => application with { Scopes = ["openid", "offline_access"] }) },
        { "two scopes in one", "application.scopes", App(application => application with { Scopes = ["https://outlook.office.com/SMTP.Send offline_access"] }) },
        { "named scopes for an application", "application.scopes", Robot(application => application with { Scopes = ["https://outlook.office.com/SMTP.Send"] }) },
        { "a password beside OAuth", "password", Person(draft => draft with { Password = "secret" }) },
        { "a password at Microsoft 365", "signIn", Person(draft => draft with { SignIn = SignInWay.Password, Application = null, Password = "secret" }) },
        { "OAuth at another server", "signIn", Person(draft => draft with { Provider = MailProvider.Other }) },
        { "no password", "password", Drafts.ByPassword() with { Password = "" } },
        { "the Sandbox outside development", "provider", Person(draft => draft with { Provider = MailProvider.Sandbox }) },
        { "a delegate for an application", "sharedMailbox", Drafts.ByApplication() with { SharedMailbox = true } },
        { "neither direction", "receiving", Person(draft => draft with { Receiving = null, Sending = null }) },
        { "Graph at Exchange's host", "receiving.server.host", Receiving(receiving => receiving with { Protocol = ReceivingProtocol.Graph }) },
        { "Graph at a host of somebody else's", "receiving.server.host", Receiving(receiving => receiving with { Protocol = ReceivingProtocol.Graph, Server = receiving.Server with { Host = "graph.evil.example", Port = 443 } }) },
        { "Graph with a password's server", "receiving.protocol", Drafts.ByPassword() is var secret ? secret with { Receiving = secret.Receiving! with { Protocol = ReceivingProtocol.Graph } } : null! },
        { "POP3 that moves", "receiving.afterStoring", Receiving(receiving => receiving with { Protocol = ReceivingProtocol.Pop3, AfterStoring = AfterStoring.Move, StartFrom = StartFrom.Now }) },
        { "POP3 that takes the unread", "receiving.startFrom", Receiving(receiving => receiving with { Protocol = ReceivingProtocol.Pop3, AfterStoring = AfterStoring.Keep }) },
        { "POP3 with folders", "receiving.folder", Receiving(receiving => receiving with { Protocol = ReceivingProtocol.Pop3, MoreFolders = ["Archive"] }) },
        { "a folder twice", "receiving.moreFolders", Receiving(receiving => receiving with { MoreFolders = ["inbox"] }) },
        { "a date without one", "receiving.startDate", Receiving(receiving => receiving with { StartFrom = StartFrom.Date }) },
        { "a date to come", "receiving.startDate", Receiving(receiving => receiving with { StartFrom = StartFrom.Date, StartDate = DateTimeOffset.MaxValue }) },
        { "no connections", "receiving.maxConnections", Receiving(receiving => receiving with { MaxConnections = 0 }) },
        { "me, for an application", "receiving.server.userName", Drafts.ByApplication() is var robot ? robot with { Receiving = robot.Receiving! with { Server = robot.Receiving.Server with { UserName = "me" } } } : null! },
        { "the same way as the other way", "sending.fallback.protocol", Sending(sending => sending with { Fallback = sending }) },
        { "another way of another way", "sending.fallback.fallback", Sending(sending => sending with { Fallback = sending with { Protocol = SendingProtocol.Graph, Fallback = sending } }) },
        { "no messages a minute", "sending.limits.messagesPerMinute", Sending(sending => sending with { Limits = new(0, null, null) }) },
        { "scopes of a service that is not used", "application.scopes", App(application => application with { Scopes = ["https://graph.microsoft.com/Mail.ReadWrite"] }) },
        { "a certificate that is none for an application", "application.certificate", App(application => application with { ClientSecret = null, Certificate = new("nonsense"u8.ToArray(), null, null) }) },
        { "a certificate that has ended", "application.certificate", App(application => application with { ClientSecret = null, Certificate = Certificate(-90, -1) }) },
        { "a certificate that has not begun", "application.certificate", App(application => application with { ClientSecret = null, Certificate = Certificate(1, 90) }) },
        { "a certificate that is not in the store", "application.certificate", App(application => application with { ClientSecret = null, Certificate = new(null, null, "0000000000000000000000000000000000000000") }) },
        { "a public client under Web", "application.proof", App(application => application with { ClientSecret = null, Proof = ClientProof.None }) },
        { "a certificate with a device code", "application.proof", Person(draft => draft with { SignIn = SignInWay.DeviceCode, Application = draft.Application! with { Proof = ClientProof.Certificate } }) },
        { "an application at Google", "signIn", Google(draft => draft with { SignIn = SignInWay.ClientCredentials }) },
        { "Graph at Google", "receiving.protocol", Google(draft => draft with { Receiving = draft.Receiving! with { Protocol = ReceivingProtocol.Graph } }) },
        { "offline_access at Google", "application.scopes", Google(draft => draft with { Application = draft.Application! with { Scopes = ["https://mail.google.com/", "offline_access"] } }) },
        { "Google's endpoint elsewhere", "application.tokenEndpoint", Google(draft => draft with { Application = draft.Application! with { TokenEndpoint = "https://evil.example/token" } }) },
        { "no token endpoint", "application.tokenEndpoint", Plain(application => application with { TokenEndpoint = null }) },
        { "a token endpoint without TLS", "application.tokenEndpoint", Plain(application => application with { TokenEndpoint = "http://login.example/token" }) },
        { "a token endpoint in the network", "application.tokenEndpoint", Plain(application => application with { TokenEndpoint = "https://10.1.2.3/token" }) },
        { "a token endpoint in the cloud's metadata", "application.tokenEndpoint", Plain(application => application with { TokenEndpoint = "https://[::ffff:169.254.169.254]/token" }) },
        { "a token endpoint by file", "application.tokenEndpoint", Plain(application => application with { TokenEndpoint = "file:///etc/passwd" }) },
        { "a user in an endpoint", "application.details.identityEndpoint", Plain(application => application with { Details = new(IdentityEndpoint: "https://a:b@login.example/me") }) },
        { "no device endpoint", "application.details.deviceEndpoint", Plain(application => application) is var device ? device with { SignIn = SignInWay.DeviceCode } : null! },
        { "a parameter of ours", "application.details.authorizeParameters", Plain(application => application with { Details = new(AuthorizeParameters: new Dictionary<string, string> { ["redirect_uri"] = "https://evil.example" }) }) },
        { "a login beside an application", "login", Drafts.ByApplication() with { Login = "anna@contoso.com" } },
        { "another login without a shared mailbox", "login", Person(draft => draft with { Login = "anna@contoso.com" }) },
        { "a login without its password", "password", Person(draft => draft with { SignIn = SignInWay.PasswordGrant }) },
        { "no folder", "receiving.folder", Receiving(receiving => receiving with { Folder = "" }) },
        { "no folder to move to", "receiving.moveToFolder", Receiving(receiving => receiving with { AfterStoring = AfterStoring.Move }) },
        { "moving in a circle", "receiving.moveToFolder", Receiving(receiving => receiving with { AfterStoring = AfterStoring.Move, MoveToFolder = "inbox" }) },
        { "polling too often", "receiving.pollInterval", Receiving(receiving => receiving with { PollInterval = TimeSpan.Zero }) },
        { "no size", "receiving.maxMessageSize", Receiving(receiving => receiving with { MaxMessageSize = 0 }) },
        { "no server", "receiving.server", Receiving(receiving => receiving with { Server = null! }) },
        { "an address for a host", "receiving.server.host", Server(server => server with { Host = "https://outlook.office365.com" }) },
        { "a port that is none", "receiving.server.port", Server(server => server with { Port = 70000 }) },
        { "no protection", "receiving.server.security", Server(server => server with { Security = ConnectionSecurity.None }) },
        { "a password to an OAuth server", "receiving.server.signIn", Server(server => server with { SignIn = SignInMethod.Password }) },
        { "a certificate that is none", "receiving.server.trustedCertificate", Server(server => server with { TrustedCertificate = "nonsense" }) },
        { "tokens of Microsoft for another's server", "receiving.server.host", Server(server => server with { Host = "outlook.office365.com.mail.example" }) },
        { "tokens of Google for another's server", "sending.server.host", Google(draft => draft with { Sending = draft.Sending! with { Server = draft.Sending.Server with { Host = "smtp.office365.com" } } }) },
        { "tokens of Microsoft, asked for as anybody's, for another's server", "receiving.server.host", Plain(application => application with { Scopes = ["https://outlook.office.com/IMAP.AccessAsUser.All"] }) is var draft ? draft with { Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Host = "mail.example" } } } : null! },
        { "no time to send", "sending.timeout", Person(draft => draft with { Sending = draft.Sending! with { Timeout = TimeSpan.Zero } }) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_field_is_named_with_what_to_do_when_there_is(string what, string field, SystemEmailDraft draft)
    {
        var problems = Check(draft);

        problems.Keys.ShouldContain(field, what);
        problems[field].ShouldAllBe(sentence => sentence.EndsWith('.'));
    }

    [Fact]
    public void What_is_right_has_no_problems()
    {
        foreach (var draft in new[]
        {
            Drafts.ByPerson(),
            Drafts.ByApplication(),
            Drafts.ByPassword(),
            Drafts.ByPerson() with { Sending = null },
            Drafts.ByPerson() with { SharedMailbox = true },
            App(application => application with { Tenant = "contoso.com" }),
            Person(draft => draft with { SignIn = SignInWay.PasswordGrant, Password = "secret", Application = draft.Application! with { ClientSecret = null } }),
            Person(draft => draft with { SignIn = SignInWay.DeviceCode, Application = draft.Application! with { ClientSecret = null } }),
            Person(draft => draft with { SharedMailbox = true, Login = "anna@contoso.com" }),
            Receiving(receiving => receiving with { Protocol = ReceivingProtocol.Graph, Server = receiving.Server with { Host = "graph.microsoft.com", Port = 443 } }),
            Sending(sending => sending with { Fallback = sending with { Protocol = SendingProtocol.Graph, Server = sending.Server with { Host = "graph.microsoft.com", Port = 443, Security = ConnectionSecurity.Tls } } }),
            Google(draft => draft),
            Plain(application => application),
            App(application => application with { Tenant = "organizations" }),
            App(application => application with { ClientSecret = null, Certificate = Certificate(0, 90) }),
            App(application => application with { TokenEndpoint = "https://login.microsoftonline.us/contoso.com/oauth2/v2.0/token" }),
            Server(server => server with { Host = "127.0.0.1", Security = ConnectionSecurity.None }),
            Server(server => server with { Host = "davmail.contoso.example" }) with { TokensToOtherServers = true },
            Server(server => server with { Host = "outlook.office365.us" }),
            Plain(application => application) is var any ? any with { Receiving = any.Receiving! with { Server = any.Receiving.Server with { Host = "mail.example" } } } : null!,
        })
        {
            Check(draft).ShouldBeEmpty();
        }
    }

    private static IDictionary<string, string[]> Check(SystemEmailDraft draft)
    {
        var sandbox = Options.Create(new SandboxSettings { Address = "http://localhost:5082" });
        var hosts = new IdentityHosts(Options.Create(new MicrosoftSettings()), sandbox, new Production());
        var guard = new OutboundGuard(Options.Create(new OutboundSettings()), new Production());
        return new DraftCheck(new ProviderCatalogue(hosts, sandbox, Options.Create(new GoogleSettings())), hosts, guard, TimeProvider.System).Check(draft, null);
    }

    private static CertificateDraft Certificate(int fromDay, int toDay)
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=HelpdeskMail test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(fromDay), now.AddDays(toDay));
        return new(certificate.Export(X509ContentType.Pkcs12, "secret"), "secret", null);
    }

    private static SystemEmailDraft Person(Func<SystemEmailDraft, SystemEmailDraft> change) => change(Drafts.ByPerson());

    private static SystemEmailDraft App(Func<ApplicationDraft, ApplicationDraft> change) => Person(draft => draft with { Application = change(draft.Application!) });

    private static SystemEmailDraft Robot(Func<ApplicationDraft, ApplicationDraft> change) => Drafts.ByApplication() is var draft ? draft with { Application = change(draft.Application!) } : null!;

    private static SystemEmailDraft Receiving(Func<ReceivingSettings, ReceivingSettings> change) => Person(draft => draft with { Receiving = change(draft.Receiving!) });

    private static SystemEmailDraft Sending(Func<SendingSettings, SendingSettings> change) => Person(draft => draft with { Sending = change(draft.Sending!) });

    private static SystemEmailDraft Google(Func<SystemEmailDraft, SystemEmailDraft> change) => Person(draft => change(draft with
    {
        Provider = MailProvider.Google,
        Application = new ApplicationDraft("123-abc.apps.googleusercontent.com", "GOCSPX-secret", "", null, null, null),
        Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Host = "imap.gmail.com" } },
        Sending = draft.Sending! with { Server = draft.Sending.Server with { Host = "smtp.gmail.com" } },
    }));

    private static SystemEmailDraft Plain(Func<ApplicationDraft, ApplicationDraft> change) => Person(draft => draft with
    {
        Provider = MailProvider.OAuth2,
        Application = change(new ApplicationDraft("helpdesk", "secret", "", "https://login.example/authorize", "https://login.example/token", ["mail"])),
    });

    private static SystemEmailDraft Server(Func<ServerSettings, ServerSettings> change) => Receiving(receiving => receiving with { Server = change(receiving.Server) });

    private sealed class Production : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
