using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Interoperability;

/// <summary>What every submission server has to let us do: sign in, send, send in chunks; and what it has to refuse: a wrong password, recipients, a message beyond its limit. It refuses refused@… for good and later@… for now.</summary>
internal static partial class SmtpSuite
{
    /// <summary>Subjects of the messages that a run has the server take.</summary>
    public static readonly IReadOnlyList<string> Taken = ["some", "again", "chunks"];

    /// <summary>Gives for each step how the server lets us do it.</summary>
    /// <param name="server">Where.</param>
    /// <param name="address">Whose mail it is, and who gets it.</param>
    /// <param name="secret">The password.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(MailServer server, string address, string secret)
    {
        var account = new MailCredential.Password(address, secret);
        var wrong = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server, account with { Secret = "wrong" }));
        wrong.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
        var log = new RecordedLog();
        await using var submission = await SmtpSubmission.ConnectAsync(server, account, log: log);
        submission.MaxMessageSize.ShouldNotBeNull();
        var accepted = (await submission.SubmitAsync(Envelope.Of(address, "refused@example.com", address, "later@example.com"), Mail("some"))).ShouldBeOfType<SubmissionResult.Accepted>();
        accepted.Recipients.Select(answer => (answer.Accepted, answer.Code, answer.IsTransient)).ShouldBe([(false, 550, false), (true, 250, false), (false, 450, true)]);
        accepted.QueueId.ShouldNotBeNullOrEmpty();
        (await submission.SubmitAsync(Envelope.Of(address, "refused@example.com"), Mail("none"))).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.RecipientsRefused);
        (await submission.SubmitAsync(Envelope.Of(address, "later@example.com"), Mail("later"))).ShouldBeOfType<SubmissionResult.Refused>().Failure.IsTransient.ShouldBeTrue();
        (await submission.SubmitAsync(Envelope.Of("", address), Mail("again"))).ShouldBeOfType<SubmissionResult.Accepted>();
        await submission.CloseAsync();

        var chunkLog = new RecordedLog();
        await using var chunks = await SmtpSubmission.ConnectAsync(server, account, new SmtpOptions { Chunking = true }, chunkLog);
        (await chunks.SubmitAsync(Envelope.Of(address, address), Mail("chunks", 200_000))).ShouldBeOfType<SubmissionResult.Accepted>();

        // Its size is not told beforehand: only what the server says in the middle, or at the end, can tell that it is too large.
        var large = Mail("large", (int)chunks.MaxMessageSize!.Value + (2 * 1024 * 1024)) with { Size = null };
        await using var last = await SmtpSubmission.ConnectAsync(server, account);
        (await last.SubmitAsync(Envelope.Of(address, address), large)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.MessageTooLarge);
        return
        [
            AuthCommand().Match(log.Text).Groups["how"].Value,
            log.Text.Contains("-PIPELINING", StringComparison.Ordinal) ? "PIPELINING" : "step by step",
            chunkLog.Text.Contains("BDAT", StringComparison.Ordinal) ? "BDAT" : "DATA",
            "yes",
            "yes",
            "yes",
            "yes",
        ];
    }

    private static MessageContent Mail(string subject, int size = 100) =>
        MessageContent.Of(Encoding.ASCII.GetBytes($"From: support@example.com\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@example.com>\r\n\r\n" + string.Concat(Enumerable.Repeat(".A line of the message.\r\n", 1 + (size / 24)))));

    [GeneratedRegex("C: AUTH (?<how>[A-Z0-9-]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex AuthCommand();
}
