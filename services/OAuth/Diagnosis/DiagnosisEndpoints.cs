using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.SystemEmails;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Diagnosis;

internal static class DiagnosisEndpoints
{
    public static void MapDiagnosis(this RouteGroupBuilder admin) => admin.MapPost("/system-emails/{id:guid}/test", Test);

    private static async Task<Results<Ok<ConnectionTest>, ProblemHttpResult>> Test(
        Guid id, ActingAdmin admin, SystemEmailTable emails, ConnectionTrial trial, AuditTrail audit, CancellationToken cancellation)
    {
        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        var test = await trial.RunAsync(email, cancellation);
        var failed = test.Steps.Where(step => step.Outcome == TestOutcome.Failed).Select(step => step.Name).ToList();
        await audit.WriteAsync(id, admin, "tested", failed.Count == 0 ? "passed" : $"failed: {string.Join(", ", failed)}", cancellation);
        return TypedResults.Ok(test);
    }
}
