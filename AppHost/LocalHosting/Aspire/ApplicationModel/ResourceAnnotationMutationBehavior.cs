namespace Aspire.Hosting.ApplicationModel;

/// <summary>What becomes of annotations of the same kind that are already there.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>They stay.</summary>
    Append,

    /// <summary>They go.</summary>
    Replace,
}
