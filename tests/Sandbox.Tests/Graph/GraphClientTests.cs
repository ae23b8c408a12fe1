using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

/// <summary>The product's own Graph client against the Sandbox.</summary>
public sealed class GraphClientTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Address = "sales@contoso.example";

    private GraphOptions Options => new() { BaseAddress = new Uri(sandbox.Address, "/v1.0/"), PageSize = 2 };

    [Fact]
    public async Task A_mailbox_is_read_marked_moved_deleted_and_followed()
    {
        await using var mailbox = await GraphMailbox.ConnectAsync(sandbox.Http, await CredentialAsync(), Options);
        await mailbox.OpenFolderAsync("INBOX");
        var before = (await mailbox.ListAsync(new MessageFilter(Unread: true))).ToList();
        for (var i = 0; i < 3; i++)
        {
            await sandbox.DeliverAsync(Address, $"client {i}", $"client-{i}@customer.example");
        }

        var keys = (await mailbox.ListAsync(new MessageFilter(Unread: true, After: mailbox.Place))).Except(before).ToList();
        keys.Count.ShouldBe(3);
        var fetched = new List<string>();
        await foreach (var message in mailbox.FetchAsync(keys))
        {
            message.IsWhole.ShouldBeTrue();
            message.Size.ShouldBeGreaterThan(100);
            using var reader = new StreamReader(message.Content);
            fetched.Add(MimeMessage.Parse(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync())).Subject!);
        }

        fetched.ShouldBe(["client 0", "client 1", "client 2"]);
        await mailbox.MarkSeenAsync([keys[0]]);
        await mailbox.MoveAsync([keys[1]], "Done/2026", createIfMissing: true);
        await mailbox.DeleteAsync([keys[2]]);
        (await mailbox.ListAsync(new MessageFilter(Unread: true))).ShouldNotContain(key => keys.Contains(key));
        (await mailbox.ListFoldersAsync()).Select(folder => folder.Name).ShouldContain("Done/2026");
        await mailbox.OpenFolderAsync("Done/2026");
        (await mailbox.FindByMessageIdAsync("client-1@customer.example")).ShouldBe([keys[1]]);
    }

    [Fact]
    public async Task A_large_mail_goes_by_draft_and_upload_and_a_small_one_as_it_is()
    {
        var submission = GraphSubmission.Open(sandbox.Http, await CredentialAsync(), Options);
        (await submission.SubmitAsync(Envelope("small-graph@customer.example"), await MailAsync("small-graph@customer.example", "small", 10))).ShouldBeOfType<SubmissionResult.Accepted>();
        (await submission.SubmitAsync(Envelope("large-graph@customer.example"), await MailAsync("large-graph@customer.example", "large", 7_000_000))).ShouldBeOfType<SubmissionResult.Accepted>();
        var raw = await sandbox.Http.GetByteArrayAsync("/api/mailboxes/large-graph@customer.example/folders/INBOX/messages/1");
        var message = MimeMessage.Parse(raw);
        message.Subject.ShouldBe("large");
        message.MessageId.ShouldBe("large@contoso.example");
        message.References.ShouldBe(["first@customer.example"]);
        message.Root.Walk().Single(part => part.FileName == "large.bin").DecodedBody().ToArray().ShouldBe(File(7_000_000));
        message.Headers.Get("X-Ticket").ShouldBe("T-1");
    }

    [Fact]
    public async Task Refusals_are_understood()
    {
        var credential = await CredentialAsync();
        await sandbox.ArmAsync(new { kind = "refuse-graph", status = 503, code = "serviceNotAvailable", retryAfter = 3, path = "*/sendMail", mailbox = Address, times = 1 });
        var submission = GraphSubmission.Open(sandbox.Http, credential, Options);
        var refused = (await submission.SubmitAsync(Envelope("x@customer.example"), await MailAsync("x@customer.example", "refused", 1))).ShouldBeOfType<SubmissionResult.Refused>();
        refused.Failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        var wrong = new MailCredential.AccessToken("nomailbox@contoso.example", credential.Token);
        var failure = await Should.ThrowAsync<MailFailureException>(async () => await GraphMailbox.ConnectAsync(sandbox.Http, wrong, Options));
        failure.Failure.Kind.ShouldBe(MailFailureKind.MailboxNotConnected);
    }

    private static Envelope Envelope(string recipient) => new(Address, [new EnvelopeRecipient(recipient)]);

    private static byte[] File(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * 31))];

    private static async Task<MessageContent> MailAsync(string to, string name, int size)
    {
        using var bytes = new MemoryStream();
        await MimeWriter.WriteAsync(
            new OutgoingMessage
            {
                From = new Mailbox("Contoso Sales", Address),
                To = [new Mailbox("", to)],
                MessageId = $"{name}@contoso.example",
                References = ["first@customer.example"],
                Date = DateTimeOffset.UnixEpoch,
                Subject = name,
                TextBody = "see the file",
                Files = [OutgoingFile.FromBytes($"{name}.bin", "application/octet-stream", File(size))],
                ExtraHeaders = [KeyValuePair.Create("X-Ticket", "T-1")],
            },
            bytes);
        return MessageContent.Of(bytes.ToArray());
    }

    private async Task<MailCredential.AccessToken> CredentialAsync() => new(Address, await sandbox.ApplicationAsync());
}
