using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Reading;

/// <summary>A helpdesk with one browser that is signed in for all of its tests: signing in is limited.</summary>
public sealed class ReaderHost : HelpdeskHost
{
    private HttpClient? browser;

    public async Task<HttpClient> ReaderAsync() => browser ??= await AdministratorAsync();

    public override ValueTask DisposeAsync()
    {
        browser?.Dispose();
        return base.DisposeAsync();
    }
}
