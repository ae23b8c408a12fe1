using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Output;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>One resource while the model runs: its state, its lines, and who wants to know of a change.</summary>
internal sealed class ResourceRun
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private TaskCompletionSource changed = NewSignal();

    public ResourceRun(IResource resource, string kind, ConsoleOutput console, TimeProvider time)
    {
        this.time = time;
        Resource = resource;
        Console = console;
        Status = new ResourceStatus { Name = resource.Name, Kind = kind };
    }

    public IResource Resource { get; }

    public string Name => Resource.Name;

    public ConsoleOutput Console { get; }

    public ConsoleLog Log { get; } = new();

    public ResourceStatus Status { get; private set; }

    /// <summary>Takes a line the resource wrote.</summary>
    public void Write(string line)
    {
        Log.Add(time.GetUtcNow(), line);
        Console.Line(Name, line);
    }

    /// <summary>Takes a line of the AppHost's own into the resource's log.</summary>
    public void Note(string line) => Log.Add(time.GetUtcNow(), $"[apphost] {line}");

    public void Update(Func<ResourceStatus, ResourceStatus> change)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            var next = change(Status);
            if (next == Status)
            {
                return;
            }

            Status = next;
            signal = changed;
            changed = NewSignal();
        }

        signal.SetResult();
    }

    /// <summary>Waits until <paramref name="condition"/> holds for the status.</summary>
    public async Task<ResourceStatus> WhenAsync(Func<ResourceStatus, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (condition(Status))
                {
                    return Status;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
