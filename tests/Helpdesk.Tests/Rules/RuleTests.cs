using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Rules;

public sealed class RuleTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private RuleTable Rules => host.Services.GetRequiredService<RuleTable>();

    [Theory]
    [InlineData(RuleField.Sender, RuleMatch.Is, "anna@shop.example", true)]
    [InlineData(RuleField.Sender, RuleMatch.Is, "ANNA@SHOP.EXAMPLE", true)]
    [InlineData(RuleField.Sender, RuleMatch.Is, "bob@shop.example, anna@shop.example", true)]
    [InlineData(RuleField.Sender, RuleMatch.Is, "nna@shop.example", false)]
    [InlineData(RuleField.Sender, RuleMatch.StartsWith, "anna@", true)]
    [InlineData(RuleField.Domain, RuleMatch.Is, "shop.example", true)]
    [InlineData(RuleField.Domain, RuleMatch.Is, "@example", true)]
    [InlineData(RuleField.Domain, RuleMatch.Is, "op.example", false)]
    [InlineData(RuleField.Subject, RuleMatch.Contains, "lottery", true)]
    [InlineData(RuleField.Subject, RuleMatch.EndsWith, "lottery", false)]
    [InlineData(RuleField.Recipient, RuleMatch.Is, "support@contoso.example", true)]
    [InlineData(RuleField.Text, RuleMatch.Contains, "claim it", true)]
    [InlineData(RuleField.Text, RuleMatch.Contains, "older words", false)]
    [InlineData(RuleField.Size, RuleMatch.LargerThan, "0", true)]
    [InlineData(RuleField.Size, RuleMatch.LargerThan, "100000", false)]
    [InlineData(RuleField.Header, RuleMatch.Exists, "", true)]
    [InlineData(RuleField.Header, RuleMatch.Is, "yes", true)]
    [InlineData(RuleField.Header, RuleMatch.Contains, "no", false)]
    public void Condition_compares_as_it_says(RuleField field, RuleMatch match, string value, bool holds)
    {
        var message = MimeMessage.Parse(Mails.Bytes(Mails.Plain(extra: "X-Spam: yes\n")));
        var mail = new RuleSubject("anna@shop.example", ["support@contoso.example"], "You won the Lottery!", "Come and claim it.", 2048, message.Headers);
        var condition = new RuleCondition(field, match, value, field == RuleField.Header ? "X-Spam" : null);

        mail.Meets(condition).ShouldBe(holds);
        mail.Meets(condition with { Not = true }).ShouldBe(!holds);
    }

    [Fact]
    public void First_rule_that_refuses_or_lets_in_ends_the_search()
    {
        var mail = new RuleSubject("anna@shop.example", [], "Hello", "", 100, MimeMessage.Parse(Mails.Bytes(Mails.Plain())).Headers);
        Rule Make(RuleActions actions) => new() { Id = Guid.NewGuid(), Name = "x", Conditions = [new RuleCondition(RuleField.Domain, RuleMatch.Is, "shop.example")], Actions = actions };
        var (refuse, allow) = (Make(new RuleActions { Refuse = true }), Make(new RuleActions { Allow = true }));
        var (high, urgent) = (Make(new RuleActions { Priority = 1, Tags = ["a"] }), Make(new RuleActions { Priority = 2, Tags = ["b"] }));

        RuleVerdict.Of([allow, refuse], Guid.Empty, mail).Refused.ShouldBeNull();
        RuleVerdict.Of([high, refuse, allow], Guid.Empty, mail).Refused.ShouldBe(refuse);
        RuleVerdict.Of([refuse with { Enabled = false }], Guid.Empty, mail).Refused.ShouldBeNull();
        RuleVerdict.Of([refuse with { SystemEmailId = Guid.NewGuid() }], Guid.Empty, mail).Refused.ShouldBeNull();
        var sorted = RuleVerdict.Of([high, urgent], Guid.Empty, mail).Sorting;
        sorted.Priority.ShouldBe(1);
        sorted.Tags.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Refused_mail_is_kept_with_its_rule_and_becomes_a_ticket_when_somebody_wants_it()
    {
        var word = $"w{Guid.NewGuid():N}";
        var rule = await AddAsync(word, new RuleActions { Refuse = true });
        var receipt = host.Put(Mails.Bytes(Mails.Plain(subject: $"About {word}")));

        var kept = (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>();
        kept.Reason.ShouldBe(KeptReason.Blocked);
        kept.RuleId.ShouldBe(rule.Id);
        kept.Explanation.ShouldContain(rule.Name);
        using var browser = await host.AdministratorAsync();
        (await browser.GetStringAsync("/failed-mail")).ShouldContain(rule.Name);
        using var made = await HelpdeskHost.PostAsync(browser, "/failed-mail", $"/failed-mail/{receipt.ReceiptId}", ("act", "ticket"));

        made.Headers.Location!.ToString().ShouldStartWith("/tickets/");
        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Entry>();
        (await Rules.ListAsync(default)).Single(one => one.Id == rule.Id).Matches.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Refused_mail_becomes_a_ticket_when_processed_again_after_the_rule_is_gone()
    {
        var word = $"w{Guid.NewGuid():N}";
        var rule = await AddAsync(word, new RuleActions { Refuse = true });
        var receipt = host.Put(Mails.Bytes(Mails.Plain(subject: word)));
        await host.HandleAsync(receipt.ReceiptId);
        await Rules.RemoveAsync(rule.Id, await host.ActorAsync(), default);

        using var scope = host.Services.CreateScope();
        var again = await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAgainAsync(receipt.ReceiptId, asTicket: false, await host.ActorAsync(), default);

        again.ShouldBeOfType<IntakeOutcome.Entry>();
    }

    [Fact]
    public async Task New_ticket_is_sorted_as_the_rule_says()
    {
        var (word, actor) = ($"w{Guid.NewGuid():N}", await host.ActorAsync());
        await AddAsync(word, new RuleActions { Department = "Billing", Priority = 2, Tags = ["Invoice", "big deal"], Assignee = actor.Id });

        var ticket = await host.TicketAsync((await host.ReceiveAsync(Mails.Plain(subject: word))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);

        ticket.Department.ShouldBe("Billing");
        ticket.Priority.ShouldBe(2);
        ticket.Tags.ShouldBe(["invoice", "big-deal"]);
        ticket.Assignee.ShouldBe(actor.Id);
    }

    [Fact]
    public async Task Rule_gives_no_ticket_to_somebody_to_whom_its_mailbox_is_closed()
    {
        var (word, actor) = ($"w{Guid.NewGuid():N}", await host.ActorAsync());
        var person = (await host.Services.GetRequiredService<Invitations>().InviteAsync($"{word}@contoso.example", "Sales", Role.Agent, [Guid.NewGuid()], actor, default)).ShouldBeOfType<InvitationAnswer.Invited>().PersonId;
        await AddAsync(word, new RuleActions { Assignee = person });

        var ticket = await host.TicketAsync((await host.ReceiveAsync(Mails.Plain(subject: word))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);

        ticket.Assignee.ShouldBeNull("they could not see it, and it would be missing in the list of what nobody has");
    }

    [Fact]
    public async Task Report_on_a_mail_of_ours_is_not_refused()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket);
        await Rules.SaveAsync(new Rule { Id = Guid.NewGuid(), Name = "no daemons", Conditions = [new RuleCondition(RuleField.Sender, RuleMatch.StartsWith, "mailer-daemon@")], Actions = new RuleActions { Refuse = true } }, await host.ActorAsync(), default);

        (await host.ReceiveAsync(Mails.Bounce(reply.MessageId))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
    }

    [Fact]
    public async Task Rule_that_makes_no_sense_is_not_kept()
    {
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var answer = await program.PutAsJsonAsync($"/api/v1/rules/{Guid.NewGuid()}", new { name = "x", conditions = new[] { new { field = "Header", match = "Is", value = "y" } }, actions = new { } });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString().ShouldBe("The condition on a header does not say which.");
    }

    [Fact]
    public async Task Page_adds_a_rule_and_saves_a_mailbox()
    {
        using var browser = await host.AdministratorAsync();
        var name = $"rule {Guid.NewGuid():N}";

        using var added = await HelpdeskHost.PostAsync(
            browser, "/rules", "/rules", ("name", name), ("field", "Subject"), ("match", "Contains"), ("value", "zzzz"), ("header", ""), ("act", "refuse"));
        using var saved = await HelpdeskHost.PostAsync(
            browser, $"/rules/mailboxes/{StubOAuth.Sales}", $"/rules/mailboxes/{StubOAuth.Sales}", ("department", "Sales"), ("subject", "Got it"), ("text", "{{number}}"));

        (await browser.GetStringAsync("/rules")).ShouldContain(name);
        (await browser.GetStringAsync($"/rules/mailboxes/{StubOAuth.Sales}")).ShouldContain("Got it");
        await Rules.RemoveAsync((await Rules.ListAsync(default)).Single(rule => rule.Name == name).Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Page_changes_a_rule_keeps_its_place_and_gives_back_what_was_refused()
    {
        using var browser = await host.AdministratorAsync();
        var name = $"rule {Guid.NewGuid():N}";
        using var added = await HelpdeskHost.PostAsync(browser, "/rules", "/rules", ("name", name), ("field", "Subject"), ("match", "!Contains"), ("value", "zzzz"), ("header", ""), ("tags", "odd"), ("act", "sort"));
        var before = (await Rules.ListAsync(default)).Single(rule => rule.Name == name);

        using var refused = await HelpdeskHost.PostAsync(
            browser, "/rules", $"/rules/{before.Id}", ("edit", "true"), ("name", $"{name} typed"), ("field", "Header"), ("match", "Is"), ("value", "kept as typed"), ("header", ""), ("act", "refuse"));
        var shown = await browser.GetStringAsync("/rules");
        using var changed = await HelpdeskHost.PostAsync(
            browser, "/rules", $"/rules/{before.Id}", ("edit", "true"), ("name", name), ("field", "Header"), ("match", "EndsWith"), ("value", "yyyy"), ("header", "X-Kind"), ("act", "sort"), ("priority", "1"));

        before.Conditions.ShouldBe([new RuleCondition(RuleField.Subject, RuleMatch.Contains, "zzzz", Not: true)]);
        shown.ShouldContain("The condition on a header does not say which.");
        shown.ShouldContain("value=\"kept as typed\"");
        shown.ShouldContain($"value=\"{name} typed\"");
        var after = (await Rules.ListAsync(default)).Single(rule => rule.Id == before.Id);
        after.Conditions.ShouldBe([new RuleCondition(RuleField.Header, RuleMatch.EndsWith, "yyyy", "X-Kind")]);
        (after.Position, after.Actions.Priority, after.Actions.Tags.Count).ShouldBe((before.Position, 1, 0));
        await Rules.RemoveAsync(before.Id, await host.ActorAsync(), default);
    }

    [Fact]
    public async Task Entry_is_read_again_from_its_source_and_placed_anew_on_wish()
    {
        var asked = Mails.NewId();
        var first = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var wrong = (await host.ReceiveAsync(Mails.WithPictureAndFile().Replace("Subject: Invoice", $"Subject: Invoice\nIn-Reply-To: <{asked}>", StringComparison.Ordinal))).ShouldBeOfType<IntakeOutcome.Entry>();
        var merging = host.Services.GetRequiredService<HelpdeskMail.Helpdesk.Merging.TicketMerging>();
        var split = (await merging.SplitAsync(wrong.EntryId, withLater: false, await host.ActorAsync(), default)).ShouldBeOfType<HelpdeskMail.Helpdesk.Merging.RegroupAnswer.Done>();
        await host.QueryAsync<int>("update helpdesk.entry set text = 'spoilt', author_name = 'spoilt' where id = @EntryId returning 1", new { wrong.EntryId });
        using var program = host.Program(await host.KeyAsync(Role.Agent));

        for (var i = 0; i < 2; i++)
        {
            using var read = await program.PostAsync($"/api/v1/entries/{wrong.EntryId}/process", null);
            (await read.Content.ReadFromJsonAsync<AddedEntry>()).ShouldBe(new AddedEntry(split.TicketNumber, wrong.EntryId));
        }

        var entry = (await host.TicketAsync(split.TicketNumber)).Entries.Single(one => one.Kind == EntryKind.Mail);
        entry.AuthorName.ShouldBe("Anna Berg");
        entry.Text.ShouldNotContain("spoilt");
        entry.Attachments.Count.ShouldBe(2);
        using var moved = await program.PostAsync($"/api/v1/entries/{wrong.EntryId}/process?move=true", null);
        (await moved.Content.ReadFromJsonAsync<AddedEntry>()).ShouldBe(new AddedEntry(first, wrong.EntryId));
        (await host.TicketAsync(first)).Entries.Count(one => one.Kind == EntryKind.Mail).ShouldBe(2);
    }

    [Fact]
    public async Task Reply_is_never_read_again_from_the_copy_of_it_that_came_back()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>();
        var reply = await host.ReplyAsync(ticket.TicketNumber, text: "Words of the agent.");
        (await host.ReceiveAsync(Mails.Plain(from: "support@contoso.example", to: "anna@customer.example", messageId: reply.MessageId, body: "Words that a server has changed."))).ShouldBeOfType<IntakeOutcome.Copy>();
        var written = (await host.TicketAsync(ticket.TicketNumber)).Entries.Single(entry => entry.Kind == EntryKind.Reply);
        using var program = host.Program(await host.KeyAsync(Role.Agent));
        using var browser = await host.AdministratorAsync();

        using var answer = await program.PostAsync($"/api/v1/entries/{written.Id}/process", null);
        var page = await browser.GetStringAsync($"/tickets/{ticket.TicketNumber}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.TicketAsync(ticket.TicketNumber)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Text.ShouldBe(written.Text);
        page.ShouldNotContain($"/entries/{written.Id}/process");
        page.ShouldContain($"/entries/{ticket.EntryId}/process");
    }

    [Fact]
    public async Task Files_of_refused_mail_are_kept_in_its_source_alone()
    {
        var word = $"w{Guid.NewGuid():N}";
        await AddAsync(word, new RuleActions { Refuse = true });
        var receipt = host.Put(Mails.Bytes(
            $"From: Anna Berg <anna@customer.example>\nTo: support@contoso.example\nSubject: {word}\nMessage-ID: <{Mails.NewId()}>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nfile {word}\n--b--\n"));
        bool IsKept() => host.MailStore.Blobs.Values.Any(bytes => System.Text.Encoding.UTF8.GetString(bytes).Contains($"file {word}", StringComparison.Ordinal));

        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Blocked);

        IsKept().ShouldBeFalse();
        using var scope = host.Services.CreateScope();
        var made = (await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAgainAsync(receipt.ReceiptId, asTicket: true, await host.ActorAsync(), default)).ShouldBeOfType<IntakeOutcome.Entry>();
        (await host.TicketAsync(made.TicketNumber)).Entries[0].Attachments.ShouldHaveSingleItem();
        IsKept().ShouldBeTrue();
    }

    private async Task<Rule> AddAsync(string word, RuleActions actions)
    {
        var rule = new Rule { Id = Guid.NewGuid(), Name = $"rule for {word}", Conditions = [new RuleCondition(RuleField.Subject, RuleMatch.Contains, word)], Actions = actions };
        (await Rules.SaveAsync(rule, await host.ActorAsync(), default)).ShouldBeNull();
        return rule;
    }
}
