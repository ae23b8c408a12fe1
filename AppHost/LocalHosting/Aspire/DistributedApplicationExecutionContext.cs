namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
/// <param name="operation">Run or publish.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>The model is run on this machine.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>The model is described for a deployment tool.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}
