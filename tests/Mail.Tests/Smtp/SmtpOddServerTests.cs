using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>SMTP servers that end the session where they like, and that write their answers as they like.</summary>
public sealed class SmtpOddServerTests
{
    private const string Pipelining = "250-test\r\n250-PIPELINING\r\n250 8BITMIME\r\n";
    private const string StepByStep = "250-test\r\n250 8BITMIME\r\n";

    [Theory]
    [InlineData("MAIL", "421 4.7.0 Too many errors, try later", Pipelining, MailFailureKind.ServerUnavailable)]
    [InlineData("MAIL", "421 4.7.0 Too many errors, try later", StepByStep, MailFailureKind.ServerUnavailable)]
    [InlineData("RCPT", "421 4.3.2 Going down", Pipelining, MailFailureKind.ServerUnavailable)]
    [InlineData("RCPT", "421 4.3.2 Going down", StepByStep, MailFailureKind.ServerUnavailable)]
    [InlineData("DATA", "421 4.3.2 Going down", Pipelining, MailFailureKind.ServerUnavailable)]
    [InlineData("DATA", "421 4.3.2 Going down", StepByStep, MailFailureKind.ServerUnavailable)]
    [InlineData("MAIL", "554 5.7.1 Go away", Pipelining, MailFailureKind.MessageRefused)]
    [InlineData("MAIL", "530 5.7.57 Client not authenticated to send mail.", StepByStep, MailFailureKind.NotSignedIn)]
    public async Task Server_that_says_no_and_closes_is_heard(string command, string words, string extensions, MailFailureKind kind)
    {
        await using var server = Closing(command, words, extensions);
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var refused = (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>();
        (refused.Failure.Kind, refused.Failure.ServerAnswer).ShouldBe((kind, words));
        submission.IsUsable.ShouldBeFalse();
    }

    [Fact]
    public async Task Refused_recipient_is_no_reason_when_the_connection_is_lost_later()
    {
        await using var server = Closing("RCPT TO:<carol", "550 5.1.1 nobody", Pipelining);
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var result = (await submission.SubmitAsync(Envelope.Of("support@example.com", "bob@example.com", "carol@example.com"), ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.NotSent>();
        result.Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
        result.Recipients.Select(answer => answer.Code).ShouldBe([250, 550]);
    }

    [Theory]
    [InlineData("220\r\n", "250\r\n", "250\r\n")]
    [InlineData("220-one\r\n220-two\r\n220 three\r\n", "250-test\n250-AUTH=LOGIN PLAIN\n250 SIZE\n", "250\tok\r\n")]
    [InlineData("\r\n220 ready\r\n", "250-test\r\n250-SIZE 0\r\n250-\r\n250 PIPELINING\r\n", "251 2.1.5 will forward\r\n")]
    [InlineData("220 \u00e9\u00e8\r\n", "250-test\r\n250-size  20000  \r\n250 8bitmime\r\n", "252 cannot say, will try\r\n")]
    [InlineData("220 ready\r\n", "502 what\r\n", "250-two\r\n250 lines\r\n")]
    [InlineData("220 ready\r\n", "250-test\r\n250 CHUNKING\r\n", "250 2.1.0\r\n")]
    public async Task Message_goes_however_the_server_writes_its_answers(string greeting, string extensions, string yes)
    {
        await using var server = ScriptedSmtp.Server(
            async (talk, line) =>
            {
                var isEnvelope = line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal);
                await talk.SayAsync(isEnvelope ? yes : "");
                return isEnvelope;
            },
            extensions,
            greeting);
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);
        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>().QueueId.ShouldBe("4F2A");
    }

    [Theory]
    [InlineData("2.0.0 Ok: queued as 3C1F22A0B", "3C1F22A0B")]
    [InlineData("Ok: queued as kR-s_0T4Qv2", "kR-s_0T4Qv2")]
    [InlineData("Mail OK queued as gzga-smtp1,PykvC_77a,b.91c 1717000000", "gzga-smtp1,PykvC_77a,b.91c")]
    [InlineData("2.0.0 Ok: queued on mx9.example.net as 1717000000-a8XyQ", "1717000000-a8XyQ")]
    [InlineData("2.0.0 Ok: queued on mx9.example.net 1717000000-a8XyQ", "1717000000-a8XyQ")]
    [InlineData("OK id=1sDx2y-000000004Hb-3Zzk", "1sDx2y-000000004Hb-3Zzk")]
    [InlineData("Requested mail action okay, completed: id=1Mxyz0-1sAbc", "1Mxyz0-1sAbc")]
    [InlineData("2.6.0 <a.1@example.com> [InternalId=41, Hostname=X.example.net] 7521 bytes in 0.1, 60 KB/sec Queued mail for delivery", "a.1@example.com")]
    [InlineData("2.0.0 OK  1717000000 af79c-1si9 - gsmtp", "1717000000 af79c-1si9")]
    [InlineData("2.0.0 44Tx01ab Message accepted for delivery", "44Tx01ab")]
    [InlineData("2.0.0 3ydq7x8kab-1 Message accepted for delivery", "3ydq7x8kab-1")]
    [InlineData("ok 1717000000 qp 23145", "1717000000 qp 23145")]
    [InlineData("Ok 010001901c2d3e4f-0a1b2c3d-1111-2222-3333-444455556666-000000", "010001901c2d3e4f-0a1b2c3d-1111-2222-3333-444455556666-000000")]
    [InlineData("Message Queued (0C3A91B2-77E1-4D10-9B6A-3A2E1F00C0DE.1)", "0C3A91B2-77E1-4D10-9B6A-3A2E1F00C0DE.1")]
    [InlineData("SmtpThread-41-1717000000@mx.example.net Received OK [xY7-abc_dE.uk]", "xY7-abc_dE.uk")]
    [InlineData("Ok, message saved <Message-ID: b@example.com>", null)]
    [InlineData("Queued (0.031 seconds)", null)]
    [InlineData("Great success", null)]
    public async Task Name_that_a_server_gives_a_message_is_known_from_its_words(string words, string? name)
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("220 ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                await talk.SayAsync(line == "DATA" ? "354 go on\r\n" : "250 ok\r\n");
                if (line == "DATA")
                {
                    await talk.ReadUntilAsync(text => text == ".");
                    await talk.SayAsync($"250 {words}\r\n");
                }
            }
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>().QueueId.ShouldBe(name);
    }

    [Fact]
    public async Task Server_that_takes_its_time_over_each_recipient_has_it_for_each()
    {
        var clock = new HandClock();
        await using var server = ScriptedSmtp.Server(
            (_, line) =>
            {
                var isEnvelope = line.StartsWith("MAIL", StringComparison.Ordinal) || line.StartsWith("RCPT", StringComparison.Ordinal) || line == "DATA";
                clock.Ahead += isEnvelope ? TimeSpan.FromSeconds(15) : TimeSpan.Zero;
                return Task.FromResult(false);
            },
            StepByStep);
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null, time: clock);

        var result = await submission.SubmitAsync(Envelope.Of("support@example.com", "a@example.com", "b@example.com", "c@example.com"), ScriptedSmtp.Mail);

        result.ShouldBeOfType<SubmissionResult.Accepted>().Recipients.ShouldAllBe(answer => answer.Accepted);
    }

    [Theory]
    [InlineData("503 5.5.1 need MAIL first", MailFailureKind.MessageRefused)]
    [InlineData("451 4.3.0 not now", MailFailureKind.MessageRefused)]
    [InlineData("552 5.3.4 too big", MailFailureKind.MessageTooLarge)]
    [InlineData("250 odd", MailFailureKind.MessageRefused)]
    public async Task Session_goes_on_when_a_pipelined_data_is_refused(string words, MailFailureKind kind)
    {
        var refused = false;
        await using var server = ScriptedSmtp.Server(async (talk, line) =>
        {
            if (line != "DATA" || refused)
            {
                return false;
            }

            refused = true;
            await talk.SayAsync(words + "\r\n");
            return true;
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(kind);
        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
    }

    [Theory]
    [InlineData("AUTH LOGIN", "334 VXNlciBOYW1lAA==\r\n", "334 UGFzc3dvcmQA\r\n")]
    [InlineData("AUTH LOGIN", "334 Username:\r\n", "334 Password:\r\n")]
    [InlineData("AUTH LOGIN", "334\r\n", "334 \r\n")]
    public async Task Login_answers_its_two_questions_whatever_their_words(string command, string first, string second)
    {
        var answers = new List<string?>();
        await using var server = ScriptedSmtp.Server(
            async (talk, line) =>
            {
                if (line != command)
                {
                    return false;
                }

                await talk.SayAsync(first);
                answers.Add(await talk.ReadAsync());
                await talk.SayAsync(second);
                answers.Add(await talk.ReadAsync());
                await talk.SayAsync("235 ok\r\n");
                return true;
            },
            "250-test\r\n250 AUTH LOGIN\r\n");
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, new MailCredential.Password("user", "a-password"));
        answers.ShouldBe(["dXNlcg==", "YS1wYXNzd29yZA=="]);
    }

    [Fact]
    public async Task Log_shows_no_secret_that_a_server_repeats()
    {
        var log = new RecordedLog();
        await using var server = ScriptedSmtp.Server(
            async (talk, line) =>
            {
                await talk.SayAsync(line.StartsWith("AUTH", StringComparison.Ordinal) ? $"535 no: {line} (a-password)\r\n" : "");
                return line.StartsWith("AUTH", StringComparison.Ordinal);
            },
            "250-test\r\n250 AUTH PLAIN\r\n");
        await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server.Address, new MailCredential.Password("user", "a-password"), log: log));
        log.Text.ShouldContain("S: 535 no: AUTH PLAIN (hidden) ((hidden))");
        log.Text.ShouldNotContain("a-password");
    }

    // Says the words in answer to a command and hangs up, everything before being fine.
    private static ScriptedServer Closing(string command, string words, string extensions) => new(async talk =>
    {
        await talk.SayAsync("220 ready\r\n");
        while (await talk.ReadAsync() is { } line)
        {
            if (line.StartsWith(command, StringComparison.Ordinal))
            {
                await talk.SayAsync(words + "\r\n");
                return;
            }

            await talk.SayAsync(line.StartsWith("EHLO", StringComparison.Ordinal) ? extensions : "250 ok\r\n");
        }
    });

    /// <summary>A clock that a test sets ahead; timers keep their pace.</summary>
    private sealed class HandClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}
