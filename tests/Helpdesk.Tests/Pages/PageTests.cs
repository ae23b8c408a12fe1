using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

public sealed partial class PageTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Browser_gets_a_page_where_there_is_nothing_and_for_a_form_that_is_too_old()
    {
        using var browser = host.Browser();

        using var nothing = await browser.GetAsync("/no-such-page");
        using var old = await browser.PostAsync("/forgotten", new FormUrlEncodedContent([KeyValuePair.Create("email", "nobody@contoso.example")]));

        (nothing.StatusCode, old.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.BadRequest));
        (await nothing.Content.ReadAsStringAsync()).ShouldContain("<h1>Nothing here</h1>");
        (await old.Content.ReadAsStringAsync()).ShouldContain("<h1>That form was too old</h1>");
    }

    [Fact]
    public async Task Page_names_the_scripts_it_will_load_and_those_of_the_composer_only_where_something_is_written()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();

        var (list, written) = (Preloaded(await browser.GetStringAsync("/tickets")), Preloaded(await browser.GetStringAsync($"/tickets/{ticket}")));

        Names(list).ShouldContain("refresh.js");
        Names(list).ShouldNotContain("rich.js");
        foreach (var name in new[] { "refresh.js", "answering.js", "composer.js", "rich.js", "markdown-escape.js" })
        {
            Names(written).ShouldContain(name);
        }

        foreach (var address in written)
        {
            using var script = await browser.GetAsync(address);
            (script.StatusCode, script.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.OK, "text/javascript"), address);
        }

        static List<string> Preloaded(string page) => [.. Preload().Matches(page).Select(link => link.Groups["address"].Value)];

        static IEnumerable<string> Names(List<string> addresses) => addresses.Select(address => address[(address.LastIndexOf('/') + 1)..]);
    }

    [Fact]
    public async Task Form_with_a_character_that_no_text_can_have_is_said_to_be_unreadable_not_old()
    {
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/tickets/new", "/tickets/new", ("to", "anna@customer.example"), ("subject", "Hello"), ("text", "pasted \0 words"));

        (await answer.Content.ReadAsStringAsync()).ShouldContain("<h1>That form could not be read</h1>");
    }

    [Fact]
    public async Task Ticket_page_shows_the_thread_the_evidence_and_the_composer()
    {
        var entry = (await host.ReceiveAsync(Mails.Html("<p>Hi</p><img src=https://tracker.example/p.gif>", subject: "<script>alert(1)</script> & more"))).ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/tickets/{entry.TicketNumber}?view=open");

        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script>alert");
        page.ShouldContain($"src=\"/entries/{entry.EntryId}/body\"");
        page.ShouldContain("1 picture from tracker.example is not loaded");
        page.ShouldContain("New ticket: nothing in the mail points to an earlier one");
        page.ShouldContain("id=\"reply-text\"");
        page.ShouldContain("anna@customer.example");
    }

    [Theory]
    [InlineData("From: Ann <ann@x.example>\nSubject: Printer\n\nMessage Body:\nIt is on fire")]
    [InlineData("---------- Forwarded message ---------\nFrom: Ann <ann@x.example>\nDate: Mon, 2 Mar 2026 at 10:00\nSubject: Printer\nTo: <bob@x.example>\n\nIt is on fire")]
    public async Task Mail_that_is_nothing_but_a_quote_is_not_folded(string body)
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Quote", body: body))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/tickets/{ticket}");

        page.ShouldContain("It is on fire");
        page.ShouldNotContain("<details class=\"quoted\">");
    }

    [Fact]
    public async Task File_that_the_html_only_mentions_or_no_browser_draws_is_listed_and_what_it_draws_is_not()
    {
        byte[] png = [.. Convert.FromHexString("89504E470D0A1A0A"), 1];
        var entry = (await host.ReceiveAsync(Mails.Related(
            "<a href=\"cid:c1\">contract.pdf</a><img src=\"logo.png\"><img src=\"cid:i1\"><img src=\"cid:a%20b@x\"><!--[if vml]><img src=\"cid:v1\"><![endif]-->",
            ("Content-Type: application/pdf; name=contract.pdf\nContent-ID: <c1>", "%PDF-1.4"u8.ToArray()),
            ("Content-Type: image/png; name=by-place.png\nContent-Location: logo.png", png),
            ("Content-Type: image/heic; name=photo.heic\nContent-ID: <i1>", "\0\0\0\u0018ftypheic"u8.ToArray()),
            ("Content-Type: image/png; name=by-id.png\nContent-ID: <a%20b@x>", [.. png, 2]),
            ("Content-Type: image/png; name=outlook-only.png\nContent-ID: <v1>", [.. png, 3])))).ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/tickets/{entry.TicketNumber}");
        var body = await browser.GetStringAsync($"/entries/{entry.EntryId}/body");
        var print = await browser.GetStringAsync($"/tickets/{entry.TicketNumber}/print");

        System.Text.RegularExpressions.Regex.Count(body, "<img ").ShouldBe(2);
        foreach (var listed in new[] { page, print })
        {
            listed.ShouldContain("contract.pdf");
            listed.ShouldContain("photo.heic");
            listed.ShouldContain("outlook-only.png");
            listed.ShouldNotContain("by-place.png");
            listed.ShouldNotContain("by-id.png");
        }
    }

    [Fact]
    public async Task Every_picture_of_a_mail_with_many_is_drawn_at_once()
    {
        var entry = (await host.ReceiveAsync(Mails.Related(
            string.Concat(Enumerable.Range(0, 30).Select(i => $"<img src=\"cid:p{i}@x\">")),
            [.. Enumerable.Range(0, 30).Select(i => ($"Content-Type: image/png\nContent-ID: <p{i}@x>", (byte[])[.. Convert.FromHexString("89504E470D0A1A0A"), 77, (byte)i]))])))
            .ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        System.Text.RegularExpressions.Regex.Count(await browser.GetStringAsync($"/entries/{entry.EntryId}/body"), "<img ").ShouldBe(30);
    }

    [Fact]
    public async Task Files_beyond_those_that_are_kept_are_said_to_be_in_the_original_mail()
    {
        var entry = (await host.ReceiveAsync(Mails.Related(
            "<p>Many</p>", [.. Enumerable.Range(0, 203).Select(i => ($"Content-Type: text/plain; name=f{i}.txt\nContent-Disposition: attachment; filename=f{i}.txt", "x"u8.ToArray()))])))
            .ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync($"/tickets/{entry.TicketNumber}")).ShouldContain($"<a href=\"/entries/{entry.EntryId}/source\" download>3 more files are only in the original mail</a>");
        (await browser.GetStringAsync($"/tickets/{entry.TicketNumber}/print")).ShouldContain("<li>3 more files are only in the original mail</li>");
    }

    [Fact]
    public async Task Ticket_with_a_link_to_a_host_that_cannot_be_opens()
    {
        var entry = (await host.ReceiveAsync(Mails.Html("<a href=\"http://a℀.example/\">x</a>"))).ShouldBeOfType<IntakeOutcome.Entry>();
        using var browser = await host.AdministratorAsync();

        foreach (var address in new[] { $"/tickets/{entry.TicketNumber}", $"/entries/{entry.EntryId}/body", $"/tickets/{entry.TicketNumber}/print" })
        {
            using var answer = await browser.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        }
    }

    [Fact]
    public async Task System_emails_are_shown_tab_by_tab_with_the_banner_of_the_sign_in()
    {
        var settings = host.OAuth.Settings[0];
        var now = TimeProvider.System.GetUtcNow();
        var view = new SystemEmailView(
            StubOAuth.Support, 1, settings.Address, settings.Name, MailProvider.Sandbox, SignInWay.AuthorizationCode, false, null, false, settings.Receiving, settings.Sending, true, false,
            settings.Address, new LinkHealth(LinkState.Healthy, now, null, null, null), "http://localhost/oauth/callback", null, now, now);
        var link = Guid.NewGuid();
        Answer("", view);
        Answer("/token", new TokenView(view.Id, view.SignIn, view.Account, "contoso.example", ["scope-of-the-token"], null, true, now, now, now.AddHours(1), now, null, null));
        host.OAuth.Answers["GET /internal/admin/providers"] = _ => Json(Presets());
        host.OAuth.Answers[$"GET /internal/admin/links/{link}"] = _ =>
            Json(new LinkAttempt(link, view.Id, view.Address, LinkAttemptState.Failed, null, "AADSTS65001", "Nobody has consented.", null, "Consent first.", null, now, now));
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync($"/system-emails/{view.Id}?link={link}")).ShouldContain("Nobody has consented.");
        (await browser.GetStringAsync($"/system-emails/{view.Id}?tab=token")).ShouldContain("scope-of-the-token");
        (await browser.GetStringAsync($"/system-emails/{view.Id}?tab=settings")).ShouldContain("value=\"support@contoso.example\"");
        (await browser.GetStringAsync($"/system-emails/{view.Id}?tab=activity")).ShouldContain("What was done");
    }

    [Fact]
    public async Task Sign_in_of_a_system_email_leaves_by_a_page_and_names_the_acting_admin()
    {
        host.OAuth.Answers[$"POST /internal/admin/system-emails/{StubOAuth.Sales}/links"] = _ =>
            Json(new LinkStarted(Guid.NewGuid(), "http://oauth.example/oauth/start?ticket=1&x=2", TimeProvider.System.GetUtcNow()));
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/system-emails", $"/system-emails/{StubOAuth.Sales}/link");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("url=http://oauth.example/oauth/start?ticket=1&amp;x=2");
        host.OAuth.Calls.ShouldContain(call => call.Call.EndsWith("/links", StringComparison.Ordinal) && call.AdminId != null);
    }

    [Fact]
    public async Task Device_code_is_shown_without_leaving()
    {
        var page = $"{host.Services.GetRequiredService<IOptions<HelpdeskSettings>>().Value.PublicAddress}/system-emails/{StubOAuth.Sales}?link={Guid.NewGuid()}";
        host.OAuth.Answers[$"POST /internal/admin/system-emails/{StubOAuth.Sales}/links"] = _ => Json(new LinkStarted(Guid.NewGuid(), page, TimeProvider.System.GetUtcNow()));
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/system-emails", $"/system-emails/{StubOAuth.Sales}/link");

        answer.Headers.Location!.ToString().ShouldBe(page);
    }

    [Fact]
    public async Task A_new_system_email_goes_from_the_address_over_the_way_in_to_the_form_with_its_steps()
    {
        host.OAuth.Answers["GET /internal/admin/providers"] = _ => Json(Presets());
        host.OAuth.Answers["GET /internal/admin/providers/guess"] = _ =>
            Json(new ProviderGuess(MailProvider.Sandbox, "It is the Sandbox's.", "11111111-2222-3333-4444-555555555555", SignInWay.ClientCredentials, "Nobody has to sign in."));
        using var browser = await host.AdministratorAsync();

        (await browser.GetStringAsync("/system-emails/new")).ShouldContain("name=\"address\"");
        var ways = await browser.GetStringAsync("/system-emails/new?address=it%27s@contoso.example");
        ways.ShouldContain("Recommended");
        ways.ShouldContain("Nobody has to sign in.");
        ways.ShouldContain("/system-emails/new?address=it%27s%40contoso.example&amp;provider=Sandbox&amp;way=DeviceCode");
        var form = await browser.GetStringAsync("/system-emails/new?address=it%27s@contoso.example&provider=Sandbox&way=ClientCredentials");
        form.ShouldContain("value=\"11111111-2222-3333-4444-555555555555\"");
        form.ShouldContain("Add-MailboxPermission -Identity &#x27;it&#x27;&#x27;s@contoso.example&#x27;");
        form.ShouldContain("name=\"application.certificate\"");
        form.ShouldContain("name=\"sending.batch\"");
        (await browser.GetStringAsync("/system-emails/new?provider=Sandbox&way=DeviceCode")).ShouldContain("AADSTS7000218");
        var graph = await browser.GetStringAsync("/system-emails/new?provider=Sandbox&way=ClientCredentials&by=Graph");
        graph.ShouldContain("New-ManagementRoleAssignment");
        graph.ShouldNotContain("Add-MailboxPermission");
        graph.ShouldContain("<option value=\"Graph\" selected");
    }

    [Theory]
    [InlineData("Google", false)]
    [InlineData("OAuth2", true)]
    public async Task Form_says_that_a_secret_may_be_left_out_only_where_it_may(string provider, bool may)
    {
        var presets = Presets();
        host.OAuth.Answers["GET /internal/admin/providers"] = _ => Json(presets with { Providers = [presets.Providers[0] with { Provider = Enum.Parse<MailProvider>(provider) }] });
        using var browser = await host.AdministratorAsync();

        var form = await browser.GetStringAsync($"/system-emails/new?provider={provider}&way=AuthorizationCode");

        form.ShouldContain("name=\"application.clientSecret\"");
        form.Contains("Empty for a public client.", StringComparison.Ordinal).ShouldBe(may);
    }

    [Fact]
    public async Task What_was_typed_is_shown_again_with_what_is_wrong_and_without_secrets_and_a_changed_protocol_brings_its_server()
    {
        host.OAuth.Answers["GET /internal/admin/providers"] = _ => Json(Presets());
        host.OAuth.Answers["POST /internal/admin/system-emails"] = _ => new(HttpStatusCode.BadRequest)
        {
            Content = JsonContent.Create(new { code = "validation_failed", title = "Some fields need another value.", errors = new Dictionary<string, string[]> { ["application.clientId"] = ["That is no client id."] } }),
        };
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(
            browser, "/system-emails/new?provider=Sandbox&way=ClientCredentials", "/system-emails/new",
            ("provider", "Sandbox"), ("signIn", "ClientCredentials"), ("address", "typed@contoso.example"), ("name", "Typed"), ("application.clientId", "nonsense"),
            ("application.clientSecret", "the-secret-typed"), ("receiving.on", "true"), ("receiving.protocolBefore", "Imap"), ("receiving.protocol", "Graph"),
            ("receiving.server.host", "localhost"), ("receiving.server.port", "5143"), ("receiving.folder", "INBOX"), ("receiving.moreFolders", "Sales\nReturns"), ("tokensToOtherServers", "true"), ("validate", "true"), ("testMailTo", "me@contoso.example"));

        var page = await browser.GetStringAsync(answer.Headers.Location);
        page.ShouldContain("That is no client id.");
        page.ShouldContain("value=\"nonsense\"");
        page.ShouldNotContain("the-secret-typed");
        var sent = host.OAuth.Calls.Last(call => call.Call == "POST /internal/admin/system-emails").Body;
        sent.ShouldContain("\"protocol\":\"Graph\"");
        sent.ShouldContain("\"tokensToOtherServers\":true");
        sent.ShouldContain("\"port\":5082");
        sent.ShouldContain("[\"Sales\",\"Returns\"]");
    }

    [Fact]
    public async Task A_device_code_is_shown_with_its_page_and_the_consent_page_beside_it()
    {
        var settings = host.OAuth.Settings[0];
        var now = TimeProvider.System.GetUtcNow();
        var view = new SystemEmailView(
            StubOAuth.Support, 1, settings.Address, settings.Name, MailProvider.Sandbox, SignInWay.DeviceCode, false, null, false, settings.Receiving, settings.Sending, false, false,
            null, new LinkHealth(LinkState.NotLinked, now, null, null, null), "http://localhost/oauth/callback", "https://login.example/adminconsent", now, now);
        var link = Guid.NewGuid();
        Answer("", view);
        host.OAuth.Answers[$"GET /internal/admin/links/{link}"] = _ => Json(
            new LinkAttempt(link, view.Id, view.Address, LinkAttemptState.Waiting, null, null, "Waiting for the code to be entered.", null, "Enter it.", null, now, null)
            {
                Device = new DevicePrompt("ABCD-EFGH", "https://login.example/device", now.AddMinutes(15)),
            });
        using var browser = await host.AdministratorAsync();

        var page = await browser.GetStringAsync($"/system-emails/{view.Id}?link={link}");

        page.ShouldContain("ABCD-EFGH");
        page.ShouldContain("href=\"https://login.example/device\"");
        page.ShouldContain("href=\"https://login.example/adminconsent\"");
        page.ShouldContain("data-poll=\"3\"");
    }

    [Fact]
    public async Task An_export_is_a_file_that_an_import_fills_the_form_from()
    {
        var settings = host.OAuth.Settings[0];
        host.OAuth.Answers["GET /internal/admin/providers"] = _ => Json(Presets());
        Answer("/export", new SystemEmailExport(SystemEmailExport.FormatName, new SystemEmailDraft(
            "exported@contoso.example", "Exported", MailProvider.Sandbox, SignInWay.ClientCredentials, false,
            new ApplicationDraft("aaaaaaaa-0000-4000-8000-000000000001", null, "contoso.example", null, null, null), null, settings.Receiving! with { MoreFolders = ["Returns"] }, settings.Sending)));
        using var browser = await host.AdministratorAsync();
        var file = await browser.GetByteArrayAsync($"/system-emails/{StubOAuth.Support}/export");

        using var answer = await HelpdeskHost.PostFileAsync(browser, "/system-emails/new", "/system-emails/import", "file", "link.json", file);
        var page = await browser.GetStringAsync(answer.Headers.Location);

        page.ShouldContain("Imported, and not saved yet.");
        page.ShouldContain("value=\"exported@contoso.example\"");
        page.ShouldContain("Returns");
        using var nonsense = await HelpdeskHost.PostFileAsync(browser, "/system-emails/new", "/system-emails/import", "file", "link.json", "[1,2"u8.ToArray());
        (await browser.GetStringAsync(nonsense.Headers.Location)).ShouldContain("Nothing was imported.");
    }

    private static ProviderPresets Presets()
    {
        ServerSettings Server(int port) => new("localhost", port, ConnectionSecurity.None, SignInMethod.AccessToken, null, null);
        var imap = new ReceivingSettings(ReceivingProtocol.Imap, Server(5143), "INBOX", AfterStoring.MarkRead, null, StartFrom.Unread, TimeSpan.FromMinutes(1), 50_000_000);
        var smtp = new SendingSettings(SendingProtocol.Smtp, Server(5587), TimeSpan.FromMinutes(2));
        return new ProviderPresets("http://localhost/oauth/callback",
        [
            new ProviderPreset(
                MailProvider.Sandbox, "Sandbox", [SignInWay.AuthorizationCode, SignInWay.ClientCredentials, SignInWay.PasswordGrant, SignInWay.DeviceCode], "http://localhost:5082/{tenant}/oauth2/v2.0/authorize",
                "http://localhost:5082/{tenant}/oauth2/v2.0/token", ["https://outlook.office.com/IMAP.AccessAsUser.All"], ["https://outlook.office365.com/.default"], imap, smtp)
            {
                ReceivingChoices = [imap, imap with { Protocol = ReceivingProtocol.Graph, Server = Server(5082), Folder = "inbox" }],
                SendingChoices = [smtp, smtp with { Protocol = SendingProtocol.Graph, Server = Server(5082) }],
            },
        ]);
    }

    private void Answer<T>(string path, T value) => host.OAuth.Answers[$"GET /internal/admin/system-emails/{StubOAuth.Support}{path}"] = _ => Json(value);

    private static HttpResponseMessage Json<T>(T value) => new(HttpStatusCode.OK) { Content = JsonContent.Create(value) };

    [GeneratedRegex("<link rel=\"modulepreload\" href=\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Preload();
}
