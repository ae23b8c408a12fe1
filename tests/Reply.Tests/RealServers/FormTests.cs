using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Exim;
using HelpdeskMail.Fixtures.OpenSmtpd;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;
using HelpdeskMail.Reply.Tests.Hosting;
using HelpdeskMail.Reply.Tests.Scripted;

namespace HelpdeskMail.Reply.Tests.RealServers;

/// <summary>What leaves is taken by real servers, says to a reader what the agent wrote, and shows a filter nothing to dislike.</summary>
public sealed class FormTests(ReplySetting setting) : IClassFixture<ReplySetting>
{
    private const string Support = "support@example.com";
    private const string Customer = "anna@example.net";
    private static readonly string Long = string.Join(' ', Enumerable.Range(1, 40).Select(number => $"Im Handbuch steht das auf Seite {number}, dort ist auch gezeigt, wie man ihn wieder ausschaltet."));
    private static readonly string Text = "Bitte schalten Sie den Drucker ein: der Schalter ist hinten.\n\n.\nFrom hinten gesehen links. Grüße, Öhm\n\n" + Long + "\n\n> From: you\n> Er druckt nicht.\n";
    private static readonly string Html = "<!doctype html><html><head><meta charset=\"utf-8\"></head><body><p>Bitte schalten Sie den Drucker ein: der Schalter ist hinten. <img src=\"cid:switch@example.com\" alt=\"Schalter\"></p><p>.<br>From hinten gesehen links. Grüße, Öhm</p><p>" + Long + "</p><blockquote><p>Er druckt nicht.</p></blockquote></body></html>";

    [Fact]
    public async Task Mail_that_came_through_postfix_and_dovecot_reads_as_it_was_written()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var postfix = await PostfixServer.StartAsync(dovecot);
        await dovecot.AddUserAsync(Customer, "annas-password");
        setting.Neighbours.Token = (_, _) => dovecot.CreateAccessToken(Support, TimeSpan.FromHours(1));
        var server = new ServerSettings(dovecot.Host, postfix.SubmissionPort, ConnectionSecurity.StartTls, SignInMethod.AccessToken, UserName: null, dovecot.Root.ExportCertificatePem());
        var email = setting.Link(postfix.SubmissionPort, "other", email => email with { Address = Support, Receiving = null, Sending = email.Sending! with { Server = server } });
        var reply = await setting.QueueAsync(Full(email, Customer));
        (await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "Postfix has taken it")).AcceptedAs.ShouldNotBeNull().ShouldContain("queued as");

        byte[]? raw = null;
        await Eventually.HoldsAsync("it lies in the customer's mailbox", async () => (raw = await FetchAsync(dovecot, reply.MessageId)) is not null);
        Says(MimeMessage.Parse(raw!), reply);
    }

    [Fact]
    public async Task Exim_takes_a_reply_in_every_form()
    {
        await using var exim = await EximServer.StartAsync();
        await SendEveryFormAsync(exim.Host, exim.SubmissionPort, exim.Root.ExportCertificatePem(), exim.UserName, exim.Password, () => exim.Delivered);
    }

    [Fact]
    public async Task OpenSmtpd_takes_a_reply_in_every_form()
    {
        await using var smtpd = await OpenSmtpdServer.StartAsync();
        await SendEveryFormAsync(smtpd.Host, smtpd.SubmissionPort, smtpd.Root.ExportCertificatePem(), smtpd.UserName, smtpd.Password, () => smtpd.Delivered);
    }

    [Fact]
    public async Task SpamAssassin_finds_no_fault_in_any_form()
    {
        RealServer.Require(File.Exists("/usr/bin/spamassassin"), "SpamAssassin (Debian package spamassassin)");
        await using var server = new ScriptedSmtpServer();
        var email = setting.Link(server, "other", email => email with { Receiving = null });
        OutgoingReply[] replies = [Full(email, Customer), setting.Reply(email, Customer) with { Html = null }, setting.Reply(email, Customer) with { Automatic = true }, setting.Reply(email, Customer) with { ReadReceipt = true }];
        foreach (var reply in replies)
        {
            await setting.QueueAsync(reply);
            await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "it is sent");
        }

        foreach (var mail in server.Taken)
        {
            var report = await JudgeAsync(mail.Content);
            report.ShouldContain("X-Spam-Status: No", customMessage: report);
            Faults(report).ShouldBeEmpty(report);
        }
    }

    private OutgoingReply Full(SystemEmailSettings email, string to)
    {
        var picture = RandomNumberGenerator.GetBytes(20_000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(picture));
        setting.Neighbours.Blobs[hash] = picture;
        return setting.Reply(email, to) with
        {
            Subject = "Re: Drucker – wo ist der Schalter? [#4711]",
            Text = Text,
            Html = Html,
            Cc = [new ReplyAddress("bert@example.net", "Bert \"Öhm\" & Söhne, GmbH")],
            ReplyTo = new ReplyAddress(email.Address.Replace("@", "+t4711.x7k2@", StringComparison.Ordinal), null),
            Attachments =
            [
                new ReplyAttachment(hash, picture.Length, "switch.png", "image/png", "switch@example.com"),
                new ReplyAttachment(hash, picture.Length, "Bedienungsanleitung für den großen Drucker.pdf", "application/pdf", null),
            ],
        };
    }

    // The server keeps its mails one behind the other in mbox form.
    private async Task SendEveryFormAsync(string host, int port, string root, string address, string password, Func<string> delivered)
    {
        setting.Neighbours.Token = (_, _) => password;
        var server = new ServerSettings(host, port, ConnectionSecurity.StartTls, SignInMethod.Password, UserName: null, root);
        var email = setting.Link(port, "other", email => email with { Address = address, Receiving = null, Sending = email.Sending! with { Server = server } });
        async Task SendAsync(OutgoingReply reply)
        {
            await setting.QueueAsync(reply);
            await setting.HeardAsync<ReplySent>(said => said.ReplyId == reply.ReplyId, "the server has taken it");
        }

        var full = Full(email, Customer);
        await SendAsync(full);

        // Whole before the next one comes: a server may write two at once.
        await Eventually.HoldsAsync("it is delivered as it was written", () =>
        {
            var kept = delivered().Split("\nFrom ").First(mail => mail.Contains(full.MessageId, StringComparison.Ordinal));
            Says(MimeMessage.Parse(Encoding.UTF8.GetBytes(kept[(kept.IndexOf('\n', StringComparison.Ordinal) + 1)..])), full);
            return Task.FromResult(true);
        });
        OutgoingReply[] others = [setting.Reply(email, Customer) with { Html = null }, setting.Reply(email, Customer) with { Automatic = true }];
        foreach (var reply in others)
        {
            await SendAsync(reply);
        }

        await Eventually.HoldsAsync("all are delivered", () => Task.FromResult(Array.TrueForAll(others, reply => delivered().Contains(reply.MessageId, StringComparison.Ordinal))));
    }

    private void Says(MimeMessage mail, OutgoingReply reply)
    {
        mail.Subject.ShouldBe(reply.Subject);
        mail.MessageId.ShouldBe(reply.MessageId);
        mail.InReplyTo.ShouldBe([reply.InReplyTo!]);
        mail.From.Single().Address.ShouldBe(Support);
        mail.To.Single().Address.ShouldBe(Customer);
        mail.Cc.Single().DisplayName.ShouldBe("Bert \"Öhm\" & Söhne, GmbH");
        mail.ReplyTo.Single().Address.ShouldBe("support+t4711.x7k2@example.com");
        var body = ReadableBody.From(mail);
        body.Text.ReplaceLineEndings("\n").TrimEnd('\n').ShouldBe(reply.Text.TrimEnd('\n'));
        body.Html.ShouldNotBeNull().ReplaceLineEndings("\n").TrimEnd('\n').ShouldBe(reply.Html);
        body.Files.Select(file => (file.FileName, Convert.ToHexStringLower(SHA256.HashData(file.Bytes().Span)))).ShouldBe(reply.Attachments.Select(file => (file.FileName, file.Content)), ignoreOrder: true);
        body.Files.Single(file => file.IsInline).ContentId.ShouldBe("switch@example.com");
    }

    private static async Task<byte[]?> FetchAsync(DovecotServer dovecot, string messageId)
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(
            new MailServer(dovecot.Host, dovecot.ImapsPort, ConnectionProtection.Tls) { TrustedCertificates = [dovecot.Root] },
            new MailCredential.AccessToken(Customer, dovecot.CreateAccessToken(Customer, TimeSpan.FromHours(1))));
        await mailbox.OpenFolderAsync("INBOX", readOnly: true);
        var found = await mailbox.FindByMessageIdAsync(messageId);
        await foreach (var message in mailbox.FetchAsync(found))
        {
            using var bytes = new MemoryStream();
            await message.Content.CopyToAsync(bytes);
            return bytes.ToArray();
        }

        return null;
    }

    /// <summary>SpamAssassin's report on a mail, by its rules alone: nothing is asked of the network.</summary>
    private static async Task<string> JudgeAsync(string mail)
    {
        var start = new ProcessStartInfo("/usr/bin/spamassassin", ["--local", "--test-mode"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["HOME"] = Path.GetTempPath();
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(Encoding.Latin1.GetBytes(mail.ReplaceLineEndings("\n")));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await complaints;
        return await said;
    }

    /// <summary>The rules that count against the mail: «&#160;1.2 RULE_NAME  description».</summary>
    private static List<string> Faults(string report) =>
    [
        .. report[report.IndexOf("pts rule name", StringComparison.Ordinal)..].Split('\n').Skip(2)
            .TakeWhile(line => line.Trim().Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1 && double.TryParse(words[0], CultureInfo.InvariantCulture, out var points) && points > 0)
            .Select(words => words[1]),
    ];
}
