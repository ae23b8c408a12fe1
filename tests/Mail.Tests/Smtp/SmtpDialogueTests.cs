using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>The dialogue with servers that are odd without refusing: nobody to send to, LMTP, no EHLO, addresses beyond ASCII, recorded answers.</summary>
public sealed class SmtpDialogueTests
{
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

        var refused = (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>();
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

        var result = (await submission.SubmitAsync(Envelope.Of("", "a@example.com", "b@example.com"), ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
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
        await Should.ThrowAsync<ArgumentException>(async () => await submission.SubmitAsync(Envelope.Of("a@example.com", address), ScriptedSmtp.Mail));
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

        (await submission.SubmitAsync(Envelope.Of("a@example.com", "bob@bücher.example"), ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
        recipients.ShouldBe(["RCPT TO:<bob@xn--bcher-kva.example>"]);
        (await submission.SubmitAsync(Envelope.Of("a@example.com", "jörg@example.com"), ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.NotSupported);
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
        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
    }
}
