using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Interoperability;

/// <summary>What every submission server has to let us do: sign in, send, send in chunks; and what it has to refuse: a wrong password, recipients, a message beyond its limit. It refuses refused@… for good and later@… for now.</summary>
internal static class SmtpSuite
{
    /// <summary>Gives the subjects of the messages that were taken.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(MailServer server, MailCredential.Password account)
    {
        var wrong = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(server, account with { Secret = "wrong" }));
        wrong.Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);

        await using var submission = await SmtpSubmission.ConnectAsync(server, account);
        submission.MaxMessageSize.ShouldNotBeNull();
        var accepted = (await submission.SubmitAsync(Envelope.Of(account.UserName, "refused@example.com", account.UserName, "later@example.com"), Mail("some"))).ShouldBeOfType<SubmissionResult.Accepted>();
        accepted.Recipients.Select(answer => (answer.Accepted, answer.Code, answer.IsTransient)).ShouldBe([(false, 550, false), (true, 250, false), (false, 450, true)]);
        accepted.QueueId.ShouldNotBeNullOrEmpty();
        (await submission.SubmitAsync(Envelope.Of(account.UserName, "refused@example.com"), Mail("none"))).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.RecipientsRefused);
        (await submission.SubmitAsync(Envelope.Of(account.UserName, "later@example.com"), Mail("later"))).ShouldBeOfType<SubmissionResult.Refused>().Failure.IsTransient.ShouldBeTrue();
        (await submission.SubmitAsync(Envelope.Of("", account.UserName), Mail("again"))).ShouldBeOfType<SubmissionResult.Accepted>();
        await submission.CloseAsync();

        await using var chunks = await SmtpSubmission.ConnectAsync(server, account, new SmtpOptions { Chunking = true });
        (await chunks.SubmitAsync(Envelope.Of(account.UserName, account.UserName), Mail("chunks", 200_000))).ShouldBeOfType<SubmissionResult.Accepted>();

        // Its size is not told beforehand: only what the server says in the middle, or at the end, can tell that it is too large.
        var large = Mail("large", (int)chunks.MaxMessageSize!.Value * 3) with { Size = null };
        await using var last = await SmtpSubmission.ConnectAsync(server, account);
        (await last.SubmitAsync(Envelope.Of(account.UserName, account.UserName), large)).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.MessageTooLarge);
        return ["some", "again", "chunks"];
    }

    private static MessageContent Mail(string subject, int size = 100) =>
        MessageContent.Of(Encoding.ASCII.GetBytes($"From: support@example.com\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@example.com>\r\n\r\n" + string.Concat(Enumerable.Repeat(".A line of the message.\r\n", 1 + (size / 24)))));
}
