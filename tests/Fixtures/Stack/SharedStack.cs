namespace HelpdeskMail.Fixtures.Stack;

/// <summary>One running stack for all tests of an assembly, as an xunit assembly fixture; started when the first test asks for it, so that a test can be skipped where it cannot run.</summary>
public sealed class SharedStack : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private GoogleFront? google;
    private RunningStack? stack;

    /// <summary>The stack.</summary>
    public async Task<RunningStack> GetAsync()
    {
        await gate.WaitAsync();
        try
        {
            return stack ??= await StartAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }

        if (google is not null)
        {
            await google.DisposeAsync();
        }

        gate.Dispose();
    }

    private async Task<RunningStack> StartAsync()
    {
        google ??= await GoogleFront.StartAsync();
        var started = await RunningStack.StartAsync(google.Settings);
        google.LeadTo(started.Endpoint("sandbox"));
        return started;
    }
}
