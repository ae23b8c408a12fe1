using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Bus.Tests;

/// <summary>Services as one request or job of a replica would see them.</summary>
public sealed class BusScope(AsyncServiceScope scope) : IAsyncDisposable
{
    public T Get<T>()
        where T : notnull => scope.ServiceProvider.GetRequiredService<T>();

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}
