using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>Who writes to us, by the API and by the forms beside a ticket.</summary>
internal static class CorrespondentApi
{
    public static void MapCorrespondentApi(this RouteGroupBuilder api)
    {
        var correspondents = api.MapGroup("").WithTags("Correspondents").ProducesProblem(StatusCodes.Status401Unauthorized);
        correspondents.MapGet("/correspondents/{address}", FindAsync).WithSummary("Who is behind an address, with their other addresses, organisation and tickets.");
        correspondents.MapPut("/correspondents/{address}/name", NameAsync).WithSummary("Gives a person a name; empty for the one they write under.");
        correspondents.MapPut("/correspondents/{address}/addresses/{other}", JoinAsync).WithSummary("Says that two addresses are one person's.");
        correspondents.MapDelete("/correspondents/{address}", SeparateAsync).WithSummary("Says that an address is somebody's own again.");
        correspondents.MapPut("/organisations/{domain}/name", NameOrganisationAsync).WithSummary("Gives the organisation of a domain a name; empty takes it off.");
    }

    public static void MapCorrespondentForms(this WebApplication app)
    {
        app.MapPost("/tickets/{number:long}/correspondent", ActAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        app.MapGet("/correspondents/suggest", SuggestAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
    }

    private static async Task<Ok<IReadOnlyList<KnownAddress>>> SuggestAsync(KnownAddressSearch search, HttpContext context, CancellationToken cancellation, string q = "")
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await search.FindAsync(q, context.User.Actor().Id, cancellation));
    }

    private static async Task<Ok<Correspondent>> FindAsync(string address, CorrespondentTable table, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await table.FindAsync(address, context.User.Actor().Id, cancellation));

    private static async Task<Results<Ok<Correspondent>, ProblemHttpResult>> NameAsync(string address, CorrespondentName name, CorrespondentTable table, HttpContext context, CancellationToken cancellation) =>
        CorrespondentTable.Problem(name.Name) is { } tooLong ? TooLong(tooLong)
        : await table.NameAsync(address, name.Name ?? "", context.User.Actor(), cancellation) ? TypedResults.Ok(await table.FindAsync(address, context.User.Actor().Id, cancellation)) : Invalid();

    private static async Task<Results<Ok<Correspondent>, ProblemHttpResult>> JoinAsync(string address, string other, CorrespondentTable table, HttpContext context, CancellationToken cancellation) =>
        await table.JoinAsync(address, other, context.User.Actor(), cancellation) ? TypedResults.Ok(await table.FindAsync(address, context.User.Actor().Id, cancellation)) : Invalid();

    private static async Task<Results<NoContent, ProblemHttpResult>> SeparateAsync(string address, CorrespondentTable table, HttpContext context, CancellationToken cancellation) =>
        await table.SeparateAsync(address, context.User.Actor(), cancellation) ? TypedResults.NoContent() : Invalid();

    private static async Task<Results<NoContent, ProblemHttpResult>> NameOrganisationAsync(string domain, CorrespondentName name, CorrespondentTable table, HttpContext context, CancellationToken cancellation)
    {
        if (CorrespondentTable.Problem(name.Name) is { } tooLong)
        {
            return TooLong(tooLong);
        }

        await table.NameOrganisationAsync(domain, name.Name ?? "", context.User.Actor(), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ActAsync(long number, IFormCollection form, CorrespondentTable table, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var (actor, address) = (context.User.Actor(), form["address"].ToString());
        if (form["act"] == "name" && CorrespondentTable.Problem(form["name"]) is { } tooLong)
        {
            return flash.Redirect(context, $"/tickets/{number}", new Flash(false, Translated.Of("Nothing was changed."), tooLong, Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["correspondent-name"] = form["name"].ToString() }));
        }

        var done = form["act"].ToString() switch
        {
            "join" => await table.JoinAsync(address, form["other"].ToString(), actor, cancellation),
            "separate" => await table.SeparateAsync(address, actor, cancellation),
            "name" => await table.NameAsync(address, form["name"].ToString(), actor, cancellation),
            _ => false,
        };
        return done
            ? TypedResults.LocalRedirect($"/tickets/{number}#people")
            : flash.Redirect(context, $"/tickets/{number}", new Flash(false, Translated.Of("Nothing was changed."), Translated.Of("Give an address such as name@example.org that is not theirs already.")));
    }

    private static ProblemHttpResult TooLong(string what) => ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "name_too_long", what, "Give a shorter one.");

    private static ProblemHttpResult Invalid() => ServiceProblems.Problem(
        StatusCodes.Status422UnprocessableEntity, "address_invalid", "That cannot be said of this address.", "Give addresses such as name@example.org; one person has 20 at most.");
}
