using System.Text.Json;
using System.Text.RegularExpressions;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Api;

/// <summary>Says what of a call could not be read: the place in its JSON, or the value in its address. The framework alone answers «Bad Request».</summary>
internal static partial class BadCall
{
    /// <summary>The answer.</summary>
    public static ProblemHttpResult Answer(BadHttpRequestException exception)
    {
        if (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ServiceProblems.Problem(exception.StatusCode, "body_too_large", "The body is larger than this address takes.", "Send files one by one to /api/v1/files, and words in parts.");
        }

        if (exception.InnerException is JsonException json)
        {
            var place = json.Path is { Length: > 1 } path ? $"at «{path[(path.StartsWith("$.", StringComparison.Ordinal) ? 2 : 1)..]}», line {json.LineNumber + 1}" : $"in line {(json.LineNumber ?? 0) + 1}";
            return ServiceProblems.Problem(exception.StatusCode, "json_invalid", $"The body is not the JSON that this address takes: look {place}.", "What it takes is described at /openapi/v1.json.");
        }

        return Named().Match(exception.Message) is { Success: true } found
            ? ServiceProblems.Problem(exception.StatusCode, "value_invalid", $"The value of «{found.Groups["name"].Value}» is missing, or none.", "What it takes is described at /openapi/v1.json.")
            : ServiceProblems.Problem(exception.StatusCode, "call_invalid", "The call could not be read.", "What this address takes is described at /openapi/v1.json.");
    }

    /// <summary>The framework's two sentences about a parameter: «Failed to bind parameter "long? number" from "x".» and «Required parameter "Guid id" was not provided from query string.»</summary>
    [GeneratedRegex("parameter \"[^\"]*?(?<name>[A-Za-z_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Named();
}
