using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Hands out what a mail server must be shown: to Fetch for reading, to Reply for sending and for looking into the Sent folder, to nobody else. Each hand-out is counted; none is logged.
/// A refusal has the code of its cause, and under <c>problem</c> the whole as <see cref="MailboxProblem"/>: 409 when the system email is paused, not linked or not for that purpose, 422 when a
/// person has to act, 503 with Retry-After when trying later helps.
/// </summary>
internal static class CredentialEndpoint
{
    private const int LongestClaims = 4096;

    public static void MapCredentials(this IEndpointRouteBuilder app) =>
        app.MapPost("/internal/system-emails/{id:guid}/credential", HandOut).RequireCaller("fetch", "reply");

    private static async Task<Results<Ok<Credential>, ProblemHttpResult>> HandOut(
        Guid id,
        CredentialRequest request,
        HttpContext context,
        SystemEmailTable emails,
        TokenKeeper keeper,
        SecretSeal seal,
        HandoutCounter counter,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var caller = context.User.Identity!.Name!;
        if (caller == "fetch" && request.Purpose != CredentialPurpose.Receive)
        {
            return ServiceProblems.Problem(StatusCodes.Status403Forbidden, "purpose_forbidden", "Fetch is given credentials for receiving only.");
        }

        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        var server = TokenProfiles.ServerOf(email, request.Purpose, request.Sending);
        if (server is null || email.Paused || !email.Linked)
        {
            return Unavailable(email, server);
        }

        context.Response.Headers.CacheControl = "no-store";
        var userName = server.UserName ?? email.Address;
        if (email.SignIn == SignInWay.Password)
        {
            if (seal.TryOpenText(SealedUse.Password, id, email.Password!) is not { } password)
            {
                return TokenProblems.Of(new TokenAnswer.Refused(TokenKeeper.Problem(UnreadableSecret.Explanation, null, null), UnreadableSecret.Explanation.Mender), context, time.GetUtcNow());
            }

            await counter.CountAsync(id, caller, request.Purpose, cancellation);
            return TypedResults.Ok(new Credential(userName, SignInMethod.Password, password, null));
        }

        TokenNeed need = request.Rejected is not null || request.Claims is not null ? new TokenNeed.UseAnother(request.Rejected, Bounded(request.Claims)) : new TokenNeed.Use();
        switch (await keeper.GetAsync(email, request.Purpose, request.Sending, need, cancellation))
        {
            case TokenAnswer.Ready ready:
                await counter.CountAsync(id, caller, request.Purpose, cancellation);
                return TypedResults.Ok(new Credential(userName, SignInMethod.AccessToken, ready.AccessToken, ready.ExpiresAt));
            case TokenAnswer.Refused refused:
                return TokenProblems.Of(refused, context, time.GetUtcNow());
            default:
                return Unavailable(email with { AccountId = null }, server);
        }
    }

    /// <summary>A challenge that is too long to be one, or no JSON, is left out: the provider would only refuse the request for it.</summary>
    private static string? Bounded(string? claims)
    {
        if (claims is not { Length: <= LongestClaims })
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(claims);
            return document.RootElement.ValueKind == JsonValueKind.Object ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProblemHttpResult Unavailable(SystemEmail email, ServerSettings? server) => server switch
    {
        null => ServiceProblems.Problem(StatusCodes.Status409Conflict, "not_for_this", $"{email.Address} is not set up for this direction."),
        _ when email.Paused => ServiceProblems.Problem(StatusCodes.Status409Conflict, "system_email_paused", $"{email.Address} is paused.", "An admin has to resume it."),
        _ => ServiceProblems.Problem(StatusCodes.Status409Conflict, "not_linked", $"{email.Address} is not linked.", "An admin has to link it."),
    };
}
