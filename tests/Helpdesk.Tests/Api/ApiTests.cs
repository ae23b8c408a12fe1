using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Api;

public sealed class ApiTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("GET", "/api/v1/tickets?limit=few", null, "value_invalid", "«limit»")]
    [InlineData("GET", "/api/v1/tickets/one", null, "address_unknown", "no such address")]
    [InlineData("POST", "/api/v1/import", "x", "value_invalid", "«mailbox»")]
    [InlineData("PATCH", "/api/v1/tickets/1001", "{", "json_invalid", "line 1")]
    [InlineData("PATCH", "/api/v1/tickets/1001", "{\"priority\":\"high\"}", "json_invalid", "«priority»")]
    public async Task Call_that_cannot_be_read_is_told_where(string method, string address, string? body, string code, string where)
    {
        using var program = host.Program(await host.KeyAsync(Role.Admin));
        using var call = new HttpRequestMessage(new HttpMethod(method), address)
        {
            Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, body == "x" ? "message/rfc822" : "application/json"),
        };

        using var answer = await program.SendAsync(call);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("title").GetString()!.ShouldContain(where);
    }

    [Fact]
    public async Task Document_describes_every_address_and_how_to_sign_in()
    {
        var document = await host.Browser().GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        paths.ShouldContain("/api/v1/tickets/{number}/replies");
        paths.ShouldContain("/api/v1/system-emails");
        paths.ShouldAllBe(path => path.StartsWith("/api/v1/", StringComparison.Ordinal));
        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("apiKey").GetProperty("scheme").GetString().ShouldBe("bearer");
    }

    [Fact]
    public async Task Cookie_and_unknown_keys_open_nothing()
    {
        using var browser = await host.AdministratorAsync();
        using var program = host.Program("hdm_unknown");

        foreach (var client in new[] { browser, program, host.Browser() })
        {
            using var answer = await client.GetAsync("/api/v1/tickets");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("api_key_missing");
        }
    }

    [Fact]
    public async Task Agents_key_opens_no_administration()
    {
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var answer = await program.GetAsync("/api/v1/people");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("scope_missing");
    }

    [Fact]
    public async Task Ticket_is_listed_read_changed_noted_and_answered_with_a_file()
    {
        var number = (await host.ReceiveAsync(Mails.Plain(subject: "By program"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        var list = await program.GetFromJsonAsync<JsonElement>("/api/v1/tickets?view=All&search=by%20prog");
        list.GetProperty("tickets").EnumerateArray().Select(ticket => ticket.GetProperty("number").GetInt64()).ShouldContain(number);
        using var file = await program.PostAsync("/api/v1/files", new ByteArrayContent("hello"u8.ToArray()) { Headers = { ContentType = new("application/octet-stream") } });
        file.StatusCode.ShouldBe(HttpStatusCode.Created);
        var blob = (await file.Content.ReadFromJsonAsync<StoredBlob>())!;
        using var note = await program.PostAsJsonAsync($"/api/v1/tickets/{number}/notes", new { text = "Checked." });
        note.StatusCode.ShouldBe(HttpStatusCode.Created);
        var replyId = Guid.NewGuid();
        for (var i = 0; i < 2; i++)
        {
            using var reply = await program.PostAsJsonAsync($"/api/v1/tickets/{number}/replies", new { replyId, text = "Done.", files = new[] { new { content = blob.Content, fileName = "../note.txt", mediaType = "text/plain" } } });
            reply.StatusCode.ShouldBe(HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync());
        }

        using var closed = await program.PatchAsJsonAsync($"/api/v1/tickets/{number}", new { status = "Closed", priority = 2 });
        var ticket = await closed.Content.ReadFromJsonAsync<JsonElement>();
        ticket.GetProperty("status").GetString().ShouldBe("Closed");
        var answer = ticket.GetProperty("entries").EnumerateArray().Single(entry => entry.GetProperty("kind").GetString() == "Reply");
        answer.GetProperty("recipients").GetProperty("to")[0].GetProperty("address").GetString().ShouldBe("anna@customer.example");
        answer.GetProperty("attachments")[0].GetProperty("fileName").GetString().ShouldBe("note.txt");
    }

    [Theory]
    [InlineData("GET", "/api/v1/tickets/999999", null, HttpStatusCode.NotFound, "ticket_unknown")]
    [InlineData("POST", "/api/v1/tickets/999999/replies", """{"text":"x"}""", HttpStatusCode.NotFound, "ticket_unknown")]
    [InlineData("PATCH", "/api/v1/tickets/999999", """{"priority":9}""", HttpStatusCode.BadRequest, "priority_invalid")]
    [InlineData("POST", "/api/v1/tickets/999999/notes", """{"text":" "}""", HttpStatusCode.BadRequest, "note_empty")]
    [InlineData("POST", "/api/v1/failed-mail/999999/process", null, HttpStatusCode.NotFound, "receipt_unknown")]
    [InlineData("GET", "/api/v1/nothing", null, HttpStatusCode.NotFound, "address_unknown")]
    [InlineData("DELETE", "/api/v1/tickets/1001", null, HttpStatusCode.MethodNotAllowed, "method_wrong")]
    [InlineData("PATCH", "/api/v1/tickets/1001", null, HttpStatusCode.UnsupportedMediaType, "content_type_wrong")]
    public async Task Failure_is_a_problem_with_a_code(string method, string path, string? body, HttpStatusCode status, string code)
    {
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

        using var answer = await program.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../receipts/1/raw")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Reply_with_a_file_that_was_never_sent_is_refused(string content)
    {
        var number = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var answer = await program.PostAsJsonAsync($"/api/v1/tickets/{number}/replies", new { text = "x", files = new[] { new { content, fileName = "a", mediaType = "text/plain" } } });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("file_unknown");
    }

    [Fact]
    public async Task Body_that_is_no_json_is_the_callers_mistake()
    {
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        using var answer = await program.PostAsync("/api/v1/tickets/1001/notes", new StringContent("{", System.Text.Encoding.UTF8, "application/json"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task List_is_read_to_its_end_by_cursor_without_gaps_or_doubles()
    {
        for (var i = 0; i < 7; i++)
        {
            await host.ReceiveAsync(Mails.Plain(subject: $"Paged {i}"), at: DateTimeOffset.UnixEpoch.AddDays(i / 2));
        }

        using var program = host.Program(await host.KeyAsync(Role.Agent));
        var seen = new List<long>();
        for (string? after = ""; after is not null;)
        {
            var page = await program.GetFromJsonAsync<JsonElement>($"/api/v1/tickets?view=All&search=paged&limit=3&after={after}");
            seen.AddRange(page.GetProperty("tickets").EnumerateArray().Select(ticket => ticket.GetProperty("number").GetInt64()));
            after = page.GetProperty("next").GetString();
        }

        seen.Count.ShouldBe(7);
        seen.Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public async Task Attachment_cannot_be_taken_for_a_page()
    {
        var entry = (await host.ReceiveAsync(Mails.WithPictureAndFile())).ShouldBeOfType<IntakeOutcome.Entry>();
        var files = (await host.TicketAsync(entry.TicketNumber)).Entries[0].Attachments;
        using var browser = await host.AdministratorAsync();

        using var led = await browser.GetAsync($"/attachments/{files[1].Id}/invoice.pdf");
        using var download = await browser.GetAsync(led.Headers.Location);
        using var body = await browser.GetAsync($"/entries/{entry.EntryId}/body");

        download.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        download.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        download.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        var policy = body.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("sandbox allow-same-origin");
        policy.ShouldNotContain("allow-scripts");
        (await body.Content.ReadAsStringAsync()).ShouldContain($"/files/show/{files[0].Id}/");
    }
}
