using System.Net;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mentions;
using HelpdeskMail.Helpdesk.Presence;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Writing;

public sealed class WritingTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Reply_carries_formatting_signature_and_waits_so_that_it_can_be_undone()
    {
        using var browser = await host.AdministratorAsync();
        var ticket = await OpenAsync();
        using var signed = await HelpdeskHost.PostAsync(browser, "/account", "/account/signature", ("text", "{{agent.name}}, {{mailbox.name}}"));

        using var sent = await PostAsync(browser, ticket, "reply", ("to", "anna@customer.example"), ("text", "We send **a new one**."), ("signature", "true"), ("undo", "10"));

        var reply = await ReplyOfAsync(ticket);
        reply.Text.ShouldBe("We send **a new one**.\n\n-- \nAda Admin, Contoso Support\n");
        reply.Html.ShouldNotBeNull().ShouldContain("<strong>a new one</strong>");
        reply.SendAfter.ShouldNotBeNull();
        var page = await browser.GetStringAsync($"/tickets/{ticket}");
        page.ShouldContain("data-undo");
        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).HasHtml.ShouldBeTrue();
    }

    [Fact]
    public async Task Canned_answer_is_filled_below_what_was_typed_even_without_a_script()
    {
        using var browser = await host.AdministratorAsync();
        var ticket = await OpenAsync();
        using var saved = await HelpdeskHost.PostAsync(browser, "/canned-answers", "/canned-answers", ("name", "Thanks"), ("shortcut", "Th-x!"), ("text", "Dear {{customer.firstname}}, thank you."));
        var answer = (await host.Services.GetRequiredService<CannedAnswerTable>().ListAsync(default)).Single(one => one.Name == "Thanks");

        using var inserted = await PostAsync(browser, ticket, "draft/canned", ("to", "anna@customer.example"), ("text", "Typed."), ("canned", answer.Id.ToString()));

        answer.Shortcut.ShouldBe("th-x");
        (await DraftAsync(ticket)).ShouldNotBeNull().Text.ShouldBe("Typed.\n\nDear Anna, thank you.");
    }

    [Fact]
    public async Task Mail_is_handed_on_with_its_files_and_nobody_of_the_ticket_gets_it()
    {
        using var browser = await host.AdministratorAsync();
        var ticket = (await host.ReceiveAsync(Mails.WithPictureAndFile())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        using var begun = await PostAsync(browser, ticket, "draft/begin", ("how", "forward"), ("text", "Please look."));
        var draft = (await DraftAsync(ticket)).ShouldNotBeNull();
        using var sent = await PostAsync(browser, ticket, "reply", ("replyId", draft.ReplyId.ToString()), ("forward", "true"), ("to", "expert@partner.example"), ("text", draft.Text), ("quote", "true"));

        draft.To.ShouldBeEmpty();
        draft.Text.ShouldStartWith("Please look.\n\n---------- Forwarded message ----------\nFrom: Anna Berg <anna@customer.example>");
        draft.Files.Select(file => file.FileName).ShouldBe(["logo.png", "invoice.pdf"]);
        var reply = await ReplyOfAsync(ticket);
        reply.Subject.ShouldStartWith("Fwd: Invoice");
        reply.To.Single().Address.ShouldBe("expert@partner.example");
        reply.Cc.ShouldBeEmpty();
        reply.Text.ShouldNotContain("wrote:");
    }

    [Fact]
    public async Task Answer_goes_to_the_sender_only_or_to_all_with_what_was_typed_kept()
    {
        using var browser = await host.AdministratorAsync();
        var ticket = (await host.ReceiveAsync(Mails.Plain(to: "support@contoso.example, bob@customer.example"))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        using var sender = await PostAsync(browser, ticket, "draft/begin", ("how", "sender"), ("text", "Typed."));
        (await DraftAsync(ticket)).ShouldNotBeNull().Cc.ShouldBeEmpty();
        using var all = await PostAsync(browser, ticket, "draft/begin", ("how", "all"), ("text", "Typed."));

        var draft = (await DraftAsync(ticket)).ShouldNotBeNull();
        draft.Cc.ShouldBe("bob@customer.example");
        draft.Text.ShouldBe("Typed.");
    }

    [Theory]
    [InlineData("Mail-Followup-To: Users <users@lists.example>, support@contoso.example, users@lists.example, broken\n", "\"Users\" <users@lists.example>", "", "users@lists.example")]
    [InlineData("Mail-Followup-To: users@lists.example\nMail-Reply-To: Anna at home <anna@home.example>\n", "users@lists.example", "", "\"Anna at home\" <anna@home.example>")]
    [InlineData("Mail-Reply-To: anna@home.example\n", "anna@home.example", "users@lists.example, carol@customer.example", "anna@home.example")]
    [InlineData("Mail-Followup-To: support@contoso.example, nobody\nMail-Reply-To: <>\n", "users@lists.example", "carol@customer.example", "users@lists.example")]
    public async Task Answer_goes_where_the_writer_of_a_lists_mail_wants_it(string fields, string to, string cc, string toSender)
    {
        using var browser = await host.AdministratorAsync();
        var mail = Mails.Plain(to: "users@lists.example, support@contoso.example", extra: $"Cc: carol@customer.example\nReply-To: users@lists.example\nList-Id: <users.lists.example>\n{fields}");
        var number = (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

        using var all = await PostAsync(browser, number, "draft/begin", ("how", "all"));
        var toAll = (await DraftAsync(number)).ShouldNotBeNull();
        using var sender = await PostAsync(browser, number, "draft/begin", ("how", "sender"));

        (toAll.To, toAll.Cc).ShouldBe((to, cc));
        (await DraftAsync(number)).ShouldNotBeNull().To.ShouldBe(toSender);
    }

    [Fact]
    public async Task Picture_pasted_into_the_words_is_shown_in_the_preview_and_travels_in_the_mail()
    {
        using var browser = await host.AdministratorAsync();
        var ticket = await OpenAsync();
        var token = await TokenAsync(browser, ticket);
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("true"), "inline" } };
        var png = new ByteArrayContent(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        png.Headers.ContentType = new("image/png");
        form.Add(png, "files", "shot.png");

        using var uploaded = await browser.PostAsync($"/tickets/{ticket}/draft/files", form);
        var id = await uploaded.Content.ReadAsStringAsync();
        using var preview = await PostAsync(browser, ticket, "draft/preview", ("text", $"See ![shot](cid:{id}) **there**"));
        using var picture = await browser.GetAsync($"/tickets/{ticket}/draft/files/{Uri.EscapeDataString(id)}");
        var draft = (await DraftAsync(ticket)).ShouldNotBeNull();
        using var sent = await PostAsync(browser, ticket, "reply", ("replyId", draft.ReplyId.ToString()), ("to", "anna@customer.example"), ("text", $"See ![shot](cid:{id})"));

        (await preview.Content.ReadAsStringAsync()).ShouldContain($"src=\"/tickets/{ticket}/draft/files/{Uri.EscapeDataString(id)}\"");
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        var reply = await ReplyOfAsync(ticket);
        reply.Attachments.Single().ContentId.ShouldBe(id);
        reply.Html.ShouldNotBeNull().ShouldContain($"src=\"cid:{id}\"");
        reply.Text.ShouldContain("See [shot]");
    }

    [Fact]
    public async Task Colleague_named_in_a_note_finds_it_until_the_ticket_was_opened()
    {
        using var browser = await host.AdministratorAsync();
        var ticket = await OpenAsync();
        var invited = (await host.Services.GetRequiredService<HelpdeskMail.Helpdesk.People.Invitations>()
            .InviteAsync($"{Guid.NewGuid():N}@contoso.example", $"Bo {Guid.NewGuid():N}", HelpdeskMail.Helpdesk.People.Role.Agent, null, await host.ActorAsync(), default)).ShouldBeOfType<HelpdeskMail.Helpdesk.People.InvitationAnswer.Invited>();
        var bo = (await host.Services.GetRequiredService<HelpdeskMail.Helpdesk.People.PersonTable>().ListAsync(default)).Single(person => person.Id == invited.PersonId);
        var mentions = host.Services.GetRequiredService<MentionTable>();

        using var noted = await PostAsync(browser, ticket, "note", ("text", $"@{bo.Name.Replace(" ", "", StringComparison.Ordinal)} can you look?"));

        (await mentions.CountAsync(bo.Id, default)).ShouldBe(1);
        (await mentions.ListAsync(bo.Id, default)).Single().TicketNumber.ShouldBe(ticket);
        await host.Services.GetRequiredService<TicketReader>().MarkSeenAsync(ticket, bo.Id, default);
        (await mentions.CountAsync(bo.Id, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_writes_in_a_ticket_is_shown_to_the_others_and_gone_when_they_leave()
    {
        var ticket = await OpenAsync();
        using var browser = await host.AdministratorAsync();
        var actor = await host.ActorAsync();
        var presence = host.Services.GetRequiredService<PresenceTable>();

        using var said = await PostAsync(browser, ticket, "here", ("state", "typing"));

        (await presence.ListAsync(ticket, Guid.Empty, default)).ShouldBe([new PresentPerson(actor.Name, Typing: true)]);
        (await presence.ListAsync(ticket, actor.Id, default)).ShouldBeEmpty("nobody is told of themselves");
        (await browser.GetStringAsync($"/tickets/{ticket}/here")).ShouldContain("id=\"presence\"");
        using var left = await PostAsync(browser, ticket, "here", ("state", "gone"));
        (await presence.ListAsync(ticket, Guid.Empty, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_tickets_are_changed_at_once_and_marked_unread_again()
    {
        using var browser = await host.AdministratorAsync();
        var (one, other) = (await OpenAsync(), await OpenAsync());
        using var opened = await browser.GetAsync($"/tickets/{one}");

        using var tagged = await BulkAsync(browser, "bulk", "tag", one, other);
        using var unread = await BulkAsync(browser, "marks", "unread", one, other);
        using var planned = await PostAsync(browser, one, "plan", ("tags", "refund, vip"), ("due", "2026-12-24"), ("priority", "2"));

        (await host.TicketAsync(other)).Tags.ShouldBe(["refund"]);
        var ticket = await host.TicketAsync(one);
        ticket.Tags.ShouldBe(["refund", "vip"]);
        ticket.DueAt!.Value.Day.ShouldBe(24);
        ticket.Priority.ShouldBe(2);
        (await host.QueryAsync<bool>("select exists (select 1 from helpdesk.seen where ticket_number = @one)", new { one })).ShouldBeTrue("opening it for the form has read it once more");
        using var again = await BulkAsync(browser, "marks", "unread", one, other);
        (await host.QueryAsync<bool>("select exists (select 1 from helpdesk.seen where ticket_number = any (@both))", new { both = new[] { one, other } })).ShouldBeFalse();
    }

    private async Task<long> OpenAsync() => (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;

    private async Task<Draft?> DraftAsync(long ticket) => await host.Services.GetRequiredService<Drafts>().FindAsync(ticket, (await host.ActorAsync()).Id, default);

    private async Task<OutgoingReply> ReplyOfAsync(long ticket) =>
        (await host.Services.GetRequiredService<OutgoingTable>().FindAsync(await host.QueryAsync<Guid>("select reply_id from helpdesk.outgoing where ticket_number = @ticket", new { ticket }), default)).ShouldNotBeNull();

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, long ticket, string path, params (string Name, string Value)[] fields) =>
        HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/{path}", fields);

    private static async Task<HttpResponseMessage> BulkAsync(HttpClient browser, string where, string act, params long[] tickets)
    {
        var fields = tickets.Select(ticket => ("n", ticket.ToString(System.Globalization.CultureInfo.InvariantCulture))).Concat([("act", act), ("tags", "Refund")]).ToArray();
        var answer = await HelpdeskHost.PostAsync(browser, "/tickets", $"/tickets/{where}?view=open", fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer;
    }

    private static async Task<string> TokenAsync(HttpClient browser, long ticket)
    {
        var page = await browser.GetStringAsync($"/tickets/{ticket}");
        var at = page.IndexOf("__RequestVerificationToken\" value=\"", StringComparison.Ordinal) + "__RequestVerificationToken\" value=\"".Length;
        return page[at..page.IndexOf('"', at)];
    }
}
