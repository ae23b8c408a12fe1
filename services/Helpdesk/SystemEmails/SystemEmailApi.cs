using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>System emails by the API: the OAuth service's own shapes, handed through with the name of whoever asks.</summary>
internal static class SystemEmailApi
{
    public static void MapSystemEmailApi(this RouteGroupBuilder api)
    {
        var emails = api.MapGroup("/system-emails").WithTags("System emails").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        emails.MapGet("", async (OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.ListAsync(cancellation)))
            .Produces<IReadOnlyList<SystemEmailView>>().WithSummary("Lists the system emails with their state.");
        emails.MapGet("/providers", async (OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.PresetsAsync(cancellation)))
            .Produces<ProviderPresets>().WithSummary("What a new system email starts with, by provider.");
        emails.MapGet("/{id:guid}", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.FindAsync(id, cancellation)))
            .Produces<SystemEmailView>().WithSummary("Reads a system email.");
        emails.MapPost("", async (SystemEmailDraft draft, bool? validate, string? testMailTo, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.CreateAsync(draft, Wanted(validate, testMailTo), context.User.Actor(), cancellation), StatusCodes.Status201Created))
            .Produces<SystemEmailView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status422UnprocessableEntity).WithSummary("Adds a system email; with validate=true only if signing in works, with testMailTo also only if a test mail is taken.");
        emails.MapPut("/{id:guid}", async (Guid id, SystemEmailDraft draft, bool? validate, string? testMailTo, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.ReplaceAsync(id, draft, Wanted(validate, testMailTo), context.User.Actor(), cancellation)))
            .Produces<SystemEmailView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity).WithSummary("Saves changed settings; with validate=true only if they work.");
        emails.MapGet("/providers/guess", async (string address, OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.GuessAsync(address, cancellation)))
            .Produces<ProviderGuess>().WithSummary("Who keeps an address's mailbox, and the recommended way in.");
        emails.MapGet("/{id:guid}/export", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.ExportAsync(id, cancellation)))
            .Produces<SystemEmailExport>().WithSummary("Everything but secrets, for another installation; its settings can be posted there, with secrets filled in.");
        emails.MapDelete("/{id:guid}", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.RemoveAsync(id, context.User.Actor(), cancellation), StatusCodes.Status204NoContent))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Removes a system email with its tokens and secrets.");
        emails.MapPost("/{id:guid}/pause", (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) => PauseAsync(id, true, oauth, context, cancellation))
            .Produces<SystemEmailView>().WithSummary("Stops fetching and sending for now.");
        emails.MapPost("/{id:guid}/resume", (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) => PauseAsync(id, false, oauth, context, cancellation))
            .Produces<SystemEmailView>().WithSummary("Starts fetching and sending again.");
        emails.MapPost("/{id:guid}/links", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.StartLinkAsync(id, new LinkStart(null), context.User.Actor(), cancellation), StatusCodes.Status201Created))
            .Produces<LinkStarted>(StatusCodes.Status201Created).WithSummary("Begins a sign-in; a browser is sent to the answer's startUrl.");
        emails.MapGet("/links/{linkId:guid}", async (Guid linkId, OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.FindLinkAsync(linkId, cancellation)))
            .Produces<LinkAttempt>().WithSummary("What became of a sign-in.");
        emails.MapPost("/{id:guid}/test", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.TestAsync(id, context.User.Actor(), cancellation)))
            .Produces<ConnectionTest>().WithSummary("Tries both directions; takes up to a minute.");
        emails.MapGet("/{id:guid}/token", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.TokenAsync(id, cancellation)))
            .Produces<TokenView>().WithSummary("What is known of the token, never the token.");
        emails.MapPost("/{id:guid}/token/refresh", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.RefreshTokenAsync(id, context.User.Actor(), cancellation)))
            .Produces<TokenView>().WithSummary("Asks for a fresh token.");
        emails.MapDelete("/{id:guid}/token", async (Guid id, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
                Answer(await oauth.ForgetTokenAsync(id, context.User.Actor(), cancellation), StatusCodes.Status204NoContent))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Forgets the token.");
        emails.MapGet("/{id:guid}/audit", async (Guid id, OAuthClient oauth, CancellationToken cancellation) => Answer(await oauth.AuditAsync(id, cancellation)))
            .Produces<IReadOnlyList<AuditEntry>>().WithSummary("What was done to it, newest first.");
    }

    private static Trial? Wanted(bool? validate, string? testMailTo) => validate == true ? new Trial(testMailTo) : null;

    private static async Task<IResult> PauseAsync(Guid id, bool paused, OAuthClient oauth, HttpContext context, CancellationToken cancellation) =>
        Answer(await oauth.PauseAsync(id, paused, context.User.Actor(), cancellation));

    /// <summary>An answer of the OAuth service, handed on.</summary>
    internal static IResult Answer<T>(OAuthAnswer<T> answer, int status = StatusCodes.Status200OK) => answer.Refusal switch
    {
        null when status == StatusCodes.Status204NoContent => TypedResults.NoContent(),
        null => TypedResults.Json(answer.Value, statusCode: status),
        { Errors.Count: > 0, Status: StatusCodes.Status400BadRequest } refusal => TypedResults.ValidationProblem(
            refusal.Errors.ToDictionary(StringComparer.Ordinal), refusal.Remedy, title: refusal.What, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = refusal.Code }),
        var refusal => ServiceDefaults.Problems.ServiceProblems.Problem(refusal.Status, refusal.Code, refusal.What, refusal.Remedy),
    };
}
