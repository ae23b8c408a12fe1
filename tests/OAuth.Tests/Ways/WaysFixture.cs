using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.OAuth.Tests.Linking;
using HelpdeskMail.OAuth.Tests.Running;
using HelpdeskMail.Sandbox;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Tests.Ways;

/// <summary>The service and the Sandbox, whole, over HTTP and the mail protocols; and what Fetch and Reply do with a link.</summary>
public sealed class WaysFixture : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private readonly HttpClient http = new();

    public SandboxServer Sandbox { get; private set; } = null!;

    public OAuthApp App { get; private set; } = null!;

    public TestDatabase Database => database;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Sandbox = await SandboxServer.StartAsync();
        App = new OAuthApp(
            database.ConnectionString,
            Sandbox.Address,
            ("Sandbox:ImapPort", Text(Sandbox.ImapPort)), ("Sandbox:Pop3Port", Text(Sandbox.Pop3Port)), ("Sandbox:SmtpPort", Text(Sandbox.SmtpPort)),
            ("Google:AuthorizeEndpoint", $"{Sandbox.Address}/google/o/oauth2/v2/auth"), ("Google:TokenEndpoint", $"{Sandbox.Address}/google/token"),
            ("Google:IdentityEndpoint", $"{Sandbox.Address}/google/v1/userinfo"), ("Google:Issuer", $"{Sandbox.Address}/google"));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await App.DisposeAsync();
        await Sandbox.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>A form for the Sandbox's tenant.</summary>
    public SystemEmailDraft Draft(string address, SignInWay way, ReceivingProtocol? reads, SendingProtocol? sends, ApplicationDraft? application = null, string? password = null, string? login = null) => new(
        address, "Contoso", MailProvider.Sandbox, way, SharedMailbox: login is not null,
        application ?? new ApplicationDraft(
            $"{(way is SignInWay.PasswordGrant or SignInWay.DeviceCode ? WellKnown.PublicApplication : WellKnown.Application)}",
            way is SignInWay.PasswordGrant or SignInWay.DeviceCode ? null : WellKnown.Secret, $"{WellKnown.Tenant}", null, null, null),
        password,
        reads is { } reading ? Reading(reading) : null,
        sends is { } sending ? Sending(sending) : null)
    {
        Login = login,
    };

    /// <summary>A form for the provider in Google's shape.</summary>
    public SystemEmailDraft Google(MailProvider provider, ReceivingProtocol reads)
    {
        var own = provider == MailProvider.OAuth2;
        return new(
            "helpdesk@gmail.example", "Gmail", provider, SignInWay.AuthorizationCode, SharedMailbox: false,
            new ApplicationDraft(
                WellKnown.GoogleClient, WellKnown.GoogleSecret, "",
                own ? $"{Sandbox.Address}/google/o/oauth2/v2/auth" : null, own ? $"{Sandbox.Address}/google/token" : null, own ? ["https://mail.google.com/"] : null)
            {
                Details = own
                    ? new(IdentityEndpoint: $"{Sandbox.Address}/google/v1/userinfo", AuthorizeParameters: new Dictionary<string, string>(StringComparer.Ordinal) { ["access_type"] = "offline", ["prompt"] = "consent" })
                    : null,
            },
            null, Reading(reads), Sending(SendingProtocol.Smtp));
    }

    /// <summary>Takes the system email away again, so that its address is free.</summary>
    public async Task RemoveAsync(Guid id)
    {
        using var admin = App.As("helpdesk");
        using var answer = await admin.DeleteAsync($"/internal/admin/system-emails/{id}");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    /// <summary>A person goes through the sign-in page; what the banner says then.</summary>
    public async Task<LinkAttempt> SignInAsync(Guid id, string account, string addedToCallback = "")
    {
        var journey = new Journey(App);
        await journey.BeginAsync(id);
        using var back = await journey.ReturnAsync(new Uri((await AtPageAsync(await journey.OpenAsync(), account)).AbsoluteUri + addedToCallback));
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync());
        return await journey.BannerAsync();
    }

    /// <summary>A person enters a device code; what the banner says then.</summary>
    public async Task<LinkAttempt> EnterCodeAsync(Guid id, string account, string step = "accept")
    {
        var journey = new Journey(App);
        await journey.BeginAsync(id);
        var waiting = await journey.BannerAsync();
        var device = waiting.Device.ShouldNotBeNull($"{waiting.What} {waiting.ProviderAnswer}");
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        var page = $"{device.Address}?otc={device.UserCode}";
        (await PostAsync(browser, page, ("step", "sign-in"), ("account", account), ("password", WellKnown.Password))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(browser, page, ("step", step))).StatusCode.ShouldBe(HttpStatusCode.OK);
        // The provider is asked at its own pace; the service's clock goes ahead so that it is time.
        App.Time.Ahead += TimeSpan.FromSeconds(10);
        return await Eventually.ValueAsync("the sign-in has ended", async () => await journey.BannerAsync() is { State: not LinkAttemptState.Waiting } ended ? ended : null);
    }

    /// <summary>Reads as Fetch does: a mail that was just delivered is found with a credential handed out for reading.</summary>
    public async Task ShouldReadAsync(SystemEmailView email)
    {
        var subject = $"Reading {Guid.NewGuid():N}";
        using var raw = new ByteArrayContent(Encoding.ASCII.GetBytes($"From: anna@customer.example\r\nTo: {email.Address}\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@customer.example>\r\n\r\nHello\r\n"));
        using var delivered = await http.PostAsync($"{Sandbox.Address}/api/mails?to={Uri.EscapeDataString(email.Address)}", raw);
        delivered.EnsureSuccessStatusCode();
        var credential = await CredentialAsync(email.Id, "fetch", CredentialPurpose.Receive);
        await using var mailbox = await OpenAsync(email.Receiving!, credential);
        await mailbox.OpenFolderAsync(email.Receiving!.Folder, readOnly: true);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        var found = false;
        await foreach (var message in mailbox.FetchAsync([.. keys.TakeLast(5)]))
        {
            using var reader = new StreamReader(message.Content);
            found |= (await reader.ReadToEndAsync()).Contains(subject, StringComparison.Ordinal);
        }

        found.ShouldBeTrue($"{email.Receiving.Protocol} shows the mail that was delivered");
    }

    /// <summary>Sends as Reply does: a mail sent with a credential handed out for sending arrives.</summary>
    public async Task ShouldSendAsync(SystemEmailView email)
    {
        var subject = $"Sending {Guid.NewGuid():N}";
        var credential = await CredentialAsync(email.Id, "reply", CredentialPurpose.Send);
        var content = MessageContent.Of(Encoding.ASCII.GetBytes($"From: {email.Address}\r\nTo: anna@customer.example\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@contoso.example>\r\n\r\nHello\r\n"));
        var envelope = Envelope.Of(email.Address, "anna@customer.example");
        var server = email.Sending!.Server;
        await using ISubmission submission = email.Sending.Protocol == SendingProtocol.Graph
            ? GraphSubmission.Open(http, (MailCredential.AccessToken)credential, Graph(server))
            : await SmtpSubmission.ConnectAsync(new MailServer(server.Host, server.Port, ConnectionProtection.None), credential);
        (await submission.SubmitAsync(envelope, content)).ShouldBeOfType<SubmissionResult.Accepted>();
        await ShouldArriveAsync(subject);
    }

    /// <summary>A mail with this subject is in the customer's mailbox.</summary>
    public Task ShouldArriveAsync(string subject) => Eventually.HoldsAsync($"the mail «{subject}» has arrived", async () =>
    {
        const string Inbox = "/api/mailboxes/anna@customer.example/folders/INBOX/messages";
        var list = await http.GetFromJsonAsync<JsonElement>(Sandbox.Address + Inbox);
        foreach (var message in list.EnumerateArray().Reverse().Take(5))
        {
            if ((await http.GetStringAsync($"{Sandbox.Address}{Inbox}/{message.GetProperty("uid").GetInt64()}")).Contains(subject, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    });

    /// <summary>Makes a certificate that the main application is known by in the Sandbox; gives it with its key as PKCS#12.</summary>
    public async Task<byte[]> RegisterCertificateAsync(string password)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=HelpdeskMail test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(90));
        using var content = new StringContent(certificate.ExportCertificatePem());
        using var answer = await http.PostAsync($"{Sandbox.Address}/api/applications/{WellKnown.Application}/certificates", content);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return certificate.Export(X509ContentType.Pkcs12, password);
    }

    /// <summary>The keys the Sandbox's tokens are signed with (RS256), by their id, as PEM.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SigningKeysAsync()
    {
        static byte[] Decode(JsonElement key, string name) => WebEncoders.Base64UrlDecode(key.GetProperty(name).GetString()!);

        var keys = await http.GetFromJsonAsync<JsonElement>($"{Sandbox.Address}/contoso.example/discovery/v2.0/keys");
        return keys.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("kid").GetString()!,
            key =>
            {
                using var rsa = RSA.Create(new RSAParameters { Modulus = Decode(key, "n"), Exponent = Decode(key, "e") });
                return rsa.ExportSubjectPublicKeyInfoPem();
            },
            StringComparer.Ordinal);
    }

    /// <summary>Posts JSON to the Sandbox's own API.</summary>
    public async Task<JsonElement> SandboxAsync(string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(Sandbox.Address + path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Takes something of the Sandbox away again.</summary>
    public async Task SandboxRemoveAsync(string path)
    {
        using var answer = await http.DeleteAsync(Sandbox.Address + path);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task<MailCredential> CredentialAsync(Guid id, string caller, CredentialPurpose purpose)
    {
        using var answer = await App.CredentialAsync(id, caller, purpose);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var credential = (await answer.Content.ReadFromJsonAsync<Credential>())!;
        return credential.Method == SignInMethod.AccessToken ? new MailCredential.AccessToken(credential.UserName, credential.Secret) : new MailCredential.Password(credential.UserName, credential.Secret);
    }

    private async Task<IMailbox> OpenAsync(ReceivingSettings receiving, MailCredential credential)
    {
        var server = new MailServer(receiving.Server.Host, receiving.Server.Port, ConnectionProtection.None);
        return receiving.Protocol switch
        {
            ReceivingProtocol.Imap => await ImapMailbox.ConnectAsync(server, credential),
            ReceivingProtocol.Pop3 => await Pop3Mailbox.ConnectAsync(server, credential),
            _ => await GraphMailbox.ConnectAsync(http, (MailCredential.AccessToken)credential, Graph(receiving.Server)),
        };
    }

    private ReceivingSettings Reading(ReceivingProtocol protocol)
    {
        var port = protocol switch { ReceivingProtocol.Imap => Sandbox.ImapPort, ReceivingProtocol.Pop3 => Sandbox.Pop3Port, _ => new Uri(Sandbox.Address).Port };
        var pop3 = protocol == ReceivingProtocol.Pop3;
        return new(
            protocol, Server(port), protocol == ReceivingProtocol.Graph ? "inbox" : "INBOX", pop3 ? AfterStoring.Keep : AfterStoring.MarkRead, null, pop3 ? StartFrom.Now : StartFrom.Unread,
            TimeSpan.FromMinutes(1), 50_000_000);
    }

    private SendingSettings Sending(SendingProtocol protocol) =>
        new(protocol, Server(protocol == SendingProtocol.Smtp ? Sandbox.SmtpPort : new Uri(Sandbox.Address).Port), TimeSpan.FromMinutes(2)) { Batch = BatchSize.Large };

    private static ServerSettings Server(int port) => new("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.AccessToken, null, null);

    private static GraphOptions Graph(ServerSettings server) => new() { BaseAddress = new Uri($"http://{server.Host}:{server.Port}/v1.0/") };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<Uri> AtPageAsync(Uri page, string account)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        var answer = await PostAsync(browser, page.AbsoluteUri, ("step", "sign-in"), ("account", account), ("password", WellKnown.Password));
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            answer = await PostAsync(browser, page.AbsoluteUri, ("step", "accept"));
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string address, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await browser.PostAsync(address, form);
    }
}
