using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.FailedMail;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using HelpdeskMail.Mail.Mime;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>A link for a new password that comes back into a mailbox whose mail agents read.</summary>
public sealed partial class AccountMailTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("itself")]
    [InlineData("enclosed")]
    [InlineData("enclosed twice")]
    [InlineData("marked")]
    [InlineData("renamed")]
    [InlineData("answer")]
    [InlineData("report")]
    [InlineData("header")]
    public async Task Mail_with_the_link_that_comes_back_is_no_ticket_and_its_source_is_shown_to_nobody(string how)
    {
        var sent = await AskAsync();
        var renamed = Mails.NewId();
        await host.Services.GetRequiredService<AccountMails>().ApplyAsync(new ReplyFiled(sent.ReplyId, renamed), default);
        string Copy(string id, string extra = "") => Mails.Plain(subject: sent.Subject, body: sent.Text, messageId: id, from: "Contoso <support@contoso.example>", to: sent.To[0].Address, extra: extra);
        var mail = how switch
        {
            "itself" => Copy(sent.MessageId),
            "enclosed" => Enclosing(Copy(sent.MessageId), "message/rfc822"),
            "enclosed twice" => Enclosing(Enclosing(Copy(sent.MessageId), "message/rfc822"), "message/rfc822"),
            "marked" => Enclosing(Copy(Mails.NewId(), $"X-HelpdeskMail-Delivery: {sent.ReplyId:N}\n"), "message/rfc822"),
            "renamed" => Copy(renamed),
            "answer" => Mails.Plain(subject: "Re: " + sent.Subject, body: "> " + sent.Text, inReplyTo: sent.MessageId),
            "report" => Enclosing($"Reporting-MTA: dns; mx.example\nOriginal-Message-ID: <{sent.MessageId}>\n\nFinal-Recipient: rfc822; {sent.To[0].Address}\nAction: failed\nStatus: 5.1.1\n", "message/delivery-status"),
            _ => Enclosing($"Message-ID: <{sent.MessageId}>\nSubject: {sent.Subject}\n", "text/rfc822-headers"),
        };
        var receipt = host.Put(Mails.Bytes(mail));

        var outcome = await host.HandleAsync(receipt.ReceiptId);
        using var scope = host.Services.CreateScope();
        var forced = await scope.ServiceProvider.GetRequiredService<MailIntake>().HandleAgainAsync(receipt.ReceiptId, asTicket: true, await host.ActorAsync(), default);

        outcome.ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.AccountMail);
        forced.ShouldBeOfType<IntakeOutcome.Kept>().Reason.ShouldBe(KeptReason.AccountMail);
        using var program = host.Program(await host.KeyAsync(Role.Admin));
        using var source = await program.GetAsync($"/api/v1/failed-mail/{receipt.ReceiptId}/source");
        source.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var listed = await scope.ServiceProvider.GetRequiredService<KeptMailList>().ReadAsync((await host.ActorAsync()).Id, null, KeptMailList.LongestPage, default);
        listed.Single(kept => kept.ReceiptId == receipt.ReceiptId).HasSource.ShouldBeFalse();
        (await IsGoodAsync(sent)).ShouldBeTrue("nobody else has read it");
    }

    [Theory]
    [InlineData("Please look:\n\n{0}\n")]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url={1}&data=05%7C02\n")]
    public async Task Link_in_a_forwarded_mail_that_agents_read_is_worthless(string words)
    {
        var sent = await AskAsync();
        var link = Link().Match(sent.Text).Value;

        var outcome = await host.ReceiveAsync(Mails.Plain(subject: "Fwd: A new password", body: string.Format(System.Globalization.CultureInfo.InvariantCulture, words, link, Uri.EscapeDataString(link))));

        outcome.ShouldBeOfType<IntakeOutcome.Entry>();
        (await IsGoodAsync(sent)).ShouldBeFalse();
        (await host.QueryAsync<long>("select count(*) from helpdesk.audit where action = 'password_reset_voided' and details like @who", new { who = $"{sent.To[0].Address};%" })).ShouldBe(1);
    }

    [Theory]
    [InlineData("quoted")]
    [InlineData("flowed")]
    [InlineData("as HTML")]
    [InlineData("a file")]
    [InlineData("a file in base64")]
    [InlineData("a file with soft breaks")]
    [InlineData("a file of Outlook")]
    public async Task Link_that_agents_could_put_together_again_is_worthless(string how)
    {
        var sent = await AskAsync();
        var link = Link().Match(sent.Text).Value;
        var (first, rest) = (link[..^20], link[^20..]);
        var copy = $"From: Contoso <support@contoso.example>\nSubject: {sent.Subject}\n";
        var mail = how switch
        {
            "quoted" => Mails.Plain(body: $"Anna wrote:\n> Set one here: {first}\n> {rest}\n> If it was not you\n"),
            "flowed" => Mails.Plain(body: $"Set one here: {link[..^43]} \n{link[^43..^20]} \n{rest}\nIf it was not you\n"),
            "as HTML" => Mails.Html($"<p>Anna wrote:<br>\n&gt; {first}<br>\n&gt; <b>{rest}</b></p>\n"),
            "a file" => Enclosing($"{copy}\n{sent.Text}", "application/octet-stream"),
            "a file in base64" => Enclosing(
                Base64($"{copy}MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{Base64(sent.Text, Encoding.UTF8)}\n", Encoding.UTF8), "application/octet-stream; name=\"old.eml\"\nContent-Transfer-Encoding: base64"),
            "a file with soft breaks" => Enclosing($"Set one here: {first.Replace("=", "=3D", StringComparison.Ordinal)}=\n{rest}\nIf it was not you\n", "application/octet-stream"),
            _ => Enclosing(Base64($"\u0001\u0002{sent.Text}", Encoding.Unicode), "application/vnd.ms-outlook; name=\"old.msg\"\nContent-Transfer-Encoding: base64"),
        };

        await host.ReceiveAsync(mail);

        (await IsGoodAsync(sent)).ShouldBeFalse();
    }

    [Fact]
    public void Keys_are_found_wherever_a_long_file_is_torn_to_be_read()
    {
        var key = OneTimeKey.Create();
        for (var before = 16_000; before < 16_500; before++)
        {
            var file = Encoding.ASCII.GetBytes($"MIME-Version: 1.0\nContent-Type: application/octet-stream\n\n{new string('x', before)}/invitation?key={key}{new string('y', 20_000)}");

            MailedKeys.In(MimeMessage.Parse(file), []).ShouldBe([key]);
        }
    }

    [Fact]
    public async Task Source_of_a_mail_that_was_not_handled_yet_is_not_shown()
    {
        var receipt = host.Put(Mails.Bytes(Mails.Plain()));
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var source = await program.GetAsync($"/api/v1/failed-mail/{receipt.ReceiptId}/source");

        source.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Mail_that_the_Reply_service_has_not_heard_of_is_announced_again_until_it_answers()
    {
        var id = (await AskAsync()).ReplyId;
        await DueAsync(id);

        await host.Services.GetRequiredService<OutgoingSweep>().SweepAsync(default);
        await Eventually.HoldsAsync("it was announced, here or by the sweep of the helpdesk itself", () =>
            host.QueryAsync<bool>("select nudges > 0 and nudge_at > now() from helpdesk.account_mail where reply_id = @id", new { id }));
        var bus = host.Services.GetRequiredService<IBus>();
        await bus.Publish(new ReplyProgressed(id, ReplyState.Queued, 1, 0, null, null));
        await Eventually.HoldsAsync("it is asked for again later, since the word of its end may be lost", () =>
            host.QueryAsync<bool>("select nudge_at > now() + interval '5 minutes' from helpdesk.account_mail where reply_id = @id", new { id }));
        await bus.Publish(new ReplySent(id, 2, TimeProvider.System.GetUtcNow(), "mail.example:587", []));

        await Eventually.HoldsAsync("it is announced no more", () => host.QueryAsync<bool>("select nudge_at is null from helpdesk.account_mail where reply_id = @id", new { id }));
    }

    [Fact]
    public async Task Mail_leaves_from_a_mailbox_that_works_rather_than_from_one_that_is_paused_or_not_linked()
    {
        var (unlinked, paused) = (StubOAuth.Email(Guid.NewGuid(), "a.unlinked@contoso.example", "A") with { Linked = false }, StubOAuth.Email(Guid.NewGuid(), "b.paused@contoso.example", "B") with { Paused = true });
        host.OAuth.Settings.AddRange([unlinked, paused]);
        var watch = host.Services.GetRequiredService<SystemEmailWatch>();
        await watch.ReadAsync(default);

        var sent = await AskAsync();

        sent.SystemEmailId.ShouldBe(StubOAuth.Sales);
        host.OAuth.Settings.RemoveAll(email => email == unlinked || email == paused);
        await watch.ReadAsync(default);
    }

    [Fact]
    public async Task Link_is_kept_nowhere_once_it_is_void()
    {
        var sent = await AskAsync();

        (sent.VoidAt - sent.QueuedAt).ShouldBe(TimeSpan.FromHours(1), "the service that sends it lets go of it then");
        await host.QueryAsync<int>("update helpdesk.account_mail set at = at - interval '61 minutes' where reply_id = @ReplyId", sent);
        await host.Services.GetRequiredService<OutgoingSweep>().SweepAsync(default);
        (await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply_id = @ReplyId", sent)).ShouldBe(0);
    }

    private static string Base64(string text, Encoding encoding) => Convert.ToBase64String(encoding.GetBytes(text), Base64FormattingOptions.InsertLineBreaks);

    private Task<Guid> DueAsync(Guid id) => host.QueryAsync<Guid>("update helpdesk.account_mail set nudge_at = now() - interval '1 second' where reply_id = @id returning reply_id", new { id });

    private static string Enclosing(string part, string type) =>
        $"From: MAILER-DAEMON <mailer-daemon@mx.example>\nTo: support@contoso.example\nSubject: Undelivered\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <{Mails.NewId()}>\nMIME-Version: 1.0\n"
        + $"Content-Type: multipart/mixed; boundary=\"b{part.Length}\"\n\n--b{part.Length}\nContent-Type: text/plain\n\nSee below.\n\n--b{part.Length}\nContent-Type: {type}\n\n{part}\n--b{part.Length}--\n";

    private async Task<OutgoingReply> AskAsync()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        await host.Services.GetRequiredService<Invitations>().InviteAsync(email, "An Agent", Role.Agent, null, await host.ActorAsync(), default);
        var mail = await host.AskByMailAsync((await host.Services.GetRequiredService<PersonTable>().FindByEmailAsync(email, default))!);
        using var reply = host.Service("reply");
        var sent = (await reply.GetFromJsonAsync<OutgoingReply>($"/internal/replies/{mail.ReplyId}"))!;
        sent.KeepNoCopy.ShouldBeTrue();
        return sent;
    }

    private async Task<bool> IsGoodAsync(OutgoingReply sent) =>
        await host.Services.GetRequiredService<PasswordResets>().FindPersonAsync(OneTimeKey.Digest(Link().Match(sent.Text).Groups["key"].Value), default) is not null;

    [GeneratedRegex(@"http\S+/invitation\?key=(?<key>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
