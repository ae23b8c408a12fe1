using System.Text;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

public sealed class SmtpOnPostfixTests(PostfixFixture servers) : IClassFixture<PostfixFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => servers.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static MessageContent Mail(string subject, string body) =>
        MessageContent.Of(Encoding.UTF8.GetBytes($"From: support@example.com\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@example.com>\r\n\r\n{body}"));

    [Theory]
    [InlineData("PLAIN", ConnectionProtection.StartTls)]
    [InlineData("LOGIN", ConnectionProtection.Tls)]
    [InlineData("CRAM-MD5", ConnectionProtection.None)]
    [InlineData("SCRAM-SHA-256", ConnectionProtection.StartTls)]
    [InlineData("XOAUTH2", ConnectionProtection.StartTls)]
    [InlineData("OAUTHBEARER", ConnectionProtection.Tls)]
    public async Task Submission_signs_in_and_the_message_arrives(string mechanism, ConnectionProtection protection)
    {
        var account = await servers.NewAccountAsync();
        MailCredential credential = mechanism.Contains("OAUTH", StringComparison.Ordinal)
            ? new MailCredential.AccessToken(account.UserName, servers.Dovecot.CreateAccessToken(account.UserName, TimeSpan.FromHours(1)))
            : account;
        var log = new RecordedLog();
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(protection) with { AllowedMechanisms = [mechanism] }, credential, log: log);
        var result = await submission.SubmitAsync(Envelope.Of(account.UserName, account.UserName), Mail("hello", ".\r\n..two dots\r\nthe end"));
        await submission.CloseAsync();

        var accepted = result.ShouldBeOfType<SubmissionResult.Accepted>();
        accepted.Recipients.ShouldHaveSingleItem().ShouldSatisfyAllConditions(answer => answer.Accepted.ShouldBeTrue(), answer => answer.Code.ShouldBe(250), answer => answer.EnhancedCode.ShouldBe("2.1.5"));
        accepted.QueueId.ShouldNotBeNullOrEmpty();
        await Eventually.HoldsAsync("Postfix writes of the message", () => Task.FromResult(servers.Postfix.Log.Contains(accepted.QueueId!, StringComparison.Ordinal)));
        submission.MaxMessageSize.ShouldBe(HelpdeskMail.Fixtures.Postfix.PostfixServer.MessageSizeLimit);
        log.Text.ShouldNotContain(account.Secret);
        var received = await Eventually.ValueAsync("the message arrives", async () => (await servers.InboxAsync(account)).FirstOrDefault());
        received.ShouldEndWith("\r\n\r\n.\r\n..two dots\r\nthe end\r\n");
    }

    [Fact]
    public async Task Submission_says_that_the_sign_in_was_refused()
    {
        var account = await servers.NewAccountAsync();
        var password = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account with { Secret = "wrong" }));
        password.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);

        var expired = new MailCredential.AccessToken(account.UserName, servers.Dovecot.CreateAccessToken(account.UserName, TimeSpan.FromHours(-1)));
        var token = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), expired));
        token.Failure.Kind.ShouldBe(MailFailureKind.AccessTokenRefused);
    }

    [Fact]
    public async Task Submission_gives_each_recipient_its_own_answer_and_goes_on_after_a_refusal()
    {
        var account = await servers.NewAccountAsync();
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account);

        var nobody = (await submission.SubmitAsync(Envelope.Of(account.UserName, "refused@example.com"), Mail("a", "x"))).ShouldBeOfType<SubmissionResult.Refused>();
        nobody.Failure.Kind.ShouldBe(MailFailureKind.RecipientsRefused);
        nobody.Failure.IsTransient.ShouldBeFalse();

        var some = (await submission.SubmitAsync(Envelope.Of(account.UserName, "refused@example.com", account.UserName, "later@example.com"), Mail("b", "x"))).ShouldBeOfType<SubmissionResult.Accepted>();
        some.Recipients.Select(answer => (answer.Accepted, answer.Code, answer.EnhancedCode, answer.IsTransient)).ShouldBe([(false, 550, "5.1.1", false), (true, 250, "2.1.5", false), (false, 450, "4.2.1", true)]);

        var later = (await submission.SubmitAsync(Envelope.Of(account.UserName, "later@example.com"), Mail("c", "x"))).ShouldBeOfType<SubmissionResult.Refused>();
        later.Failure.IsTransient.ShouldBeTrue();
        await Eventually.HoldsAsync("the one message arrives", async () => (await servers.InboxAsync(account)).Count == 1);
    }

    [Fact]
    public async Task Submission_sends_many_messages_in_one_session()
    {
        var account = await servers.NewAccountAsync();
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account);
        for (var number = 0; number < 30; number++)
        {
            (await submission.SubmitAsync(Envelope.Of("", account.UserName), Mail($"m{number}", $"body {number}"))).ShouldBeOfType<SubmissionResult.Accepted>();
        }

        await Eventually.HoldsAsync("all arrive", async () => (await servers.InboxAsync(account)).Count == 30);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submission_carries_large_8bit_messages_and_mends_line_ends(bool chunking)
    {
        var account = await servers.NewAccountAsync();
        var body = string.Concat(Enumerable.Range(0, 30_000).Select(line => $".Zeile {line} mit Übermut\n"));
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account, new SmtpOptions { Chunking = chunking });
        (await submission.SubmitAsync(Envelope.Of(account.UserName, account.UserName), Mail("large", body))).ShouldBeOfType<SubmissionResult.Accepted>();

        var received = await Eventually.ValueAsync("the message arrives", async () => (await servers.InboxAsync(account)).FirstOrDefault());
        received.ShouldEndWith("\r\n\r\n" + body.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public async Task Submission_refuses_what_is_too_large_without_sending_it()
    {
        var account = await servers.NewAccountAsync();
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account);
        var content = new MessageContent((_, _) => throw new InvalidOperationException("must not be asked for"), HelpdeskMail.Fixtures.Postfix.PostfixServer.MessageSizeLimit + 1);

        (await submission.SubmitAsync(Envelope.Of(account.UserName, account.UserName), content)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.MessageTooLarge);
        submission.IsUsable.ShouldBeTrue();
    }

    [Fact]
    public async Task Submission_takes_addresses_beyond_ascii()
    {
        var account = await servers.NewAccountAsync();
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account);

        (await submission.SubmitAsync(Envelope.Of("jörg@exämple.com", "günther@example.com"), Mail("hello", "x"))).ShouldBeOfType<SubmissionResult.Accepted>();
    }

    [Fact]
    public async Task Submission_asks_for_delivery_reports_and_gets_one()
    {
        var account = await servers.NewAccountAsync();
        await using var submission = await SmtpSubmission.ConnectAsync(servers.Submission(ConnectionProtection.StartTls), account);
        var envelope = new Envelope(account.UserName, [new EnvelopeRecipient("somebody@example.com", DeliveryNotices.Success | DeliveryNotices.Failure, "first@example.com")], EnvelopeId: "reply+4711 x");
        (await submission.SubmitAsync(envelope, Mail("report", "x"))).ShouldBeOfType<SubmissionResult.Accepted>();

        var report = await Eventually.ValueAsync("the report arrives", async () => (await servers.InboxAsync(account)).FirstOrDefault());
        report.ShouldContain("Original-Envelope-Id: reply+4711 x");
        report.ShouldContain("Original-Recipient: rfc822;first@example.com");
    }
}
