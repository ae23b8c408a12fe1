namespace HelpdeskMail.Mail.Tests;

/// <summary>Tests that measure the memory of the whole process, and so run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class MeasuredMemory
{
    public const string Name = "measured memory";
}
