using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Graph;

public sealed class GraphSubmissionTests
{
    private static readonly byte[] Mail = "From: support@example.com\r\nTo: Bob <bob@example.com>\r\nSubject: x\r\n\r\nx\r\n"u8.ToArray();

    [Fact]
    public async Task Message_goes_as_it_is_and_recipients_that_it_does_not_name_are_added()
    {
        await using var server = new GraphServer(_ => new GraphAnswer(202));
        await using var submission = server.Submission();

        var accepted = (await submission.SubmitAsync(Envelope.Of("support@example.com", "BOB@example.com", "eve@example.com", "dan@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.Accepted>();
        accepted.Recipients.ShouldAllBe(answer => answer.Accepted && answer.Code == 202);
        var request = server.Requests.ShouldHaveSingleItem();
        request.ToString().ShouldBe("POST sendMail");
        request.ContentType.ShouldBe("text/plain");
        request.Prefer.ShouldContain("IdType=\"ImmutableId\"");
        Encoding.UTF8.GetString(Convert.FromBase64String(request.Text)).ShouldBe("Bcc: eve@example.com,\r\n dan@example.com\r\n" + Encoding.UTF8.GetString(Mail));
    }

    [Fact]
    public async Task Large_message_becomes_a_draft_whose_files_are_uploaded_in_pieces()
    {
        GraphServer server = null!;
        server = new GraphServer(request => (request.Method, request.Path) switch
        {
            ("POST", "messages") => new GraphAnswer(201, """{"id":"AAMkDraft="}"""),
            ("POST", "messages/AAMkDraft=/attachments/createUploadSession") => new GraphAnswer(201, $$"""{"uploadUrl":"{{server.Address}}upload?authtoken=its-own","expirationDateTime":"2026-05-05T10:00:00Z","nextExpectedRanges":["0-"]}"""),
            ("POST", "messages/AAMkDraft=/send") => new GraphAnswer(202),
            ("PUT", _) => GraphAnswer.Ok("""{"nextExpectedRanges":["3276800"]}"""),
            _ => new GraphAnswer(201, """{"id":"attachment"}"""),
        });
        await using var _ = server;
        await using var submission = server.Submission();
        var file = new byte[5_000_000];
        new Random(7).NextBytes(file);

        (await submission.SubmitAsync(Envelope.Of("support@example.com", "bob@example.com"), MessageContent.Of(Large(file)))).ShouldBeOfType<SubmissionResult.Accepted>();
        server.Requests.Select(request => request.ToString().Replace(server.Address.AbsolutePath, "/", StringComparison.Ordinal)).ShouldBe(
        [
            "POST messages", "POST messages/AAMkDraft=/attachments", "POST messages/AAMkDraft=/attachments/createUploadSession",
            "PUT /upload?authtoken=its-own", "PUT /upload?authtoken=its-own", "POST messages/AAMkDraft=/send",
        ]);
        var draft = server.Requests[0].Json;
        draft.GetProperty("subject").GetString().ShouldBe("Re: printer");
        draft.GetProperty("body").GetProperty("content").GetString().ShouldBe("It prints.");
        draft.GetProperty("toRecipients")[0].GetProperty("emailAddress").GetProperty("address").GetString().ShouldBe("bob@example.com");
        draft.GetProperty("internetMessageHeaders")[0].GetProperty("name").GetString().ShouldBe("X-Ticket");
        draft.GetProperty("singleValueExtendedProperties").EnumerateArray().Select(property => (property.GetProperty("id").GetString(), property.GetProperty("value").GetString()))
            .ShouldBe([("String 0x1035", "<1@example.com>"), ("String 0x1042", "<0@example.net>"), ("String 0x1039", "<0@example.net>")]);
        Convert.FromBase64String(server.Requests[1].Json.GetProperty("contentBytes").GetString()!).ShouldBe("small"u8.ToArray());
        server.Requests[2].Json.GetProperty("AttachmentItem").GetProperty("size").GetInt32().ShouldBe(file.Length);
        var pieces = server.Requests.Where(request => request.Method == "PUT").ToList();
        pieces.ShouldAllBe(piece => piece.Authorization == null);
        pieces.Select(piece => piece.ContentRange).ShouldBe(["bytes 0-3276799/5000000", "bytes 3276800-4999999/5000000"]);
        pieces.SelectMany(piece => piece.Body).SequenceEqual(file).ShouldBeTrue();
    }

    [Fact]
    public async Task Draft_is_taken_away_when_a_file_is_refused()
    {
        await using var server = new GraphServer(request => (request.Method, request.Path) switch
        {
            ("POST", "messages") => new GraphAnswer(201, """{"id":"D"}"""),
            ("DELETE", "messages/D") => new GraphAnswer(204),
            _ => GraphAnswer.Error(413, "ErrorMessageSizeExceeded"),
        });
        await using var submission = server.Submission();

        (await submission.SubmitAsync(Envelope.Of("support@example.com", "bob@example.com"), MessageContent.Of(Large(new byte[5_000_000])))).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.MessageTooLarge);
        server.Requests[^1].ToString().ShouldBe("DELETE messages/D");
    }

    [Theory]
    [InlineData(403, "ErrorSendAsDenied", MailFailureKind.SendAsDenied)]
    [InlineData(413, "", MailFailureKind.MessageTooLarge)]
    [InlineData(429, "TooManyRequests", MailFailureKind.Throttled)]
    [InlineData(503, "ErrorServerBusy", MailFailureKind.ServerUnavailable)]
    public async Task Refusal_is_a_result_and_sending_may_go_on(int status, string code, MailFailureKind kind)
    {
        await using var server = new GraphServer(_ => GraphAnswer.Error(status, code));
        await using var submission = server.Submission();

        (await submission.SubmitAsync(Envelope.Of("a@example.com", "bob@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(kind);
        submission.IsUsable.ShouldBeTrue();
    }

    [Theory]
    [InlineData(408, "RequestTimeout")]
    [InlineData(500, "ErrorInternalServerError")]
    [InlineData(502, "BadGateway")]
    [InlineData(504, "GatewayTimeout")]
    public async Task Nobody_knows_when_a_gateway_gives_up_or_the_answer_does_not_come(int status, string code)
    {
        await using var server = new GraphServer(_ => GraphAnswer.Error(status, code));
        await using var submission = server.Submission();
        (await submission.SubmitAsync(Envelope.Of("a@example.com", "bob@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.Unknown>();

        await using var silent = new ScriptedServer(async talk =>
        {
            await talk.ReadUntilAsync(line => line.Length == 0);
            throw new IOException("gone");
        });
        using var http = new HttpClient();
        await using var other = GraphSubmission.Open(http, GraphServer.Account, new GraphOptions { BaseAddress = new Uri($"http://127.0.0.1:{silent.Port}/v1.0/") });
        (await other.SubmitAsync(Envelope.Of("a@example.com", "bob@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.Unknown>().Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
    }

    [Fact]
    public async Task Token_that_is_refused_ends_it_and_a_server_that_is_not_there_sends_nothing()
    {
        await using var server = new GraphServer(_ => GraphAnswer.Error(401, "InvalidAuthenticationToken"));
        await using var submission = server.Submission();
        (await submission.SubmitAsync(Envelope.Of("a@example.com", "bob@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.Refused>().Failure.Kind.ShouldBe(MailFailureKind.AccessTokenRefused);
        submission.IsUsable.ShouldBeFalse();
        (await submission.SubmitAsync(Envelope.Of("a@example.com", "bob@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.NotSent>();

        using var http = new HttpClient();
        await using var nowhere = GraphSubmission.Open(http, GraphServer.Account, new GraphOptions { BaseAddress = new Uri($"http://127.0.0.1:{HelpdeskMail.Fixtures.FreePort.Next()}/v1.0/") });
        (await nowhere.SubmitAsync(Envelope.Of("a@example.com", "bob@example.com"), MessageContent.Of(Mail))).ShouldBeOfType<SubmissionResult.NotSent>().Failure.Kind.ShouldBe(MailFailureKind.CannotConnect);
    }

    private static byte[] Large(byte[] file) => Encoding.ASCII.GetBytes(
        "From: Support <support@example.com>\r\nTo: bob@example.com\r\nSubject: Re: printer\r\nMessage-ID: <1@example.com>\r\nIn-Reply-To: <0@example.net>\r\nReferences: <0@example.net>\r\nX-Ticket: 4711\r\n"
        + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt prints.\r\n"
        + $"--b\r\nContent-Type: application/octet-stream; name=small.bin\r\nContent-Disposition: attachment; filename=small.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String("small"u8)}\r\n"
        + $"--b\r\nContent-Type: application/octet-stream; name=large.bin\r\nContent-Disposition: attachment; filename=large.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks)}\r\n--b--\r\n");
}
