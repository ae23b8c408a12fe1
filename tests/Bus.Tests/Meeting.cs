namespace HelpdeskMail.Bus.Tests;

/// <summary>Where replicas wait until so many of them, each known by its inbox, have come.</summary>
public sealed class Meeting(int replicas)
{
    private readonly Lock gate = new();
    private readonly HashSet<Inbox> present = [];
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task AwaitAllAsync(Inbox replica, CancellationToken cancellation)
    {
        lock (gate)
        {
            present.Add(replica);
            if (present.Count == replicas)
            {
                complete.TrySetResult();
            }
        }

        return complete.Task.WaitAsync(cancellation);
    }
}
