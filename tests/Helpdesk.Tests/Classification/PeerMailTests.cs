using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.Classification;

/// <summary>What other programs put into the headers of their mails: providers, ticket systems, lists and programs that answer in somebody's place.</summary>
public sealed class PeerMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    // Providers whose people write by hand.
    [InlineData("Fastmail", "Feedback-ID: i56a14606:Fastmail\nX-ME-Proxy: <xmx:oNstaAFAYAbV>\nX-Mailer: MessagingEngine.com Webmail Interface\n", "Help", nameof(MailKind.Personal))]
    [InlineData("Proton", "Feedback-ID: 71780778:user:proton\nX-Pm-Message-ID: bb8e0fa1479c64fc29feef18bdaa8bd6644ac35b\n", "Help", nameof(MailKind.Personal))]
    [InlineData("Outlook.com", "X-MS-Exchange-AntiSpam-MessageData-ChunkCount: 1\nX-MS-Has-Attach:\nX-Auto-Response-Suppress: DR, RN, NRN\n", "Help", nameof(MailKind.Personal))]
    [InlineData("Apple Mail", "Mime-Version: 1.0 (Mac OS X Mail 16.0)\nX-Mailer: Apple Mail (2.3774)\nX-Universally-Unique-Identifier: 1\n", "Help", nameof(MailKind.Personal))]
    [InlineData("a company that sends all by Amazon SES, answering", "In-Reply-To: <a@b.example>\nX-SES-Outgoing: 2026.03.02-54.240.1.1\nFeedback-ID: ::1.eu-west-1.abc=:AmazonSES\n", "Re: Help", nameof(MailKind.Personal))]
    [InlineData("a person at a contact form of SendGrid's, answering", "In-Reply-To: <a@b.example>\nX-SG-EID: u001\nFeedback-ID: 1234:SG\n", "Re: Help", nameof(MailKind.Personal))]
    // Programs.
    [InlineData("a program that sends by Amazon SES", "X-SES-Outgoing: 2026.03.02-54.240.1.1\nFeedback-ID: ::1.eu-west-1.abc=:AmazonSES\n", "Your invoice", nameof(MailKind.Automatic))]
    [InlineData("Proton itself", "Feedback-ID: 1:system:proton\n", "Your storage", nameof(MailKind.Automatic))]
    [InlineData("Mailchimp", "X-MC-User: 1\nFeedback-ID: 1:1.2:us1:mc\nList-ID: x <x.list-id.mcsv.net>\nPrecedence: bulk\n", "News", nameof(MailKind.Automatic))]
    [InlineData("ServiceNow", "X-ServiceNow-Generated: true\nX-ServiceNow-SysEmail-Version: 2\n", "INC0010001 has been opened", nameof(MailKind.Automatic))]
    [InlineData("Jira", "X-JIRA-FingerPrint: 1\nAuto-Submitted: auto-generated\nPrecedence: bulk\n", "[JIRA] (HD-1) Help", nameof(MailKind.Automatic))]
    [InlineData("Zendesk", "X-Mailer: Zendesk Mailer\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n", "[Request received] Help", nameof(MailKind.Automatic))]
    [InlineData("osTicket", "Precedence: auto_reply\nX-Autoreply: yes\nX-Auto-Response-Suppress: DR, RN, OOF, AutoReply\nAuto-Submitted: auto-replied\n", "Ticket opened", nameof(MailKind.AutoReply))]
    [InlineData("Zammad", "X-Powered-By: Zammad\nAuto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nPrecedence: bulk\n", "Danke", nameof(MailKind.AutoReply))]
    [InlineData("Request Tracker, handing on what an agent wrote", "Precedence: bulk\nX-RT-Loop-Prevention: rt\nManaged-by: RT 5\n", "[rt #1] Help", nameof(MailKind.Automatic))]
    [InlineData("Request Tracker", "Precedence: bulk\nX-RT-Loop-Prevention: rt\nManaged-by: RT 5\n", "[rt #1] AutoReply: Help", nameof(MailKind.AutoReply))]
    // Answers in somebody's place.
    [InlineData("Gmail", "Precedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied\nIn-Reply-To: <a@b.example>\n", "Away Re: Help", nameof(MailKind.AutoReply))]
    [InlineData("Zimbra", "Auto-Submitted: auto-replied (zimbra; vacation)\nPrecedence: bulk\n", "Re: Help", nameof(MailKind.AutoReply))]
    [InlineData("Notes", "Auto-Submitted: auto-generated\n", "AUTO: Ann Lee is out of the office (returning 03/05/2026)", nameof(MailKind.AutoReply))]
    [InlineData("cPanel", "X-Autorespond: Help\nPrecedence: auto_reply\nX-Precedence: auto_reply\nX-Loop: autorespond\n", "I am away", nameof(MailKind.AutoReply))]
    [InlineData("Pigeonhole", "X-Sieve: Pigeonhole Sieve 0.5\nAuto-Submitted: auto-replied (vacation)\nPrecedence: bulk\n", "Auto: Help", nameof(MailKind.AutoReply))]
    // Lists.
    [InlineData("ezmlm", "Mailing-List: contact list-help@list.example; run by ezmlm\nPrecedence: bulk\n", "confirm subscribe to list@list.example", nameof(MailKind.Automatic))]
    [InlineData("Mailman", "X-Mailman-Version: 2.1.39\nX-List-Administrivia: yes\nList-Id: <list.list.example>\nPrecedence: bulk\n", "Your message to List awaits moderator approval", nameof(MailKind.Automatic))]
    public void Mail_of_a_peer_is_told(string peer, string extra, string subject, string kind) =>
        MailClassifier.Classify(MimeMessage.Parse(Mails.Bytes(Mails.Plain(subject: subject, extra: extra)))).GetType().Name.ShouldBe(kind, peer);

    [Theory]
    [InlineData("Feedback-ID: i56a14606:Fastmail\n")]
    [InlineData("Feedback-ID: 71780778:user:proton\n")]
    [InlineData("X-SES-Outgoing: 2026.03.02-54.240.1.1\nFeedback-ID: ::1.eu-west-1.abc=:AmazonSES\n")]
    public async Task Answer_of_a_person_reopens_its_ticket_whatever_their_provider_writes_into_it(string extra)
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket);
        using var browser = await host.AdministratorAsync();
        using var closed = await HelpdeskHost.PostAsync(browser, $"/tickets/{ticket}", $"/tickets/{ticket}/status", ("status", nameof(TicketStatus.Closed)));

        await host.ReceiveAsync(Mails.Plain(subject: "Re: Help", inReplyTo: reply.MessageId, extra: extra));

        (await host.TicketAsync(ticket)).Status.ShouldBe(TicketStatus.Open);
    }

    [Theory]
    [InlineData("Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n👍 Anna reacted via Gmail\n--b\nContent-Type: text/vnd.google.email-reaction+json\n\n{\"emoji\":\"👍\",\"version\":1}\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>👍 Anna reacted via Gmail</p>\n--b--\n", true)]
    [InlineData("Content-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👍 Anna reacted via Gmail\n", true)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nAnna reacted via Gmail, and yet it is broken.\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: reaction\n\n👎\n--b--\n", false)]
    public async Task Reaction_to_a_reply_is_shown_and_wakes_nobody(string rest, bool quiet)
    {
        var ticket = (await host.ReceiveAsync(Mails.Plain())).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket);
        await host.Services.GetRequiredService<TicketWork>().SetStatusAsync(ticket, TicketStatus.Closed, await host.ActorAsync(), default);

        await host.ReceiveAsync($"From: Anna Berg <anna@customer.example>\nTo: support@contoso.example\nSubject: Re: Help\nMessage-ID: <{Mails.NewId()}>\nIn-Reply-To: <{reply.MessageId}>\nMIME-Version: 1.0\n{rest}");

        var now = await host.TicketAsync(ticket);
        now.Status.ShouldBe(quiet ? TicketStatus.Closed : TicketStatus.Open);
        var shown = now.Entries.Last(entry => entry.Kind == EntryKind.Mail);
        shown.Text.ShouldContain("reacted via Gmail");
        shown.Attachments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no Message-ID and no date", "From: Anna <anna@customer.example>\nTo: support@contoso.example\nSubject: Bare\n\nHello", "anna@customer.example", "Bare")]
    [InlineData("nothing but words", "\n\nHello", "", "(no subject)")]
    [InlineData("several authors", "From: Anna <anna@customer.example>, Bob <bob@customer.example>\nSender: Cleo <cleo@customer.example>\nSubject: Both\n\nHello", "anna@customer.example", "Both")]
    [InlineData("a group for author", "From: Team: anna@customer.example, bob@customer.example;\nSender: cleo@customer.example\nSubject: Group\n\nHello", "anna@customer.example", "Group")]
    [InlineData("an empty group for author", "From: nobody:;\nSender: cleo@customer.example\nSubject: Empty group\n\nHello", "cleo@customer.example", "Empty group")]
    [InlineData("an empty author before a real one", "From:\nFrom: Anna <anna@customer.example>\nTo:\nTo: support@contoso.example\nSubject: Twice\n\nHello", "anna@customer.example", "Twice")]
    [InlineData("an empty subject before a real one", "From: Anna <anna@customer.example>\nSubject:\nSubject: Real\n\nHello", "anna@customer.example", "Real")]
    [InlineData("empty ids", "From: Anna <anna@customer.example>\nMessage-ID: <>\nIn-Reply-To: <>\nReferences: <> <>\nSubject: No ids\n\nHello", "anna@customer.example", "No ids")]
    [InlineData("a Message-ID before a real one", "From: Anna <anna@customer.example>\nMessage-ID:\nMessage-ID: <x.peer@customer.example>\nSubject: Ids\n\nHello", "anna@customer.example", "Ids")]
    public async Task Mail_with_what_others_leave_out_or_double_is_a_ticket_of_its_author(string what, string mail, string author, string subject)
    {
        var ticket = await host.TicketAsync((await host.ReceiveAsync(mail)).ShouldBeOfType<IntakeOutcome.Entry>(what).TicketNumber);

        ticket.CustomerAddress.ShouldBe(author, what);
        ticket.Subject.ShouldBe(subject, what);
        ticket.Entries.ShouldHaveSingleItem().Text.ShouldContain("Hello");
    }

    [Fact]
    public async Task Alerts_without_any_id_are_a_ticket_each()
    {
        var first = await host.ReceiveAsync("From: ups@customer.example\nSubject: Alert\n\nOn battery 1");
        var second = await host.ReceiveAsync("From: ups@customer.example\nSubject: Alert\n\nOn battery 2");

        first.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldNotBe(second.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
    }

    [Theory]
    [InlineData("Outlook", "Re: Help", "In-Reply-To: <{0}>\nReferences: <{1}>\n <{0}>\nThread-Topic: Help\nThread-Index: AQHbkQ==\n")]
    [InlineData("Gmail", "Re: Help", "References: <{1}> <{0}>\nIn-Reply-To: <{0}>\n")]
    [InlineData("iPhone", "Re: Help", "References: <{0}>\nIn-Reply-To: <{0}>\nX-Mailer: iPhone Mail (22E252)\n")]
    [InlineData("Notes", "Antwort: Help", "In-Reply-To: <{0}>\nReferences: <{0}>\nX-MIMETrack: Serialize by Router\n")]
    [InlineData("elm and mh", "Re: Help", "In-Reply-To: Your message of \"Mon, 02 Mar 2026 10:00:00 GMT.\" <{0}>\n")]
    [InlineData("a comment behind the id", "Re: Help", "In-Reply-To: <{0}> (support's message of Mon, 2 Mar 2026)\n")]
    [InlineData("no brackets", "Re: Help", "In-Reply-To: {0}\n")]
    [InlineData("quotes around it", "Re: Help", "In-Reply-To: \"<{0}>\"\n")]
    [InlineData("commas between ids", "Re: Help", "References: <{1}>,<{0}>,\n")]
    [InlineData("ids that touch", "Re: Help", "References: <{1}><{0}>\n")]
    [InlineData("an id that is folded within", "Re: Help", "References:\n\t<{1}>\n\t<{0}>\n")]
    [InlineData("an encoded word", "Re: Help", "In-Reply-To: =?utf-8?Q?=3C{0}=3E?=\n")]
    [InlineData("an empty field before the real one", "Re: Help", "In-Reply-To:\nIn-Reply-To: <{0}>\n")]
    [InlineData("References alone, with a foreign answer", "Re: Help", "In-Reply-To: <unknown@phone.example>\nReferences: <{0}> <unknown@phone.example>\n")]
    [InlineData("GroupWise, by the number alone", "Antw: [#{2}] Help", "")]
    [InlineData("a scanner's mark before the subject", "[EXTERNAL] RE: [#{2}] Help", "")]
    [InlineData("an encoded subject", "=?utf-8?B?UsOpcDogWyM={2}=?=", "In-Reply-To: <{0}>\n")]
    public async Task Answer_as_others_write_it_joins_its_ticket(string peer, string subject, string fields)
    {
        var asked = Mails.NewId();
        var from = $"Anna Berg <{Guid.NewGuid():N}@customer.example>";
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked, from: from))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var reply = await host.ReplyAsync(ticket, to: from);

        var answer = await host.ReceiveAsync(Mails.Plain(subject: Filled(subject), from: from, extra: Filled(fields), body: $"Thank you, {Guid.NewGuid():N}."));

        answer.ShouldBeOfType<IntakeOutcome.Entry>(peer).TicketNumber.ShouldBe(ticket, peer);

        string Filled(string words) => words.Replace("{0}", reply.MessageId, StringComparison.Ordinal).Replace("{1}", asked, StringComparison.Ordinal).Replace("{2}", $"{ticket}", StringComparison.Ordinal);
    }
}
