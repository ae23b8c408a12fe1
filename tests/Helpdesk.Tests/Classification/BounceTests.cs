using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Tests.Classification;

/// <summary>Bounces as mail systems really write them, with and without RFC 3464, on a reply of ours. «ID» is its Message-ID, «MARK» its mark, «NUMBER» its ticket.</summary>
public sealed class BounceTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private const string Qmail =
        """
        Return-Path: <>
        From: MAILER-DAEMON@mx.customer.example
        To: support@contoso.example
        Subject: failure notice

        Hi. This is the qmail-send program at mx.customer.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <anna@customer.example>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Return-Path: <support@contoso.example>
        Received: (qmail 4 invoked by uid 0); 2 Mar 2026 10:00:00 -0000
        From: support@contoso.example
        To: anna@customer.example
        Message-ID: <ID>

        Words.
        """;

    private const string Exim =
        """
        Return-path: <>
        X-Failed-Recipients: anna@customer.example
        From: Mail Delivery System <Mailer-Daemon@mail.customer.example>
        To: support@contoso.example
        Subject: Mail delivery failed: returning message to sender

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          anna@customer.example
            SMTP error from remote mail server after RCPT TO:<anna@customer.example>:
            host mx.customer.example [192.0.2.1]: 550 5.1.1 <anna@customer.example>: Recipient rejected

        ------ This is a copy of the message, including all the headers. ------

        From: support@contoso.example
        Message-ID: <ID>
        Subject: Re: Help

        Words.
        """;

    private const string Sendmail =
        """
        From: MAILER-DAEMON (Mail Delivery Subsystem)
        To: support@contoso.example
        Subject: Returned mail: see transcript for details

        The original message was received at Mon, 2 Mar 2026 10:00:00 GMT

           ----- The following addresses had permanent fatal errors -----
        <anna@customer.example>
            (reason: 550 5.1.1 User unknown)

           ----- Transcript of session follows -----
        550 5.1.1 <anna@customer.example>... User unknown

           ----- Original message follows -----
        Message-ID: <ID>
        Subject: Re: Help
        """;

    private const string OldExchange =
        """
        From: System Administrator <postmaster@customer.example>
        To: support@contoso.example
        Subject: Undeliverable: Re: Help [#NUMBER]

        Your message

          To:      anna@customer.example
          Subject: Re: Help [#NUMBER]
          Sent:    Mon, 2 Mar 2026 10:00:00 +0000

        did not reach the following recipient(s):

        anna@customer.example on Mon, 2 Mar 2026 10:00:05 +0000
            The recipient name is not recognized
            MSEXCH:IMS:CUSTOMER:EXCH 0 (000C05A6) Unknown Recipient 5.1.1
        """;

    private const string Notes =
        """
        Return-Path: <>
        From: Postmaster@customer.example
        To: support@contoso.example
        Subject: DELIVERY FAILURE: User anna (anna@customer.example) not listed in Domino Directory
        In-Reply-To: <ID>

        Your message

          Subject: Re: Help

        was not delivered to:

          anna@customer.example

        because:

          User anna (anna@customer.example) not listed in Domino Directory
        """;

    private const string Marked =
        """
        Return-Path: <>
        From: Mail Administrator <postmaster@customer.example>
        To: support@contoso.example
        Subject: Mail System Error - Returned Mail

        This Message was undeliverable due to the following reason:

        Each of the following recipients was rejected by a remote mail server.
            Recipient: <anna@customer.example>
            Reason:    5.2.2 Mailbox full

        > X-HelpdeskMail-Delivery: MARK
        > Message-ID: <given-by-another-server@customer.example>
        """;

    [Theory]
    [InlineData("qmail", Qmail, "5.1.1", "no mailbox here")]
    [InlineData("Exim", Exim, "5.1.1", "Recipient rejected")]
    [InlineData("sendmail", Sendmail, "5.1.1", "User unknown")]
    [InlineData("Exchange 5.5", OldExchange, "5.1.1", "Unknown Recipient")]
    [InlineData("Notes", Notes, null, "because")]
    [InlineData("post.office, by our mark", Marked, "5.2.2", "Mailbox full")]
    public async Task Bounce_of_words_alone_marks_the_recipient_and_says_why(string system, string bounce, string? status, string said)
    {
        var (ticket, reply) = await RepliedAsync();

        (await host.ReceiveAsync(Filled(bounce, ticket, reply))).ShouldBeOfType<IntakeOutcome.Entry>(system).TicketNumber.ShouldBe(ticket, system);

        var now = await host.TicketAsync(ticket);
        now.Attention.ShouldBeTrue(system);
        now.Entries.ShouldContain(entry => entry.Kind == EntryKind.Bounce, system);
        var recipient = now.Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem(system);
        (recipient.Address, recipient.State, recipient.EnhancedCode).ShouldBe(("anna@customer.example", RecipientState.Bounced, status), system);
        (recipient.Answer.Contains(said, StringComparison.Ordinal) || system == "Notes").ShouldBeTrue($"{system}: {recipient.Answer}");
    }

    [Fact]
    public async Task Warning_that_the_server_still_tries_alarms_nobody()
    {
        var (ticket, reply) = await RepliedAsync();
        var warning = Sendmail.Replace("Returned mail: see transcript for details", "Warning: could not send message for past 4 hours", StringComparison.Ordinal)
            .Replace("The original message", "**** THIS IS A WARNING MESSAGE ONLY ****\nMessage could not be delivered for 4 hours, it will be retried\n\nThe original message", StringComparison.Ordinal)
            .Replace("5.1.1", "4.4.1", StringComparison.Ordinal);

        await host.ReceiveAsync(Filled(warning, ticket, reply));

        var now = await host.TicketAsync(ticket);
        now.Attention.ShouldBeFalse();
        now.Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem().State.ShouldBe(RecipientState.Delayed);
    }

    [Theory]
    [InlineData("disposition-notification", "Original-Message-ID: <ID>\nFinal-Recipient: rfc822; anna@customer.example\nDisposition: manual-action/MDN-sent-manually; displayed", RecipientState.Read)]
    [InlineData("delivery-status", "Reporting-MTA: dns; mx.customer.example\nX-Original-Message-ID:\n <ID>\n \nFinal-Recipient: rfc822; anna@customer.example\nAction: failed\nStatus: 5.1.1", RecipientState.Bounced)]
    public async Task Report_that_returns_nothing_is_found_by_the_id_it_names(string type, string fields, RecipientState state)
    {
        var (ticket, reply) = await RepliedAsync();
        var report = $"From: anna@customer.example\nTo: support@contoso.example\nSubject: A report\nContent-Type: multipart/report; report-type={type}; boundary=b\n\n--b\nContent-Type: text/plain\n\nA report.\n--b\nContent-Type: message/{type}\n\n{fields}\n\n--b--\n";

        (await host.ReceiveAsync(Filled(report, ticket, reply))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldBe(ticket);

        (await host.TicketAsync(ticket)).Entries.Single(entry => entry.Kind == EntryKind.Reply).Sending!.Recipients.ShouldHaveSingleItem().State.ShouldBe(state);
    }

    [Fact]
    public void Of_several_recipients_each_is_told_by_its_own_words()
    {
        var told = PlainBounce.Read("<a@x.example>:\nuser unknown (#5.1.1)\n\n<b@x.example>:\nmailbox full (#5.2.2)\n", ["a@x.example", "b@x.example", "c@x.example"]);

        told.Select(one => (one.Address, one.Status)).ShouldBe([("a@x.example", "5.1.1"), ("b@x.example", "5.2.2")]);
    }

    [Theory]
    [InlineData("Final-Recipient: utf-8; j\\x{F6}rg@customer.example\nAction: failed\nStatus: 5.1.1", "jörg@customer.example", ReportedOutcome.Failed, "5.1.1")]
    [InlineData("Final-Recipient: rfc822; <anna@customer.example> (Anna)\nAction: delay\nDiagnostic-Code: smtp; 451 4.7.1 later", "anna@customer.example", ReportedOutcome.Delayed, "4.7.1")]
    [InlineData("Original-Recipient: rfc822;anna+2Bwork@customer.example\nFinal-Recipient: rfc822; box7@customer.example\nAction: relayed\nStatus: 2.1.5", "anna+work@customer.example", ReportedOutcome.Delivered, "2.1.5")]
    public void Recipient_is_read_whatever_liberties_the_server_takes(string fields, string address, ReportedOutcome outcome, string status)
    {
        var report = $"From: mailer-daemon@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n{fields}\n\n--b--\n";

        var recipient = DeliveryReportReader.Read(MimeMessage.Parse(Mails.Bytes(report))).Recipients.ShouldHaveSingleItem();

        (recipient.Address, recipient.Outcome, recipient.Status).ShouldBe((address, outcome, status));
    }

    [Fact]
    public void Address_of_a_network_is_no_status()
    {
        PlainBounce.Read("<a@x.example>: host 192.4.1.10 said: go away", ["a@x.example"]).ShouldHaveSingleItem().Status.ShouldBeNull();
    }

    [Fact]
    public void Bounce_of_many_empty_lines_is_read_in_no_time() =>
        DeliveryReportReader.Read(MimeMessage.Parse(Mails.Bytes(Mails.Plain(body: new string('\n', 190_000), from: "mailer-daemon@x.example")))).OriginalIds.ShouldBeEmpty();

    [Theory]
    [InlineData("From: Anna <anna@customer.example>\nReturn-Path: <>\nIn-Reply-To: <a@b.example>\nSubject: Jag är borta\n\nTillbaka på måndag.", nameof(MailKind.AutoReply))]
    [InlineData("From: postmaster@customer.example\nReturn-Path: <postmaster@customer.example>\nIn-Reply-To: <a@b.example>\nSubject: Re: Help\n\nI am a person who looks after mail.", nameof(MailKind.Personal))]
    [InlineData("From: postmaster@customer.example\nSubject: Undelivered\n\n550 no", nameof(MailKind.Bounce))]
    [InlineData("From: noreply-dmarc-support@google.example\nSubject: Report domain: contoso.example Submitter: google.example Report-ID: 1\n\nx", nameof(MailKind.Automatic))]
    [InlineData("From: tls@google.example\nContent-Type: multipart/report; report-type=tlsrpt; boundary=b\nTLS-Report-Domain: contoso.example\n\n--b\n\nx\n--b--", nameof(MailKind.Automatic))]
    [InlineData("From: anna@customer.example\nSubject: Accepted: Meeting\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR", nameof(MailKind.Automatic))]
    [InlineData("From: anna@customer.example\nSubject: Accepted: Meeting\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR", nameof(MailKind.Automatic))]
    [InlineData("From: anna@customer.example\nSubject: Meeting\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR", nameof(MailKind.Personal))]
    [InlineData("From: anna@customer.example\nSubject: Wrong time\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nYour calendar shows my answer at the wrong time.\n--b\nContent-Type: text/calendar; name=answer.ics\nContent-Disposition: attachment; filename=answer.ics\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n--b--", nameof(MailKind.Personal))]
    [InlineData("From: anna@customer.example\nSubject: Accepted: Meeting\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\nContent-Type: text/calendar; name=answer.ics\nContent-Disposition: attachment; filename=answer.ics\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n--b--", nameof(MailKind.Automatic))]
    [InlineData("From: anna@customer.example\nX-BeenThere: list@x.example\n\nx", nameof(MailKind.Automatic))]
    [InlineData("From: anna@customer.example\nAuto-Submitted: auto-generated\nSubject: Otomatik yanıt: Yardım\n\nx", nameof(MailKind.AutoReply))]
    [InlineData("From: anna@customer.example\nSubject: =?utf-8?B?6Ieq5Yqo562U5aSNOiBIZWxw?=\n\nx", nameof(MailKind.AutoReply))]
    [InlineData("From: system@provider.example\nSubject: Mail failed\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n--b--", nameof(MailKind.Bounce))]
    [InlineData("From: anna@customer.example\nSubject: Fwd: Mail failed\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWhat is this?\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n--b--", nameof(MailKind.Personal))]
    [InlineData("From: anna@customer.example\nSubject: Out of office hours support?\n\nx", nameof(MailKind.Personal))]
    [InlineData("From: anna@customer.example\nSubject: Abwesenheit am Montag\n\nx", nameof(MailKind.Personal))]
    [InlineData("From: anna@customer.example\nSubject: Automatic reply does not work\n\nx", nameof(MailKind.Personal))]
    [InlineData("From: anna@customer.example\nSubject: Out of Office Re: Help\n\nx", nameof(MailKind.AutoReply))]
    [InlineData("From: anna@customer.example\nSubject: Automatisch antwoord: Hulp\n\nx", nameof(MailKind.AutoReply))]
    [InlineData("From: anna@customer.example\nSubject: Automatikus válasz: Segítség\n\nx", nameof(MailKind.AutoReply))]
    [InlineData("From: anna@customer.example\nSubject: رد تلقائي: مساعدة\n\nx", nameof(MailKind.AutoReply))]
    public void Kind_is_told_as_an_expert_would(string mail, string kind) =>
        MailClassifier.Classify(MimeMessage.Parse(Mails.Bytes(mail))).GetType().Name.ShouldBe(kind, mail);

    private async Task<(long Ticket, Contracts.Replies.OutgoingReply Reply)> RepliedAsync()
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        return (ticket, await host.ReplyAsync(ticket));
    }

    private static string Filled(string bounce, long ticket, Contracts.Replies.OutgoingReply reply) =>
        $"Date: Mon, 2 Mar 2026 11:00:00 +0000\n{(bounce.Contains("\nX-Failed", StringComparison.Ordinal) ? "" : $"Message-ID: <{Mails.NewId()}>\n")}{bounce}"
            .Replace("<ID>", $"<{reply.MessageId}>", StringComparison.Ordinal).Replace("MARK", $"{reply.ReplyId:N}", StringComparison.Ordinal).Replace("NUMBER", $"{ticket}", StringComparison.Ordinal);
}
