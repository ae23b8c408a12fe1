using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Graph;

public sealed class GraphMailboxTests
{
    private const string Inbox = """{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('x')/mailFolders/$entity","id":"AAMkInbox=","totalItemCount":3}""";

    [Fact]
    public async Task List_follows_every_page_and_takes_each_message_once()
    {
        GraphServer server = null!;
        server = new GraphServer(request => request.Path switch
        {
            "mailFolders/AAMkInbox=/messages/delta?$select=id,isRead,receivedDateTime" => GraphAnswer.Ok($$"""
                {"@odata.nextLink":"{{server.Address}}users/support%40example.com/mailFolders/AAMkInbox=/messages/delta?$skiptoken=p2",
                 "value":[{"@odata.etag":"W/1","id":"Bb=","isRead":false,"receivedDateTime":"2026-05-05T10:00:02Z"},{"id":"bB=","isRead":false,"receivedDateTime":"2026-05-05T10:00:01Z"},{"id":"gone","isRead":false,"receivedDateTime":"2026-05-05T10:00:00Z"}]}
                """),
            "mailFolders/AAMkInbox=/messages/delta?$skiptoken=p2" => GraphAnswer.Ok($$"""
                {"@odata.deltaLink":"{{server.Address}}users/support%40example.com/mailFolders/AAMkInbox=/messages/delta?$deltatoken=d1",
                 "value":[{"id":"Bb=","isRead":false,"receivedDateTime":"2026-05-05T10:00:02Z"},{"id":"read","isRead":true,"receivedDateTime":"2026-05-05T10:00:03Z"},{"id":"gone","@removed":{"reason":"deleted"} }]}
                """),
            "mailFolders/AAMkInbox=/messages/delta?$deltatoken=d1" => GraphAnswer.Ok($$"""
                {"@odata.deltaLink":"{{server.Address}}users/support%40example.com/mailFolders/AAMkInbox=/messages/delta?$deltatoken=d2","value":[{"id":"new","isRead":false,"receivedDateTime":"2026-05-05T11:00:00Z"}]}
                """),
            _ => GraphAnswer.Ok(Inbox),
        });
        await using var _ = server;
        await using var mailbox = await server.OpenAsync();

        (await mailbox.ListAsync(new MessageFilter(Unread: true))).Select(key => key.Value).ShouldBe(["bB=", "Bb="]);
        mailbox.Gone.ShouldBe([new MessageKey("gone")]);
        (await mailbox.ListAsync(new MessageFilter(After: mailbox.Place))).Select(key => key.Value).ShouldBe(["new"]);
        mailbox.Place!.Value.Value.ShouldEndWith("$deltatoken=d2");
        server.Requests.ShouldAllBe(request => request.Prefer.Contains("IdType=\"ImmutableId\"") && request.Authorization == "Bearer token-of-support");
    }

    [Theory]
    [InlineData(410, "syncStateNotFound")]
    [InlineData(400, "ErrorInvalidSyncStateData")]
    [InlineData(404, "ErrorFolderNotFound")]
    public async Task List_begins_anew_when_graph_makes_nothing_of_the_place(int status, string code)
    {
        GraphServer server = null!;
        server = new GraphServer(request => request.Path.Contains("$deltatoken", StringComparison.Ordinal)
            ? GraphAnswer.Error(status, code, "The sync state generation is not found; generation=1;")
            : request.Path.Contains("/delta", StringComparison.Ordinal)
                ? GraphAnswer.Ok($$"""{"@odata.deltaLink":"{{server.Address}}fresh","value":[{"id":"a","receivedDateTime":"2026-05-05T10:00:00Z"}]}""")
                : GraphAnswer.Ok(Inbox));
        await using var _ = server;
        await using var mailbox = await server.OpenAsync();

        var old = new MessageKey($"delta:{server.Address}users/support%40example.com/mailFolders/AAMkInbox=/messages/delta?$deltatoken=old");
        (await mailbox.ListAsync(new MessageFilter(After: old))).ShouldBe([new MessageKey("a")]);
        mailbox.ListedAnew.ShouldBeTrue();
        mailbox.Place.ShouldBe(new MessageKey($"delta:AAMkInbox= {server.Address}fresh"));
    }

    [Fact]
    public async Task List_begins_anew_when_the_place_is_one_of_another_graph()
    {
        await using var server = new GraphServer(request => request.Path.Contains("/delta", StringComparison.Ordinal) ? GraphAnswer.Ok("""{"value":[{"id":"a","receivedDateTime":"2026-05-05T10:00:00Z"}]}""") : GraphAnswer.Ok(Inbox));
        await using var mailbox = await server.OpenAsync();

        (await mailbox.ListAsync(new MessageFilter(new MessageKey("delta:AAMkInbox= https://graph.microsoft.us/v1.0/old")))).ShouldBe([new MessageKey("a")]);
        mailbox.ListedAnew.ShouldBeTrue();
    }

    [Fact]
    public async Task Place_of_a_folder_that_was_renamed_shuts_nothing_out_of_the_one_that_has_its_name_now()
    {
        GraphServer server = null!;
        var id = "AAMkOld=";
        server = new GraphServer(request => request.Path switch
        {
            "mailFolders?$filter=displayName eq 'Support'&$select=id" => GraphAnswer.Ok($$"""{"value":[{"id":"{{id}}"}]}"""),
            _ when request.Path.EndsWith("totalItemCount", StringComparison.Ordinal) => GraphAnswer.Ok($$"""{"id":"{{id}}","totalItemCount":1}"""),
            "mailFolders/AAMkOld=/messages/delta?$select=id,isRead,receivedDateTime" or "mailFolders/AAMkOld=/messages/delta?$deltatoken=old" =>
                GraphAnswer.Ok($$"""{"@odata.deltaLink":"{{server.Address}}users/support%40example.com/mailFolders/AAMkOld=/messages/delta?$deltatoken=old","value":[]}"""),
            "mailFolders/AAMkNew=/messages/delta?$select=id,isRead,receivedDateTime" =>
                GraphAnswer.Ok($$"""{"@odata.deltaLink":"{{server.Address}}users/support%40example.com/mailFolders/AAMkNew=/messages/delta?$deltatoken=new","value":[{"id":"a","receivedDateTime":"2026-05-05T10:00:00Z"}]}"""),
            _ => GraphAnswer.Ok(Inbox),
        });
        await using var _ = server;
        await using var mailbox = await server.OpenAsync();
        await mailbox.OpenFolderAsync("Support");
        await mailbox.ListAsync(MessageFilter.Everything);
        var place = mailbox.Place;

        (await mailbox.ListAsync(new MessageFilter(place))).ShouldBeEmpty();
        mailbox.ListedAnew.ShouldBeFalse();
        id = "AAMkNew=";
        await mailbox.OpenFolderAsync("Support");
        (await mailbox.ListAsync(new MessageFilter(place))).ShouldBe([new MessageKey("a")]);
        mailbox.ListedAnew.ShouldBeTrue();
    }

    [Fact]
    public async Task Token_goes_to_no_other_server_whatever_a_page_says()
    {
        await using var server = new GraphServer(request => request.Path.Contains("/delta", StringComparison.Ordinal) ? GraphAnswer.Ok("""{"@odata.nextLink":"http://evil.example/steal","value":[]}""") : GraphAnswer.Ok(Inbox));
        await using var mailbox = await server.OpenAsync();

        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(MessageFilter.Everything))).Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
    }

    [Fact]
    public async Task Fetch_gives_the_source_and_leaves_out_what_is_gone()
    {
        await using var server = new GraphServer(request => request.Path switch
        {
            "messages/small=/$value" => new GraphAnswer(200, "Subject: small\r\n\r\nbody ä\r\n"),
            _ when request.Path.StartsWith("messages/gone", StringComparison.Ordinal) => GraphAnswer.Error(404, "ErrorItemNotFound", "The specified object was not found in the store."),
            _ when request.Path.StartsWith("messages/", StringComparison.Ordinal) => GraphAnswer.Ok($$"""
                {"id":"x","isRead":true,"isDraft":false,"receivedDateTime":"2026-05-05T10:00:00Z","flag":{"flagStatus":"flagged"},
                 "internetMessageHeaders":[{"name":"Subject","value":"large"},{"name":"X-Two","value":"a\r\n b"}],
                 "singleValueExtendedProperties":[{"id":"Integer 0xe08","value":"{{(request.Path.Contains("large", StringComparison.Ordinal) ? 5_000_000 : 27)}}"}]}
                """),
            _ => GraphAnswer.Ok(Inbox),
        });
        await using var mailbox = await server.OpenAsync();
        var seen = new List<(string, long, bool, string)>();
        await foreach (var message in mailbox.FetchAsync([new MessageKey("small="), new MessageKey("gone"), new MessageKey("large")], maxSize: 1_000_000))
        {
            using var reader = new StreamReader(message.Content);
            seen.Add((message.Key.Value, message.Size, message.IsWhole, await reader.ReadToEndAsync()));
            message.Marks.ShouldBe(MessageMarks.Seen | MessageMarks.Flagged);
            message.ReceivedAt.ShouldBe(new DateTimeOffset(2026, 5, 5, 10, 0, 0, TimeSpan.Zero));
        }

        seen.ShouldBe([("small=", 27, true, "Subject: small\r\n\r\nbody ä\r\n"), ("large", 5_000_000, false, "Subject: large\r\nX-Two: a  b\r\n\r\n")]);
    }

    [Fact]
    public async Task Messages_are_marked_moved_and_deleted_and_what_is_gone_is_passed_over()
    {
        await using var server = new GraphServer(request => (request.Method, request.Path) switch
        {
            (_, "messages/gone") or (_, "messages/gone/move") => GraphAnswer.Error(404, "ErrorItemNotFound"),
            ("GET", "mailFolders?$filter=displayName eq 'It''s done'&$select=id") => GraphAnswer.Ok("""{"value":[]}"""),
            ("POST", "mailFolders") => new GraphAnswer(201, """{"id":"AAMkDone="}"""),
            ("DELETE", _) => new GraphAnswer(204),
            _ => GraphAnswer.Ok(Inbox),
        });
        await using var mailbox = await server.OpenAsync();
        MessageKey[] keys = [new("gone"), new("Here=")];
        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.MoveAsync(keys, "It's done", createIfMissing: false))).Failure.Kind.ShouldBe(MailFailureKind.FolderMissing);
        await mailbox.MarkSeenAsync(keys);
        await mailbox.MoveAsync(keys, "It's done", createIfMissing: true);
        await mailbox.DeleteAsync(keys);

        server.Requests.Single(request => request.ToString() == "PATCH messages/Here=").Text.ShouldBe("""{"isRead":true}""");
        server.Requests.Single(request => request.ToString() == "POST mailFolders").Json.GetProperty("displayName").GetString().ShouldBe("It's done");
        server.Requests.Single(request => request.ToString() == "POST messages/Here=/move").Text.ShouldBe("""{"destinationId":"AAMkDone="}""");
        server.Requests[^1].ToString().ShouldBe("DELETE messages/Here=");
    }

    [Fact]
    public async Task Folders_are_listed_with_their_levels_roles_and_counts()
    {
        await using var server = new GraphServer(request => request.Path switch
        {
            "mailFolders/inbox?$select=id" => GraphAnswer.Ok("""{"id":"I"}"""),
            "mailFolders/sentitems?$select=id" => GraphAnswer.Ok("""{"id":"S"}"""),
            _ when request.Path.StartsWith("mailFolders?", StringComparison.Ordinal) => GraphAnswer.Ok("""{"value":[{"id":"I","displayName":"Posteingang","totalItemCount":7,"unreadItemCount":2,"childFolderCount":1},{"id":"S","displayName":"Gesendete Elemente","totalItemCount":1,"unreadItemCount":0,"childFolderCount":0}]}"""),
            _ when request.Path.StartsWith("mailFolders/I/childFolders", StringComparison.Ordinal) => GraphAnswer.Ok("""{"value":[{"id":"D","displayName":"Done","totalItemCount":0,"unreadItemCount":0,"childFolderCount":0}]}"""),
            "mailFolders/inbox?$select=id,totalItemCount" => GraphAnswer.Ok(Inbox),
            _ => GraphAnswer.Error(404, "ErrorFolderNotFound"),
        });
        await using var mailbox = await server.OpenAsync();

        (await mailbox.ListFoldersAsync()).Select(folder => (folder.Name, folder.Role, folder.Messages, folder.Unread)).ShouldBe(
            [("INBOX", FolderRole.Inbox, 7, 2), ("INBOX/Done", FolderRole.None, 0, 0), ("Gesendete Elemente", FolderRole.Sent, 1, 0)]);
    }

    [Fact]
    public async Task Message_is_found_by_its_id_and_one_is_put_into_a_folder()
    {
        await using var server = new GraphServer(request => request.Path switch
        {
            "mailFolders/AAMkInbox=/messages?$filter=internetMessageId eq '<o''neil@example.com>'&$select=id" => GraphAnswer.Ok("""{"value":[{"id":"m1"}]}"""),
            "mailFolders/inbox/messages" => new GraphAnswer(201, """{"id":"m2","isDraft":true}"""),
            _ => GraphAnswer.Ok(Inbox),
        });
        await using var mailbox = await server.OpenAsync();

        (await mailbox.FindByMessageIdAsync("o'neil@example.com")).ShouldBe([new MessageKey("m1")]);
        (await mailbox.AppendAsync("INBOX", MessageContent.Of("Subject: x\n\nx\n"u8.ToArray()), MessageMarks.None, null)).ShouldBe(new MessageKey("m2"));
        var sent = server.Requests[^1];
        sent.ContentType.ShouldBe("text/plain");
        Convert.FromBase64String(sent.Text).ShouldBe("Subject: x\r\n\r\nx\r\n"u8.ToArray());
    }

    [Fact]
    public async Task Pause_until_a_moment_is_reckoned_by_the_clock_of_the_server()
    {
        await using var server = new GraphServer(_ => GraphAnswer.Error(
            429, "ApplicationThrottled", "words", new() { ["Date"] = "Tue, 05 May 2020 10:00:00 GMT", ["Retry-After"] = "Tue, 05 May 2020 10:00:42 GMT" }));

        var failure = await Should.ThrowAsync<MailFailureException>(server.OpenAsync);

        failure.Failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(42));
    }

    [Fact]
    public async Task Message_that_graph_cannot_give_comes_with_its_reason_and_the_next_one_follows()
    {
        await using var server = new GraphServer(request => request.Path switch
        {
            "messages/bad/$value" => GraphAnswer.Error(400, "ErrorMimeContentConversionFailed", "The content cannot be converted."),
            "messages/good/$value" => new GraphAnswer(200, "Subject: good\r\n\r\n"),
            _ when request.Path.StartsWith("messages/bad?", StringComparison.Ordinal) => GraphAnswer.Ok("""{"id":"bad","internetMessageHeaders":[{"name":"Subject","value":"bad"}]}"""),
            _ when request.Path.StartsWith("messages/good?", StringComparison.Ordinal) => GraphAnswer.Ok("""{"id":"good"}"""),
            _ => GraphAnswer.Ok(Inbox),
        });
        await using var mailbox = await server.OpenAsync();
        var told = new List<(string Key, MailFailureKind? Failure, string Text)>();

        await foreach (var message in mailbox.FetchAsync([new MessageKey("bad"), new MessageKey("good")]))
        {
            using var reader = new StreamReader(message.Content);
            told.Add((message.Key.Value, message.Failure?.Kind, await reader.ReadToEndAsync()));
        }

        told.ShouldBe([("bad", MailFailureKind.MessageUnreadable, "Subject: bad\r\n\r\n"), ("good", null, "Subject: good\r\n\r\n")]);
    }

    [Theory]
    [InlineData(401, "InvalidAuthenticationToken", MailFailureKind.AccessTokenRefused, true)]
    [InlineData(403, "ErrorAccessDenied", MailFailureKind.PermissionMissing, false)]
    [InlineData(404, "MailboxNotEnabledForRESTAPI", MailFailureKind.MailboxNotConnected, false)]
    [InlineData(404, "ErrorItemNotFound", MailFailureKind.FolderMissing, false)]
    [InlineData(429, "ApplicationThrottled", MailFailureKind.Throttled, false)]
    [InlineData(503, "ErrorServerBusy", MailFailureKind.ServerUnavailable, false)]
    [InlineData(400, "ErrorInvalidIdMalformed", MailFailureKind.Refused, false)]
    public async Task Refusal_says_what_it_means_and_how_long_to_wait(int status, string code, MailFailureKind kind, bool connectionLost)
    {
        await using var server = new GraphServer(_ => GraphAnswer.Error(status, code, "Application is over its MailboxConcurrency limit.", new() { ["Retry-After"] = "17" }));
        var failure = await Should.ThrowAsync<MailFailureException>(server.OpenAsync);

        failure.Failure.Kind.ShouldBe(kind);
        failure.Failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(17));
        failure.Failure.ServerAnswer.ShouldBe($"{status} {code} Application is over its MailboxConcurrency limit.");
        failure.ConnectionLost.ShouldBe(connectionLost);
        failure.ToString().ShouldNotContain("token-of-support");
    }

    [Fact]
    public async Task Claims_challenge_is_handed_on_for_the_next_token()
    {
        const string Claims = """{"access_token":{"nbf":{"essential":true, "value":"1604106651"}}}""";
        var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Claims)).TrimEnd('=');
        await using var server = new GraphServer(_ => GraphAnswer.Error(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge", new()
        {
            ["WWW-Authenticate"] = $"Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\", error=\"insufficient_claims\", claims=\"{encoded}\"",
        }));
        var failure = await Should.ThrowAsync<MailFailureException>(server.OpenAsync);

        failure.Failure.Kind.ShouldBe(MailFailureKind.ClaimsChallenge);
        failure.Failure.Claims.ShouldBe(Claims);
        failure.ConnectionLost.ShouldBeTrue();
    }

    [Fact]
    public async Task Server_that_is_not_there_is_said_so()
    {
        using var http = new HttpClient();
        var options = new GraphOptions { BaseAddress = new Uri($"http://127.0.0.1:{HelpdeskMail.Fixtures.FreePort.Next()}/v1.0/") };
        var failure = await Should.ThrowAsync<MailFailureException>(() => GraphMailbox.ConnectAsync(http, GraphServer.Account, options));
        failure.Failure.Kind.ShouldBe(MailFailureKind.CannotConnect);
    }
}
