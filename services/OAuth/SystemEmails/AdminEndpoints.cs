using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Trying;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.SystemEmails;

internal static class AdminEndpoints
{
    public static void MapSystemEmailAdministration(this RouteGroupBuilder admin)
    {
        admin.MapGet("/system-emails", List);
        admin.MapGet("/system-emails/{id:guid}", Find);
        admin.MapPost("/system-emails", Add);
        admin.MapPost("/system-emails/check", Check);
        admin.MapPost("/system-emails/{id:guid}/check", CheckChange);
        admin.MapPut("/system-emails/{id:guid}", Replace);
        admin.MapGet("/system-emails/{id:guid}/export", Export);
        admin.MapDelete("/system-emails/{id:guid}", Remove);
        admin.MapPost("/system-emails/{id:guid}/pause", Pause);
        admin.MapPost("/system-emails/{id:guid}/resume", Resume);
    }

    private static Task<IReadOnlyList<SystemEmailView>> List(SystemEmailViews views, CancellationToken cancellation) => views.ListAsync(cancellation);

    private static async Task<Results<Ok<SystemEmailView>, ProblemHttpResult>> Find(Guid id, SystemEmailViews views, CancellationToken cancellation) =>
        await views.FindAsync(id, cancellation) is { } view ? TypedResults.Ok(view) : ChangeProblems.Unknown();

    private static async Task<Results<Created<SystemEmailView>, ProblemHttpResult>> Add(
        SystemEmailDraft draft, bool? validate, string? testMailTo, ActingAdmin admin, SystemEmailBook book, SystemEmailViews views, SaveTrial trial, AuditTrail audit, CancellationToken cancellation)
    {
        if (validate == true && await trial.TryAsync(draft, null, testMailTo, cancellation) is { } failure)
        {
            await audit.WriteAsync(null, admin, "not_saved", $"{draft.Address}: {failure.Code}", cancellation);
            return ChangeProblems.DoesNotWork(failure);
        }

        var result = await book.AddAsync(draft, admin, cancellation);
        return result is ChangeResult.Done done && await views.FindAsync(done.Id, cancellation) is { } view
            ? TypedResults.Created($"/internal/admin/system-emails/{done.Id}", view)
            : ChangeProblems.Of(result);
    }

    private static Results<NoContent, ProblemHttpResult> Check(SystemEmailDraft draft, DraftCheck check) => Answer(check.Check(draft, null));

    private static async Task<Results<NoContent, ProblemHttpResult>> CheckChange(
        Guid id, SystemEmailDraft draft, DraftCheck check, SystemEmailTable table, CancellationToken cancellation) =>
        await table.FindAsync(id, cancellation) is { } present ? Answer(check.Check(draft, present)) : ChangeProblems.Unknown();

    private static async Task<Results<Ok<SystemEmailView>, ProblemHttpResult>> Replace(
        Guid id, SystemEmailDraft draft, bool? validate, string? testMailTo, ActingAdmin admin, SystemEmailTable table, SystemEmailBook book, SystemEmailViews views, SaveTrial trial, AuditTrail audit,
        CancellationToken cancellation)
    {
        if (validate == true && await table.FindAsync(id, cancellation) is { } present && await trial.TryAsync(draft, present, testMailTo, cancellation) is { } failure)
        {
            await audit.WriteAsync(id, admin, "not_saved", failure.Code, cancellation);
            return ChangeProblems.DoesNotWork(failure);
        }

        return await ShowAsync(await book.ReplaceAsync(id, draft, admin, cancellation), views, cancellation);
    }

    /// <summary>Everything but secrets, for another installation.</summary>
    private static async Task<Results<Ok<SystemEmailExport>, ProblemHttpResult>> Export(Guid id, SystemEmailViews views, CancellationToken cancellation) =>
        await views.FindAsync(id, cancellation) is { } view ? TypedResults.Ok(ExportOf.View(view)) : ChangeProblems.Unknown();

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid id, ActingAdmin admin, SystemEmailBook book, CancellationToken cancellation) =>
        await book.RemoveAsync(id, admin, cancellation) is var result and not ChangeResult.Done ? ChangeProblems.Of(result) : TypedResults.NoContent();

    private static async Task<Results<Ok<SystemEmailView>, ProblemHttpResult>> Pause(
        Guid id, ActingAdmin admin, SystemEmailBook book, SystemEmailViews views, CancellationToken cancellation) =>
        await ShowAsync(await book.PauseAsync(id, paused: true, admin, cancellation), views, cancellation);

    private static async Task<Results<Ok<SystemEmailView>, ProblemHttpResult>> Resume(
        Guid id, ActingAdmin admin, SystemEmailBook book, SystemEmailViews views, CancellationToken cancellation) =>
        await ShowAsync(await book.PauseAsync(id, paused: false, admin, cancellation), views, cancellation);

    private static async Task<Results<Ok<SystemEmailView>, ProblemHttpResult>> ShowAsync(ChangeResult result, SystemEmailViews views, CancellationToken cancellation) =>
        result is ChangeResult.Done done && await views.FindAsync(done.Id, cancellation) is { } view ? TypedResults.Ok(view) : ChangeProblems.Of(result);

    private static Results<NoContent, ProblemHttpResult> Answer(IDictionary<string, string[]> problems) =>
        problems.Count == 0 ? TypedResults.NoContent() : ChangeProblems.Of(new ChangeResult.Invalid(problems));
}
