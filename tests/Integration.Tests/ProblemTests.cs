using System.Net.Mail;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Integration.Tests;

/// <summary>What goes wrong around a mailbox ends in a state and a sentence an admin can act on, and a mail that came meanwhile is a ticket once it is mended, without anybody's doing.</summary>
[Collection(WholeProgram.Name)]
public sealed class ProblemTests(WholeProgram whole)
{
    private const string Customer = "bert@customer.example";

    [Fact]
    public async Task Wrong_password_is_shown_and_mail_comes_in_once_it_is_corrected()
    {
        const string mailbox = "wrong-password@mail.example";
        var program = await whole.ReadyAsync();
        await program.Dovecot.AddUserAsync(mailbox, "right");
        var draft = MailServers.ByPassword(mailbox, "wrong", program.Dovecot, program.Postfix);
        await DeliverAsync(program, mailbox, "Sent while the password was wrong");

        var email = await program.Helpdesk.SystemEmails.CreateAsync(draft);
        email = await program.Helpdesk.SystemEmails.AwaitStateAsync(email.Id, LinkState.NeedsAttention);
        AssertActionable(email.Health.Problem, "password_refused", "password");

        await program.Helpdesk.SystemEmails.ReplaceAsync(email.Id, draft with { Password = "right" });
        await program.Helpdesk.AwaitTicketAsync("Sent while the password was wrong");
        await program.Helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
    }

    [Fact]
    public async Task Untrusted_certificate_is_shown_and_mail_comes_in_once_it_is_trusted()
    {
        const string mailbox = "bad-certificate@mail.example";
        var program = await whole.ReadyAsync();
        await program.Dovecot.AddUserAsync(mailbox, "right");
        var draft = MailServers.ByPassword(mailbox, "right", program.Dovecot, program.Postfix);
        var untrusting = draft with { Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { TrustedCertificate = null } } };
        await DeliverAsync(program, mailbox, "Sent while the certificate was not trusted");

        var email = await program.Helpdesk.SystemEmails.CreateAsync(untrusting);
        email = await program.Helpdesk.SystemEmails.AwaitStateAsync(email.Id, LinkState.NeedsAttention);
        AssertActionable(email.Health.Problem, "certificate_untrusted", "certificate");

        await program.Helpdesk.SystemEmails.ReplaceAsync(email.Id, draft);
        await program.Helpdesk.AwaitTicketAsync("Sent while the certificate was not trusted");
        await program.Helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
    }

    [Fact]
    public async Task Closed_port_is_shown_and_mail_both_ways_goes_on_when_the_servers_are_back()
    {
        const string mailbox = "closed-port@mail.example";
        var program = await whole.ReadyAsync();
        await program.Dovecot.AddUserAsync(mailbox, "right");
        var email = await program.Helpdesk.SystemEmails.CreateAsync(MailServers.ByPassword(mailbox, "right", program.Dovecot, program.Postfix));
        await DeliverAsync(program, mailbox, "Sent before the servers were gone");
        var ticket = await program.Helpdesk.AwaitTicketAsync("Sent before the servers were gone");

        await program.Dovecot.KillAsync();
        await SubmitAsync(program, mailbox, "Sent while Dovecot was gone");
        AssertActionable(await program.Helpdesk.SystemEmails.AwaitReceivingProblemAsync(email.Id, "cannot_connect"), "cannot_connect", "port");
        await program.Postfix.KillAsync();
        (await program.Helpdesk.TryReplyAsync(ticket, Guid.NewGuid(), "Answered while Postfix was gone")).ShouldBeTrue();
        AssertActionable(await program.Helpdesk.SystemEmails.AwaitSendingProblemAsync(email.Id, "cannot_connect"), "cannot_connect", "port");

        await program.Dovecot.RestartAsync();
        await program.Postfix.RestartAsync();
        await program.Helpdesk.AwaitTicketAsync("Sent while Dovecot was gone");
        await Eventually.HoldsAsync("the reply was sent", async () => await program.Helpdesk.CountAsync(
            "select count(*) from helpdesk.outgoing o join helpdesk.entry e on e.id = o.entry_id where e.ticket_number = @ticket and o.state = 'Sent'", new { ticket }) == 1, HelpdeskCalls.AfterOutage);
        await Eventually.HoldsAsync("the customer has it once", async () => (await program.Dovecot.MessagesAsync(Customer)).Count(
            raw => System.Text.Encoding.UTF8.GetString(raw).Contains("Answered while Postfix was gone", StringComparison.Ordinal)) == 1);
        await program.Helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
    }

    [Fact]
    public async Task Port_where_nothing_listens_is_shown_at_once_when_the_mailbox_was_never_reached()
    {
        const string mailbox = "wrong-port@mail.example";
        var program = await whole.ReadyAsync();
        await program.Dovecot.AddUserAsync(mailbox, "right");
        var draft = MailServers.ByPassword(mailbox, "right", program.Dovecot, program.Postfix);
        var wrong = draft with { Receiving = draft.Receiving! with { Server = draft.Receiving.Server with { Port = FreePort.Next() } } };
        await DeliverAsync(program, mailbox, "Sent while the port was wrong");

        var email = await program.Helpdesk.SystemEmails.CreateAsync(wrong);
        email = await program.Helpdesk.SystemEmails.AwaitStateAsync(email.Id, LinkState.NeedsAttention);
        AssertActionable(email.Health.Problem, "cannot_connect", "port");

        await program.Helpdesk.SystemEmails.ReplaceAsync(email.Id, draft);
        await program.Helpdesk.AwaitTicketAsync("Sent while the port was wrong");
        await program.Helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
    }

    [Fact]
    public async Task Expiring_tokens_raise_no_alarm_and_a_revoked_sign_in_asks_for_a_new_one()
    {
        const string mailbox = "admin@contoso.example";
        var program = await whole.ReadyAsync();
        var email = await program.Helpdesk.SystemEmails.CreateAsync(MailServers.InSandbox(mailbox, program.Stack.Endpoint("sandbox", "imap").Port));
        await program.Sandbox.FaultAsync(new { kind = "token-lifetime", seconds = 6 });
        // On a busy machine a token of seconds may run out before the mailbox was tried with it.
        await Eventually.HoldsAsync("it is linked", async () => (await program.LinkAsync(email, mailbox)).State == LinkAttemptState.Succeeded);
        var expiries = new HashSet<DateTimeOffset>();
        for (var number = 0; expiries.Count < 4; number++)
        {
            var subject = $"Mail {number} while tokens run out";
            await program.Sandbox.DeliverAsync(mailbox, Customer, CustomerMail.Plain(Customer, mailbox, subject, "In time?"));
            await program.Helpdesk.AwaitTicketAsync(subject);
            expiries.Add((await program.Helpdesk.SystemEmails.TokenAsync(email.Id)).ExpiresAt);
        }

        (await AlarmsAsync(program, email.Id)).ShouldBe(0);

        await program.Sandbox.RevokeAsync(mailbox);
        await program.Sandbox.DeliverAsync(mailbox, Customer, CustomerMail.Plain(Customer, mailbox, "Sent after the sign-in was revoked", "Anybody there?"));
        email = await program.Helpdesk.SystemEmails.AwaitStateAsync(email.Id, LinkState.NeedsSignIn);
        AssertActionable(email.Health.Problem, "AADSTS50173", "Link");

        await program.Sandbox.ClearFaultsAsync();
        (await program.LinkAsync(email, mailbox)).State.ShouldBe(LinkAttemptState.Succeeded);
        await program.Helpdesk.AwaitTicketAsync("Sent after the sign-in was revoked");
        await program.Helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
    }

    private static void AssertActionable(MailboxProblem? problem, string code, string word)
    {
        problem.ShouldNotBeNull();
        problem.Code.ShouldBe(code);
        problem.What.Length.ShouldBeGreaterThan(20);
        problem.Remedy.ShouldContain(word, Case.Insensitive);
    }

    private static Task<long> AlarmsAsync(WholeProgram program, Guid id) =>
        program.Helpdesk.CountAsync("select count(*) from oauth.health where system_email_id = @id and state not in ('NotLinked', 'Healthy')", new { id });

    private static Task DeliverAsync(WholeProgram program, string mailbox, string subject) =>
        program.Dovecot.DeliverAsync(mailbox, CustomerMail.Plain(Customer, mailbox, subject, "Is it lost?"), Customer);

    /// <summary>Hands a mail to Postfix, which keeps it until Dovecot takes it.</summary>
    private static async Task SubmitAsync(WholeProgram program, string mailbox, string subject)
    {
        using var client = new SmtpClient("127.0.0.1", program.Postfix.SmtpPort);
        using var message = new MailMessage(Customer, mailbox, subject, "Is it lost?");
        await client.SendMailAsync(message);
    }
}
