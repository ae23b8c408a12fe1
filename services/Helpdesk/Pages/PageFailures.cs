using HelpdeskMail.Helpdesk.Api;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>
/// What went wrong below a page or an endpoint, as an answer: another service or the database away (503), a request that cannot be understood (its own status),
/// anything else (500). Browsers get a page, programs a problem document.
/// </summary>
internal sealed partial class PageFailures(ILogger<PageFailures> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var status = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            HttpRequestException or TimeoutException or TaskCanceledException or NpgsqlException { IsTransient: true } or NpgsqlException and not PostgresException => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        if (status >= StatusCodes.Status500InternalServerError)
        {
            LogFailed(logger, httpContext.Request.Method, httpContext.Request.Path, exception);
        }

        httpContext.Response.StatusCode = status;
        if (PagePolicy.WantsPage(httpContext.Request))
        {
            await PlainPage.WriteAsync(httpContext, PagePolicy.CauseOf(httpContext, status));
            return true;
        }

        if (exception is BadHttpRequestException unreadable)
        {
            await BadCall.Answer(unreadable).ExecuteAsync(httpContext);
            return true;
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            await ServiceDefaults.Problems.ServiceProblems.Problem(
                status, "part_unavailable", "A part of the helpdesk does not answer now.", "Nothing was changed; repeat the call later.").ExecuteAsync(httpContext);
            return true;
        }

        return false;
    }

    [LoggerMessage(EventId = 60, EventName = "page.failed", Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
