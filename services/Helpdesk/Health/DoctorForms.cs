using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.Contracts.SystemEmails.Restriction;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;

namespace HelpdeskMail.Helpdesk.Health;

/// <summary>The forms of the tab Doctor.</summary>
internal static class DoctorForms
{
    public static void MapDoctorForms(this WebApplication app)
    {
        var forms = app.MapGroup("/system-emails").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("/{id:guid}/doctor", ExamineAsync);
        forms.MapPost("/{id:guid}/restriction", RestrictionAsync);
    }

    private static async Task<IResult> ExamineAsync(Guid id, IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.ExamineAsync(id, context.User.Actor(), cancellation);
        return flash.Redirect(context, $"/system-emails/{id}?tab=doctor", answer.Value is not { } report
            ? new Flash(false, Translated.Of("It could not be examined."), $"{answer.Refusal?.What} {answer.Refusal?.Remedy}".Trim())
            : new Flash(report.Outcome != DoctorOutcome.Failed, report.Outcome switch { DoctorOutcome.Failed => Translated.Of("Examined: something is wrong."), DoctorOutcome.Warned => Translated.Of("Examined: it works, with something to note."), _ => Translated.Of("Examined: all is well.") }));
    }

    private static async Task<IResult> RestrictionAsync(Guid id, IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var forbidden = form["forbidden"].ToString().Trim();
        var answer = await oauth.CheckRestrictionAsync(id, forbidden, context.User.Actor(), cancellation);
        return flash.Redirect(context, $"/system-emails/{id}?tab=doctor#restriction", answer.Value is { } report
            ? new Flash(report.Verdict == RestrictionVerdict.Restricted, report.Verdict switch { RestrictionVerdict.Restricted => Translated.Of("The application is limited."), RestrictionVerdict.Unrestricted => Translated.Of("The application is not limited."), _ => Translated.Of("It cannot be told.") }, report.Saw)
            : new Flash(
                false, Translated.Of("It was not tried."), $"{answer.Refusal?.What} {answer.Refusal?.Remedy}".Trim(), Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["forbidden"] = forbidden },
                Errors: answer.Refusal?.Errors is { Count: > 0 } errors ? errors : null));
    }
}
