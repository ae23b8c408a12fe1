namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>What a person may ask for.</summary>
internal enum ResourceCommand
{
    /// <summary>Run it.</summary>
    Start,

    /// <summary>Stop it, and leave it stopped.</summary>
    Stop,

    /// <summary>Stop it and run it again.</summary>
    Restart,
}
