namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>One AppHost for all tests of a class.</summary>
public sealed class RunningAppHost : IAsyncLifetime
{
    internal TestFolder Folder { get; } = new();

    internal AppHostProcess AppHost { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        AppHost = AppHostProcess.Start(Folder);
        await AppHost.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await AppHost.DisposeAsync();
        Folder.Dispose();
    }
}
