namespace HelpdeskMail.Benchmarks.Killing;

/// <summary>What becomes of a process at a step.</summary>
internal enum StepFate
{
    /// <summary>What it said is passed on.</summary>
    GoesOn,

    /// <summary>It is dead, and the other side hears nothing of this step.</summary>
    Died,

    /// <summary>What it said is passed on; it dies when the answer is there.</summary>
    DiesAtItsAnswer,
}
