using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Doctor;

internal static class DoctorEndpoints
{
    public static void MapDoctor(this RouteGroupBuilder admin)
    {
        admin.MapPost("/system-emails/{id:guid}/doctor", Examine);
        admin.MapGet("/system-emails/{id:guid}/doctor", Last);
        admin.MapPost("/system-emails/doctor", ExamineDraft);
    }

    private static async Task<Results<Ok<DoctorReport>, ProblemHttpResult>> Examine(
        Guid id, ActingAdmin admin, SystemEmailTable emails, MailDoctor doctor, DoctorTable table, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        var report = await doctor.ExamineAsync(email, Occasion.Asked, cancellation);
        await table.KeepAsync(report, DoctorJob.Next(time.GetUtcNow()), cancellation);
        await audit.WriteAsync(id, admin, "examined", Summary(report), cancellation);
        return TypedResults.Ok(report);
    }

    private static async Task<Results<Ok<DoctorReport>, ProblemHttpResult>> Last(Guid id, DoctorTable table, CancellationToken cancellation) =>
        await table.FindAsync(id, cancellation) is { } report
            ? TypedResults.Ok(report)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "doctor_never", "This system email has not been examined yet.", "Examine it now, or wait for the hourly examination.");

    private static async Task<Results<Ok<DoctorReport>, ProblemHttpResult>> ExamineDraft(
        SystemEmailDraft draft, Guid? of, ActingAdmin admin, SystemEmailTable emails, DraftCheck check, DraftReader reader, MailDoctor doctor, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        var present = of is { } id ? await emails.FindAsync(id, cancellation) : null;
        if (of is not null && present is null)
        {
            return ChangeProblems.Unknown();
        }

        if (check.Check(draft, present) is { Count: > 0 } problems)
        {
            return ChangeProblems.Of(new ChangeResult.Invalid(problems));
        }

        if (present is not null && UsesStoredSecret(draft) && !Servers(draft.Receiving, draft.Sending).IsSubsetOf(Servers(present.Receiving, present.Sending)))
        {
            return ServiceProblems.Problem(
                StatusCodes.Status400BadRequest, "secret_needed", "The servers are others than the saved ones, and the stored secret is shown to no server it was not saved for.", "Fill in the secret or password again, or save first.");
        }

        // Stored secrets may fill empty fields; the audit trail tells who had them tried, and where.
        var report = await doctor.ExamineAsync(reader.Read(draft, present, time.GetUtcNow()), Occasion.Draft, cancellation);
        await audit.WriteAsync(of, admin, "draft_examined", $"{draft.Address}: {Summary(report)}", cancellation);
        return TypedResults.Ok(report);
    }

    private static bool UsesStoredSecret(SystemEmailDraft draft) =>
        draft.SignIn is SignInWay.Password or SignInWay.PasswordGrant ? string.IsNullOrEmpty(draft.Password) : string.IsNullOrEmpty(draft.Application?.ClientSecret) && draft.Application?.Certificate is null;

    private static HashSet<string> Servers(ReceivingSettings? receiving, SendingSettings? sending) =>
        new[] { receiving?.Server, sending?.Server, sending?.Fallback?.Server }.OfType<ServerSettings>().Select(server => $"{server.Host}:{server.Port}").ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string Summary(DoctorReport report) => report.Cause is { } cause ? $"{report.Outcome}: {cause.Name} {cause.Code}".TrimEnd() : "all well";
}
