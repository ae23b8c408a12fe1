using MassTransit;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>Publishing outside of a consumer, where nothing else ends the wait for a broker that died between taking a message and confirming it.</summary>
public static class PatientPublishing
{
    /// <summary>Publishes a message as its own type and waits for the bus no longer than <paramref name="patience"/>. After that the bus may or may not have it.</summary>
    /// <exception cref="TimeoutException">The bus did not confirm it in time.</exception>
    public static async Task PublishAsync(this IBus bus, object message, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            // Not every transport hears of the token in every place.
            await bus.Publish(message, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The bus did not take {message.GetType().Name} within {patience}.", exception);
        }
    }
}
