using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Fetch.Tests.Failures;

public sealed class ClockTests
{
    [Fact]
    public async Task Clock_that_jumps_in_either_direction_stops_nothing()
    {
        var clock = new JumpingClock();
        await using var setting = new FetchSetting { Time = clock };
        await setting.InitializeAsync();
        var server = new ScriptedServer();
        server.Deliver("before");
        var email = await setting.LinkAsync(server);
        await setting.StoredAsync(email.Id, 1, "before any jump");

        var stored = 1;
        foreach (var jump in new[] { TimeSpan.FromHours(3), TimeSpan.FromHours(-9), TimeSpan.FromDays(400), TimeSpan.FromDays(-800) })
        {
            clock.Offset += jump;
            server.Deliver($"after a jump of {jump}");
            await setting.StoredAsync(email.Id, ++stored, $"what came after a jump of {jump}");

            // And a connection that breaks then is made anew, although its pause and its token are reckoned by that clock.
            var once = true;
            server.Fault = step =>
            {
                if (step == "woken" && once)
                {
                    once = false;
                    throw ScriptedServer.Failure(MailFailureKind.ServerClosed);
                }
            };
            server.Deliver($"broken after a jump of {jump}");
            await setting.StoredAsync(email.Id, ++stored, $"what came when the connection broke after a jump of {jump}");
        }

        (await setting.ReceiptsAsync(email.Id)).Select(receipt => receipt.Content).Distinct().Count().ShouldBe(stored);
        await Eventually.HoldsAsync("all are marked", () => Task.FromResult(server.Messages.All(message => message.Seen)));
    }

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
