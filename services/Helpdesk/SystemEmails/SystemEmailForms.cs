using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>The forms around system emails. Settings, secrets and tokens go to the OAuth service and stay there.</summary>
internal static class SystemEmailForms
{
    public static void MapSystemEmailForms(this WebApplication app)
    {
        var forms = app.MapGroup("/system-emails").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("/new", AddAsync);
        forms.MapPost("/check", (IFormCollection form, OAuthClient oauth, HttpContext context, CancellationToken cancellation) => CheckAsync(null, form, oauth, context, cancellation));
        forms.MapPost("/{id:guid}/check", (Guid id, IFormCollection form, OAuthClient oauth, HttpContext context, CancellationToken cancellation) => CheckAsync(id, form, oauth, context, cancellation));
        forms.MapPost("/import", ImportAsync);
        forms.MapGet("/{id:guid}/export", ExportAsync);
        forms.MapPost("/{id:guid}/settings", SaveAsync);
        forms.MapPost("/{id:guid}/link", LinkAsync);
        forms.MapPost("/{id:guid}/pause", PauseAsync);
        forms.MapPost("/{id:guid}/remove", RemoveAsync);
        forms.MapPost("/{id:guid}/test", TestAsync);
        forms.MapPost("/{id:guid}/token", TokenAsync);
    }

    private static async Task<IResult> AddAsync(IFormCollection form, OAuthClient oauth, SystemEmailWatch watch, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var draft = await DraftForm.ReadAsync(form, null, (await oauth.PresetsAsync(cancellation)).Value, cancellation);
        var answer = await oauth.CreateAsync(draft, Wanted(form), context.User.Actor(), cancellation);
        if (answer.Value is not { } added)
        {
            return flash.Redirect(
                context, $"/system-emails/new?provider={draft.Provider}&way={draft.SignIn}&address={Uri.EscapeDataString(draft.Address)}", Refused(Translated.Of("It was not saved."), answer.Refusal, form));
        }

        await watch.TryReadAsync(cancellation);
        return flash.Redirect(
            context, $"/system-emails/{added.Id}", new Flash(true, Translated.Of("{0} is saved.", added.Address), added.SignIn switch { SignInWay.AuthorizationCode => Translated.Of("Now sign in, below, to link it."), SignInWay.DeviceCode => Translated.Of("Now get a code, below, to link it."), _ => Translated.Of("Mail is fetched in a moment.") }));
    }

    private static async Task<IResult> SaveAsync(
        Guid id, IFormCollection form, OAuthClient oauth, SystemEmailWatch watch, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var present = await oauth.FindAsync(id, cancellation);
        var draft = await DraftForm.ReadAsync(form, present.Value, (await oauth.PresetsAsync(cancellation)).Value, cancellation);
        var answer = await oauth.ReplaceAsync(id, draft, Wanted(form), context.User.Actor(), cancellation);
        if (answer.Refusal is { } refusal)
        {
            return flash.Redirect(context, $"/system-emails/{id}?tab=settings", Refused(Translated.Of("It was not saved."), refusal, form));
        }

        await watch.TryReadAsync(cancellation);
        return flash.Redirect(context, $"/system-emails/{id}?tab=settings", new Flash(true, Translated.Of("Saved."), Translated.Of("Fetching and sending take the new settings over at once.")));
    }

    /// <summary>
    /// Sends the browser to the identity provider by a page of one link, not by a redirect: a form's target is bound to this site, and the way on leads to others.
    /// </summary>
    private static async Task<IResult> LinkAsync(
        Guid id, IFormCollection form, OAuthClient oauth, IOptions<HelpdeskSettings> settings, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.StartLinkAsync(id, new LinkStart(null), context.User.Actor(), cancellation);
        return answer.Value is { } started
            // A device code is shown on a page here; nobody leaves for it.
            ? started.StartUrl.StartsWith(settings.Value.Link("/"), StringComparison.Ordinal) ? TypedResults.Redirect(started.StartUrl) : LeavingPage.To(context, started.StartUrl)
            : flash.Redirect(context, $"/system-emails/{id}", Refused(Translated.Of("The sign-in could not begin."), answer.Refusal, null));
    }

    private static async Task<IResult> PauseAsync(Guid id, IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var paused = form["paused"] == "true";
        var answer = await oauth.PauseAsync(id, paused, context.User.Actor(), cancellation);
        return flash.Redirect(context, $"/system-emails/{id}", answer.Refusal is { } refusal ? Refused(Translated.Of("Nothing was changed."), refusal, null)
            : paused ? new Flash(true, Translated.Of("Paused."), Translated.Of("Nothing is fetched or sent for it until you start it again. Answers wait.")) : new Flash(true, Translated.Of("Started again.")));
    }

    private static async Task<IResult> RemoveAsync(Guid id, IFormCollection form, OAuthClient oauth, SystemEmailWatch watch, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.RemoveAsync(id, context.User.Actor(), cancellation);
        if (answer.Refusal is { } refusal)
        {
            return flash.Redirect(context, $"/system-emails/{id}", Refused(Translated.Of("It was not removed."), refusal, null));
        }

        await watch.TryReadAsync(cancellation);
        return flash.Redirect(context, "/system-emails", new Flash(true, Translated.Of("Removed."), Translated.Of("Its tokens and secrets are deleted; its tickets stay.")));
    }

    private static async Task<IResult> TestAsync(Guid id, IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.TestAsync(id, context.User.Actor(), cancellation);
        if (answer.Value is not { } test)
        {
            return flash.Redirect(context, $"/system-emails/{id}", Refused(Translated.Of("The test could not be made."), answer.Refusal, null));
        }

        var failed = test.Steps.FirstOrDefault(step => step.Outcome == TestOutcome.Failed);
        var passed = string.Join(", ", test.Steps.Where(step => step.Outcome == TestOutcome.Passed).Select(step => step.Title));
        return flash.Redirect(context, $"/system-emails/{id}", failed is null
            ? new Flash(true, Translated.Of("Both directions work."), $"{passed}.")
            : new Flash(false, $"{failed.Title}: {failed.What}", $"{failed.Remedy} {failed.ServerAnswer}".Trim()));
    }

    private static async Task<IResult> TokenAsync(Guid id, IFormCollection form, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        var forget = form["act"] == "forget";
        var refusal = forget ? (await oauth.ForgetTokenAsync(id, actor, cancellation)).Refusal : (await oauth.RefreshTokenAsync(id, actor, cancellation)).Refusal;
        return flash.Redirect(context, $"/system-emails/{id}?tab=token", refusal is not null
            ? Refused(forget ? Translated.Of("The token was not forgotten.") : Translated.Of("No fresh token was given."), refusal, null)
            : new Flash(true, forget ? Translated.Of("The token is forgotten.") : Translated.Of("There is a fresh token.")));
    }

    /// <summary>What is wrong with what is typed so far, field by field, for the page's script; nothing is saved.</summary>
    private static async Task<IResult> CheckAsync(Guid? id, IFormCollection form, OAuthClient oauth, HttpContext context, CancellationToken cancellation)
    {
        var draft = await DraftForm.ReadAsync(form, null, null, cancellation);
        var answer = await oauth.CheckAsync(id, draft, context.User.Actor(), cancellation);
        return TypedResults.Ok(answer.Refusal?.Errors ?? new Dictionary<string, string[]>(StringComparer.Ordinal));
    }

    /// <summary>Fills the form for a new system email from a file; secrets are typed there.</summary>
    private static async Task<IResult> ImportAsync(IFormCollection form, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (form.Files.GetFile("file") is not { Length: > 0 and <= ImportedForm.LargestFile } file)
        {
            return flash.Redirect(context, "/system-emails/new", new Flash(false, Translated.Of("Nothing was imported."), Translated.Of("Choose the file that another installation has exported.")));
        }

        await using var content = file.OpenReadStream();
        if (await ImportedForm.ReadAsync(content, cancellation) is not { } draft)
        {
            return flash.Redirect(context, "/system-emails/new", new Flash(false, Translated.Of("Nothing was imported."), Translated.Of("The file is not one that «Export without secrets» has made.")));
        }

        return flash.Redirect(
            context, $"/system-emails/new?provider={draft.Provider}&way={draft.SignIn}&address={Uri.EscapeDataString(draft.Address)}",
            new Flash(true, Translated.Of("Imported, and not saved yet."), Translated.Of("Fill in the secrets, which an export never holds, look the rest over, then save."), Fields: ImportedForm.Fields(draft)));
    }

    private static async Task<IResult> ExportAsync(Guid id, OAuthClient oauth, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var answer = await oauth.ExportAsync(id, cancellation);
        return answer.Value is { } export
            ? TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(export, ImportedForm.Json), "application/json", $"{export.Settings.Address}.json")
            : flash.Redirect(context, $"/system-emails/{id}", Refused(Translated.Of("It could not be exported."), answer.Refusal, null));
    }

    private static Trial? Wanted(IFormCollection form) => form["validate"] == "true" ? new Trial(form["testMailTo"].ToString().Trim() is { Length: > 0 } to ? to : null) : null;

    private static Flash Refused(string title, OAuthRefusal? refusal, IFormCollection? form) => new(
        false, title, refusal?.Told, Fields: form is null ? null : DraftForm.Typed(form), Errors: refusal?.Errors is { Count: > 0 } errors ? errors : null);
}
