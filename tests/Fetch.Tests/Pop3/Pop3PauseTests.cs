using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using Microsoft.AspNetCore.Http;

namespace HelpdeskMail.Fetch.Tests.Pop3;

public sealed class Pop3PauseTests
{
    [Fact]
    public async Task Session_that_has_deleted_all_it_was_to_delete_is_followed_by_the_usual_pause()
    {
        var clock = new NotedClock();
        await using var setting = new FetchSetting { Time = clock };
        await setting.InitializeAsync();
        setting.OAuth.Answer = _ => Results.Ok(new Credential("pop@example.com", SignInMethod.Password, "a-password", null));
        await using var server = new Pop3StandIn();
        server.Deliver("one", ScriptedServer.Raw("paused"));

        await setting.LinkAsync(null, receiving => receiving with
        {
            Protocol = ReceivingProtocol.Pop3,
            AfterStoring = AfterStoring.Delete,
            PollInterval = TimeSpan.FromHours(12),
            Server = new ServerSettings("127.0.0.1", server.Port, ConnectionSecurity.None, SignInMethod.Password, UserName: null, TrustedCertificate: null),
        });

        await Eventually.HoldsAsync("a pause begins", () => Task.FromResult(clock.Noted.Any(pause => pause >= TimeSpan.FromHours(1))));
        clock.Noted.ShouldContain(TimeSpan.FromHours(1));
        server.Sessions.ShouldBe(1);
    }

    /// <summary>The machine's clock, and what was waited for by it.</summary>
    private sealed class NotedClock : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Noted { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Noted.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
