using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Webhooks;

public sealed class WebhookTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>, IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Signature, string Delivery, byte[] Body)> requests = new();
    private WebApplication? receiver;
    private string address = "";

    private int status = 200;

    private WebhookTable Table => host.Services.GetRequiredService<WebhookTable>();

    public async ValueTask InitializeAsync()
    {
        receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/hook", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            requests.Enqueue((context.Request.Headers["X-HelpdeskMail-Signature"].ToString(), context.Request.Headers["X-HelpdeskMail-Delivery"].ToString(), body.ToArray()));
            context.Response.StatusCode = status;
        });
        await receiver.StartAsync();
        address = $"{receiver.Urls.First()}/hook";
    }

    public async ValueTask DisposeAsync() => await receiver!.DisposeAsync();

    [Fact]
    public async Task Webhook_is_told_in_signed_requests_of_what_happens_to_a_ticket()
    {
        var made = await AddAsync(WebhookEvents.All);
        var ticket = (await host.ReceiveAsync(Mails.Plain(subject: "Told of"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket);
        await host.Services.GetRequiredService<OutgoingTable>().ApplyAsync(new ReplyProgressed(reply.ReplyId, ReplyState.Sending, 1, 1, null, null), default);
        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(ticket, TicketStatus.Closed, await host.ActorAsync(), default);

        await Eventually.HoldsAsync("all is delivered", async () => (await Table.LogAsync(made.Id, 50, default)) is { Count: >= 6 } log && log.All(delivery => delivery.State == "Delivered"));

        var told = requests.Select(request => JsonSerializer.Deserialize<JsonElement>(request.Body)).ToList();
        told.Select(body => body.GetProperty("event").GetString()).ShouldBe(
            ["ticket.created", "entry.added", "entry.added", "reply.state_changed", "reply.state_changed", "ticket.status_changed"], ignoreOrder: true);
        told.ShouldAllBe(body => body.GetProperty("ticket").GetProperty("number").GetInt64() == ticket);
        told.Where(body => body.GetProperty("event").GetString() == "reply.state_changed").Select(body => body.GetProperty("reply").GetProperty("state").GetString()).ShouldBe(["Queued", "Sending"], ignoreOrder: true);
        Encoding.UTF8.GetString(requests.First().Body).ShouldNotContain("Hello.");
        foreach (var (signature, _, body) in requests)
        {
            var parts = signature.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(made.Secret), Encoding.UTF8.GetBytes($"{parts["t"]}.").Concat(body).ToArray());
            parts["v1"].ShouldBe(Convert.ToHexStringLower(expected));
        }

        await Table.RemoveAsync(made.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Delivery_that_fails_is_tried_again_under_the_same_id_until_it_is_taken()
    {
        status = 503;
        var made = await AddAsync([WebhookEvents.TicketCreated]);
        (await Table.PingAsync(made.Id, default)).ShouldBeTrue();
        await Eventually.HoldsAsync("it was tried", async () => (await Table.LogAsync(made.Id, 1, default)) is [{ Answer: "HTTP status 503", State: "Waiting" }]);
        var delivery = (await Table.LogAsync(made.Id, 1, default)).ShouldHaveSingleItem();
        delivery.NextAttemptAt!.Value.ShouldBeGreaterThan(delivery.At);

        status = 204;
        await Table.AgainAsync(delivery.Id, default);
        await Eventually.HoldsAsync("it was taken", async () => (await Table.LogAsync(made.Id, 1, default)) is [{ State: "Delivered" }]);

        requests.Select(request => request.Delivery).Distinct().ShouldHaveSingleItem().ShouldBe(delivery.Id.ToString());
        await Table.RemoveAsync(made.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Receiver_that_does_not_answer_holds_up_no_other()
    {
        var begun = 0;
        var first = 0L;
        receiver!.MapPost("/hang", context =>
        {
            // When the first ones are given up, others begin.
            var now = Stopwatch.GetTimestamp();
            Interlocked.CompareExchange(ref first, now, 0);
            if (Stopwatch.GetElapsedTime(first, now) < TimeSpan.FromSeconds(8))
            {
                Interlocked.Increment(ref begun);
            }

            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var (hanging, _) = await Table.AddAsync(new WebhookDraft("hangs", address.Replace("/hook", "/hang", StringComparison.Ordinal), [WebhookEvents.TicketCreated]), await host.ActorAsync(), default);
        await Table.EnableAsync(hanging!.Id, false, await host.ActorAsync(), default);
        for (var i = 0; i < 3 * WebhookSender.Part; i++)
        {
            await Table.PingAsync(hanging.Id, default);
        }

        var other = await AddAsync([WebhookEvents.TicketCreated]);
        await Table.EnableAsync(hanging.Id, true, await host.ActorAsync(), default);
        await Eventually.HoldsAsync("the one that hangs is told", () => Task.FromResult(begun > 0));
        await Table.PingAsync(other.Id, default);
        await Eventually.HoldsAsync("the other was told", async () => (await Table.LogAsync(other.Id, 1, default)) is [{ State: "Delivered" }]);

        begun.ShouldBeLessThanOrEqualTo(WebhookSender.Part);
        await Table.RemoveAsync(other.Id, await host.ActorAsync(), default);
        await Table.RemoveAsync(hanging.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Page_says_why_the_last_try_failed()
    {
        status = 503;
        var made = await AddAsync([WebhookEvents.TicketCreated]);
        await Table.PingAsync(made.Id, default);
        await Eventually.HoldsAsync("it was tried", async () => (await Table.LogAsync(made.Id, 1, default)) is [{ Answer: "HTTP status 503" }]);

        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync("/webhooks")).ShouldContain("The last try failed: HTTP status 503");

        status = 200;
        await Table.AgainAsync((await Table.LogAsync(made.Id, 1, default))[0].Id, default);
        await Eventually.HoldsAsync("it was taken", async () => (await Table.LogAsync(made.Id, 1, default)) is [{ State: "Delivered" }]);
        (await browser.GetStringAsync("/webhooks")).ShouldNotContain("The last try failed");
        await Table.RemoveAsync(made.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public void Pauses_grow_to_six_hours()
    {
        WebhookSender.PauseAfter(1).ShouldBe(TimeSpan.FromSeconds(10));
        WebhookSender.PauseAfter(2).ShouldBe(TimeSpan.FromSeconds(20));
        WebhookSender.PauseAfter(30).ShouldBe(TimeSpan.FromHours(6));
    }

    [Fact]
    public async Task Webhook_whose_key_was_lost_says_so_and_is_told_nothing_unsigned()
    {
        var made = await AddAsync([WebhookEvents.TicketCreated]);
        await host.QueryAsync<Guid>("update helpdesk.webhook set secret = 'of another key ring' where id = @Id returning id", new { made.Id });

        await Table.PingAsync(made.Id, default);

        await Eventually.HoldsAsync("the log says why nothing is sent", async () =>
            (await Table.LogAsync(made.Id, 50, default)) is [{ Attempts: > 0, State: "Waiting", Answer: { } answer }] && answer.Contains("Encryption:Key", StringComparison.Ordinal));
        requests.ShouldBeEmpty();
        await Table.RemoveAsync(made.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Address_inside_is_not_reached_unless_an_operator_has_named_it()
    {
        var (made, _) = await Table.AddAsync(new WebhookDraft("inside", "http://10.255.255.1/hook", [WebhookEvents.TicketCreated]), await host.ActorAsync(), default);
        await Table.PingAsync(made!.Id, default);

        await Eventually.HoldsAsync("it was refused", async () => (await Table.LogAsync(made.Id, 1, default)) is [{ Answer: { } answer }] && answer.Contains("not on the internet", StringComparison.Ordinal));
        await Table.RemoveAsync(made.Id, await host.ActorAsync(), default);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "ticket.created")]
    [InlineData("nonsense", "ticket.created")]
    [InlineData("https://user:secret@example.org/", "ticket.created")]
    [InlineData("https://a℀.example/hook", "ticket.created")]
    [InlineData("https://example.org/", "no.such_event")]
    public async Task Webhook_that_makes_no_sense_is_refused(string where, string told)
    {
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var answer = await program.PostAsJsonAsync("/api/v1/webhooks", new WebhookDraft("x", where, [told]));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Webhook_that_was_refused_leaves_the_ticks_as_they_were()
    {
        using var browser = await host.AdministratorAsync();

        using var refused = await HelpdeskHost.PostAsync(browser, "/webhooks", "/webhooks", ("name", "Chat"), ("address", "ftp://x.example/"), ("events", WebhookEvents.EntryAdded));
        var page = await browser.GetStringAsync("/webhooks");

        page.ShouldContain($"value=\"{WebhookEvents.EntryAdded}\" checked");
        page.ShouldNotContain($"value=\"{WebhookEvents.TicketCreated}\" checked");
    }

    [Fact]
    public async Task Page_says_how_a_request_is_checked()
    {
        using var browser = await host.AdministratorAsync();

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/webhooks"));

        page.ShouldContain("<code>X-HelpdeskMail-Signature</code>");
        page.ShouldContain("<code>t=SECONDS,v1=HEX</code>, where HEX is HMAC-SHA256 over the seconds, a full stop and the body as it came");
    }

    [Fact]
    public async Task Page_shows_the_key_once_and_the_log()
    {
        using var browser = await host.AdministratorAsync();
        using var added = await HelpdeskHost.PostAsync(browser, "/webhooks", "/webhooks", ("name", "By page"), ("address", address), ("events", WebhookEvents.EntryAdded));

        (await browser.GetStringAsync("/webhooks")).ShouldContain("whs_");
        (await browser.GetStringAsync("/webhooks")).ShouldNotContain("whs_");
        var id = (await Table.ListAsync(default)).Single(webhook => webhook.Name == "By page").Id;
        using var pinged = await HelpdeskHost.PostAsync(browser, "/webhooks", $"/webhooks/{id}", ("act", "ping"));
        (await browser.GetStringAsync($"/webhooks?log={id}")).ShouldContain("ping");
        await Table.RemoveAsync(id, await host.ActorAsync(), default);
    }

    private async Task<NewWebhook> AddAsync(IReadOnlyList<string> events) =>
        (await Table.AddAsync(new WebhookDraft($"hook {Guid.NewGuid():N}", address, events), await host.ActorAsync(), default)).Made.ShouldNotBeNull();
}
