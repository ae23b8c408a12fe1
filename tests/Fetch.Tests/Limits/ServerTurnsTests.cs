using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Mailboxes;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Dovecot;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Fetch.Tests.Limits;

/// <summary>More mailboxes at a server than connections may be held to it.</summary>
public sealed class ServerTurnsTests
{
    private const string User = "support@example.com";

    [Fact]
    public async Task Mailboxes_beyond_the_connections_to_their_server_take_turns()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var setting = new FetchSetting { FetchSettings = new() { ["Fetch:ConnectionsAServer"] = "2" } };
        await setting.InitializeAsync();
        setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.AccessToken, dovecot.CreateAccessToken(User, TimeSpan.FromHours(1)), TimeProvider.System.GetUtcNow().AddHours(1)));
        var emails = new List<SystemEmailSettings>();
        for (var number = 0; number < 4; number++)
        {
            emails.Add(await setting.LinkAsync(null, receiving => receiving with
            {
                Server = new(dovecot.Host, dovecot.ImapsPort, ConnectionSecurity.Tls, SignInMethod.AccessToken, UserName: null, dovecot.Root.ExportCertificatePem()),
                AfterStoring = AfterStoring.Keep,
                PollInterval = TimeSpan.FromSeconds(1),
            }));
        }

        for (var number = 1; number <= 3; number++)
        {
            await dovecot.DeliverAsync(User, ScriptedServer.Raw($"turn-{number}"));
            foreach (var email in emails)
            {
                await setting.StoredAsync(email.Id, number, "its mail, whoever holds the connections");
            }
        }
    }

    [Fact]
    public async Task Mailbox_that_waits_long_for_a_connection_says_which_setting_holds_it_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var setting = new FetchSetting { FetchSettings = new() { ["Fetch:ConnectionsAServer"] = "1" }, Time = new HastyClock() };
        await setting.InitializeAsync();
        setting.OAuth.Answer = _ => Results.Ok(new Credential(User, SignInMethod.Password, "a-password", null));
        for (var number = 0; number < 2; number++)
        {
            await setting.LinkAsync(null, receiving => receiving with
            {
                Protocol = ReceivingProtocol.Pop3,
                Server = new("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, ConnectionSecurity.None, SignInMethod.Password, UserName: null, TrustedCertificate: null),
            });
        }

        var said = await Eventually.ValueAsync("one of them says what it waits for", () => Task.FromResult(setting.Fetch.Observed.FirstOrDefault(said => said.Problem?.Code == "connections_taken")));

        said.Problem!.Remedy.ShouldContain("Fetch__ConnectionsAServer");
        await Eventually.HoldsAsync("its page says so as well", async () => (await setting.DetailAsync(said.SystemEmailId)).Status.Problem?.Code == "connections_taken");
    }

    /// <summary>The machine's clock, by which the time after which a mailbox is taken to wait long is over at once.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == MailboxLane.LongForPlace ? TimeSpan.Zero : dueTime, period);
    }
}
