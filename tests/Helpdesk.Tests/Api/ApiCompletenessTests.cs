using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Api;

/// <summary>What the pages do can be done by a program too.</summary>
public sealed class ApiCompletenessTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    /// <summary>Beginnings of the pages' addresses, and where the API does the same.</summary>
    public static TheoryData<string, string> Counterparts => new()
    {
        { "/account/signature", "/me/signature" }, { "/api-keys", "/api-keys" }, { "/alerts/test", "/alerts/test" }, { "/alerts/webhooks", "/alerts/webhooks" }, { "/alerts", "/alerts/settings" },
        { "/canned-answers", "/canned-answers/{id:guid}" }, { "/entries/{id:long}/body", "/entries/{id:long}/body" }, { "/entries/{id:long}/headers", "/entries/{id:long}/headers" },
        { "/entries/{id:long}/process", "/entries/{id:long}/process" }, { "/entries/{id:long}/source", "/entries/{id:long}/source" }, { "/entries/{id:long}/split", "/entries/{id:long}/split" },
        { "/failed-mail/{receiptId:long}", "/failed-mail/{receiptId:long}/process" }, { "/notifications", "/notifications" }, { "/people/{id:guid}", "/people/{id:guid}/second-factor" },
        { "/queue/mailboxes/{id:guid}/retry-now", "/outgoing/mailboxes/{mailboxId:guid}/retry" }, { "/regroupings/{id:long}/undo", "/regroupings/{id:long}/undo" }, { "/rules", "/rules/{id:guid}" },
        { "/system-emails/{id:guid}/doctor", "/system-emails/{id:guid}/doctor" }, { "/system-emails/{id:guid}/restriction", "/system-emails/{id:guid}/restriction" }, { "/system-emails/{id:guid}/mailbox", "/mailboxes/{id:guid}/fetching/now" },
        { "/tickets/bulk", "/tickets/bulk" }, { "/tickets/marks", "/tickets/{number:long}/seen" }, { "/tickets/{number:long}/draft", "/tickets/{number:long}/draft" }, { "/tickets/{number:long}/draft/canned", "/tickets/{number:long}/canned-answers/{answerId:guid}" },
        { "/tickets/{number:long}/export", "/tickets/{number:long}/export" }, { "/tickets/{number:long}/here", "/tickets/{number:long}/present" }, { "/tickets/{number:long}/merge", "/tickets/{number:long}/merge" },
        { "/tickets/new", "/tickets" }, { "/tickets/{number:long}/note", "/tickets/{number:long}/notes" }, { "/tickets/{number:long}/reply", "/tickets/{number:long}/replies" }, { "/tickets/{number:long}/replies/{replyId:guid}/again", "/tickets/{number:long}/replies/{replyId:guid}/edit" },
        { "/tickets/{number:long}/unmute", "/tickets/{number:long}/mute" }, { "/canned-answers/{id:guid}/use", "/canned-answers/{id:guid}/use" }, { "/account/after-work", "/me/after-work/{chosen}" }, { "/tickets/{number:long}/block", "/tickets/{number:long}/blocked" }, { "/tickets/{number:long}/wait", "/tickets/{number:long}" }, { "/tickets/list.csv", "/tickets/list.csv" }, { "/views", "/views/{id:guid}" }, { "/webhooks", "/webhooks" }, { "/audit", "/audit" }, { "/dashboard", "/dashboard" }, { "/mentions", "/mentions" }, { "/system-health", "/health" },
    };

    [Theory]
    [MemberData(nameof(Counterparts))]
    public void What_a_page_does_is_done_by_the_api(string page, string address)
    {
        var patterns = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText!.TrimEnd('/')).ToList();

        patterns.ShouldContain(page);
        patterns.ShouldContain($"/api/v1{address}");
    }

    [Fact]
    public async Task Every_address_of_the_document_has_a_summary_and_takes_no_key_that_is_none()
    {
        using var nobody = host.Browser();
        var document = await nobody.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Object && one.Value.TryGetProperty("responses", out _)).Select(one => (path.Name, Method: one.Name, one.Value))).ToList();
        operations.Count.ShouldBeGreaterThan(100);

        foreach (var (path, method, operation) in operations)
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path);
            var filled = System.Text.RegularExpressions.Regex.Replace(path, @"\{(?<name>[^}]+)\}", match => match.Value.Contains("umber", StringComparison.Ordinal) || path.Contains("entries", StringComparison.Ordinal) || path.Contains("attachments", StringComparison.Ordinal) || path.Contains("regroupings", StringComparison.Ordinal) || match.Value.Contains("receipt", StringComparison.Ordinal) ? "1" : $"{Guid.Empty}", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
            using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), filled);
            var kind = operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First().Name : null;
            request.Content = kind is null ? null : new StringContent("{}", System.Text.Encoding.UTF8, kind);
            using var answer = await nobody.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {filled}");
        }
    }

    [Fact]
    public async Task Key_that_only_reads_changes_nothing()
    {
        var number = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var program = host.Program(await host.Services.GetRequiredService<ApiKeyTable>().CreateAsync("reader", Role.Admin, await host.ActorAsync(), default, readOnly: true));

        (await program.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("readOnly").GetBoolean().ShouldBeTrue();
        using var audit = await program.GetAsync("/api/v1/audit");
        using var note = await program.PostAsJsonAsync($"/api/v1/tickets/{number}/notes", new { text = "x" });
        using var seen = await program.PutAsync($"/api/v1/tickets/{number}/seen", null);

        audit.StatusCode.ShouldBe(HttpStatusCode.OK);
        (note.StatusCode, seen.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));
        (await note.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("scope_missing");
    }

    [Fact]
    public async Task Draft_canned_answer_signature_and_marks_are_kept_as_by_the_pages()
    {
        var number = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var canned = Guid.NewGuid();

        (await program.PutAsJsonAsync($"/api/v1/canned-answers/{canned}", new { name = "Thanks", shortcut = $"t{number}", text = "Thank you, {{name}}." })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var filled = await program.PostAsync($"/api/v1/tickets/{number}/canned-answers/{canned}", null);
        (await filled.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("text").GetString()!.ShouldStartWith("Thank you");
        (await program.PutAsJsonAsync($"/api/v1/tickets/{number}/draft", new { to = "anna@customer.example", text = "Half a sent" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await program.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{number}/draft")).GetProperty("text").GetString().ShouldBe("Half a sent");
        (await program.PutAsJsonAsync("/api/v1/me/signature", new { text = "Ada" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await program.GetFromJsonAsync<JsonElement>("/api/v1/me")).GetProperty("signature").GetString().ShouldBe("Ada");
        (await program.PutAsync($"/api/v1/tickets/{number}/seen", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await program.GetFromJsonAsync<JsonElement>("/api/v1/tickets?unread=true")).GetProperty("tickets").EnumerateArray().Select(ticket => ticket.GetProperty("number").GetInt64()).ShouldNotContain(number);
        foreach (var path in new[] { "/api/v1/counts", "/api/v1/mentions", "/api/v1/notifications", "/api/v1/dashboard?days=7", "/api/v1/colleagues", "/api/v1/health", $"/api/v1/tickets/{number}/present" })
        {
            (await program.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task Forward_by_program_is_marked_as_one()
    {
        var number = (await host.ReceiveAsync(Mails.Plain(subject: "Lamp"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var id = Guid.NewGuid();

        using var sent = await program.PostAsJsonAsync($"/api/v1/tickets/{number}/replies", new { replyId = id, to = new[] { "maker@lamps.example" }, text = "Please look.", forward = true });

        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted, await sent.Content.ReadAsStringAsync());
        var reply = JsonSerializer.Deserialize<OutgoingReply>(await host.QueryAsync<string>("select reply::text from helpdesk.outgoing where reply_id = @id", new { id }))!;
        reply.Subject.ShouldStartWith("Fwd: Lamp");
    }

    [Fact]
    public async Task Program_that_calls_without_pause_is_told_when_to_come_again()
    {
        using var program = host.Program(await host.Services.GetRequiredService<ApiKeyTable>().CreateAsync("busy", Role.Agent, await host.ActorAsync(), default));
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 250 && refused is null; i++)
        {
            // Many at once: one after the other, a slow machine calls no faster than the limit allows.
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => program.GetAsync("/api/v1/canned-answers")));
            refused = answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        }

        refused.ShouldNotBeNull();
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("too_many_calls");
        using var other = host.Program(await host.KeyAsync(Role.Agent));
        (await other.GetAsync("/api/v1/canned-answers")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
