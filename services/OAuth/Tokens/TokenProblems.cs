using System.Globalization;
using HelpdeskMail.OAuth.Explanations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Refused tokens as problem details.</summary>
internal static class TokenProblems
{
    public static ProblemHttpResult Of(TokenAnswer.Refused refused, HttpContext context, DateTimeOffset now)
    {
        if (refused.Problem.RetryAt is { } retryAt)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling((retryAt - now).TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(
            title: refused.Problem.What,
            detail: refused.Problem.Remedy,
            statusCode: refused.Mender == Mender.Nobody ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = refused.Problem.Code, ["problem"] = refused.Problem });
    }
}
