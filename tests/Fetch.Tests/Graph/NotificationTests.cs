using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Fetch.Tests.Graph;

public sealed class NotificationTests : IAsyncLifetime
{
    private readonly FetchSetting setting = new();
    private NotifyingGraph graph = null!;

    [Fact]
    public async Task Graph_tells_of_new_mail_and_of_what_its_subscriptions_need()
    {
        var email = await LinkAsync();
        await Eventually.HoldsAsync("it is subscribed", async () => await SubscribedAsync(email.Id));
        var (id, wanted) = graph.Subscriptions.Single();
        var secret = wanted["clientState"]!.GetValue<string>();
        wanted["resource"]!.GetValue<string>().ShouldBe("users/support@contoso.example/mailFolders('inbox')/messages");
        secret.Length.ShouldBeInRange(32, 128);

        graph.Deliver("first");
        (await graph.TellAsync(secret)).ShouldBe(202);
        await setting.StoredAsync(email.Id, 1, "what was told of");

        (await graph.TellAsync(secret, "reauthorizationRequired")).ShouldBe(202);
        await Eventually.HoldsAsync("it was renewed", () => Task.FromResult(graph.Renewed.Contains(id)));

        graph.Subscriptions.Clear();
        (await graph.TellAsync(secret, "subscriptionRemoved")).ShouldBe(202);
        await Eventually.HoldsAsync("it was made anew", () => Task.FromResult(graph.Subscriptions.Count == 1));
        graph.Subscriptions.Single().Value["clientState"]!.GetValue<string>().ShouldNotBe(secret);
    }

    [Fact]
    public async Task What_others_tell_is_taken_and_leads_to_nothing()
    {
        var email = await LinkAsync();
        await Eventually.HoldsAsync("it is subscribed", async () => await SubscribedAsync(email.Id));
        await setting.FetchNowAsync(email.Id);
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = graph.Service };

        (await graph.TellAsync("made up")).ShouldBe(202);
        (await graph.TellAsync(new string('x', 500))).ShouldBe(202);
        foreach (var body in new[] { "", "[]", "{\"value\":7}", "{\"value\":[7,null,{\"clientState\":7}]}", "no json" })
        {
            ((int)(await http.PostAsync("/graph/notifications", new StringContent(body))).StatusCode).ShouldBe(202, body);
        }

        // Refused by its length before its bytes are sent: a server that hangs up in the middle of them may not be heard.
        using var large = new HttpRequestMessage(HttpMethod.Post, "/graph/notifications") { Content = new StringContent(new string(' ', 2_000_000)) };
        large.Headers.ExpectContinue = true;
        ((int)(await http.SendAsync(large)).StatusCode).ShouldBeInRange(400, 499);
        ((int)(await http.PostAsync($"/graph/notifications?validationToken={new string('x', 5000)}", null)).StatusCode).ShouldBe(400);
        (await setting.CountAsync("select count(*) from \"fetch\".mailbox where system_email_id = @Id and problem is not null", new { email.Id })).ShouldBe(0);
    }

    public async ValueTask InitializeAsync()
    {
        graph = await NotifyingGraph.StartAsync();
        setting.FetchSettings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Fetch:PublicAddress"] = graph.Address.ToString() };
        await setting.InitializeAsync();
        graph.Service = setting.Fetch.ClientOptions.BaseAddress;
    }

    public async ValueTask DisposeAsync()
    {
        await setting.DisposeAsync();
        await graph.DisposeAsync();
    }

    private Task<SystemEmailSettings> LinkAsync() => setting.LinkAsync(null, receiving => receiving with
    {
        Protocol = ReceivingProtocol.Graph,
        AfterStoring = AfterStoring.Keep,
        PollInterval = TimeSpan.FromHours(1),
        Server = new ServerSettings(graph.Address.Host, graph.Address.Port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null),
    });

    private async Task<bool> SubscribedAsync(Guid id) =>
        await setting.CountAsync("select count(*) from \"fetch\".subscription where system_email_id = @id and expires_at > now() + interval '2 days'", new { id }) == 1;
}
