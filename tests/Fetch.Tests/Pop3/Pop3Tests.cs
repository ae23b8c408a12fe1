using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Fetch.Tests.Pop3;

/// <summary>POP3 against a real Dovecot.</summary>
public sealed class Pop3Tests(FetchSetting setting) : IClassFixture<FetchSetting>
{
    private const string User = "pop@example.com";

    [Fact]
    public async Task Mail_that_is_left_on_the_server_is_stored_once_however_often_it_is_seen()
    {
        await using var dovecot = await StartAsync(30, "left");
        var email = await LinkAsync(dovecot, AfterStoring.Keep);
        await setting.StoredAsync(email.Id, 30, "what was there");

        await dovecot.DeliverAsync(User, ScriptedServer.Raw("left-later"));
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 31, "what came later");
        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(31);
        await Eventually.HoldsAsync("all are still there", async () => (await dovecot.MessagesAsync(User)).Count == 31);
        (await setting.DetailAsync(email.Id)).Conversations.ShouldContain(one => one.Lines.Contains("UIDL", StringComparison.Ordinal) && !one.Lines.Contains("a-password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_is_deleted_once_it_is_stored_and_the_session_has_ended_well()
    {
        await using var dovecot = await StartAsync(20, "deleted");

        var email = await LinkAsync(dovecot, AfterStoring.Delete);

        await setting.StoredAsync(email.Id, 20, "all");
        await Eventually.HoldsAsync("the server is empty", async () => (await dovecot.MessagesAsync(User)).Count == 0);
        await Eventually.HoldsAsync("nothing is left to do", async () => await setting.CountAsync("select count(*) from \"fetch\".pending_action where system_email_id = @Id", new { email.Id }) == 0);
        await dovecot.DeliverAsync(User, ScriptedServer.Raw("deleted-later"));
        await setting.FetchNowAsync(email.Id);
        await setting.StoredAsync(email.Id, 21, "what came later");
        await Eventually.HoldsAsync("keys of what is gone are let go", async () =>
        {
            await setting.FetchNowAsync(email.Id);
            return await setting.CountAsync("select count(*) from \"fetch\".settled_key where system_email_id = @Id", new { email.Id }) == 0;
        });
    }

    [Fact]
    public async Task Start_from_now_leaves_what_was_there_alone()
    {
        await using var dovecot = await StartAsync(10, "old");
        var email = await LinkAsync(dovecot, AfterStoring.Delete, receiving => receiving with { StartFrom = StartFrom.Now });
        await Eventually.HoldsAsync("it was looked into", async () => (await setting.PlaceAsync(email.Id)) is not null);

        await dovecot.DeliverAsync(User, ScriptedServer.Raw("new"));
        await setting.FetchNowAsync(email.Id);

        await setting.StoredAsync(email.Id, 1, "the new one");
        await Eventually.HoldsAsync("only the new one was deleted", async () => (await dovecot.MessagesAsync(User)).Count == 10);
    }

    [Fact]
    public async Task Start_from_a_date_goes_by_what_the_server_wrote_into_the_message()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await dovecot.AddUserAsync(User, "a-password");
        setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.Password, "a-password", null));
        await dovecot.DeliverAsync(User, ScriptedServer.Raw("dated"));
        var tomorrow = await LinkAsync(dovecot, AfterStoring.Keep, receiving => receiving with { StartFrom = StartFrom.Date, StartDate = TimeProvider.System.GetUtcNow().AddDays(1) });
        var yesterday = await LinkAsync(dovecot, AfterStoring.Keep, receiving => receiving with { StartFrom = StartFrom.Date, StartDate = TimeProvider.System.GetUtcNow().AddDays(-1) });

        await setting.StoredAsync(yesterday.Id, 1, "it came after that date");
        await Eventually.HoldsAsync("the other one was looked into", async () => await setting.PlaceAsync(tomorrow.Id) is not null);
        (await setting.ReceiptsAsync(tomorrow.Id)).ShouldBeEmpty();
    }

    private async Task<DovecotServer> StartAsync(int messages, string name)
    {
        var dovecot = await DovecotServer.StartAsync();
        await dovecot.AddUserAsync(User, "a-password");
        for (var number = 0; number < messages; number++)
        {
            await dovecot.DeliverAsync(User, ScriptedServer.Raw($"{name}-{number}"));
        }

        setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.Password, "a-password", null));
        return dovecot;
    }

    private Task<SystemEmailSettings> LinkAsync(DovecotServer dovecot, AfterStoring afterStoring, Func<ReceivingSettings, ReceivingSettings>? change = null) => setting.LinkAsync(
        null,
        receiving => (change ?? (same => same))(receiving with
        {
            Protocol = ReceivingProtocol.Pop3,
            AfterStoring = afterStoring,
            PollInterval = TimeSpan.FromHours(1),
            Server = new ServerSettings(dovecot.Host, dovecot.Pop3sPort, ConnectionSecurity.Tls, SignInMethod.Password, UserName: null, dovecot.Root.ExportCertificatePem()),
        }));
}
