using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Reply.Tests.Filing;

/// <summary>Copies in the Sent folder: whose they are, and that there is one.</summary>
public sealed class CopyTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Theory]
    [InlineData("microsoft365", "smtp.office365.com", null, true)]
    [InlineData("microsoft365", "SMTP.Office365.com", null, true)]
    [InlineData("microsoft365", "contoso-com.mail.protection.outlook.com", null, false)]
    [InlineData("microsoft365", "smtp.office365.com", "agent@contoso.example", false)]
    [InlineData("google", "smtp.gmail.com", null, true)]
    [InlineData("google", "smtp-relay.gmail.com", null, false)]
    [InlineData("google", "smtp.mailer.example", null, false)]
    [InlineData("other", "smtp.gmail.com", null, false)]
    [InlineData("microsoft365", "imap.read.example", null, true)]
    public void Copies_are_the_providers_where_its_own_server_takes_the_mail_of_the_mailbox_itself(string provider, string host, string? signedIn, bool servers)
    {
        ServerSettings Server(string name, string? user) => new(name, 587, ConnectionSecurity.StartTls, SignInMethod.AccessToken, user, TrustedCertificate: null);
        var email = new SystemEmailSettings(
            Guid.NewGuid(), 1, "support@contoso.example", "Support", provider, Linked: true, Paused: false, Removed: false,
            new ReceivingSettings(ReceivingProtocol.Imap, Server("imap.read.example", null), "INBOX", AfterStoring.MarkRead, null, StartFrom.Now, TimeSpan.FromMinutes(1), 1_000_000),
            new SendingSettings(SendingProtocol.Smtp, Server(host, signedIn), TimeSpan.FromSeconds(30)));

        var row = new QueueRow { FiledIn = CopyRule.FiledIn(email, email.Sending!) };
        CopyRule.IsServers(email, email.Sending!).ShouldBe(servers);
        CopyRule.IsProof(row, email).ShouldBe(servers);
        CopyRule.IsOurs(row, email).ShouldBe(!servers);
    }

    [Fact]
    public async Task Copy_that_one_replica_sees_to_is_left_alone_by_the_other()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, "other"), "anna@customer.example"));
        await Eventually.HoldsAsync("the copy is filed", async () => await setting.FilingAsync(reply.ReplyId) == "Done");
        var copies = setting.First.Services.GetRequiredService<SentCopies>();
        await setting.ExecuteAsync("update reply.queue set filing = 'Due', filing_attempts = 3, file_at = now() + interval '1 hour' where reply_id = @ReplyId", reply);
        var mine = (await setting.First.Services.GetRequiredService<QueueTable>().FindAsync(reply.ReplyId, CancellationToken.None))!;

        (await copies.KeepAsync(mine, CancellationToken.None)).ShouldBeTrue();
        (await copies.TakeDueAsync([], CancellationToken.None)).ShouldNotContain(row => row.ReplyId == reply.ReplyId);
        await setting.ExecuteAsync("update reply.queue set filing_attempts = 4 where reply_id = @ReplyId", reply);

        (await copies.KeepAsync(mine, CancellationToken.None)).ShouldBeFalse("another one has taken it since");
    }

    [Fact]
    public async Task Mail_that_is_to_have_no_copy_gets_none()
    {
        await using var server = new ScriptedSmtpServer();
        setting.SentFolder.Holds = _ => false;
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, "other"), "anna@customer.example") with { KeepNoCopy = true });

        await Eventually.HoldsAsync("its copy is done with", async () => await setting.FilingAsync(reply.ReplyId) == "GivenUp");

        server.Copies(reply.MessageId).ShouldBe(1);
        setting.SentFolder.Filed.ShouldNotContain(copy => copy.Contains(reply.MessageId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_that_meets_an_unforeseen_error_is_given_up_like_any_other()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = setting.Reply(setting.Link(server, "other"), "anna@customer.example");
        setting.SentFolder.Holds = id => id == reply.MessageId ? throw new InvalidOperationException("nobody thought of that") : false;
        await setting.QueueAsync(reply);
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        await setting.ExecuteAsync("update reply.queue set filing_attempts = 5, file_at = now() where reply_id = @ReplyId", reply);

        await Eventually.HoldsAsync("the copy is given up", async () => await setting.FilingAsync(reply.ReplyId) == "GivenUp");
        setting.SentFolder.Holds = _ => false;
    }

    [Fact]
    public async Task Reply_that_a_person_says_was_sent_gets_its_copy()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.TakeAndDrop };
        setting.SentFolder.Holds = _ => false;
        var reply = await setting.QueueAsync(setting.Reply(setting.Link(server, "other"), "anna@customer.example"));
        await setting.BecomesAsync(reply.ReplyId, "Unknown");
        using var client = setting.First.AsHelpdesk();

        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/resolve?decision=sent", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        await Eventually.HoldsAsync("the copy is filed", async () => await setting.FilingAsync(reply.ReplyId) == "Done");
        setting.SentFolder.Filed.Count(copy => copy.Contains(reply.MessageId, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Reply_that_is_searched_for_keeps_its_place_before_the_later_ones()
    {
        await using var server = new ScriptedSmtpServer { OnMessage = _ => Answer.LoseAndDrop };
        setting.SentFolder.Holds = id => server.Copies(id) > 0;
        var email = setting.Link(server);
        var first = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await setting.BecomesAsync(first.ReplyId, "Unknown");
        server.OnMessage = _ => Answer.Take;
        var second = await setting.QueueAsync(setting.Reply(email, "anna@customer.example") with { TicketNumber = first.TicketNumber });
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == second.ReplyId, "the second is taken over");
        var elsewhere = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == elsewhere.ReplyId, "another ticket waits for nobody");
        (await setting.StateAsync(second.ReplyId)).ShouldBe("Queued");

        await setting.ExecuteAsync("update reply.queue set unknown_since = now() - interval '11 minutes', next_attempt_at = now() where reply_id = @ReplyId", first);

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == second.ReplyId, "both are sent");
        server.Taken.Where(mail => !mail.Content.Contains(elsewhere.MessageId, StringComparison.Ordinal)).Select(mail => mail.Content.Contains(first.MessageId, StringComparison.Ordinal)).ShouldBe([true, false]);
    }

    [Fact]
    public async Task Claimed_reply_that_has_not_begun_can_be_taken_back_and_does_not_leave()
    {
        await using var server = new ScriptedSmtpServer();
        var reply = setting.Reply(setting.Link(server), "anna@customer.example") with { SendAfter = TimeProvider.System.GetUtcNow().AddHours(1) };
        await setting.First.Services.GetRequiredService<QueueTable>().AddAsync(reply, CancellationToken.None);
        var holder = Guid.CreateVersion7();
        await setting.ExecuteAsync("update reply.queue set state = 'Claimed', claimed_by = @holder, claimed_until = now() + interval '1 minute', fence = 5 where reply_id = @ReplyId", new { holder, reply.ReplyId });
        using var client = setting.First.AsHelpdesk();

        (await client.PostAsync($"/internal/replies/{reply.ReplyId}/cancel?whole=true", content: null)).IsSuccessStatusCode.ShouldBeTrue();

        var claim = new Claim(reply, holder, 5, 0, null, [], null);
        (await setting.First.Services.GetRequiredService<AttemptTable>().BeginSendingAsync(claim, SendingProtocol.Smtp, "server", "", CancellationToken.None)).ShouldBeFalse();
        (await setting.StateAsync(reply.ReplyId)).ShouldBe("Failed");
    }
}
