using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace HelpdeskMail.MailStore.Problems;

/// <summary>
/// Turns what goes wrong below an endpoint into a problem the caller can act on: a full disk (507 <c>store_full</c>), a database that is away or read-only
/// (503 <c>store_unavailable</c>), damaged bytes (500 <c>content_damaged</c>), a request that cannot be understood or broke off (400 <c>request_invalid</c>).
/// In each case nothing was stored and the call may be repeated.
/// </summary>
internal sealed partial class StoreFailures(ILogger<StoreFailures> logger) : IExceptionHandler
{
    private const string RepeatLater = "Nothing was stored; repeat the call later.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                ServiceProblems.Problem(StatusCodes.Status507InsufficientStorage, "store_full", "The disk of the database is full.", "Free or add disk space for PostgreSQL. " + RepeatLater),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                ServiceProblems.Problem(StatusCodes.Status503ServiceUnavailable, "store_read_only", "The database takes no changes now (read-only).", "Connect to the primary server, or end its read-only mode. " + RepeatLater),
            NpgsqlException or TimeoutException =>
                ServiceProblems.Problem(StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The database does not answer as it should.", RepeatLater),
            ContentDamagedException => ServiceProblems.Problem(StatusCodes.Status500InternalServerError, "content_damaged", exception.Message),
            BadHttpRequestException { StatusCode: var status } => ServiceProblems.Problem(status, "request_invalid", exception.Message, "Nothing was stored."),
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }

        LogFailed(logger, httpContext.Request.Method, httpContext.Request.Path, exception);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    [LoggerMessage(EventId = 40, EventName = "store.failed", Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
