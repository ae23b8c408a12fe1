namespace HelpdeskMail.Fixtures;

/// <summary>The one server of a kind that a test process shares: started on first use, ended by <see cref="SharedServers"/>, or else when the process ends.</summary>
/// <typeparam name="T">The server.</typeparam>
/// <param name="start">Starts it.</param>
/// <param name="remove">Stops it and removes what it kept.</param>
internal sealed class SharedServer<T>(Func<Task<T>> start, Action<T> remove)
    where T : class
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private T? server;

    /// <summary>The server, which runs.</summary>
    public async Task<T> GetAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (server is null)
            {
                server = await start();
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
            }

            return server;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends it if it was started.</summary>
    public async Task EndAsync()
    {
        await gate.WaitAsync();
        try
        {
            Remove();
        }
        finally
        {
            gate.Release();
        }
    }

    private void Remove()
    {
        if (server is { } running)
        {
            server = null;
            remove(running);
        }
    }
}
