using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tests.Acknowledgements;

public sealed class AcknowledgementTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await SetAsync(new MailboxSettings { Acknowledge = true });

    public async ValueTask DisposeAsync() => await SetAsync(new MailboxSettings());

    [Fact]
    public async Task Who_opens_a_ticket_is_told_once_by_marked_mail()
    {
        var (asked, anna) = (Mails.NewId(), Person());
        var ticket = await OpenAsync(Mails.Plain(subject: "Re: Broken lamp", messageId: asked, from: $"Anna {{{{number}}}} Berg <{anna}>"));
        await host.ReceiveAsync(Mails.Plain(inReplyTo: asked, from: anna));

        var entry = (await host.TicketAsync(ticket)).Entries.Single(one => one.Kind == EntryKind.Reply);
        entry.Automatic.ShouldBe("acknowledgement");
        var reply = await ReplyAsync(ticket);
        reply.Automatic.ShouldBeTrue();
        reply.InReplyTo.ShouldBe(asked);
        reply.To.ShouldHaveSingleItem().Address.ShouldBe(anna);
        reply.Subject.ShouldBe($"We have received: Broken lamp [#{ticket}]");
        reply.Text.ShouldContain("Hello Anna {{number}} Berg,");
        reply.Text.ShouldContain($"has the number {ticket}");
        (await host.QueryAsync<string>("select last_entry_kind from helpdesk.ticket where number = @ticket", new { ticket })).ShouldBe("Mail");
    }

    [Fact]
    public async Task Nobody_is_told_unless_an_administrator_wants_it()
    {
        await SetAsync(new MailboxSettings());

        (await host.TicketAsync(await OpenAsync(Mails.Plain(from: Person())))).Entries.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-generated\n", null, "machine")]
    [InlineData("List-Id: <list.example>\n", null, "machine")]
    [InlineData("Precedence: bulk\n", null, "machine")]
    [InlineData("X-Auto-Response-Suppress: All\n", null, "asks for no automatic answer")]
    [InlineData("X-Auto-Response-Suppress: DR, OOF, AutoReply\n", null, "asks for no automatic answer")]
    [InlineData("Authentication-Results: mx.contoso.example; dmarc=fail header.from=customer.example\n", null, "dmarc=fail")]
    [InlineData("", "noreply@shop.example", "Nobody reads")]
    [InlineData("", "Do-Not-Reply@shop.example", "Nobody reads")]
    public async Task Machines_and_those_who_ask_not_to_be_told_are_not(string extra, string? from, string reason)
    {
        var ticket = await OpenAsync(Mails.Plain(from: from ?? Person(), extra: extra));

        (await host.TicketAsync(ticket)).Entries.ShouldNotContain(entry => entry.Kind == EntryKind.Reply);
        (await host.QueryAsync<string>("select suppressed from helpdesk.acknowledgement where ticket_number = @ticket", new { ticket })).ShouldContain(reason);
    }

    [Fact]
    public async Task Receipts_asked_for_are_no_reason_against_it()
    {
        var ticket = await OpenAsync(Mails.Plain(from: Person(), extra: "X-Auto-Response-Suppress: DR, RN, NRN\n"));

        (await host.TicketAsync(ticket)).Entries.ShouldContain(entry => entry.Kind == EntryKind.Reply);
    }

    [Fact]
    public async Task Old_mail_of_a_mailbox_that_was_linked_today_is_not_acknowledged()
    {
        var outcome = await host.ReceiveAsync(Mails.Plain(from: Person()), at: TimeProvider.System.GetUtcNow().AddDays(-3));

        (await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber)).Entries.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("@")]
    [InlineData("+case-{0}@")]
    public async Task One_address_is_told_five_times_an_hour_at_most_whatever_it_writes_behind_a_plus_sign(string at)
    {
        var anna = Person();
        var tickets = new List<long>();
        for (var i = 0; i < Acknowledgement.MostInAnHour + 2; i++)
        {
            tickets.Add(await OpenAsync(Mails.Plain(from: anna.Replace("@", string.Format(System.Globalization.CultureInfo.InvariantCulture, at, i), StringComparison.Ordinal), body: $"{i}")));
        }

        var told = 0;
        foreach (var ticket in tickets)
        {
            told += (await host.TicketAsync(ticket)).Entries.Count(entry => entry.Kind == EntryKind.Reply);
        }

        told.ShouldBe(Acknowledgement.MostInAnHour);
    }

    [Fact]
    public async Task How_many_have_gone_to_an_address_is_counted_without_looking_at_the_others()
    {
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("set local enable_seqscan = off", transaction: transaction);

        var plan = string.Join('\n', await connection.QueryAsync<string>($"explain {Acknowledgement.Recent}", new { bare = "anna@customer.example", since = TimeProvider.System.GetUtcNow().AddHours(-1) }, transaction));

        plan.ShouldContain("acknowledgement_bare");
        plan.ShouldContain("Index Cond: ((regexp_replace(");
    }

    [Fact]
    public async Task Preview_fills_the_fields_and_names_those_that_do_not_exist()
    {
        using var program = host.Program(await host.KeyAsync(Role.Admin));
        var address = $"/api/v1/mailboxes/{StubOAuth.Support}/acknowledgement/preview";

        using var good = await program.PostAsJsonAsync(address, new { subject = "[{{ number }}] {{mailbox}}", text = "Dear {{name}}" });
        using var bad = await program.PostAsJsonAsync(address, new { subject = "x", text = "{{wrong}}" });

        (await good.Content.ReadFromJsonAsync<FilledAcknowledgement>()).ShouldBe(new FilledAcknowledgement("[1001] Contoso Support", "Dear Anna Berg"));
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await bad.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("field_unknown");
    }

    private static string Person() => $"{Guid.NewGuid():N}@customer.example";

    private async Task SetAsync(MailboxSettings settings) =>
        await host.Services.GetRequiredService<MailboxTable>().SaveAsync(settings with { SystemEmailId = StubOAuth.Support }, await host.ActorAsync(), default);

    private async Task<OutgoingReply> ReplyAsync(long ticket) =>
        JsonSerializer.Deserialize<OutgoingReply>(await host.QueryAsync<string>("select reply::text from helpdesk.outgoing where ticket_number = @ticket", new { ticket }))!;

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
