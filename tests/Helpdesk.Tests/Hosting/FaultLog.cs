using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Remembers what the helpdesk logged as an error, so that a test that meets a failed page can say why.</summary>
public sealed class FaultLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> faults = new();

    public IReadOnlyCollection<string> Faults => faults;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            faults.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
