namespace HelpdeskMail.Sandbox;

/// <summary>Keeps the Sandbox out of every place but a developer's machine.</summary>
public static class DevelopmentOnly
{
    /// <summary>Stops a start in any other environment.</summary>
    /// <exception cref="InvalidOperationException">The environment is not Development; the operator takes the Sandbox out of the deployment.</exception>
    public static void Check(IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"The Sandbox stands in for Microsoft 365 on a developer's machine: its passwords and secrets are public and it signs anybody in. It does not start in the environment «{environment.EnvironmentName}». "
                + "Leave it out of the deployment and give the oauth service a real identity provider; to use it for development, set ASPNETCORE_ENVIRONMENT=Development.");
        }
    }
}
