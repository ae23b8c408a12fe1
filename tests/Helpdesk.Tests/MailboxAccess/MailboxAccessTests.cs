using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.MailboxAccess;

/// <summary>An agent to whom only the mailbox Sales is open, and a ticket of Support that must not exist for them anywhere.</summary>
public sealed class MailboxAccessTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    /// <summary>Addresses with a number that names nothing of a mailbox.</summary>
    private static readonly string[] OfNobodysMail = ["/files/{use}/{id:long}"];

    [Fact]
    public void Every_address_with_a_number_is_known_to_the_gate()
    {
        var unknown = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is { Policy: Access.Agent or Access.AgentKey })
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(pattern => pattern.Contains(":long}", StringComparison.Ordinal) && !OfNobodysMail.Any(pattern.StartsWith) && !MailboxGate.Knows(pattern));

        unknown.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_page_form_or_api_call_reaches_into_a_closed_mailbox()
    {
        var closed = await ClosedAsync();
        using var browser = await AgentAsync();
        using var program = host.Program(await KeyAsync());
        var pages = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => MailboxGate.Knows(endpoint.RoutePattern.RawText)).ToList();
        pages.Count.ShouldBeGreaterThan(40);

        foreach (var page in pages)
        {
            var pattern = page.RoutePattern.RawText!;
            var path = Fill(page.RoutePattern, closed);
            foreach (var method in page.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Content = method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null;
                using var answer = await (pattern.Contains("api/v1", StringComparison.Ordinal) ? program : browser).SendAsync(request);
                var words = await answer.Content.ReadAsStringAsync();

                // A form without its token is turned away before anything is looked at, and so is one that is sent to a page, whatever its number.
                answer.StatusCode.ShouldBeOneOf([HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed, HttpStatusCode.UnsupportedMediaType], $"{method} {path}");
                words.ShouldNotContain("Confidential", Case.Insensitive, $"{method} {path}");
            }
        }
    }

    [Fact]
    public async Task Form_with_its_token_is_refused_as_well()
    {
        var closed = await ClosedAsync();
        using var browser = await AgentAsync();

        foreach (var (action, fields) in new (string, (string, string)[])[]
        {
            ($"/tickets/{closed.Number}/status", [("status", "Closed")]), ($"/tickets/{closed.Number}/note", [("text", "I was here")]), ($"/tickets/{closed.Number}/reply", [("to", "eve@elsewhere.example"), ("text", "x")]),
            ($"/entries/{closed.Entry}/process", []), ($"/entries/{closed.Entry}/split", []), ($"/failed-mail/{closed.Kept}", [("act", "ticket")]),
        })
        {
            using var answer = await HelpdeskHost.PostAsync(browser, "/tickets", action, fields);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, action);
        }

        using var bulk = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk", ("n", $"{closed.Number}"), ("act", "close"));
        var open = (await host.ReceiveAsync(Mails.Plain(to: "sales@contoso.example"), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var merge = await HelpdeskHost.PostAsync(browser, "/tickets", $"/tickets/{open}/merge", ("into", $"{closed.Number}"));
        (await host.TicketAsync(closed.Number)).Entries.Count.ShouldBe(1);
        (await host.TicketAsync(open)).MergedInto.ShouldBeNull();
    }

    [Fact]
    public async Task Change_of_many_gives_a_person_what_is_open_to_them_and_names_the_rest()
    {
        var closed = await ClosedAsync();
        var open = (await host.ReceiveAsync(Mails.Plain(to: "sales@contoso.example"), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var sal = (await host.Services.GetRequiredService<PersonTable>().FindByEmailAsync(await EmailAsync(), default))!;
        using var browser = await host.AdministratorAsync();

        using var answer = await HelpdeskHost.PostAsync(browser, "/tickets", "/tickets/bulk?view=all", ("n", $"{closed.Number}"), ("n", $"{open}"), ("act", "assign"), ("assignee", $"{sal.Id}"));

        (await host.TicketAsync(open)).AssigneeName.ShouldBe("Sal Sales");
        (await host.TicketAsync(closed.Number)).AssigneeName.ShouldBeNull();
        var told = await browser.GetStringAsync(answer.Headers.Location);
        told.ShouldContain("1 ticket was changed.");
        told.ShouldContain($"cannot work #{closed.Number}");
    }

    [Fact]
    public async Task Lists_searches_counts_and_figures_leave_it_out()
    {
        var closed = await ClosedAsync();
        await host.QueryAsync<int>("update helpdesk.ticket set attention = true, muted_at = now() where number = @Number returning 1", new { closed.Number });
        using var browser = await AgentAsync();
        using var program = host.Program(await KeyAsync());

        foreach (var path in new[]
        {
            "/", "/tickets?view=all", "/tickets?view=attention", "/tickets?view=all&q=invoice", $"/tickets?view=all&q={closed.Number}", $"/tickets?view=all&q=%23{closed.Number}", "/tickets?view=all&q=from:anna@customer.example",
            "/failed-mail", "/queue", "/mentions", "/notifications", "/dashboard",
        })
        {
            var page = await browser.GetStringAsync(path);
            page.ShouldNotContain("Confidential", Case.Insensitive, path);
            page.ShouldNotContain($"/tickets/{closed.Number}", Case.Sensitive, path);
        }

        (await browser.GetStringAsync("/system-health")).ShouldNotContain($"#{closed.Number}");
        foreach (var path in new[]
        {
            "/api/v1/tickets?view=All", "/api/v1/tickets?view=All&search=invoice", $"/api/v1/tickets?view=All&search={closed.Number}", $"/api/v1/tickets?view=All&mailbox={StubOAuth.Support}", "/api/v1/failed-mail", "/api/v1/outgoing",
            "/api/v1/correspondents/anna@customer.example",
        })
        {
            (await program.GetStringAsync(path)).ShouldNotContain("Confidential", Case.Insensitive, path);
        }

        (await program.GetFromJsonAsync<JsonElement>("/api/v1/tickets?view=Attention")).GetProperty("tickets").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Ticket_of_an_open_mailbox_is_worked_as_ever_and_cannot_be_given_to_whom_it_is_closed()
    {
        var open = (await host.ReceiveAsync(Mails.Plain(subject: "For sales", to: "sales@contoso.example"), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        using var browser = await AgentAsync();
        (await browser.GetStringAsync($"/tickets/{open}")).ShouldContain("For sales");
        using var note = await HelpdeskHost.PostAsync(browser, $"/tickets/{open}", $"/tickets/{open}/note", ("text", "Mine."));
        (await host.TicketAsync(open)).Entries.ShouldContain(entry => entry.Text == "Mine.");

        var other = (await ClosedAsync()).Number;
        var agent = (await host.Services.GetRequiredService<PersonTable>().ListAsync(default)).First(person => person.Mailboxes is not null);
        using var administrator = host.Program(await host.KeyAsync(Role.Admin));
        using var assigned = await administrator.PatchAsJsonAsync($"/api/v1/tickets/{other}", new { assignee = agent.Id });
        assigned.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Live_page_hears_nothing_of_it()
    {
        using var browser = await AgentAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var stream = await browser.GetStreamAsync(new Uri("/live", UriKind.Relative), limit.Token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(limit.Token) != "event: hello")
        {
        }

        var closed = await ClosedAsync();
        var open = (await host.ReceiveAsync(Mails.Plain(to: "sales@contoso.example"), StubOAuth.Sales)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        while (await reader.ReadLineAsync(limit.Token) is { } line && line != $"data: ticket {open}")
        {
            line.ShouldNotContain($"{closed.Number}");
        }
    }

    [Fact]
    public async Task Administrator_opens_and_closes_mailboxes_by_page_and_api()
    {
        var invited = (await host.Services.GetRequiredService<Invitations>().InviteAsync($"{Guid.NewGuid():N}@contoso.example", "Cy", Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
        using var administrator = await host.AdministratorAsync();
        var people = host.Services.GetRequiredService<PersonTable>();

        using var page = await HelpdeskHost.PostAsync(administrator, "/people", $"/people/{invited.PersonId}", ("act", "mailboxes"), ("mailboxes", "some"), ("mailbox", $"{StubOAuth.Sales}"));
        (await people.FindAsync(invited.PersonId, default))!.Mailboxes.ShouldBe([StubOAuth.Sales]);
        (await administrator.GetStringAsync("/people")).ShouldContain("sales@contoso.example");

        using var program = host.Program(await host.KeyAsync(Role.Admin));
        using var changed = await program.PatchAsJsonAsync($"/api/v1/people/{invited.PersonId}", new { allMailboxes = true });
        (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("mailboxes").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    /// <summary>A ticket of Support with a file, a moved entry, and a mail of it that became no ticket.</summary>
    private async Task<Closed> ClosedAsync()
    {
        var entry = (await host.ReceiveAsync(Mails.WithPictureAndFile().Replace("Subject: Invoice", "Subject: Confidential invoice", StringComparison.Ordinal))).ShouldBeOfType<IntakeOutcome.Entry>();
        var file = await host.QueryAsync<long>("select min(id) from helpdesk.attachment where entry_id = @EntryId", new { entry.EntryId });
        var kept = host.Put(Mails.Bytes(Mails.Plain(subject: "Confidential absence", extra: "Auto-Submitted: auto-replied\n")));
        (await host.HandleAsync(kept.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>();
        var regrouping = await host.QueryAsync<long>(
            "insert into helpdesk.regrouping (kind, source, target, by_name, at, source_status) values ('Move', @TicketNumber, @TicketNumber, 'x', now(), 'Open') returning id", new { entry.TicketNumber });
        return new Closed(entry.TicketNumber, entry.EntryId, file, kept.ReceiptId, regrouping);
    }

    private static string Fill(Microsoft.AspNetCore.Routing.Patterns.RoutePattern pattern, Closed closed) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: var name } => name.ToLowerInvariant() switch
            {
                "number" => $"{closed.Number}",
                "receiptid" => $"{closed.Kept}",
                "id" when pattern.RawText!.Contains("entries/", StringComparison.Ordinal) => $"{closed.Entry}",
                "id" when pattern.RawText!.Contains("regroupings/", StringComparison.Ordinal) => $"{closed.Regrouping}",
                "id" => $"{closed.File}",
                "replyid" => $"{Guid.NewGuid()}",
                _ => "x",
            },
            _ => "",
        }))));

    private async Task<HttpClient> AgentAsync()
    {
        var browser = host.Browser();
        using var answer = await HelpdeskHost.SignInAsync(browser, await EmailAsync(), HelpdeskHost.Password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    private async Task<string> KeyAsync()
    {
        var person = (await host.Services.GetRequiredService<PersonTable>().FindByEmailAsync(await EmailAsync(), default))!;
        return await host.Services.GetRequiredService<ApiKeyTable>().CreateAsync("sales", Role.Admin, new Actor(person.Id, person.Name, person.Role), default);
    }

    private async Task<string> EmailAsync()
    {
        const string Email = "sal@contoso.example";
        if (await host.Services.GetRequiredService<PersonTable>().FindByEmailAsync(Email, default) is null)
        {
            var invited = (await host.Services.GetRequiredService<Invitations>().InviteAsync(Email, "Sal Sales", Role.Agent, [StubOAuth.Sales], await host.ActorAsync(), default)).ShouldBeOfType<InvitationAnswer.Invited>();
            var link = new Uri(invited.Link);
            using var browser = host.Browser();
            using var answer = await HelpdeskHost.PostAsync(browser, link.PathAndQuery, "/invitation", ("key", link.Query["?key=".Length..]), ("password", HelpdeskHost.Password));
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        return Email;
    }

    private sealed record Closed(long Number, long Entry, long File, long Kept, long Regrouping);
}
