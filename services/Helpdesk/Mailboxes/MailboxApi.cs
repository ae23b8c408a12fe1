using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>What is set for the mail of a mailbox, by the API.</summary>
internal static class MailboxApi
{
    public static void MapMailboxApi(this RouteGroupBuilder api)
    {
        var mailboxes = api.MapGroup("/mailboxes").WithTags("Mailboxes").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        mailboxes.MapGet("/{id:guid}", FindAsync).WithSummary("Reads what is set for the mail of a system email: how it becomes tickets, and what its answers carry.");
        mailboxes.MapPut("/{id:guid}", SaveAsync).WithSummary("Sets all of it.");
    }

    private static async Task<Results<Ok<MailboxSettings>, ProblemHttpResult>> FindAsync(Guid id, MailboxTable mailboxes, SystemEmailTable systemEmails, CancellationToken cancellation) =>
        await systemEmails.FindAsync(id, cancellation) is null ? Unknown(id) : TypedResults.Ok(await mailboxes.FindAsync(id, cancellation));

    private static async Task<Results<Ok<MailboxSettings>, ProblemHttpResult>> SaveAsync(
        Guid id, MailboxSettings settings, MailboxTable mailboxes, SystemEmailTable systemEmails, HttpContext context, CancellationToken cancellation)
    {
        if (await systemEmails.FindAsync(id, cancellation) is null)
        {
            return Unknown(id);
        }

        if (MailboxTable.Problem(settings) is { } tooLong)
        {
            return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "settings_too_long", tooLong, "Nothing was saved. Shorten it.");
        }

        await mailboxes.SaveAsync(settings with { SystemEmailId = id }, context.User.Actor(), cancellation);
        return TypedResults.Ok(await mailboxes.FindAsync(id, cancellation));
    }

    private static ProblemHttpResult Unknown(Guid id) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "system_email_unknown", $"There is no system email {id}.", "They are listed at /api/v1/system-emails.");
}
