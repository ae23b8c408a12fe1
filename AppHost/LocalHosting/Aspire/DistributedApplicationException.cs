namespace Aspire.Hosting;

/// <summary>The model cannot be run or published as it is; the message is for whoever starts it.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and what to do, and what it came from.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
