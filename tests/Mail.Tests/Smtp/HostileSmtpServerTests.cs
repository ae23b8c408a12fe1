using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

[Collection(MeasuredMemory.Name)]
public sealed class HostileSmtpServerTests
{
    [Theory]
    [InlineData("220 ", "x")]
    [InlineData("", "220-hello\r\n")]
    [InlineData("220 ready\r\n", "250-EXTENSION\r\n")]
    [InlineData("220 ready\r\n250 ", "x")]
    public async Task Greeting_and_answers_without_an_end_are_a_protocol_violation(string beginning, string forever)
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync(beginning);
            var chunk = string.Concat(Enumerable.Repeat(forever, 1000));
            while (true)
            {
                await talk.SayAsync(chunk);
            }
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var failure = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server.Address, null));

        failure.Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(64 * 1024 * 1024);
    }

    [Fact]
    public async Task Connection_reset_at_any_moment_is_a_failure_in_words()
    {
        for (var commands = 0; commands < 3; commands++)
        {
            for (var attempt = 0; attempt < 25; attempt++)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var resetting = ResetAsync(listener, commands);
                var address = new MailServer("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, ConnectionProtection.None);

                var failure = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(address, new MailCredential.Password("support@example.com", "a-password")));

                failure.ConnectionLost.ShouldBeTrue();
                failure.Failure.What.ShouldNotBeNullOrEmpty();
                await resetting;
            }
        }
    }

    // Closing with something unread, or with a linger of nothing, resets.
    private static async Task ResetAsync(TcpListener listener, int commands)
    {
        using var client = await listener.AcceptSocketAsync();
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        var said = new[] { "220 ready\r\n", "250-test\r\n250 AUTH PLAIN\r\n" };
        foreach (var words in said.Take(commands))
        {
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(words));
            await client.ReceiveAsync(new byte[1000]);
        }
    }

    [Fact]
    public async Task Conversation_works_byte_by_byte()
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.DribbleAsync("220-one\r\n220 two\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                await talk.DribbleAsync(line.Split(' ')[0] switch
                {
                    "EHLO" => "250-test\r\n250-PIPELINING\r\n250 SIZE 100000\r\n",
                    "DATA" => "354 go on\r\n",
                    "." => "250-2.0.0 Ok:\r\n250 2.0.0 queued as 4F2A\r\n",
                    "MAIL" or "RCPT" or "QUIT" => "250 2.1.0 ok\r\n",
                    _ => "",
                });
            }
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        (await submission.SubmitAsync(ScriptedSmtp.ToBob, ScriptedSmtp.Mail)).ShouldBeOfType<SubmissionResult.Accepted>().Recipients.ShouldHaveSingleItem().Accepted.ShouldBeTrue();
        await submission.CloseAsync();
    }
}
