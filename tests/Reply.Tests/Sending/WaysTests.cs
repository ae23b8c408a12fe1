using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;

namespace HelpdeskMail.Reply.Tests.Sending;

/// <summary>Graph, the other way where the first cannot be used, and how much goes over one connection.</summary>
public sealed class WaysTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    [Fact]
    public async Task Reply_leaves_by_graph_from_the_mailbox_itself()
    {
        await using var graph = await ScriptedGraph.StartAsync();
        var email = LinkGraph(graph);
        var reply = setting.Reply(email, "anna@customer.example") with { Bcc = [new ReplyAddress("boss@contoso.example", null)] };

        await setting.QueueAsync(reply);

        var sent = await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        sent.Server.ShouldBe($"127.0.0.1:{graph.Port}");
        sent.Recipients.ShouldAllBe(outcome => outcome.Accepted);
        var (mailbox, content) = graph.Taken.ShouldHaveSingleItem();
        mailbox.ShouldBe(email.Address);
        content.ShouldContain($"X-HelpdeskMail-Delivery: {reply.ReplyId:N}");
        content.ShouldContain("Bcc: boss@contoso.example");
        await Eventually.HoldsAsync("its copy is found", async () => await setting.FilingAsync(reply.ReplyId) == "Done");
    }

    [Fact]
    public async Task Token_that_graph_refuses_with_the_message_is_replaced_once()
    {
        await using var graph = await ScriptedGraph.StartAsync();
        graph.OnSend = token => token.EndsWith("fresh-token", StringComparison.Ordinal) ? null : "InvalidAuthenticationToken";
        var reply = await setting.QueueAsync(setting.Reply(LinkGraph(graph), "anna@customer.example"));

        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");

        graph.Tokens.Select(token => token.Split(' ')[1]).ShouldBe(["first-token", "fresh-token"]);
        graph.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Reply_whose_request_to_graph_broke_off_is_found_there_and_not_sent_again()
    {
        await using var graph = await ScriptedGraph.StartAsync();
        graph.OnSend = _ => "drop";
        graph.Files = false;
        var reply = await setting.QueueAsync(setting.Reply(LinkGraph(graph), "anna@customer.example"));

        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said.State == ReplyState.Unknown, "nobody knows");
        graph.Files = true;
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is found");

        graph.Copies(reply.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task Graph_that_asks_for_a_pause_gets_it_and_one_alarm_is_raised()
    {
        await using var graph = await ScriptedGraph.StartAsync();
        graph.OnSend = _ => "ApplicationThrottled";
        await using var smtp = new ScriptedSmtpServer();
        var email = LinkGraph(graph, other: smtp);
        var first = await setting.QueueAsync(setting.Reply(email, "anna@customer.example"));

        var waiting = await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == first.ReplyId && said.Reason is not null, "it waits");

        waiting.NextAttemptAt!.Value.ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(50));
        smtp.Taken.ShouldBeEmpty("a limit of the mailbox is no reason to go another way");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Other_way_is_taken_where_the_admin_allows_it_and_the_first_cannot_be_used(bool smtpFirst)
    {
        await using var graph = await ScriptedGraph.StartAsync();
        await using var smtp = new ScriptedSmtpServer();
        SystemEmailSettings email;
        if (smtpFirst)
        {
            smtp.OnSignIn = () => "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant";
            email = setting.Link(smtp, change: email => email with { Sending = email.Sending! with { Fallback = Graph(graph) } });
        }
        else
        {
            graph.OnSend = _ => "ErrorAccessDenied";
            email = LinkGraph(graph, other: smtp);
        }

        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 3; number++)
        {
            replies.Add(await setting.QueueAsync(setting.Reply(email, "anna@customer.example")));
        }

        await Eventually.HoldsAsync("all are told as sent", () => Task.FromResult(replies.All(reply => setting.Heard<ReplySent>().Any(said => said.ReplyId == reply.ReplyId))));
        replies.ShouldAllBe(reply => (smtpFirst ? graph.Copies(reply.MessageId) : smtp.Copies(reply.MessageId)) == 1);
        setting.Neighbours.Asked.ShouldContain(request => request.Sending == (smtpFirst ? SendingProtocol.Graph : SendingProtocol.Smtp));
        setting.Heard<MailboxObserved>().Where(said => said.SystemEmailId == email.Id).ShouldAllBe(said => said.Problem == null);
    }

    [Fact]
    public async Task Recipient_that_smtp_has_reached_is_not_named_to_graph()
    {
        await using var graph = await ScriptedGraph.StartAsync();
        await using var smtp = new ScriptedSmtpServer { OnRecipient = address => address.StartsWith("slow", StringComparison.Ordinal) ? "451 4.3.0 later" : "250 fine" };
        var email = setting.Link(smtp);
        var reply = await setting.QueueAsync(setting.Reply(email, "anna@customer.example", "slow@customer.example"));
        await setting.HeardAsync<ReplyProgressed>(said => said.ReplyId == reply.ReplyId && said is { Attempts: 1, State: ReplyState.Queued }, "one is left");
        setting.Relink(email with { Revision = 2, Sending = Graph(graph) });
        await setting.First.SayAsync(new SystemEmailChanged(email.Id, 2));
        await Eventually.HoldsAsync("the change is known", async () => await setting.HeardOfAsync(email.Id) == 2);
        using var client = setting.First.AsHelpdesk();

        await client.PostAsync($"/internal/replies/{reply.ReplyId}/retry-now", content: null);
        await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent to the other");

        graph.Taken.ShouldHaveSingleItem().Content.ShouldContain("To: slow@customer.example");
        graph.Taken.Single().Content.ShouldNotContain("anna@customer.example");
    }

    [Theory]
    [InlineData(BatchSize.Small, 1)]
    [InlineData(BatchSize.Medium, 20)]
    public async Task Session_carries_as_many_messages_as_the_admin_has_chosen(BatchSize batch, int most)
    {
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server, change: email => email with { Sending = email.Sending! with { Batch = batch, Limits = new SendingLimits(null, null, 1) } });
        var replies = new List<OutgoingReply>();
        for (var number = 0; number < 24; number++)
        {
            replies.Add(await setting.QueueAsync(setting.Reply(email, "anna@customer.example")));
        }

        await Eventually.HoldsAsync("all have left", () => Task.FromResult(replies.All(reply => server.Copies(reply.MessageId) == 1)));

        server.MostAtOnce.ShouldBe(1);
        server.Connections.ShouldBeGreaterThanOrEqualTo((24 + most - 1) / most);
        server.Connections.ShouldBeLessThanOrEqualTo(most == 1 ? 24 : 8);
        await Eventually.HoldsAsync("none is left open but one that is kept", () => Task.FromResult(server.Open <= (most == 1 ? 0 : 1)));
    }

    [Fact]
    public async Task Limits_of_a_mailbox_hold_on_all_replicas_together()
    {
        await using var server = new ScriptedSmtpServer();
        SystemEmailSettings Link(SendingLimits limits) => setting.Link(server, change: email => email with { Sending = email.Sending! with { Limits = limits } });
        var (email, day) = (Link(new SendingLimits(5, null, null)), Link(new SendingLimits(null, 3, null)));
        var minutely = new List<OutgoingReply>();
        for (var number = 0; number < 8; number++)
        {
            minutely.Add(await setting.QueueAsync(setting.Reply(email, "anna@customer.example")));
        }

        var daily = new List<OutgoingReply>();
        for (var number = 0; number < 3; number++)
        {
            daily.Add(await setting.QueueAsync(setting.Reply(day, "anna@customer.example", "bert@customer.example")));
        }

        int Left(List<OutgoingReply> replies) => replies.Count(reply => server.Copies(reply.MessageId) > 0);
        await Eventually.HoldsAsync("as many have left as may", () => Task.FromResult(Left(minutely) == 5 && Left(daily) == 1));

        // However slow the machine is, the minute is over when the test says so.
        await setting.ExecuteAsync("update reply.begun set at = now() + interval '1 hour' where system_email_id = @Id", new { email.Id });
        await Eventually.HoldsAsync("all others wait", async () => (await Task.WhenAll(minutely.Concat(daily).Select(reply => setting.StateAsync(reply.ReplyId)))).Count(state => state == "Queued") == 3 + 2);

        await setting.ExecuteAsync("update reply.begun set at = now() - interval '2 minutes' where system_email_id = @Id", new { email.Id });
        await setting.ExecuteAsync("update reply.begun set at = at - interval '25 hours' where system_email_id = @Id", new { day.Id });

        await Eventually.HoldsAsync("the minute is over", () => Task.FromResult(Left(minutely) == 8));
        await Eventually.HoldsAsync("the day is over", () => Task.FromResult(Left(daily) >= 2));
    }

    private SystemEmailSettings LinkGraph(ScriptedGraph graph, ScriptedSmtpServer? other = null) => setting.Link(
        other?.Port ?? graph.Port, "microsoft365", email => email with { Receiving = null, Sending = Graph(graph) with { Fallback = other is null ? null : email.Sending } });

    private static SendingSettings Graph(ScriptedGraph graph) => new(
        SendingProtocol.Graph, new ServerSettings("127.0.0.1", graph.Port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null), TimeSpan.FromSeconds(30));
}
