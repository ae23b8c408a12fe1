using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

public sealed class ForwardedMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    private const string Agent = "Ada Admin <ada@contoso.example>";

    [Theory]
    [InlineData("Fwd: Lamp", "Please look.\n\n---------- Forwarded message ---------\nFrom: Cleo Marsh <cleo@shop.example>\nDate: Mon, 2 Mar 2026 at 10:00\nSubject: Lamp\nTo: <ada@contoso.example>\n\nIt broke.", "cleo@shop.example")]
    [InlineData("WG: Lampe", "Von: Cleo Marsh [mailto:cleo@shop.example]\nGesendet: Montag, 2. März 2026 10:00\nAn: ada@contoso.example\nBetreff: Lampe\n\nKaputt.", "cleo@shop.example")]
    [InlineData("TR: Lampe", "De : Cleo Marsh <cleo@shop.example>\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : ada@contoso.example\nObjet : Lampe\n\nCassée.", "cleo@shop.example")]
    [InlineData("Fwd: Lamp", "> From: cleo@shop.example\n> To: ada@contoso.example\n> Subject: Lamp\n>\n> It broke.", "cleo@shop.example")]
    [InlineData("Fwd: Lamp", "-------- Forwarded Message --------\nSubject: \tLamp\nDate: \tMon, 2 Mar 2026 10:00:00 +0000\nFrom: \tCleo Marsh <cleo@shop.example>\nTo: \tada@contoso.example\n\nIt broke.", "cleo@shop.example")]
    [InlineData("Fwd: Lamp", "Begin forwarded message:\n\nFrom: Cleo Marsh <cleo@shop.example>\nSubject: Lamp\nDate: 2 March 2026 at 10:00:00 GMT\nTo: ada@contoso.example\n\nIt broke.", "cleo@shop.example")]
    [InlineData("FW: Lamp", "*From:* Cleo Marsh <cleo@shop.example>\n*Sent:* Monday\n*To:* ada@contoso.example\n*Subject:* Lamp\n\nIt broke.", "cleo@shop.example")]
    [InlineData("Továbbítás: Lámpa", "Feladó: Cleo Marsh <cleo@shop.example>\nElküldve: 2026. március 2.\nCímzett: ada@contoso.example\nTárgy: Lámpa\n\nx", "cleo@shop.example")]
    [InlineData("転送: ランプ", "差出人: Cleo Marsh <cleo@shop.example>\n送信日時: 2026年3月2日\n宛先: ada@contoso.example\n件名: ランプ\n\nx", "cleo@shop.example")]
    [InlineData("Fwd: Lamp", "From: me to you, with love", null)]
    [InlineData("Re: Lamp", "From: Cleo Marsh <cleo@shop.example>\nSent: today\nTo: ada@contoso.example\nSubject: Lamp\n\nquoted", null)]
    [InlineData("Lamp", "From: Cleo Marsh <cleo@shop.example>\nSent: today\nTo: ada@contoso.example\n", null)]
    public void Author_of_a_forwarded_mail_is_read(string subject, string body, string? author)
    {
        var mail = Mails.Bytes(Mails.Plain(subject: subject, body: body));

        PreparedMail.Read(mail, "x").ForwardedFrom?.Address.ShouldBe(author);
        ForwardedMail.AuthorOf(MimeMessage.Parse(mail), body)?.Address.ShouldBe(author);
    }

    [Fact]
    public async Task Mail_that_an_agent_forwards_opens_a_ticket_of_its_writer()
    {
        await host.ActorAsync();
        var outcome = await host.ReceiveAsync(Mails.Plain(
            subject: "Fwd: Lamp", from: Agent, body: "See below.\n\nFrom: Cleo Marsh <cleo@shop.example>\nSent: Monday\nTo: ada@contoso.example\nSubject: Lamp\n\nIt broke."));

        var ticket = await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber);
        ticket.CustomerAddress.ShouldBe("cleo@shop.example");
        ticket.CustomerName.ShouldBe("Cleo Marsh");
        ticket.Entries[0].Evidence!.Rule.ShouldBe(ThreadingRule.Forwarded);
        ticket.Participants.ShouldContain(person => person.Address == "cleo@shop.example" && person.Wrote);
    }

    [Fact]
    public async Task Mail_that_a_customer_forwards_is_the_customers()
    {
        var outcome = await host.ReceiveAsync(Mails.Plain(
            subject: "Fwd: Lamp", body: "See below.\n\nFrom: Ada Admin <ada@contoso.example>\nSent: Monday\nTo: x@y.example\nSubject: Lamp\n\nTake it."));

        (await host.TicketAsync(outcome.ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber)).CustomerAddress.ShouldBe("anna@customer.example");
    }

    [Fact]
    public async Task Ids_of_an_attached_mail_are_no_evidence()
    {
        var asked = Mails.NewId();
        var ticket = (await host.ReceiveAsync(Mails.Plain(messageId: asked))).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber;
        var outer = $"""
            From: Eve <eve@elsewhere.example>
            To: support@contoso.example
            Subject: Fwd: something
            Date: Mon, 2 Mar 2026 12:00:00 +0000
            Message-ID: <{Mails.NewId()}>
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            See attached.
            --b
            Content-Type: message/rfc822

            From: anna@customer.example
            In-Reply-To: <{asked}>
            References: <{asked}>
            Message-ID: <{asked}>
            Subject: inner

            words
            --b--

            """;

        (await host.ReceiveAsync(outer)).ShouldBeOfType<IntakeOutcome.Entry>().TicketNumber.ShouldNotBe(ticket);
    }
}
