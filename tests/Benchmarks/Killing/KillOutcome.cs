namespace HelpdeskMail.Benchmarks.Killing;

/// <summary>What came of one run.</summary>
/// <param name="Step">The step at which the service was to die; 0 for none.</param>
/// <param name="AfterItsAnswer">Whether it was to die when the answer was there.</param>
/// <param name="DiedAt">Whom it spoke to when it died, and what it said; null when it lived.</param>
/// <param name="Fault">What is wrong after it; null for nothing.</param>
internal sealed record KillOutcome(int Step, bool AfterItsAnswer, string? DiedAt, string? Fault)
{
    /// <summary>Whom it spoke to when it died.</summary>
    public string? SpokeTo => DiedAt?.Split(':')[0];

    public string FaultInWords => $"wrong after step {Step}{(AfterItsAnswer ? ", answered" : "")}: {Fault} ({DiedAt})";
}
