using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Restriction;

internal static class RestrictionEndpoints
{
    public static void MapRestriction(this RouteGroupBuilder admin)
    {
        admin.MapPost("/system-emails/{id:guid}/restriction", Check);
        admin.MapGet("/system-emails/{id:guid}/restriction", Last);
    }

    private static async Task<Results<Ok<RestrictionReport>, ProblemHttpResult>> Check(
        Guid id, RestrictionRequest request, ActingAdmin admin, SystemEmailTable emails, RestrictionCheck check, AuditTrail audit, CancellationToken cancellation)
    {
        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        if (email.SignIn != SignInWay.ClientCredentials)
        {
            return ServiceProblems.Problem(
                StatusCodes.Status409Conflict, "not_an_application", "Only an application that signs in by itself can reach mailboxes of others.", "For somebody's sign-in, the account's own rights in Exchange decide.");
        }

        var forbidden = request.Forbidden?.Trim() ?? "";
        var problems = new FieldProblems();
        if (forbidden.Length > 320 || forbidden.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) || forbidden.Split('@') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            problems.Add("forbidden", "Fill in the address of a mailbox that the application must not reach, such as director@example.org.");
        }
        else if (forbidden.Equals(email.Address, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add("forbidden", "That is the linked mailbox itself. Fill in one that the application must not reach.");
        }

        if (problems.ByField is { Count: > 0 } found)
        {
            return ChangeProblems.Of(new ChangeResult.Invalid(found));
        }

        var report = await check.RunAsync(email, forbidden, cancellation);
        await audit.WriteAsync(id, admin, "restriction_checked", $"{forbidden}: {report.Verdict}", cancellation);
        return TypedResults.Ok(report);
    }

    private static async Task<Results<Ok<RestrictionReport>, ProblemHttpResult>> Last(Guid id, RestrictionCheck check, CancellationToken cancellation) =>
        await check.FindAsync(id, cancellation) is { } report
            ? TypedResults.Ok(report)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "restriction_never", "Nobody has tried yet which mailboxes the application reaches.", "Try it with a mailbox that it must not reach.");
}
