using HelpdeskMail.Fixtures;
using MassTransit;

namespace HelpdeskMail.Bus.Tests;

public static class PublishUntil
{
    /// <summary>Publishes once somebody subscribes, which the sender cannot see, by publishing until <paramref name="taken"/>.</summary>
    public static Task PublishUntilAsync<T>(this IBus bus, T message, Func<bool> taken)
        where T : class =>
        Eventually.HoldsAsync("somebody took the message", async () =>
        {
            if (!taken())
            {
                await bus.Publish(message);
            }

            return taken();
        });
}
