using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Remembers every line that is logged from the moment it is added, for tests of what must not be.</summary>
internal sealed class EveryLine : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
