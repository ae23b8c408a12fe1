namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>Knows how one kind of resource is brought up on this machine.</summary>
internal interface ILauncher
{
    /// <summary>Starts the resource. Returns when it has been started, not when it is healthy.</summary>
    /// <param name="run">The resource; its lines and what is found out go there.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="Aspire.Hosting.DistributedApplicationException">It cannot be started on this machine as it is; the message says what to do.</exception>
    Task<Launched> LaunchAsync(ResourceRun run, CancellationToken cancellationToken);
}
