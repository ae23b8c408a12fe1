using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>The helpdesk's side of linking: begin, and ask how it ended.</summary>
internal static class LinkEndpoints
{
    public static void MapLinks(this RouteGroupBuilder admin)
    {
        admin.MapPost("/system-emails/{id:guid}/links", Begin);
        admin.MapGet("/links/{linkId:guid}", Show);
    }

    private static async Task<Results<Created<LinkStarted>, ProblemHttpResult>> Begin(
        Guid id, LinkStart start, ActingAdmin admin, SystemEmailTable emails, LinkJourney journey, DeviceJourney devices, CancellationToken cancellation)
    {
        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        if (!email.SomebodySignsIn)
        {
            return ServiceProblems.Problem(StatusCodes.Status409Conflict, "link_not_needed", "Nobody signs in for this system email.", "Use «Test both directions» to prove that it works.");
        }

        var returnTo = string.IsNullOrEmpty(start.ReturnTo) ? $"/system-emails/{id}" : start.ReturnTo;
        if (!PublicAddresses.IsReturnPath(returnTo))
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "return_address_unknown", "The address to come back to is not a path on the helpdesk.", "Send a path that begins with one slash, or none.");
        }

        var started = email.SignIn == SignInWay.DeviceCode
            ? await devices.BeginAsync(email, returnTo, admin, cancellation)
            : await journey.BeginAsync(email, returnTo, admin, cancellation);
        return TypedResults.Created($"/internal/admin/links/{started.LinkId}", started);
    }

    private static async Task<Results<Ok<LinkAttempt>, ProblemHttpResult>> Show(
        Guid linkId, LinkAttemptTable attempts, DeviceJourney devices, PublicAddresses addresses, TimeProvider time, CancellationToken cancellation)
    {
        await devices.PollAsync(linkId, cancellation);
        return await attempts.FindAsync(linkId, cancellation) is { } row
            ? TypedResults.Ok(LinkWords.View(row, time.GetUtcNow(), addresses.Callback))
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "link_unknown", "There is no such attempt to link.", "Begin again at the system email.");
    }
}
