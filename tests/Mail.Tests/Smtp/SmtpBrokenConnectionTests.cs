using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>Connections that break at the worst moments: what was certainly not sent, what may have been, and what the server said last.</summary>
public sealed class SmtpBrokenConnectionTests
{
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

        var unknown = (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Unknown>();
        unknown.Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
        unknown.Recipients.ShouldHaveSingleItem().Code.ShouldBe(250);
        submission.IsUsable.ShouldBeFalse();
        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.NotSent>();
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

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, Endless)).ShouldBeOfType<SubmissionResult.NotSent>().Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
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

        var refused = (await submission.SubmitAsync(ScriptedSmtp.ToBob, Endless)).ShouldBeOfType<SubmissionResult.Refused>();
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

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, Endless)).ShouldBeOfType<SubmissionResult.NotSent>().Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
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

        await Should.ThrowAsync<InvalidDataException>(async () => await submission.SubmitAsync(ScriptedSmtp.ToBob, broken));
        submission.IsUsable.ShouldBeFalse();
        ended.ShouldBeFalse();
    }
}
