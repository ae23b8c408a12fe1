using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Classification;

public sealed class MachineMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("", "Help", nameof(MailKind.Personal))]
    [InlineData("Auto-Submitted: no\n", "Help", nameof(MailKind.Personal))]
    [InlineData("X-Auto-Response-Suppress: DR, RN, NRN\n", "Help", nameof(MailKind.Personal))]
    [InlineData("X-Auto-Response-Suppress: All\n", "Help", nameof(MailKind.Automatic))]
    [InlineData("Auto-Submitted: auto-replied (vacation)\n", "Help", nameof(MailKind.AutoReply))]
    [InlineData("X-Autoreply: yes\n", "Help", nameof(MailKind.AutoReply))]
    [InlineData("X-Autorespond: Help\n", "Help", nameof(MailKind.AutoReply))]
    [InlineData("Precedence: auto_reply\n", "Help", nameof(MailKind.AutoReply))]
    [InlineData("", "Automatic reply: Help", nameof(MailKind.AutoReply))]
    [InlineData("", "Out of Office: Help", nameof(MailKind.AutoReply))]
    [InlineData("", "Automatische Antwort: Hilfe", nameof(MailKind.AutoReply))]
    [InlineData("", "My automatic reply does not work", nameof(MailKind.Personal))]
    [InlineData("", "AUTO: Ann Lee is out of the office (returning 03/05/2026)", nameof(MailKind.AutoReply))]
    [InlineData("References: <a@b>\n", "I am out of the office until 5 March (Re: Printer)", nameof(MailKind.AutoReply))]
    [InlineData("In-Reply-To: <a@b>\n", "Absence : Re: Imprimante", nameof(MailKind.AutoReply))]
    [InlineData("In-Reply-To: <a@b>\n", "Afwezig: Re: Printer", nameof(MailKind.AutoReply))]
    [InlineData("In-Reply-To: <a@b>\n", "=?utf-8?Q?Nieobecno=C5=9B=C4=87:_Re:_Drukarka?=", nameof(MailKind.AutoReply))]
    [InlineData("In-Reply-To: <a@b>\n", "Poissa: Re: Tulostin", nameof(MailKind.AutoReply))]
    [InlineData("", "Absence : Re: Imprimante", nameof(MailKind.Personal))]
    [InlineData("In-Reply-To: <a@b>\n", "Re: Absence : Re: Imprimante", nameof(MailKind.Personal))]
    [InlineData("In-Reply-To: <a@b>\n", "Absence de toner", nameof(MailKind.Personal))]
    [InlineData("In-Reply-To: <a@b>\n", "AUTO: brakes are out", nameof(MailKind.Personal))]
    [InlineData("Auto-Submitted: auto-generated\n", "Disk full", nameof(MailKind.Automatic))]
    [InlineData("Precedence: bulk\n", "News", nameof(MailKind.Automatic))]
    [InlineData("List-Id: <news.example>\n", "News", nameof(MailKind.Automatic))]
    [InlineData("Return-Path: <>\n", "Failure notice", nameof(MailKind.Bounce))]
    [InlineData("X-Failed-Recipients: anna@customer.example\n", "Mail failed", nameof(MailKind.Bounce))]
    [InlineData("Auto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n", "Printer", nameof(MailKind.Automatic))]
    [InlineData("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n", "Printer", nameof(MailKind.Automatic))]
    [InlineData("Auto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\nX-Auto-Response-Suppress: All\n", "On leave", nameof(MailKind.AutoReply))]
    [InlineData("", "Out of office for Bob Miller", nameof(MailKind.Personal))]
    [InlineData("", "Out of office", nameof(MailKind.Personal))]
    [InlineData("", "Auto reply on info@ does not work", nameof(MailKind.Personal))]
    [InlineData("", "Autoresponder for the shop", nameof(MailKind.Personal))]
    [InlineData("", "Abwesenheitsnotiz von Frau Meier einrichten", nameof(MailKind.Personal))]
    [InlineData("In-Reply-To: <a@b>\n", "Out of office", nameof(MailKind.AutoReply))]
    [InlineData("In-Reply-To: <a@b>\n", "Abwesenheitsnotiz von Frau Meier", nameof(MailKind.AutoReply))]
    [InlineData("", "Out of office - Re: Help", nameof(MailKind.AutoReply))]
    [InlineData("", "Out of office (back on Monday)", nameof(MailKind.AutoReply))]
    public void Mail_is_told_by_its_header(string extra, string subject, string kind) =>
        MailClassifier.Classify(MimeMessage.Parse(Mails.Bytes(Mails.Plain(subject: subject, extra: extra)))).GetType().Name.ShouldBe(kind);

    [Fact]
    public async Task Bounce_marks_the_recipient_of_the_reply_it_returns_and_opens_no_ticket()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        var before = await host.QueryAsync<long>("select count(*) from helpdesk.ticket");

        var outcome = await host.ReceiveAsync(Mails.Bounce(reply.MessageId));

        outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        var now = await host.TicketAsync(ticket);
        now.Attention.ShouldBeTrue();
        var recipient = now.Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem();
        recipient.State.ShouldBe(RecipientState.Bounced);
        recipient.Words.ShouldContain("no such address");
        recipient.Answer.ShouldContain("User unknown");
        (await host.QueryAsync<long>("select count(*) from helpdesk.ticket")).ShouldBe(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-2")]
    public async Task Bounce_that_names_only_the_envelopes_id_finds_its_reply(string part)
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        var report = Mails.Bounce("rewritten@provider.example").Replace("Reporting-MTA:", $"Original-Envelope-Id: {reply.ReplyId:N}{part}\nReporting-MTA:", StringComparison.Ordinal);
        report.ShouldContain(reply.ReplyId.ToString("N"));

        (await host.ReceiveAsync(report)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem().State.ShouldBe(RecipientState.Bounced);
    }

    [Theory]
    [InlineData("by its mark, whatever mails it names", "References: <FIRST>\n", "X-HelpdeskMail-Delivery: MARK\n")]
    [InlineData("by the newest mail that it names", "References: <FIRST> <SECOND>\n", "")]
    [InlineData("by what it answers before what is older", "In-Reply-To: <SECOND>\nReferences: <FIRST>\n", "")]
    public async Task Bounce_marks_the_one_of_several_replies_that_came_back(string how, string names, string returned)
    {
        var ticket = await OpenAsync(Mails.Plain());
        var first = await host.ReplyAsync(ticket, text: "First.");
        var second = await host.ReplyAsync(ticket, text: "Second.");
        var report = Mails.Bounce("rewritten@provider.example").Replace("MIME-Version:", $"{names}MIME-Version:", StringComparison.Ordinal)
            .Replace("From: support@contoso.example", $"{returned}From: support@contoso.example", StringComparison.Ordinal)
            .Replace("FIRST", first.MessageId, StringComparison.Ordinal).Replace("SECOND", second.MessageId, StringComparison.Ordinal).Replace("MARK", $"{second.ReplyId:N}", StringComparison.Ordinal);

        (await host.ReceiveAsync(report)).ShouldBeOfType<IntakeOutcome.Entry>(how).TicketNumber.ShouldBe(ticket, how);

        (await host.QueryAsync<Guid>("select reply_id from helpdesk.delivery join helpdesk.outgoing using (reply_id) where ticket_number = @ticket and delivery.state = 'Bounced'", new { ticket })).ShouldBe(second.ReplyId, how);
    }

    [Fact]
    public async Task Bounce_that_names_only_the_end_of_the_way_marks_the_one_recipient_of_whom_nothing_else_is_known()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);

        await host.ReceiveAsync(Mails.Bounce(reply.MessageId, "anna@elsewhere.example"));

        var recipient = (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem();
        (recipient.Address, recipient.State).ShouldBe(("anna@customer.example", RecipientState.Bounced));
        recipient.Answer.ShouldStartWith("anna@elsewhere.example: ");
    }

    [Fact]
    public async Task Bounce_that_may_be_of_either_recipient_is_noted_under_the_address_it_names()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket, to: "anna@customer.example, bob@customer.example");

        await host.ReceiveAsync(Mails.Bounce(reply.MessageId, "anna@elsewhere.example"));

        (await host.QueryAsync<string>("select string_agg(address, ' ') from helpdesk.delivery where reply_id = @ReplyId and state = 'Bounced'", new { reply.ReplyId })).ShouldBe("anna@elsewhere.example");
    }

    [Fact]
    public async Task Report_with_an_address_that_the_database_cannot_hold_is_kept_like_any_other()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var report = Mails.Bounce("rewritten@provider.example").Replace("Final-Recipient: rfc822; anna@customer.example", "Final-Recipient: utf-8; a\\x{00}b@customer.example", StringComparison.Ordinal)
            .Replace("Subject: Re: Help", $"Subject: Re: Help [#{ticket}]", StringComparison.Ordinal);
        report.ShouldContain("x{00}");

        (await host.ReceiveAsync(report)).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Bounce);
    }

    [Fact]
    public async Task Bounce_of_a_forwarded_mail_marks_the_address_that_we_wrote_to()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket, to: "anna+shop@customer.example");
        var report = Mails.Bounce(reply.MessageId, "anna@elsewhere.example").Replace("Final-Recipient:", "Original-Recipient: rfc822;anna+2Bshop@customer.example\nFinal-Recipient:", StringComparison.Ordinal);

        (await host.ReceiveAsync(report)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem().Address.ShouldBe("anna+shop@customer.example");
    }

    [Fact]
    public async Task Receipt_of_reading_marks_its_reader_and_alarms_nobody()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        var receipt = $"""
            From: anna@customer.example
            To: support@contoso.example
            Subject: Read: Re: Help
            Message-ID: <{Mails.NewId()}>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=disposition-notification; boundary=b

            --b
            Content-Type: text/plain

            It was shown.
            --b
            Content-Type: message/disposition-notification

            Final-Recipient: rfc822; anna@customer.example
            Original-Message-ID: <{reply.MessageId}>
            Disposition: manual-action/MDN-sent-manually; displayed

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <{reply.MessageId}>

            --b--

            """;

        (await host.ReceiveAsync(receipt)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        var now = await host.TicketAsync(ticket);
        var reader = now.Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem();
        (reader.State, reader.Words).ShouldBe((RecipientState.Read, "read"));
        now.Attention.ShouldBeFalse();
    }

    [Fact]
    public async Task Bounce_that_names_no_mail_is_found_by_the_subject_it_returns_and_its_recipient()
    {
        var ticket = await OpenAsync(Mails.Plain());
        await host.ReplyAsync(ticket);
        var report = Mails.Bounce("rewritten@provider.example").Replace("Subject: Re: Help", $"Subject: Re: Help [#{ticket}]", StringComparison.Ordinal);

        var outcome = await host.ReceiveAsync(report);

        outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        var now = await host.TicketAsync(ticket);
        now.Entries.Single(entry => entry.Kind == EntryKind.Bounce).Evidence!.Rule.ShouldBe(HelpdeskMail.Helpdesk.Threading.ThreadingRule.ReportBySubject);
        now.Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem().State.ShouldBe(RecipientState.Bounced);
    }

    [Fact]
    public async Task Bounce_with_the_number_of_a_ticket_that_did_not_write_to_its_recipient_is_kept()
    {
        var ticket = await OpenAsync(Mails.Plain());
        await host.ReplyAsync(ticket);
        var report = Mails.Bounce("rewritten@provider.example", recipient: "eve@elsewhere.example").Replace("Subject: Re: Help", $"Subject: Re: Help [#{ticket}]", StringComparison.Ordinal);

        (await host.ReceiveAsync(report)).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Bounce);
    }

    [Fact]
    public async Task Delay_is_shown_without_alarm()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);

        await host.ReceiveAsync(Mails.Bounce(reply.MessageId, action: "delayed", status: "4.4.1"));

        var now = await host.TicketAsync(ticket);
        now.Attention.ShouldBeFalse();
        now.Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem().State.ShouldBe(RecipientState.Delayed);
    }

    [Fact]
    public async Task Bounce_of_a_mail_that_is_not_ours_is_kept_with_its_reason_until_a_person_makes_it_a_ticket()
    {
        var receipt = host.Put(Mails.Bytes(Mails.Bounce("nobody@nowhere.example")));
        (await host.HandleAsync(receipt.ReceiptId)).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.Bounce);

        using var scope = host.Services.CreateScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAgainAsync(receipt.ReceiptId, asTicket: true, await host.ActorAsync(), default);

        outcome.ShouldBeOfType<IntakeOutcome.Entry>();
        (await host.HandleAsync(receipt.ReceiptId)).ShouldBe(outcome);
    }

    [Fact]
    public async Task Absence_note_joins_quietly_and_leaves_a_closed_ticket_closed()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);
        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(ticket, TicketStatus.Closed, await host.ActorAsync(), default);

        var outcome = await host.ReceiveAsync(Mails.Plain(subject: "Automatic reply: Help", inReplyTo: reply.MessageId, extra: "Auto-Submitted: auto-replied\n"));

        outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);
        var now = await host.TicketAsync(ticket);
        now.Status.ShouldBe(TicketStatus.Closed);
        now.Entries.ShouldContain(entry => entry.Automatic == "Auto-Submitted: auto-replied");
    }

    [Fact]
    public async Task Absence_note_to_nothing_is_kept_with_its_reason() =>
        (await host.ReceiveAsync(Mails.Plain(extra: "Auto-Submitted: auto-replied\n"))).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.AutoReply);

    [Fact]
    public async Task Alert_that_a_program_wrote_opens_a_ticket_and_is_known_as_such()
    {
        var ticket = await host.TicketAsync(await OpenAsync(Mails.Plain(subject: "Disk full", extra: "Auto-Submitted: auto-generated\n")));

        ticket.Entries.ShouldHaveSingleItem().Automatic.ShouldBe("Auto-Submitted: auto-generated");
    }

    [Fact]
    public async Task Mail_from_one_of_our_own_addresses_never_opens_a_ticket() =>
        (await host.ReceiveAsync(Mails.Plain(from: "Contoso Sales <SALES@contoso.example>"))).ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.OwnAddress);

    [Fact]
    public async Task Our_own_reply_that_comes_back_is_known_as_its_copy()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);

        var outcome = await host.ReceiveAsync(Mails.Plain(from: "support@contoso.example", to: "anna@customer.example", messageId: reply.MessageId));

        outcome.ShouldBeOfType<IntakeOutcome.Copy>().TicketNumber.ShouldBe(ticket);
    }

    [Fact]
    public async Task Stranger_who_takes_a_message_id_of_ours_is_not_swallowed()
    {
        var ticket = await OpenAsync(Mails.Plain());
        var reply = await host.ReplyAsync(ticket);

        (await host.ReceiveAsync(Mails.Plain(from: "eve@elsewhere.example", messageId: reply.MessageId))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldNotBe(ticket);
    }

    private async Task<long> OpenAsync(string mail) => (await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
}
