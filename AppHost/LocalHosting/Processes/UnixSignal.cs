namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>Signals with the numbers that Linux and macOS share.</summary>
internal enum UnixSignal
{
    /// <summary>Only asks whether the process is there.</summary>
    None = 0,

    /// <summary>Stop; PostgreSQL ends its clients and shuts down in order.</summary>
    Interrupt = 2,

    /// <summary>End at once.</summary>
    Kill = 9,

    /// <summary>Stop.</summary>
    Terminate = 15,
}
