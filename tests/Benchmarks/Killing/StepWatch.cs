namespace HelpdeskMail.Benchmarks.Killing;

/// <summary>
/// Counts what a process says to the database, to the mail server and to the other services, one step each time it speaks, and ends the process at the step it was armed for: before the other side hears it, or when the other
/// side has answered and the process has not heard that yet.
/// </summary>
internal sealed class StepWatch
{
    private readonly Lock gate = new();
    private Action? kill;
    private int last;
    private bool afterwards;

    /// <summary>Steps since it was armed.</summary>
    public int Count { get; private set; }

    /// <summary>What the process said at the step it died at; null while it lives.</summary>
    public string? DiedAt { get; private set; }

    /// <summary>From now on steps count, and at the one of this number, from 1, the process ends; at none when it is zero.</summary>
    public void Arm(int step, bool afterItsAnswer, Action end)
    {
        lock (gate)
        {
            (Count, DiedAt, last, afterwards, kill) = (0, null, step, afterItsAnswer, end);
        }
    }

    /// <summary>Lets the process live from now on.</summary>
    public void Disarm()
    {
        lock (gate)
        {
            kill = null;
        }
    }

    /// <summary>The process has said <paramref name="words"/> and is ended here where that was the step.</summary>
    public StepFate Say(string words)
    {
        lock (gate)
        {
            if (kill is null || ++Count != last)
            {
                return StepFate.GoesOn;
            }

            DiedAt = words;
            if (afterwards)
            {
                return StepFate.DiesAtItsAnswer;
            }

            EndNow();
            return StepFate.Died;
        }
    }

    /// <summary>Ends the process.</summary>
    public void EndNow()
    {
        lock (gate)
        {
            kill?.Invoke();
            kill = null;
        }
    }
}
