namespace Aspire.Hosting;

/// <summary>What an AppHost was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the model on this machine.</summary>
    Run,

    /// <summary>To describe it for a deployment tool.</summary>
    Publish,
}
