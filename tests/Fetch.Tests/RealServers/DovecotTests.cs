using System.Diagnostics;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Fetch.Tests.RealServers;

/// <summary>The whole service against a real Dovecot, signed in by XOAUTH2 with tokens that Dovecot checks itself.</summary>
public sealed class DovecotTests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    private const string User = "support@example.com";

    [Fact]
    public async Task Mail_that_was_there_and_mail_that_comes_later_is_taken_once_and_marked()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        Trust(setting, dovecot);
        for (var number = 0; number < 60; number++)
        {
            await dovecot.DeliverAsync(User, ScriptedServer.Raw($"dovecot-{number}"));
        }

        var email = await setting.LinkAsync(null, receiving => receiving with { Server = ServerOf(dovecot), MaxMessageSize = 10_000_000 });
        await setting.StoredAsync(email.Id, 60, "what was there");
        var delivered = Stopwatch.StartNew();
        await dovecot.DeliverAsync(User, ScriptedServer.Raw("dovecot-late"));
        await setting.StoredAsync(email.Id, 61, "what came later");

        TestContext.Current.SendDiagnosticMessage("From delivery to receipt: {0} ms", delivered.ElapsedMilliseconds);
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(61);
        await Eventually.HoldsAsync("nothing is unread", async () =>
            await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id", new { email.Id }) == 0);
    }

    [Fact]
    public async Task Stored_mail_is_moved_to_a_folder_that_did_not_exist()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        Trust(setting, dovecot);
        await dovecot.DeliverAsync(User, ScriptedServer.Raw("to-be-moved"));

        var email = await setting.LinkAsync(null, receiving => receiving with { Server = ServerOf(dovecot), AfterStoring = AfterStoring.Move, MoveToFolder = "Erledigt" });
        await setting.StoredAsync(email.Id, 1, "the message");
        await Eventually.HoldsAsync("it was moved", async () => (await dovecot.MessagesAsync(User)).Count == 0);
        await Eventually.HoldsAsync("nothing is left to do", async () => await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id", new { email.Id }) == 0);
        var other = await setting.LinkAsync(null, receiving => receiving with { Server = ServerOf(dovecot), Folder = "Erledigt", AfterStoring = AfterStoring.Keep });

        await setting.StoredAsync(other.Id, 1, "the message where it was moved to");
    }

    [Fact]
    public async Task Server_that_dies_again_and_again_costs_no_message_and_makes_no_double()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        Trust(setting, dovecot);
        var email = await setting.LinkAsync(null, receiving => receiving with { Server = ServerOf(dovecot) });
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < 40; number++)
            {
                await dovecot.DeliverAsync(User, ScriptedServer.Raw($"dying-{round}-{number}"));
            }

            await dovecot.KillAsync();
            await dovecot.RestartAsync();
            using var client = setting.Fetch.AsHelpdesk();
            await client.PostAsync($"/internal/mailboxes/{email.Id}/fetch-now", content: null);
        }

        await setting.StoredAsync(email.Id, 120, "all");
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(120);
    }

    [Fact]
    public async Task Database_that_dies_in_the_middle_costs_no_message_and_makes_no_double()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        await using var dovecot = await DovecotServer.StartAsync();
        await using var crashing = new FetchSetting(cluster);
        await crashing.InitializeAsync();
        Trust(crashing, dovecot);
        for (var number = 0; number < 150; number++)
        {
            await dovecot.DeliverAsync(User, ScriptedServer.Raw($"database-{number}"));
        }

        var email = await crashing.LinkAsync(null, receiving => receiving with { Server = ServerOf(dovecot) });
        for (var kill = 0; kill < 2; kill++)
        {
            var enough = 20 + 40 * kill;
            await Eventually.HoldsAsync("some are stored", async () => (await crashing.ReceiptsAsync(email.Id)).Count > enough);
            await cluster.KillAsync();
            await cluster.RestartAsync();
        }

        await crashing.StoredAsync(email.Id, 150, "all");
        var receipts = await crashing.ReceiptsAsync(email.Id);
        receipts.Count.ShouldBe(150);
        receipts.Select(receipt => receipt.Content).Distinct().Count().ShouldBe(150);
    }

    [Theory]
    [InlineData("certificate", "certificate_untrusted")]
    [InlineData("port", "cannot_connect")]
    [InlineData("token", "access_token_refused")]
    [InlineData("password", "password_refused")]
    [InlineData("folder", "folder_missing")]
    public async Task Wrong_setting_ends_in_a_sentence_for_the_admin(string wrong, string code)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        Trust(setting, dovecot);
        var server = ServerOf(dovecot);
        switch (wrong)
        {
            case "certificate":
                server = server with { TrustedCertificate = null };
                break;
            case "port":
                server = server with { Port = FreePort.Next() };
                break;
            case "token":
                setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.AccessToken, dovecot.CreateAccessToken(User, TimeSpan.FromMinutes(-5)), TimeProvider.System.GetUtcNow().AddHours(1)));
                break;
            case "password":
                setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.Password, "not-it", null));
                break;
        }

        var email = await setting.LinkAsync(null, receiving => receiving with { Server = server, Folder = wrong == "folder" ? "Nowhere" : "INBOX" });

        var problem = await Eventually.ValueAsync("the problem is told", () => Task.FromResult(
            setting.Fetch.Published.OfType<MailboxObserved>().LastOrDefault(said => said.SystemEmailId == email.Id && said.Problem is not null)?.Problem));
        problem.Code.ShouldBe(code);
        problem.What.ShouldEndWith(".");
        problem.Remedy.Length.ShouldBeGreaterThan(10);
    }

    private static void Trust(FetchSetting setting, DovecotServer dovecot) =>
        setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.AccessToken, dovecot.CreateAccessToken(User, TimeSpan.FromHours(1)), TimeProvider.System.GetUtcNow().AddHours(1)));

    private static ServerSettings ServerOf(DovecotServer dovecot) =>
        new(dovecot.Host, dovecot.ImapsPort, ConnectionSecurity.Tls, SignInMethod.AccessToken, UserName: null, dovecot.Root.ExportCertificatePem());
}
