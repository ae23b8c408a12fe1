namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// How long a connection still waits: for a command until a moment that is set when it begins, for a message's bytes as long as none of the pauses between them is too long. One timer and one source for the life
/// of the connection: a wait costs no allocation, and once it has run out the connection is over anyway.
/// </summary>
internal sealed class Patience : IAsyncDisposable
{
    private readonly TimeProvider time;
    private readonly TimeSpan silence;
    private readonly CancellationTokenSource stop = new();
    private readonly ITimer alarm;
    private long deadline;
    private TimeSpan limit;
    private bool inBody;

    public Patience(MailTimeouts timeouts, TimeProvider time)
    {
        this.time = time;
        silence = timeouts.Silence;
        alarm = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), stop, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        StartCommand(timeouts.Connect);
    }

    /// <summary>Cancelled when a wait has run out or its caller gave it up.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>The limit that counts at present, for the sentence about it.</summary>
    public TimeSpan Limit => inBody ? silence : limit;

    public void StartCommand(TimeSpan within)
    {
        limit = within;
        deadline = time.GetTimestamp() + (long)(within.TotalSeconds * time.TimestampFrequency);
        inBody = false;
    }

    public void StartBody() => inBody = true;

    /// <summary>Begins a wait; null when there is no time left for one.</summary>
    public Waiting? Begin(CancellationToken cancellationToken)
    {
        var due = inBody ? silence : time.GetElapsedTime(time.GetTimestamp(), deadline);
        if (due <= TimeSpan.Zero)
        {
            return null;
        }

        alarm.Change(due, Timeout.InfiniteTimeSpan);
        return new Waiting(alarm, cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop));
    }

    /// <summary>Ends every wait.</summary>
    public Task StopAsync() => stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await alarm.DisposeAsync();
        stop.Dispose();
    }

    /// <summary>A wait under way; disposing of it ends it in time.</summary>
    public readonly struct Waiting(ITimer alarm, CancellationTokenRegistration registration) : IDisposable
    {
        public void Dispose()
        {
            registration.Dispose();
            alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
