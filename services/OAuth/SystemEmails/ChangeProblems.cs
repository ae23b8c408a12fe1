using HelpdeskMail.OAuth.Trying;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Refused changes as problem details.</summary>
internal static class ChangeProblems
{
    public static ProblemHttpResult Of(ChangeResult result) => result switch
    {
        ChangeResult.Invalid invalid => Invalid(invalid.Problems),
        ChangeResult.AddressTaken taken => ServiceProblems.Problem(
            StatusCodes.Status409Conflict, "address_taken", $"Another system email already has the address {taken.Address}.", "Change that one, or choose another address."),
        ChangeResult.ChangedMeanwhile changed => ServiceProblems.Problem(
            StatusCodes.Status409Conflict, "changed_meanwhile", $"Somebody else has saved this system email meanwhile (revision {changed.Revision}).", "Load it again and repeat your change."),
        ChangeResult.Busy => ServiceProblems.Problem(
            StatusCodes.Status503ServiceUnavailable, "refresh_busy", "A refresh of this system email's token is still under way.", "Try again in a moment."),
        _ => Unknown(),
    };

    /// <summary>The settings are well formed but do not work; the setting to look at first is named under errors.</summary>
    public static ProblemHttpResult DoesNotWork(TrialFailure failure) => TypedResults.Problem(
        title: failure.What,
        detail: failure.Remedy,
        statusCode: StatusCodes.Status422UnprocessableEntity,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = failure.Code,
            ["answer"] = failure.Answer,
            ["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { [failure.Field] = [failure.Remedy ?? failure.What] },
        });

    public static ProblemHttpResult Unknown() => ServiceProblems.Problem(
        StatusCodes.Status404NotFound, "system_email_unknown", "There is no such system email.", "It may have been removed; load the list again.");

    private static ProblemHttpResult Invalid(IDictionary<string, string[]> problems) => TypedResults.Problem(
        title: "Some fields need another value.",
        detail: "Each field's problem is named under errors.",
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "validation_failed", ["errors"] = problems });
}
