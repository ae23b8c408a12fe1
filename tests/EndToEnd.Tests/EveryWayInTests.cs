using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Stack;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>
/// Each way in, in a browser from the form to an answer in the customer's mailbox: by IMAP, POP3 and SMTP at real servers, by Graph and for Google at the Sandbox.
/// <c>HELPDESKMAIL_PICTURES=folder</c> keeps the screen at each turn.
/// </summary>
public sealed class EveryWayInTests(SharedStack shared, Browser browser, RealServers real) : IClassFixture<RealServers>
{
    private const string Application = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string PublicApplication = "aaaaaaaa-0000-4000-8000-000000000003";
    private const string Secret = "sandbox-secret-value";
    private const string Tenant = "11111111-2222-3333-4444-555555555555";
    private const string Customer = "bo.lind@customer.example";

    public static TheoryData<string> Ways => [.. WayIn.All.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_mailbox_is_linked_read_and_answered_from_by(string name)
    {
        var way = WayIn.All[name];
        var stack = await shared.GetAsync();
        using var sandbox = new SandboxCalls(stack);
        var servers = way.OnRealServers ? await real.GetAsync(sandbox, way.Way == "ClientCredentials") : null;
        await using var context = await browser.NewContextAsync();
        var page = await Helpdesk.SignInAsync(context, stack);
        await page.RemoveSystemEmailAsync(stack, way.Address);

        await FillInAsync(page, stack, sandbox, way, servers);
        await page.KeepAsync($"{Picture(name)}-form");
        await LinkAsync(page, context, stack, way);
        await page.KeepAsync($"{Picture(name)}-linked");
        var linked = page.Url.Split('?')[0];

        if (way.Reads is null)
        {
            await ArrivesAsync(sandbox, servers, "Test mail of HelpdeskMail", way.Address);
        }
        else
        {
            await AnswerAsync(page, stack, sandbox, way, servers, linked);
        }

        await page.GotoAsync(linked);
        await Assertions.Expect(page.Locator(".page-head .state")).ToContainTextAsync("Working");
        if (way.Way != "Password" && way.Reads is not null)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Token", Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("#token")).ToContainTextAsync("Renewed by itself");
            (await page.ContentAsync()).ShouldNotMatch(@"eyJ[\w-]+\.[\w-]+\.");
        }

        await page.KeepAsync($"{Picture(name)}-working");
        await page.RemoveSystemEmailAsync(stack, way.Address);
    }

    private static async Task FillInAsync(IPage page, RunningStack stack, SandboxCalls sandbox, WayIn way, RealServers.Pair? servers)
    {
        await page.GotoAsync(new Uri(stack.Endpoint("helpdesk"), $"/system-emails/new?provider={way.Provider}&way={way.Way}&address={way.Address}&by={way.Reads}").ToString());
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(fold => fold.open = true)");
        foreach (var (field, value) in Fields(way, stack, servers))
        {
            await page.SetFieldAsync(field, value);
        }

        if (way.ByCertificate)
        {
            await page.Locator("[name='application.certificate']").SetInputFilesAsync(await CertificateAsync(sandbox));
        }
    }

    private static IEnumerable<(string Field, string Value)> Fields(WayIn way, RunningStack stack, RealServers.Pair? servers)
    {
        yield return ("name", "Contoso");
        foreach (var field in SignInFields(way, stack))
        {
            yield return field;
        }

        yield return ("receiving.on", way.Reads is null ? "false" : "true");
        yield return ("sending.on", way.Sends is null ? "false" : "true");
        if (way.Sends is { } sends)
        {
            yield return ("sending.protocol", sends);
        }

        if (way.Reads is "Pop3" or "Graph")
        {
            yield return ("receiving.pollSeconds", "10");
            yield return ("receiving.startFrom", way.Reads == "Pop3" ? "Everything" : "Unread");
        }

        var google = way.Provider == "Google";
        if (servers is null && !google)
        {
            yield break;
        }

        var user = way.Way == "ClientCredentials" ? Application : "";
        var certificate = servers?.Dovecot.Root.ExportCertificatePem() ?? "";
        var (imap, pop3, smtp) = servers is null
            ? (stack.Endpoint("sandbox", "imap").Port, stack.Endpoint("sandbox", "pop3").Port, stack.Endpoint("sandbox", "smtp").Port)
            : (servers.Dovecot.ImapsPort, servers.Dovecot.Pop3sPort, servers.Postfix.SubmissionPort);
        if (way.Reads is "Imap" or "Pop3")
        {
            foreach (var field in Server("receiving", way.Reads == "Imap" ? imap : pop3, google ? "None" : "Tls", user, certificate))
            {
                yield return field;
            }
        }

        if (way.Sends == "Smtp")
        {
            foreach (var field in Server("sending", smtp, google ? "None" : "StartTls", user, certificate))
            {
                yield return field;
            }
        }
    }

    private static IEnumerable<(string Field, string Value)> SignInFields(WayIn way, RunningStack stack) => way switch
    {
        { Provider: "Google" } => [("application.clientId", "407408718192-sandbox.apps.googleusercontent.example"), ("application.clientSecret", "GOCSPX-sandbox-secret")],
        { Provider: "OAuth2" } =>
        [
            ("application.clientId", Application), ("application.clientSecret", Secret),
            ("application.authorizeEndpoint", new Uri(stack.Endpoint("sandbox"), "/contoso.example/oauth2/v2.0/authorize").ToString()),
            ("application.tokenEndpoint", new Uri(stack.Endpoint("sandbox"), "/contoso.example/oauth2/v2.0/token").ToString()),
            ("application.scopes", $"https://outlook.office.com/{(way.Reads == "Imap" ? "IMAP" : "POP")}.AccessAsUser.All https://outlook.office.com/SMTP.Send openid email offline_access"),
        ],
        { Way: "Password" } => [("password", RealServers.Password)],
        { Way: "PasswordGrant" } => [("application.clientId", PublicApplication), ("application.tenant", Tenant), ("password", "Passw0rd!")],
        { Way: "DeviceCode" } => [("application.clientId", PublicApplication), ("application.tenant", Tenant)],
        { ByCertificate: true } => [("application.clientId", Application), ("application.tenant", Tenant), ("application.proof", "Certificate")],
        { Delegate: { } somebody } =>
            [("application.clientId", Application), ("application.tenant", Tenant), ("application.clientSecret", Secret), ("sharedMailbox", "true"), ("login", somebody)],
        { Reads: null } => [("application.clientId", Application), ("application.tenant", Tenant), ("application.clientSecret", Secret), ("testMailTo", Customer)],
        _ => [("application.clientId", Application), ("application.tenant", Tenant), ("application.clientSecret", Secret)],
    };

    private static IEnumerable<(string Field, string Value)> Server(string side, int port, string security, string user, string certificate) =>
    [
        ($"{side}.server.host", "localhost"), ($"{side}.server.port", port.ToString(CultureInfo.InvariantCulture)), ($"{side}.server.security", security),
        ($"{side}.server.userName", user), ($"{side}.server.trustedCertificate", certificate),
    ];

    private static async Task LinkAsync(IPage page, IBrowserContext context, RunningStack stack, WayIn way)
    {
        var button = way.Way switch { "AuthorizationCode" => "Save, then sign in", "DeviceCode" => "Save, then get a code", _ => "Save" };
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(way.Address);
        switch (way.Way)
        {
            case "AuthorizationCode":
                await page.GetByRole(AriaRole.Button, new() { Name = "Sign in and link" }).ClickAsync();
                await page.SignInAtProviderAsync(way.Delegate ?? way.Address);
                break;
            case "DeviceCode":
                await page.GetByRole(AriaRole.Button, new() { Name = "Get a code" }).ClickAsync();
                await context.EnterDeviceCodeAsync(stack, await page.Locator(".device-code").InnerTextAsync(), way.Address);
                await page.BringToFrontAsync();
                break;
        }

        await Assertions.Expect(page.Locator(".banner.good")).ToContainTextAsync(way.Address);
    }

    /// <summary>A customer's mail becomes a ticket, and where the mailbox sends, the answer reaches the customer.</summary>
    private static async Task AnswerAsync(IPage page, RunningStack stack, SandboxCalls sandbox, WayIn way, RealServers.Pair? servers, string linked)
    {
        var subject = $"Question {Guid.NewGuid():N}";
        var question = Mails.Plain(way.Address, subject, "Does it come in?");
        await page.OpenTicketsAsync(stack);
        if (servers is null)
        {
            await sandbox.DeliverAsync(way.Address, Customer, question);
        }
        else
        {
            await servers.Dovecot.DeliverAsync(way.Way == "ClientCredentials" ? Application : way.Address, question, Customer);
        }

        if (way.IsLookedIntoByHand)
        {
            await page.Context.FetchNowAsync(linked);
        }

        await Assertions.Expect(page.TicketRow(subject)).ToBeVisibleAsync();
        if (way.Sends is null)
        {
            return;
        }

        await page.TicketRow(subject).Locator("a").ClickAsync();
        var words = $"It does. {Guid.NewGuid():N}";
        await page.Locator("#reply-text-rich").FillAsync(words);
        // Nobody takes it back, so it need not wait for that.
        await page.Locator("[name='undo']").EvaluateAsync("field => field.value = '0'");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await ArrivesAsync(sandbox, servers, words, way.Address);
        await Assertions.Expect(page.Locator(".entry.reply").Last).ToContainTextAsync("Sent", new() { IgnoreCase = true });
    }

    private static async Task ArrivesAsync(SandboxCalls sandbox, RealServers.Pair? servers, string words, string from)
    {
        var mail = servers is null ? await sandbox.AwaitMessageAsync(Customer, words)
            : await Eventually.ValueAsync($"{Customer} has a mail with «{words}»", async () =>
                (await servers.Dovecot.MessagesAsync(Customer)).Select(Encoding.UTF8.GetString).FirstOrDefault(raw => raw.Contains(words, StringComparison.Ordinal)));
        mail.ShouldContain(from);
    }

    private static async Task<FilePayload> CertificateAsync(SandboxCalls sandbox)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=HelpdeskMail", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(90));
        await sandbox.AddCertificateAsync(Application, certificate.ExportCertificatePem());
        return new FilePayload { Name = "helpdeskmail.pfx", MimeType = "application/x-pkcs12", Buffer = certificate.Export(X509ContentType.Pkcs12) };
    }

    private static string Picture(string name) => $"way-{name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-').ToLowerInvariant()}";
}
