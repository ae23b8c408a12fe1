using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Connecting;
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
        said.Problem.RetryAt.ShouldNotBeNull("it ends by itself, and calls for nobody at once");
        await Eventually.HoldsAsync("its page says so as well", async () => (await setting.DetailAsync(said.SystemEmailId)).Status.Problem?.Code == "connections_taken");
    }

    [Fact]
    public async Task Mailbox_that_has_waited_long_says_that_it_waits_no_longer_before_its_first_look_is_over()
    {
        var server = new ScriptedServer { Gate = new ServerGate(1, 1) };
        using var goesOn = new ManualResetEventSlim();
        server.Fault = what =>
        {
            if (what == "open")
            {
                goesOn.Wait();
            }
        };
        await using var setting = new FetchSetting { Time = new HastyClock() };
        await setting.InitializeAsync();
        var held = await server.Gate.EnterAsync(CancellationToken.None);
        try
        {
            var email = await setting.LinkAsync(server);
            await Eventually.HoldsAsync("it says what it waits for", async () => (await setting.DetailOrNullAsync(email.Id))?.Status.Problem?.Code == "connections_taken");

            held.Dispose();

            await Eventually.HoldsAsync("it tells that this is over", () => Task.FromResult(setting.Fetch.Observed.Last(said => said.SystemEmailId == email.Id).Problem is null));
            await Eventually.HoldsAsync("its page says nothing of it any more", async () => (await setting.DetailAsync(email.Id)).Status.Problem is null);
        }
        finally
        {
            goesOn.Set();
        }
    }

    [Fact]
    public async Task Long_reading_leaves_its_connection_to_one_that_waits_and_goes_on_with_what_is_left()
    {
        var server = new ScriptedServer { Gate = new ServerGate(1, 1) };
        const int Mails = 2000;
        for (var number = 1; number <= Mails; number++)
        {
            server.Deliver($"long-{number}");
        }

        var waiting = default(Task<ServerPlace>);
        server.Fault = what => waiting ??= what == "fetch 1" ? server.Gate.EnterAsync(CancellationToken.None) : null;
        await using var setting = new FetchSetting { Time = new HastyClock() };
        await setting.InitializeAsync();
        var email = await setting.LinkAsync(server);

        await Eventually.HoldsAsync("the one that waits has its turn", () => Task.FromResult(waiting is { IsCompletedSuccessfully: true }));
        var stored = (await setting.ReceiptsAsync(email.Id)).Count;
        (await waiting!).Dispose();

        stored.ShouldBeInRange(1, Mails - 1, "the reading is not over");
        await setting.StoredAsync(email.Id, Mails, "all of it, in its later turns");
        setting.Fetch.Observed.Where(said => said.SystemEmailId == email.Id).ShouldAllBe(said => said.Problem == null || said.Problem.Code == "connections_taken");
    }

    /// <summary>The machine's clock, by which the time after which a mailbox is taken to wait long is over at once, as is a turn.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == MailboxLane.LongForPlace || dueTime == GatedMailbox.Turn ? TimeSpan.Zero : dueTime, period);
    }
}
