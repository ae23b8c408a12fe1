namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>Where a resource is between being described and being gone.</summary>
internal enum ResourceState
{
    /// <summary>Waits until what it needs is healthy.</summary>
    Waiting,

    /// <summary>Is being started.</summary>
    Starting,

    /// <summary>Runs; whether it is healthy is a question of its own.</summary>
    Running,

    /// <summary>Has been asked to stop.</summary>
    Stopping,

    /// <summary>Was stopped by a person or with the AppHost.</summary>
    Stopped,

    /// <summary>Ended by itself and says it is done.</summary>
    Finished,

    /// <summary>Ended by itself with an error.</summary>
    Exited,

    /// <summary>Could not be started.</summary>
    FailedToStart,
}
