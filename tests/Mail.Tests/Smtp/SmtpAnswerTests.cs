using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

public sealed class SmtpAnswerTests
{
    private static readonly MessageContent Mail = MessageContent.Of("Subject: x\r\n\r\nx\r\n"u8.ToArray());
    private static readonly Envelope ToBob = Envelope.Of("support@example.com", "bob@example.com");

    // Far more than the socket buffers of two ends hold.
    private static readonly MessageContent Endless = new(
        async (target, cancellationToken) =>
        {
            var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 1024)));
            for (var written = 0; written < 1_000_000; written++)
            {
                await target.WriteAsync(piece, cancellationToken);
            }
        },
        Size: null);

    [Fact]
    public async Task Connection_gone_after_the_last_byte_is_unknown()
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            await talk.ReadUntilAsync(text => text == ".");
            throw new IOException("gone");
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var unknown = (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.Unknown>();
        unknown.Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
        unknown.Recipients.ShouldHaveSingleItem().Code.ShouldBe(250);
        submission.IsUsable.ShouldBeFalse();
        (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.NotSent>();
    }

    [Fact]
    public async Task Connection_gone_before_the_last_byte_is_not_sent()
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            throw new IOException("gone");
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ToBob, Endless)).ShouldBeOfType<SubmissionResult.NotSent>().Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
    }

    [Fact]
    public async Task Server_that_refuses_in_the_middle_of_a_message_and_closes_is_heard()
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            await talk.ReadAsync();
            await talk.SayAsync("552-5.3.4 That is\r\n552 5.3.4 more than I take\r\n");
            throw new IOException("gone");
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var refused = (await submission.SubmitAsync(ToBob, Endless)).ShouldBeOfType<SubmissionResult.Refused>();
        refused.Failure.Kind.ShouldBe(MailFailureKind.MessageTooLarge);
        refused.Failure.ServerAnswer.ShouldBe("552 5.3.4 That is 5.3.4 more than I take");
        submission.IsUsable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("250 2.0.0 taken\r\n")]
    [InlineData("552 5.3.4 more than")]
    [InlineData("nonsense\r\n")]
    public async Task Words_that_are_no_refusal_leave_a_broken_message_not_sent(string words)
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            await talk.ReadAsync();
            await talk.SayAsync(words);
            throw new IOException("gone");
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ToBob, Endless)).ShouldBeOfType<SubmissionResult.NotSent>().Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
    }

    [Fact]
    public async Task Message_that_cannot_be_written_is_never_ended_for_the_server()
    {
        var ended = false;
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            await talk.ReadUntilAsync(text => text == ".");
            ended = true;
            return true;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);
        var broken = new MessageContent(
            async (target, cancellationToken) =>
            {
                await target.WriteAsync(Encoding.ASCII.GetBytes("Subject: half\r\n\r\n"), cancellationToken);
                throw new InvalidDataException("the attachment is gone");
            },
            Size: null);

        await Should.ThrowAsync<InvalidDataException>(async () => await submission.SubmitAsync(ToBob, broken));
        submission.IsUsable.ShouldBeFalse();
        ended.ShouldBeFalse();
    }

    [Theory]
    [InlineData("554 5.2.252 SendAsDenied; a@x.example not allowed to send as b@y.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied", MailFailureKind.SendAsDenied, false)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message", MailFailureKind.SendAsDenied, false)]
    [InlineData("550 5.7.60 SMTP; Client does not have permissions to send as this sender", MailFailureKind.SendAsDenied, false)]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending", MailFailureKind.TooManyConnections, true)]
    [InlineData("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", MailFailureKind.TooManyConnections, true)]
    [InlineData("554 5.2.2 mailbox full", MailFailureKind.MailboxFull, false)]
    [InlineData("554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionQuotaExceeded", MailFailureKind.MailboxFull, false)]
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

        var refused = (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.Refused>();
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
    [InlineData("550 5.7.30 Basic authentication is not supported for Client Submission.", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("535 5.7.8 Username and Password not accepted. BadCredentials", MailFailureKind.AccessTokenRefused)]
    [InlineData("454 4.7.0 Temporary authentication failure", MailFailureKind.ServerUnavailable)]
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

        (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(kind);
        (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.Accepted>().QueueId.ShouldBe("4F2A");
    }

    [Fact]
    public async Task Server_that_wants_a_message_for_nobody_gets_an_empty_one()
    {
        var lines = new List<string>();
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            lines.Add(line);
            switch (line)
            {
                case "RCPT TO:<bob@example.com>":
                    await talk.SayAsync("550 5.1.1 nobody\r\n");
                    return true;
                case "DATA":
                    await talk.SayAsync("354 go on\r\n");
                    return true;
                case ".":
                    await talk.SayAsync("554 5.5.1 no valid recipients\r\n");
                    return true;
                default:
                    return false;
            }
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var refused = (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.Refused>();
        refused.Failure.Kind.ShouldBe(MailFailureKind.RecipientsRefused);
        refused.Recipients.ShouldHaveSingleItem().EnhancedCode.ShouldBe("5.1.1");
        lines.ShouldNotContain("Subject: x");
    }

    [Fact]
    public async Task Lmtp_server_answers_for_each_recipient()
    {
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA")
            {
                return false;
            }

            await talk.SayAsync("354 go on\r\n");
            await talk.ReadUntilAsync(text => text == ".");
            await talk.SayAsync("250 2.0.0 <a> abc Saved\r\n452 4.2.2 quota\r\n");
            return true;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null, new SmtpOptions { Lmtp = true });

        var result = (await submission.SubmitAsync(Envelope.Of("", "a@example.com", "b@example.com"), Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
        result.Recipients.Select(answer => (answer.Accepted, answer.Code)).ShouldBe([(true, 250), (false, 452)]);
    }

    [Theory]
    [InlineData("bob@example.com>\r\nRCPT TO:<eve@example.com")]
    [InlineData("bob@example.com\n")]
    [InlineData("bob @example.com")]
    [InlineData("")]
    [InlineData("<bob@example.com>")]
    public async Task Address_that_would_say_more_than_an_address_is_a_bug_of_the_caller(string address)
    {
        await using var server = ScriptedSmtp.Server((_, _) => Task.FromResult(false));
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);
        await Should.ThrowAsync<ArgumentException>(async () => await submission.SubmitAsync(Envelope.Of("a@example.com", address), Mail));
    }

    [Fact]
    public async Task Domains_beyond_ascii_go_as_punycode_where_the_server_knows_no_other()
    {
        var recipients = new List<string>();
        await using var server = ScriptedSmtp.Server((_, line) =>
        {
            recipients.AddRange(line.StartsWith("RCPT", StringComparison.Ordinal) ? [line] : Array.Empty<string>());
            return Task.FromResult(false);
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(Envelope.Of("a@example.com", "bob@bücher.example"), Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
        recipients.ShouldBe(["RCPT TO:<bob@xn--bcher-kva.example>"]);
        (await submission.SubmitAsync(Envelope.Of("a@example.com", "jörg@example.com"), Mail)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.NotSupported);
    }

    [Fact]
    public async Task Canonical_stream_mends_lone_line_ends_and_doubles_dots_however_it_is_cut()
    {
        var source = Encoding.ASCII.GetBytes(".a\r\n.\r\n..\r.b\n.c\r\r\n\n.\r");
        const string Expected = "..a\r\n..\r\n...\r\n..b\r\n..c\r\n\r\n\r\n..\r\n";
        for (var cut = 0; cut <= source.Length; cut++)
        {
            using var result = new MemoryStream();
            await using var stream = new CanonicalStream((bytes, cancellationToken) => result.WriteAsync(bytes, cancellationToken), doubleDots: true);
            await stream.WriteAsync(source.AsMemory(0, cut));
            await stream.WriteAsync(source.AsMemory(cut));
            await stream.CompleteAsync(CancellationToken.None);
            Encoding.ASCII.GetString(result.ToArray()).ShouldBe(Expected, $"cut at {cut}");
            stream.EndsWithLine.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Every_recorded_answer_is_read_to_its_last_byte()
    {
        var files = Transcripts.Files("smtp").ToList();
        files.Count.ShouldBeGreaterThan(30);
        foreach (var file in files)
        {
            var answer = Encoding.Latin1.GetString(Transcripts.Read(file));
            await using var server = new ScriptedServer(async talk => await talk.SayAsync(answer + "299 the end\r\n"));
            await using var wire = await Wire.ConnectAsync(server.Address, null, null, TimeProvider.System, CancellationToken.None);
            var session = new SmtpSession(wire, new SmtpOptions(), new HelpdeskMail.Mail.Sasl.SecretWords(null));
            var replies = new List<SmtpReply>();
            do
            {
                replies.Add(await session.ReadAsync(CancellationToken.None));
            }
            while (replies[^1].Code != 299);

            replies.Sum(reply => reply.Lines.Count).ShouldBe(answer.Split("\r\n").Length, file);
        }
    }

    [Fact]
    public async Task Old_Exchange_may_name_AUTH_otherwise_and_a_server_without_EHLO_is_greeted_with_HELO()
    {
        await using var exchange = ScriptedSmtp.Server((_, _) => Task.FromResult(false), Encoding.Latin1.GetString(Transcripts.Read("smtp/comcast-ehlo+x-exps.txt")));
        await using var wire = await Wire.ConnectAsync(exchange.Address, null, null, TimeProvider.System, CancellationToken.None);
        var session = new SmtpSession(wire, new SmtpOptions(), new HelpdeskMail.Mail.Sasl.SecretWords(null));
        await session.GreetAsync(CancellationToken.None);
        await session.HelloAsync(CancellationToken.None);
        session.Extensions.Mechanisms.ShouldBe(["LOGIN", "PLAIN"]);
        session.Extensions.MaxSize.ShouldBe(36700160);

        var said = new List<string>();
        await using var old = ScriptedSmtp.Server((_, line) =>
        {
            said.Add(line.Split(' ')[0]);
            return Task.FromResult(false);
        }, Encoding.Latin1.GetString(Transcripts.Read("smtp/ehlo-failed.txt")));
        await using var submission = await SmtpSubmission.ConnectAsync(old.Address, null);
        said.ShouldBe(["EHLO", "HELO"]);
        (await submission.SubmitAsync(ToBob, Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
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
