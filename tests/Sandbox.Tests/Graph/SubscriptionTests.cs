using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

public sealed class SubscriptionTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Mailbox = "sales@contoso.example";

    [Fact]
    public async Task A_subscriber_is_told_of_what_comes_changes_and_goes_even_when_it_was_away()
    {
        await using var listener = await Listener.StartAsync();
        var token = await sandbox.ApplicationAsync();
        var made = await SubscribeAsync(token, listener);
        ((string?)made["changeType"]).ShouldBe("created,updated,deleted");
        DateTimeOffset.Parse((string)made["expirationDateTime"]!, null).ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(40));

        listener.Refuses = 1;
        await sandbox.DeliverAsync(Mailbox, "told", "told@customer.example");
        var created = await NextAsync(listener, "created");
        ((string?)created["clientState"]).ShouldBe("secret-state");
        ((string?)created["subscriptionId"]).ShouldBe((string?)made["id"]);
        var id = (string)created["resourceData"]!["id"]!;
        var path = $"users/{Mailbox}/messages/{Uri.EscapeDataString(id)}";
        (await sandbox.AskAsync(HttpMethod.Get, $"{path}?$select=subject", token)).Body["subject"]!.ToString().ShouldBe("told");

        await sandbox.AskAsync(HttpMethod.Patch, path, token, new { isRead = true });
        ((string?)(await NextAsync(listener, "updated"))["resourceData"]!["id"]).ShouldBe(id);
        await sandbox.AskAsync(HttpMethod.Delete, path, token);
        ((string?)(await NextAsync(listener, "deleted"))["resourceData"]!["id"]).ShouldBe(id);

        var (_, renewed) = await sandbox.AskAsync(HttpMethod.Patch, $"subscriptions/{made["id"]}", token, new { expirationDateTime = TimeProvider.System.GetUtcNow().AddDays(2) });
        DateTimeOffset.Parse((string)renewed["expirationDateTime"]!, null).ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddDays(1));
        (await sandbox.AskAsync(HttpMethod.Delete, $"subscriptions/{made["id"]}", token)).Answer.IsSuccessStatusCode.ShouldBeTrue();
        (await sandbox.AskAsync(HttpMethod.Get, $"subscriptions/{made["id"]}", token)).Body.Code().ShouldBe("ResourceNotFound");
    }

    [Fact]
    public async Task Lifecycle_notifications_come_when_ordered_and_a_subscription_ends_by_time()
    {
        await using var listener = await Listener.StartAsync();
        var token = await sandbox.ApplicationAsync();
        var made = await SubscribeAsync(token, listener);
        (await sandbox.Http.PostAsync($"/api/subscriptions/{made["id"]}/reauthorizationRequired", null)).EnsureSuccessStatusCode();
        listener.Received.ShouldContain(one => (string?)one["lifecycleEvent"] == "reauthorizationRequired" && (string?)one["subscriptionId"] == (string?)made["id"]);
        (await sandbox.Http.PostAsync($"/api/subscriptions/{made["id"]}/subscriptionRemoved", null)).EnsureSuccessStatusCode();
        (await sandbox.AskAsync(HttpMethod.Get, $"subscriptions/{made["id"]}", token)).Body.Code().ShouldBe("ResourceNotFound");

        await sandbox.ArmAsync(new { kind = "token-lifetime", token = "subscription", seconds = 1, times = 1 });
        var brief = await SubscribeAsync(token, listener);
        await Fixtures.Eventually.HoldsAsync("the subscription ends", async () => (int)(await sandbox.AskAsync(HttpMethod.Get, $"subscriptions/{brief["id"]}", token)).Answer.StatusCode == 404);
    }

    [Fact]
    public async Task A_wrong_subscription_is_refused()
    {
        await using var listener = await Listener.StartAsync();
        var token = await sandbox.ApplicationAsync();
        listener.Handshake = "something else";
        (await PostAsync(token, Order(listener))).Body.Code().ShouldBe("ValidationError");
        listener.Handshake = null;
        (await PostAsync(token, Order(listener, ("notificationUrl", "https://evil.example/x")))).Body.Code().ShouldBe("InvalidRequest");
        (await PostAsync(token, Order(listener, ("notificationUrl", "http://127.0.0.1:1/x"), ("lifecycleNotificationUrl", null)))).Body.Code().ShouldBe("ValidationError");
        (await PostAsync(token, Order(listener, ("changeType", "moved")))).Body.Code().ShouldBe("InvalidRequest");
        (await PostAsync(token, Order(listener, ("resource", "users/x/contacts")))).Answer.IsSuccessStatusCode.ShouldBeFalse();
        (await PostAsync(token, Order(listener, ("resource", "users/nobody@contoso.example/messages")))).Body.Code().ShouldBe("ErrorInvalidUser");
        (await PostAsync(token, Order(listener, ("expirationDateTime", "2020-01-01T00:00:00Z")))).Body.Code().ShouldBe("InvalidRequest");
        (await PostAsync(await sandbox.ApplicationAsync("Mail.Send"), Order(listener))).Body.Code().ShouldBe("ErrorAccessDenied");
    }

    private static JsonObject Order(Listener listener, params (string Name, string? Value)[] changes)
    {
        var order = new JsonObject
        {
            ["changeType"] = "created,updated,deleted",
            ["notificationUrl"] = listener.Address,
            ["lifecycleNotificationUrl"] = listener.Address,
            ["resource"] = $"users/{Mailbox}/mailFolders('inbox')/messages",
            ["expirationDateTime"] = TimeProvider.System.GetUtcNow().AddMinutes(1).ToString("O"),
            ["clientState"] = "secret-state",
        };
        foreach (var (name, value) in changes)
        {
            order[name] = value;
        }

        return order;
    }

    private static async Task<JsonObject> NextAsync(Listener listener, string change) => await Fixtures.Eventually.ValueAsync(
        $"the subscriber is told of {change}", () => Task.FromResult(listener.Received.FirstOrDefault(one => (string?)one["changeType"] == change)));

    private Task<(HttpResponseMessage Answer, JsonObject Body)> PostAsync(string token, JsonObject order) => sandbox.AskAsync(HttpMethod.Post, "subscriptions", token, order, immutable: true);

    private async Task<JsonObject> SubscribeAsync(string token, Listener listener)
    {
        var (answer, body) = await PostAsync(token, Order(listener));
        answer.IsSuccessStatusCode.ShouldBeTrue(body.ToString());
        return body;
    }
}
