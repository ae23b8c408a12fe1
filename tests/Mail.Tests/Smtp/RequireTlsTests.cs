using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Smtp;

public sealed class RequireTlsTests
{
    private static readonly MessageContent Mail = MessageContent.Of("Subject: x\r\n\r\nx\r\n"u8.ToArray());
    private static readonly Envelope OverTlsOnly = Envelope.Of("support@example.com", "bob@example.com") with { RequireTls = true };

    [Fact]
    public async Task Message_that_needs_tls_says_so_to_a_server_that_knows_it()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(["localhost"]);
        var lines = new List<string>();
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.StartTlsAsync(certificate);
            await talk.SayAsync("220 ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                lines.Add(line);
                await talk.SayAsync(line[..4] switch { "EHLO" => "250-test\r\n250 REQUIRETLS\r\n", "DATA" => "354 go on\r\n", _ => "250 2.0.0 ok\r\n" });
                if (line == "DATA")
                {
                    await talk.ReadUntilAsync(text => text == ".");
                    await talk.SayAsync("250 2.0.0 ok\r\n");
                }
            }
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.TlsAddress(ConnectionProtection.Tls, authority.Certificate), null);

        (await submission.SubmitAsync(OverTlsOnly, Mail)).ShouldBeOfType<SubmissionResult.Accepted>();
        lines.ShouldContain("MAIL FROM:<support@example.com> REQUIRETLS");
    }

    [Theory]
    [InlineData("250-test\r\n250 REQUIRETLS\r\n")]
    [InlineData("250-test\r\n250 8BITMIME\r\n")]
    public async Task Message_that_needs_tls_goes_nowhere_without_it(string extensions)
    {
        var lines = new List<string>();
        await using var server = ScriptedSmtp.Server(
            (_, line) =>
            {
                lines.Add(line);
                return Task.FromResult(false);
            },
            extensions);
        await using var submission = await SmtpSubmission.ConnectAsync(server.Address, null);

        var refused = (await submission.SubmitAsync(OverTlsOnly, Mail)).ShouldBeOfType<SubmissionResult.Refused>();
        refused.Failure.Kind.ShouldBe(MailFailureKind.NotSupported);
        refused.Failure.What.ShouldContain("REQUIRETLS");
        lines.ShouldNotContain(line => line.StartsWith("MAIL", StringComparison.Ordinal));
        submission.IsUsable.ShouldBeTrue();
    }
}
