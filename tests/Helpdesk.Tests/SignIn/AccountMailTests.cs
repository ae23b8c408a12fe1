using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.FailedMail;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
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

    [Fact]
    public async Task Source_of_a_mail_that_was_not_handled_yet_is_not_shown()
    {
        var receipt = host.Put(Mails.Bytes(Mails.Plain()));
        using var program = host.Program(await host.KeyAsync(Role.Admin));

        using var source = await program.GetAsync($"/api/v1/failed-mail/{receipt.ReceiptId}/source");

        source.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Link_is_kept_nowhere_once_it_is_void()
    {
        var sent = await AskAsync();

        (sent.VoidAt - sent.QueuedAt).ShouldBe(TimeSpan.FromHours(1), "the service that sends it lets go of it then");
        await host.QueryAsync<int>("update helpdesk.account_mail set at = at - interval '61 minutes' where reply_id = @ReplyId", sent);
        await host.Services.GetRequiredService<AccountMails>().ForgetAsync(default);
        (await host.QueryAsync<long>("select count(*) from helpdesk.account_mail where reply_id = @ReplyId", sent)).ShouldBe(0);
    }

    private static string Enclosing(string part, string type) =>
        $"From: MAILER-DAEMON <mailer-daemon@mx.example>\nTo: support@contoso.example\nSubject: Undelivered\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <{Mails.NewId()}>\nMIME-Version: 1.0\n"
        + $"Content-Type: multipart/mixed; boundary=\"b{part.Length}\"\n\n--b{part.Length}\nContent-Type: text/plain\n\nSee below.\n\n--b{part.Length}\nContent-Type: {type}\n\n{part}\n--b{part.Length}--\n";

    private async Task<OutgoingReply> AskAsync()
    {
        var email = $"{Guid.NewGuid():N}@contoso.example";
        await host.Services.GetRequiredService<Invitations>().InviteAsync(email, "An Agent", Role.Agent, null, await host.ActorAsync(), default);
        var people = host.Services.GetRequiredService<PersonTable>();
        var person = (await people.FindByEmailAsync(email, default))!;
        var key = OneTimeKey.Create();
        (await host.Services.GetRequiredService<PasswordResets>().AskAsync(person.Id, OneTimeKey.Digest(key), TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), default)).ShouldBeTrue();
        (await host.Services.GetRequiredService<AccountMails>().SendResetAsync(person, key, default)).ShouldBeTrue();
        var id = await host.QueryAsync<Guid>("select reply_id from helpdesk.account_mail where reply -> 'To' -> 0 ->> 'Address' = @email", new { email });
        using var reply = host.Service("reply");
        var sent = (await reply.GetFromJsonAsync<OutgoingReply>($"/internal/replies/{id}"))!;
        sent.KeepNoCopy.ShouldBeTrue();
        return sent;
    }

    private async Task<bool> IsGoodAsync(OutgoingReply sent) =>
        await host.Services.GetRequiredService<PasswordResets>().FindPersonAsync(OneTimeKey.Digest(Link().Match(sent.Text).Groups["key"].Value), default) is not null;

    [GeneratedRegex(@"http\S+/invitation\?key=(?<key>[A-Za-z0-9_-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
