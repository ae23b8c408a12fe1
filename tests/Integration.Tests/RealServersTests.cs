using System.Security.Cryptography;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Integration.Tests;

/// <summary>The whole path on real servers: a mail by LMTP into Dovecot becomes a ticket, the answer leaves by Postfix and lies in the customer's mailbox.</summary>
[Collection(WholeProgram.Name)]
public sealed class RealServersTests(WholeProgram whole)
{
    private const string Customer = "anna@customer.example";

    [Fact]
    public async Task Mailbox_linked_by_a_sign_in_takes_mail_from_Dovecot_and_answers_by_Postfix()
    {
        const string sales = "sales@contoso.example";
        var program = await whole.ReadyAsync();
        var email = await program.Helpdesk.SystemEmails.CreateAsync(MailServers.ByAuthorizationCode(sales, program.Dovecot, program.Postfix));
        email.Health.State.ShouldBe(LinkState.NotLinked);

        var attempt = await program.LinkAsync(email, sales);

        attempt.State.ShouldBe(LinkAttemptState.Succeeded, attempt.ToString());
        attempt.Account.ShouldBe(sales);
        await AssertConversationAsync(program, email, "A question for sales");
        program.Dovecot.Log.ShouldContain($"user=<{sales}>, method=XOAUTH2");
        program.Postfix.Log.ShouldContain($"sasl_method=XOAUTH2, sasl_username={sales}");
    }

    [Fact]
    public async Task Mailbox_with_a_password_takes_mail_from_Dovecot_and_answers_by_Postfix()
    {
        const string desk = "desk@mail.example";
        var program = await whole.ReadyAsync();
        await program.Dovecot.AddUserAsync(desk, "a password with spaces and ü");

        var email = await program.Helpdesk.SystemEmails.CreateAsync(MailServers.ByPassword(desk, "a password with spaces and ü", program.Dovecot, program.Postfix));

        await AssertConversationAsync(program, email, "A question for the desk");
        (await program.Helpdesk.SystemEmails.TestAsync(email.Id)).Passed.ShouldBeTrue();
    }

    /// <summary>Question with a file, answer, and the customer's next mail, which belongs to the same ticket.</summary>
    private static async Task AssertConversationAsync(WholeProgram program, SystemEmailView email, string subject)
    {
        var question = $"{Guid.NewGuid():N}@customer.example";
        var file = RandomNumberGenerator.GetBytes(30_000);
        await program.Dovecot.DeliverAsync(email.Address, CustomerMail.WithFile(Customer, email.Address, subject, "Where is it? Grüße", question, "order.bin", file), Customer);
        var ticket = await program.Helpdesk.AwaitTicketAsync(subject);
        await AssertFileAsync(program, ticket, file);

        (await program.Helpdesk.TryReplyAsync(ticket, Guid.NewGuid(), $"It is on its way. Schöne Grüße ({subject})")).ShouldBeTrue();
        var answer = await AwaitAnswerAsync(program, question);
        answer.Defects.ShouldBeEmpty();
        answer.Subject.ShouldStartWith($"Re: {subject}");
        answer.From.Single().Address.ShouldBe(email.Address);
        answer.To.Single().Address.ShouldBe(Customer);
        answer.References.ShouldBe([question]);
        answer.Date.ShouldNotBeNull();
        answer.MessageId.ShouldEndWith(email.Address[email.Address.IndexOf('@', StringComparison.Ordinal)..]);

        await program.Dovecot.DeliverAsync(email.Address, CustomerMail.Plain(Customer, email.Address, $"Re: {subject}", "Thank you.", answer.MessageId), Customer);
        const string entries = "select count(*) from helpdesk.entry where ticket_number = @ticket and kind in ('Mail', 'Reply')";
        await Eventually.HoldsAsync("the customer's next mail is in the same ticket", async () => await program.Helpdesk.CountAsync(entries, new { ticket }) == 3);
        await program.Helpdesk.SystemEmails.AwaitWellReadingAsync(email.Id);
    }

    private static async Task AssertFileAsync(WholeProgram program, long ticket, byte[] file)
    {
        var entries = (await program.Helpdesk.GetAsync($"/api/v1/tickets/{ticket}")).GetProperty("entries");
        var attachment = entries.EnumerateArray().Single().GetProperty("attachments").EnumerateArray().Single();
        attachment.GetProperty("fileName").GetString().ShouldBe("order.bin");
        (await program.Helpdesk.BytesAsync($"/api/v1/attachments/{attachment.GetProperty("id").GetInt64()}")).ShouldBe(file);
    }

    private static Task<MimeMessage> AwaitAnswerAsync(WholeProgram program, string question) =>
        Eventually.ValueAsync("the answer lies in the customer's mailbox", async () =>
            (await program.Dovecot.MessagesAsync(Customer)).Select(raw => MimeMessage.Parse(raw)).FirstOrDefault(message => message.InReplyTo is [var id] && id == question));
}
