using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>The whole helpdesk on a database of its own; the MailStore and the OAuth service are stubs at the edge of HTTP.</summary>
public partial class HelpdeskHost : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string ServiceKey = "a-key-for-tests-of-24-characters-and-more";
    public const string Password = "correct horse battery";

    private Actor? actor;

    public TestDatabase Database { get; } = new();

    public StubMailStore MailStore { get; } = new();

    public StubOAuth OAuth { get; } = new();

    public StubReply Reply { get; } = new();

    public StubFetch Fetch { get; } = new();

    public FaultLog Log { get; } = new();

    /// <summary>The first administrator, made if there is none; signs in once at most, since signing in is limited.</summary>
    public async Task<Actor> ActorAsync()
    {
        if (actor is null)
        {
            using var browser = await AdministratorAsync();
            var person = (await Services.GetRequiredService<PersonTable>().FindByEmailAsync("ada@contoso.example", default))!;
            actor = new Actor(person.Id, person.Name, person.Role);
        }

        return actor;
    }

    /// <summary>A key of the first administrator.</summary>
    public async Task<string> KeyAsync(Role role) => await Services.GetRequiredService<ApiKeyTable>().CreateAsync("tests", role, await ActorAsync(), default);

    /// <summary>Sends a reply and gives its row.</summary>
    public async Task<OutgoingReply> ReplyAsync(long ticket, string to = "anna@customer.example", string text = "We look into it.", Guid? replyId = null)
    {
        var id = replyId ?? Guid.NewGuid();
        var request = new ReplyRequest(id, to, "", "", text, QuoteHistory: true, [], ThenClose: false);
        (await Services.GetRequiredService<ReplyDesk>().TakeAsync(ticket, request, await ActorAsync(), default)).ShouldBeOfType<ReplyAnswer.Accepted>();
        return (await Services.GetRequiredService<OutgoingTable>().FindAsync(id, default))!;
    }

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        UseKestrel(0);
        StartServer();
        await Services.GetRequiredService<SystemEmailWatch>().ReadAsync(default);
        using var news = Services.GetRequiredService<LiveHub>().Listen();
        var heard = news.ReadAsync(default).AsTask();
        await Eventually.HoldsAsync("the helpdesk hears what is told on its channel", async () => await QueryAsync<int>("select 1 from pg_notify('helpdesk_live', 'tests')") == 1 && heard.IsCompleted);
    }

    /// <summary>A browser without a session, which follows no redirects.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), UseCookies = true }) { BaseAddress = ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return client;
    }

    /// <summary>A program with an API key.</summary>
    public HttpClient Program(string key)
    {
        var client = new HttpClient { BaseAddress = ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>A service with its key.</summary>
    public HttpClient Service(string name)
    {
        var client = new HttpClient { BaseAddress = ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Add("X-Service", name);
        client.DefaultRequestHeaders.Add("X-Service-Key", ServiceKey);
        return client;
    }

    /// <summary>The first administrator, made by the link if there is none, signed in.</summary>
    public async Task<HttpClient> AdministratorAsync()
    {
        var browser = Browser();
        var link = new Uri(Services.GetRequiredService<FirstAdministrator>().Link);
        var setup = await browser.GetAsync(link.PathAndQuery);
        using var answer = setup.StatusCode == HttpStatusCode.OK
            ? await PostAsync(browser, link.PathAndQuery, "/setup", ("key", link.Query["?key=".Length..]), ("name", "Ada Admin"), ("email", "ada@contoso.example"), ("password", Password))
            : await SignInAsync(browser, "ada@contoso.example", Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password) =>
        PostAsync(browser, "/sign-in", "/sign-in", ("email", email), ("password", password));

    /// <summary>Loads a page and sends a form of it, with the page's antiforgery token.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, string action, params (string Name, string Value)[] fields)
    {
        var token = TokenIn(await browser.GetStringAsync(page));
        token.ShouldNotBeEmpty($"{page} has no antiforgery token");
        return await browser.PostAsync(action, new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))));
    }

    /// <summary>The antiforgery token of a page's forms; empty where it has none.</summary>
    public static string TokenIn(string page) => Token().Match(page).Groups["token"].Value;

    /// <summary>Loads a page and sends a form of it with one file.</summary>
    public static async Task<HttpResponseMessage> PostFileAsync(HttpClient browser, string page, string action, string field, string name, byte[] content, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await browser.GetStringAsync(page)).Groups["token"].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(content), field, name } };
        foreach (var (given, value) in fields)
        {
            form.Add(new StringContent(value), given);
        }

        return await browser.PostAsync(action, form);
    }

    /// <summary>A mail arrives and is handled.</summary>
    public async Task<IntakeOutcome> ReceiveAsync(string mail, Guid? systemEmail = null, DateTimeOffset? at = null) => await ReceiveAsync(System.Text.Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")), systemEmail, at);

    public async Task<IntakeOutcome> ReceiveAsync(byte[] raw, Guid? systemEmail = null, DateTimeOffset? at = null) => await HandleAsync(Put(raw, systemEmail, at).ReceiptId);

    public MailReceipt Put(byte[] raw, Guid? systemEmail = null, DateTimeOffset? at = null) => MailStore.Put(raw, systemEmail ?? StubOAuth.Support, at ?? TimeProvider.System.GetUtcNow());

    public async Task<IntakeOutcome> HandleAsync(long receiptId)
    {
        using var scope = Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAsync(receiptId, default);
    }

    public async Task<Ticket> TicketAsync(long number) => (await Services.GetRequiredService<TicketReader>().FindAsync(number, default)).ShouldNotBeNull();

    public async Task<T> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:helpdesk", Database.ConnectionString);
        builder.UseSetting("Encryption:Key", "only-for-tests-only-for-tests-only-for-tests");
        builder.UseSetting("services:mailstore:http:0", "http://mailstore.invalid");
        builder.UseSetting("services:oauth:http:0", "http://oauth.invalid");
        builder.UseSetting("services:reply:http:0", "http://reply.invalid");
        builder.UseSetting("services:fetch:http:0", "http://fetch.invalid");
        builder.UseSetting("Helpdesk:WebhookNetworks:0", "127.0.0.0/8");
        builder.UseSetting("Helpdesk:ApiCallsPerMinute", "600");
        foreach (var caller in new[] { "reply", "fetch" })
        {
            builder.UseSetting($"ServiceCalls:Callers:{caller}", ServiceKey);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Log);
            services.AddHttpClient<MailStoreClient>().ConfigurePrimaryHttpMessageHandler(() => MailStore);
            services.AddHttpClient<OAuthClient>().ConfigurePrimaryHttpMessageHandler(() => OAuth);
            services.AddHttpClient<ReplyClient>().ConfigurePrimaryHttpMessageHandler(() => Reply);
            services.AddHttpClient<FetchClient>().ConfigurePrimaryHttpMessageHandler(() => Fetch);
        });
    }

    public override ValueTask DisposeAsync()
    {
        SharedServers.EndLater(async () =>
        {
            await base.DisposeAsync();
            await Database.DisposeAsync();
            MailStore.Dispose();
            OAuth.Dispose();
            Reply.Dispose();
            Fetch.Dispose();
            Log.Dispose();
        });
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Token();
}
