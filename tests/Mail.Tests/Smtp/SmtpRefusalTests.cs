using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>Refusals in the words of real servers, at each step of the dialogue.</summary>
public sealed class SmtpRefusalTests
{
    [Theory]
    [InlineData("554 5.2.252 SendAsDenied; a@x.example not allowed to send as b@y.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", MailFailureKind.SendAsDenied, false)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message", MailFailureKind.SendAsDenied, false)]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender", MailFailureKind.SendAsDenied, false)]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending", MailFailureKind.TooManyConnections, true)]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", MailFailureKind.TooManyConnections, true)]
    [InlineData("554 5.2.2 mailbox full", MailFailureKind.MailboxFull, false)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionQuotaExceeded", MailFailureKind.MailboxFull, false)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message The message can't be submitted because the sender's submission quota was exceeded.", MailFailureKind.SendingLimitReached, true)]
    [InlineData("552 5.2.2 Mailbox size limit exceeded", MailFailureKind.MailboxFull, false)]
    [InlineData("550 5.7.233 Your organization has exceeded its tenant external recipient rate limit", MailFailureKind.SendingLimitReached, true)]
    [InlineData("550 5.7.236 onmicrosoft.com limit", MailFailureKind.SendingLimitReached, true)]
    [InlineData("552 5.3.4 Message size exceeds fixed limit", MailFailureKind.MessageTooLarge, false)]
    [InlineData("421 4.3.2 Service not available", MailFailureKind.ServerUnavailable, true)]
    [InlineData("451 4.7.0 Temporary server error. Please try again later", MailFailureKind.MessageRefused, true)]
    [InlineData("452 4.3.1 Insufficient system resources", MailFailureKind.MessageRefused, true)]
    [InlineData("550 5.7.1 Message rejected as spam", MailFailureKind.MessageRefused, false)]
    public async Task Refusal_of_a_message_is_understood(string words, MailFailureKind kind, bool transient)
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            await talk.ReadUntilAsync(text => text == ".");
            await talk.SayAsync(words + "\r\n");
            return true;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var refused = (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>();
        refused.Failure.Kind.ShouldBe(kind);
        refused.Failure.IsTransient.ShouldBe(transient);
        refused.Failure.ServerAnswer.ShouldBe(words);
        submission.IsUsable.ShouldBe(!words.StartsWith("421", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", MailFailureKind.AccessTokenRefused)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled", MailFailureKind.SubmissionOffForTenant)]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled", MailFailureKind.SubmissionOffForMailbox)]
    [InlineData("535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.", MailFailureKind.BlockedByPolicy)]
    [InlineData("535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.", MailFailureKind.BlockedByPolicy)]
    [InlineData("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", MailFailureKind.AccessTokenRefused)]
    [InlineData("550 5.7.30 Basic authentication is not supported for Client Submission.", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("535 5.7.8 Username and Password not accepted. BadCredentials", MailFailureKind.AccessTokenRefused)]
    [InlineData("454 4.7.0 Temporary authentication failure", MailFailureKind.ServerUnavailable)]
    [InlineData("504 5.7.4 Unrecognized authentication type [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]", MailFailureKind.Refused)]
    [InlineData("503 5.5.1 Error: authentication not enabled", MailFailureKind.Refused)]
    [InlineData("502 5.5.1 Command not implemented", MailFailureKind.Refused)]
    [InlineData("538 5.7.11 Encryption required for requested authentication mechanism", MailFailureKind.PlaintextForbidden)]
    public async Task Refusal_at_sign_in_is_understood(string words, MailFailureKind kind)
    {
        await using var server = ScriptedSmtp.Server(
            async (talk, line) =>
            {
                if (!line.StartsWith("AUTH", StringComparison.Ordinal))
                {
                    return false;
                }

                await talk.SayAsync(words + "\r\n");
                return true;
            },
            "250-test\r\n250 AUTH LOGIN XOAUTH2\r\n");
        var failure = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server.Address, new MailCredential.AccessToken("a@b.example", "some-token")));
        failure.Failure.Kind.ShouldBe(kind);
        failure.Failure.ServerAnswer.ShouldBe(words);
    }

    [Theory]
    [InlineData("534 5.7.9 Authentication mechanism is too weak", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("538 5.7.11 Encryption required for requested authentication mechanism", MailFailureKind.PlaintextForbidden)]
    [InlineData("535 5.7.8 Error: authentication failed", MailFailureKind.PasswordRefused)]
    public async Task Refusal_of_a_password_blames_the_password_only_where_it_is_wrong(string words, MailFailureKind kind)
    {
        await using var server = ScriptedSmtp.Server(
            async (talk, line) =>
            {
                var isSignIn = line.StartsWith("AUTH", StringComparison.Ordinal);
                await talk.SayAsync(isSignIn ? words + "\r\n" : "");
                return isSignIn;
            },
            "250-test\r\n250 AUTH PLAIN\r\n");

        var failure = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server.Address, new MailCredential.Password("user", "a-password")));

        failure.Failure.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("552 5.2.2 <bob@y.example>: Mailbox size limit exceeded", MailFailureKind.RecipientsRefused)]
    [InlineData("552 5.3.4 Message size exceeds fixed limit", MailFailureKind.MessageTooLarge)]
    public async Task Mailbox_of_a_recipient_without_room_is_no_fault_of_the_message(string words, MailFailureKind kind)
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            var isRecipient = line.StartsWith("RCPT", StringComparison.Ordinal);
            await talk.SayAsync(isRecipient ? words + "\r\n" : "");
            return isRecipient;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("550 #5.1.0 Address rejected.", "5.1.0")]
    [InlineData("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "5.7.1")]
    [InlineData("550 ticket #4711 tells more", null)]
    [InlineData("550 see #4.1.1", null)]
    [InlineData("554 5.7.1: No relaying", "5.7.1", "No relaying")]
    [InlineData("550 [5.1.1] nobody", "5.1.1", "nobody")]
    [InlineData("550 (5.2.1), closed", "5.2.1", "closed")]
    [InlineData("550 (4.2.1) closed", null)]
    public async Task Enhanced_code_is_found_wherever_it_is_put(string words, string? code, string? text = null)
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            var isRecipient = line.StartsWith("RCPT", StringComparison.Ordinal);
            await talk.SayAsync(isRecipient ? words + "\r\n" : "");
            return isRecipient;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var answer = (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).Recipients.ShouldHaveSingleItem();

        (answer.EnhancedCode, answer.Text).ShouldBe((code, text ?? words[4..]));
    }

    [Theory]
    [InlineData("530 5.7.57 Client not authenticated to send mail. Error: 535 5.7.3", MailFailureKind.NotSignedIn)]
    [InlineData("530 5.7.0 Authentication required", MailFailureKind.NotSignedIn)]
    [InlineData("530 5.7.0 Must issue a STARTTLS command first", MailFailureKind.PlaintextForbidden)]
    public async Task Refusal_of_the_sender_is_understood_and_the_next_message_goes(string words, MailFailureKind kind)
    {
        var first = true;
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (!line.StartsWith("MAIL", StringComparison.Ordinal) || !first)
            {
                return false;
            }

            first = false;
            await talk.SayAsync(words + "\r\n");
            await talk.ReadUntilAsync(text => text.StartsWith("RCPT", StringComparison.Ordinal));
            await talk.ReadUntilAsync(text => text == "DATA");
            await talk.SayAsync("503 5.5.1 need MAIL\r\n503 5.5.1 need RCPT\r\n");
            return true;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(kind);
        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>().QueueId.ShouldBe("4F2A");
    }

    [Fact]
    public async Task Sender_put_off_for_now_says_nothing_of_recipients_when_the_server_hangs_up_among_its_answers()
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (!line.StartsWith("MAIL", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.ReadUntilAsync(text => text == "DATA");
            await talk.SayAsync("451 4.7.1 try later\r\n503 5.5.1 need MAIL\r\n421 4.7.0 too many errors\r\n");
            throw new IOException("hung up");
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var refused = (await submission.SubmitAsync(ScriptedSmtp.ToBob with { Recipients = [new("bob@example.com"), new("carol@example.com")] }, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>();

        refused.Failure.IsTransient.ShouldBeTrue();
        refused.Recipients.ShouldAllBe(answer => answer.Code == 0);
    }

    [Theory]
    [InlineData("221 ESMTP server not ready\r\n", MailFailureKind.ServerUnavailable)]
    [InlineData("421 4.7.0 Try again later\r\n", MailFailureKind.ServerUnavailable)]
    [InlineData("554 No SMTP service here\r\n", MailFailureKind.Refused)]
    [InlineData("* OK IMAP here\r\n", MailFailureKind.ProtocolViolation)]
    [InlineData("220-one\r\n250 two\r\n", MailFailureKind.ProtocolViolation)]
    public async Task Greeting_that_is_none_is_said_so(string greeting, MailFailureKind kind)
    {
        await using var server = ScriptedSmtp.Server((_, _) => Task.FromResult(false), greeting: greeting);
        var failure = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server.Address, null));
        failure.Failure.Kind.ShouldBe(kind);
    }
}
