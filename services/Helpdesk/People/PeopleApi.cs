using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>People by the API.</summary>
internal static class PeopleApi
{
    public static void MapPeopleApi(this RouteGroupBuilder api)
    {
        var people = api.MapGroup("/people").WithTags("People").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        people.MapGet("", ListAsync).WithSummary("Lists the people who sign in.");
        people.MapGet("/{id:guid}", FindAsync).WithSummary("Reads one of them.");
        people.MapDelete("/{id:guid}/second-factor", ResetAsync).WithSummary("Takes somebody's second factor off, who then signs in with the password alone.");
        people.MapPost("", InviteAsync).WithSummary("Invites somebody; the answer holds the link to hand over, this once.");
        people.MapPatch("/{id:guid}", ChangeAsync).WithSummary("Changes somebody's role or the mailboxes that are open to them, shuts them out or lets them in again.");
        people.MapPost("/{id:guid}/invitations", InviteAgainAsync).WithSummary("Makes a new link, by which somebody sets a new password.");
    }

    private static async Task<Ok<List<PersonView>>> ListAsync(PersonTable people, CancellationToken cancellation) =>
        TypedResults.Ok((await people.ListAsync(cancellation)).Select(PersonView.Of).ToList());

    private static async Task<Results<Ok<PersonView>, ProblemHttpResult>> FindAsync(Guid id, PersonTable people, CancellationToken cancellation) =>
        await people.FindAsync(id, cancellation) is { } person ? TypedResults.Ok(PersonView.Of(person)) : Unknown(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetAsync(
        Guid id, PersonTable people, SecondFactors factors, AuditLog audit, HttpContext context, CancellationToken cancellation)
    {
        if (await people.FindAsync(id, cancellation) is null)
        {
            return Unknown(id);
        }

        await factors.RemoveAsync(id, cancellation);
        await audit.AddAsync(context.User.Actor(), "second_factor_taken_off", id.ToString(), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Created<InvitationAnswer.Invited>, ProblemHttpResult>> InviteAsync(
        PersonDraft draft, Invitations invitations, HttpContext context, CancellationToken cancellation) =>
        await invitations.InviteAsync(draft.Email ?? "", draft.Name ?? "", draft.Role, draft.Mailboxes, context.User.Actor(), cancellation) switch
        {
            InvitationAnswer.Invited invited => TypedResults.Created($"/api/v1/people/{invited.PersonId}", invited),
            InvitationAnswer.Refused refused => ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.What),
            _ => throw new InvalidOperationException("Unknown answer."),
        };

    private static async Task<Results<Ok<PersonView>, ProblemHttpResult>> ChangeAsync(
        Guid id, PersonChange change, PeopleWork work, PersonTable people, HttpContext context, CancellationToken cancellation)
    {
        if (await people.FindAsync(id, cancellation) is null)
        {
            return Unknown(id);
        }

        if (await work.ChangeAsync(id, change, context.User.Actor(), cancellation) is { } problem)
        {
            return ServiceProblems.Problem(StatusCodes.Status409Conflict, "administrator_missing", problem);
        }

        return TypedResults.Ok(PersonView.Of((await people.FindAsync(id, cancellation))!));
    }

    private static async Task<Results<Ok<InvitationAnswer.Invited>, ProblemHttpResult>> InviteAgainAsync(
        Guid id, Invitations invitations, HttpContext context, CancellationToken cancellation) =>
        await invitations.InviteAgainAsync(id, context.User.Actor(), cancellation) is InvitationAnswer.Invited invited ? TypedResults.Ok(invited) : Unknown(id);

    private static ProblemHttpResult Unknown(Guid id) => ServiceProblems.Problem(StatusCodes.Status404NotFound, "person_unknown", $"There is no person {id}.");
}
