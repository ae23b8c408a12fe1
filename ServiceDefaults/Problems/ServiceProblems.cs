using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.ServiceDefaults.Problems;

/// <summary>Failures over HTTP as problem details (RFC 9457) with a <c>code</c> that can be searched for.</summary>
public static class ServiceProblems
{
    /// <summary>A failure answer.</summary>
    /// <param name="status">HTTP status code.</param>
    /// <param name="code">Stable, searchable, lower-case with underscores: <c>system_email_unknown</c>.</param>
    /// <param name="what">What happened, in one sentence.</param>
    /// <param name="remedy">What the caller can do about it.</param>
    public static ProblemHttpResult Problem(int status, string code, string what, string? remedy = null) =>
        TypedResults.Problem(
            title: what,
            detail: remedy,
            statusCode: status,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code });

    internal static void AddServiceProblems(this IServiceCollection services) =>
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions.TryAdd("code", $"http_{context.ProblemDetails.Status}");
            context.ProblemDetails.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        });
}
