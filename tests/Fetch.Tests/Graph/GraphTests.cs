using System.Text;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace HelpdeskMail.Fetch.Tests.Graph;

/// <summary>The whole service against the Sandbox's Graph.</summary>
public sealed class GraphTests(FetchSetting setting, SandboxServer sandbox) : IClassFixture<FetchSetting>, IClassFixture<SandboxServer>
{
    private const string Graph = "https://graph.microsoft.com";

    [Fact]
    public async Task Mail_of_two_folders_is_taken_once_and_marked_and_what_comes_later_follows()
    {
        var user = await UserAsync(25);
        var email = await LinkAsync(user, receiving => receiving with { MoreFolders = ["archive"] });
        await setting.StoredAsync(email.Id, 25, "what was there");
        await DeliverAsync(user, "later");
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 26, "what came later");
        await setting.FetchNowAsync(email.Id);
        await Eventually.HoldsAsync("nothing is left to do", async () => await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id", new { email.Id }) == 0);
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(26);
        var detail = await setting.DetailAsync(email.Id);
        detail.Folders.Select(folder => folder.Name).ShouldBe(["INBOX", "archive"], ignoreOrder: true);
        detail.Conversations.ShouldContain(one => one.Lines.Contains("/messages/delta", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AfterStoring.Delete)]
    [InlineData(AfterStoring.Move)]
    public async Task Stored_mail_leaves_the_inbox_when_told_so(AfterStoring afterStoring)
    {
        var user = await UserAsync(5);

        var email = await LinkAsync(user, receiving => receiving with { AfterStoring = afterStoring, MoveToFolder = "Tickets" });

        await setting.StoredAsync(email.Id, 5, "all");
        await Eventually.HoldsAsync("the inbox is empty", async () => await CountAsync(user, "INBOX") == 0);
        if (afterStoring == AfterStoring.Move)
        {
            (await CountAsync(user, "Tickets")).ShouldBe(5);
        }
    }

    [Fact]
    public async Task Keys_of_mail_that_has_left_the_folder_are_forgotten_after_a_while()
    {
        var user = await UserAsync(3);
        var email = await LinkAsync(user, receiving => receiving with { AfterStoring = AfterStoring.Delete });
        await setting.StoredAsync(email.Id, 3, "what was there");
        await Eventually.HoldsAsync("the inbox is empty", async () => await CountAsync(user, "INBOX") == 0);

        await DeliverAsync(user, "later");
        await LookedAsync("the server's word that they are gone is noted", "gone_at is not null", count => count >= 3);
        await setting.ExecuteAsync("update \"fetch\".settled_key set gone_at = gone_at - interval '31 days' where system_email_id = @Id", new { email.Id });
        await DeliverAsync(user, "later still");
        await LookedAsync("those that went long ago are forgotten", "gone_at < now() - interval '30 days'", count => count == 0);

        await setting.StoredAsync(email.Id, 5, "all");
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(5);

        Task LookedAsync(string what, string which, Func<int, bool> holds) => Eventually.HoldsAsync(what, async () =>
        {
            await setting.FetchNowAsync(email.Id);
            return holds(await setting.CountAsync($"select count(*) from \"fetch\".settled_key where system_email_id = @Id and {which}", new { email.Id }));
        });
    }

    [Fact]
    public async Task Keys_of_mail_that_was_never_wanted_are_kept_and_make_no_ticket_when_it_comes_back()
    {
        var user = await UserAsync(3);
        var email = await LinkAsync(user, receiving => receiving with { StartFrom = StartFrom.Now, AfterStoring = AfterStoring.Keep });
        await Eventually.HoldsAsync("it was looked into", async () => await setting.PlaceAsync(email.Id) is not null);
        await DeliverAsync(user, "wanted");
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 1, "what came");
        await setting.ExecuteAsync("update \"fetch\".settled_key set gone_at = now() - interval '31 days' where system_email_id = @Id", new { email.Id });

        await DeliverAsync(user, "later");
        await Eventually.HoldsAsync("what was wanted is forgotten", async () =>
        {
            await setting.FetchNowAsync(email.Id);
            return await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id and wanted", new { email.Id }) == 1;
        });

        (await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id and not wanted", new { email.Id })).ShouldBe(3);
    }

    [Fact]
    public async Task Place_that_graph_has_forgotten_costs_no_message_and_makes_no_double()
    {
        var user = await UserAsync(8);
        var email = await LinkAsync(user, receiving => receiving with { StartFrom = StartFrom.Now, AfterStoring = AfterStoring.Keep });
        await Eventually.HoldsAsync("it was looked into", async () => await setting.PlaceAsync(email.Id) is not null);
        await DeliverAsync(user, "before");
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 1, "what came before");

        await sandbox.ArmAsync(new { kind = "refuse-graph", status = 410, code = "syncStateNotFound", path = "*/delta*", mailbox = user, times = 1 });
        await DeliverAsync(user, "after");
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 2, "what came after");
        (await setting.ReceiptsAsync(email.Id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Throttling_is_obeyed_and_told()
    {
        var user = await UserAsync(3);
        await sandbox.ArmAsync(new { kind = "refuse-graph", status = 429, code = "ApplicationThrottled", retryAfter = 240, mailbox = user });

        var email = await LinkAsync(user);

        var observed = await Eventually.ValueAsync("it is told", () => Task.FromResult(setting.Fetch.Observed.LastOrDefault(said => said.SystemEmailId == email.Id && said.Problem is not null)));
        observed.Problem!.Code.ShouldBe("throttled");
        (observed.Problem.RetryAt!.Value - observed.At).ShouldBeInRange(TimeSpan.FromSeconds(230), TimeSpan.FromSeconds(240));
    }

    [Fact]
    public async Task Claims_challenge_is_answered_with_a_token_asked_for_with_those_claims()
    {
        const string Claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1604106651\"}}}";
        var user = await UserAsync(3);
        await sandbox.ArmAsync(new { kind = "refuse-graph", status = 401, code = "InvalidAuthenticationToken", claims = Claims, mailbox = user, path = "*/delta*", times = 1 });

        var email = await LinkAsync(user);

        await setting.StoredAsync(email.Id, 3, "all");
        setting.OAuth.Asked.ShouldContain(asked => asked.Claims == Claims && asked.Rejected != null);
        setting.Fetch.Observed.Where(said => said.SystemEmailId == email.Id).ShouldAllBe(said => said.Problem == null);
    }

    [Fact]
    public async Task Start_from_unread_and_from_a_date_take_what_they_say()
    {
        var user = await UserAsync(4);
        await sandbox.Http.SendAsync(await RequestAsync(user, HttpMethod.Patch, $"messages/{await FirstAsync(user)}", "{\"isRead\":true}"));

        var unread = await LinkAsync(user, receiving => receiving with { StartFrom = StartFrom.Unread, AfterStoring = AfterStoring.Keep });
        var future = await LinkAsync(user, receiving => receiving with { StartFrom = StartFrom.Date, StartDate = TimeProvider.System.GetUtcNow().AddDays(1), AfterStoring = AfterStoring.Keep });

        await setting.StoredAsync(unread.Id, 3, "the unread ones");
        await Eventually.HoldsAsync("the other one was looked into", async () => await setting.PlaceAsync(future.Id) is not null);
        (await setting.ReceiptsAsync(future.Id)).ShouldBeEmpty();
    }

    private async Task<string> UserAsync(int messages)
    {
        var user = $"box{Guid.NewGuid():N}@contoso.example";
        await using (var database = new NpgsqlConnection(sandbox.Database))
        {
            await database.ExecuteAsync(
                "insert into sandbox.account (id, tenant_id, address, name) values (@id, @Tenant, @user, 'A box')", new { id = Guid.NewGuid(), HelpdeskMail.Sandbox.WellKnown.Tenant, user });
        }

        for (var number = 0; number < messages; number++)
        {
            await DeliverAsync(user, $"{number}");
        }

        return user;
    }

    private async Task DeliverAsync(string user, string subject)
    {
        var raw = $"From: anna@customer.example\r\nTo: {user}\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@customer.example>\r\n\r\nHello {subject}\r\n";
        (await sandbox.Http.PostAsync($"/api/mails?to={user}", new ByteArrayContent(Encoding.ASCII.GetBytes(raw)))).EnsureSuccessStatusCode();
    }

    private async Task<int> CountAsync(string user, string folder)
    {
        using var answer = await sandbox.Http.GetAsync($"/api/mailboxes/{user}/folders/{folder}/messages");
        using var list = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return list.RootElement.GetArrayLength();
    }

    private async Task<string> FirstAsync(string user)
    {
        using var answer = await sandbox.Http.SendAsync(await RequestAsync(user, HttpMethod.Get, "mailFolders/inbox/messages?$top=1", null));
        using var list = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return Uri.EscapeDataString(list.RootElement.GetProperty("value")[0].GetProperty("id").GetString()!);
    }

    private async Task<HttpRequestMessage> RequestAsync(string user, HttpMethod method, string path, string? json)
    {
        var request = new HttpRequestMessage(method, new Uri(sandbox.Address, $"/v1.0/users/{user}/{path}"));
        request.Headers.Authorization = new("Bearer", await sandbox.TokenAsync(new TokenOrder(Resource: Graph)));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return request;
    }

    private async Task<SystemEmailSettings> LinkAsync(string user, Func<ReceivingSettings, ReceivingSettings>? change = null)
    {
        // Each mailbox has a user of its own, and the stand-in is told whose credential is asked for by nothing but the settings.
        var id = Guid.CreateVersion7();
        var token = await sandbox.TokenAsync(new TokenOrder(Resource: Graph));
        setting.OAuth.Answers[id] = _ => Results.Ok(new Credential(user, SignInMethod.AccessToken, token, TimeProvider.System.GetUtcNow().AddHours(1)));
        return await setting.LinkAsync(
            null,
            receiving => (change ?? (same => same))(receiving with
            {
                Protocol = ReceivingProtocol.Graph,
                MaxMessageSize = 10_000_000,
                PollInterval = TimeSpan.FromHours(1),
                Server = new ServerSettings(sandbox.Address.Host, sandbox.Address.Port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null),
            }),
            id);
    }
}
