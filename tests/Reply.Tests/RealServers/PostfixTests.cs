using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Reply.Tests.Hosting;

namespace HelpdeskMail.Reply.Tests.RealServers;

/// <summary>The whole service against a real Postfix, whose Dovecot checks the access tokens and holds the mailboxes.</summary>
public sealed class PostfixTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    private const string Support = "support@example.com";
    private const string Customer = "anna@example.net";

    [Fact]
    public async Task Reply_reaches_the_customer_and_a_copy_the_mailbox_of_its_own()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await dovecot.AddUserAsync(Customer, "annas-password");
        var reply = await setting.QueueAsync(setting.Reply(Link(dovecot, postfix), Customer));

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "Postfix has taken it");

        sent.Recipients.ShouldHaveSingleItem().Accepted.ShouldBeTrue();
        await Eventually.HoldsAsync("it lies in the customer's mailbox", async () => await CountAsync(dovecot, Customer, "INBOX", reply.MessageId) == 1);
        await Eventually.HoldsAsync("a copy is filed", async () => await setting.FilingAsync(reply.ReplyId) == "Done");
        (await CountAsync(dovecot, Support, "Sent", reply.MessageId)).ShouldBe(1);
    }

    [Fact]
    public async Task Refused_and_put_off_recipients_are_told_apart()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await dovecot.AddUserAsync(Customer, "annas-password");
        var email = Link(dovecot, postfix);
        var refused = await setting.QueueAsync(setting.Reply(email, "refused@example.net"));
        var mixed = await setting.QueueAsync(setting.Reply(email, Customer, "later@example.net"));

        (await setting.HeardAsync<ReplyFailed>(said => said.ReplyId == refused.ReplyId, "the refusal is told")).Reason.ShouldContain("refused@example.net: ");
        var waiting = await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == mixed.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one recipient waits");

        waiting.State.ShouldBe(ReplyState.Queued);
        await setting.ExecuteAsync("update reply.queue set next_attempt_at = now() where reply_id = @ReplyId", mixed);
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == mixed.ReplyId && said.Attempts == 2, "it was tried again");
        await Eventually.HoldsAsync("the customer has it", async () => await CountAsync(dovecot, Customer, "INBOX", mixed.MessageId) > 0);
        (await CountAsync(dovecot, Customer, "INBOX", mixed.MessageId)).ShouldBe(1);
    }

    [Fact]
    public async Task Server_that_dies_while_replies_leave_gets_each_once()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await dovecot.AddUserAsync(Customer, "annas-password");
        var email = Link(dovecot, postfix);
        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 20; number++)
        {
            replies.Add(await setting.QueueAsync(setting.Reply(email, Customer)));
        }

        await Eventually.HoldsAsync("some are sent", () => Task.FromResult(setting.Heard<ReplySent>().Count(said => replies.Any(reply => reply.ReplyId == said.ReplyId)) > 3));
        await postfix.KillAsync();
        await postfix.RestartAsync();

        await Eventually.HoldsAsync("each is sent or waits for a person", async () =>
        {
            // Each time: an attempt that met the dead server may end only now, and puts off again.
            await setting.ExecuteAsync("delete from reply.hold where system_email_id = @Id; update reply.queue set next_attempt_at = now() where system_email_id = @Id and state = 'Queued' and next_attempt_at > now()", new { email.Id });
            var states = await Task.WhenAll(replies.Select(reply => setting.StateAsync(reply.ReplyId)));
            return states.All(state => state is "Sent" or "Unknown");
        });
        foreach (var reply in replies)
        {
            if (await setting.StateAsync(reply.ReplyId) == "Sent")
            {
                await Eventually.HoldsAsync("the customer has it", async () => await CountAsync(dovecot, Customer, "INBOX", reply.MessageId) > 0);
            }

            (await CountAsync(dovecot, Customer, "INBOX", reply.MessageId)).ShouldBeLessThanOrEqualTo(1);
        }
    }

    private SystemEmailSettings Link(DovecotServer dovecot, PostfixServer postfix)
    {
        setting.Neighbours.Token = (_, _) => dovecot.CreateAccessToken(Support, TimeSpan.FromHours(1));
        var server = new ServerSettings(dovecot.Host, dovecot.ImapsPort, ConnectionSecurity.Tls, SignInMethod.AccessToken, UserName: null, dovecot.Root.ExportCertificatePem());
        var linked = setting.Link(postfix.SubmissionPort, "other");
        var email = linked with
        {
            Address = Support,
            Receiving = linked.Receiving! with { Server = server },
            Sending = linked.Sending! with { Server = server with { Port = postfix.SubmissionPort, Security = ConnectionSecurity.StartTls } },
        };
        setting.Neighbours.SystemEmails[email.Id] = email;
        return email;
    }

    private static async Task<int> CountAsync(DovecotServer dovecot, string user, string folder, string messageId)
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(
            new MailServer(dovecot.Host, dovecot.ImapsPort, ConnectionProtection.Tls) { TrustedCertificates = [dovecot.Root] },
            new MailCredential.AccessToken(user, dovecot.CreateAccessToken(user, TimeSpan.FromHours(1))));
        await mailbox.OpenFolderAsync(folder, readOnly: true);
        return (await mailbox.FindByMessageIdAsync(messageId)).Count;
    }
}
