using Dapper;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Where an agent goes after a ticket, as they want it (<see cref="AfterWork"/>). What was done to it is said there, with a button that undoes it.</summary>
public sealed class WayOn(NpgsqlDataSource database, TicketList list, FlashCookie flash)
{
    /// <summary>What a person has chosen.</summary>
    public async Task<AfterWork> FindAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return Enum.TryParse<AfterWork>(await connection.ExecuteScalarAsync<string?>("select after_work from person where id = @person", new { person }), out var chosen) ? chosen : AfterWork.Stay;
    }

    /// <summary>Keeps what a person has chosen.</summary>
    public async Task SaveAsync(Guid person, AfterWork chosen, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update person set after_work = @chosen where id = @person", new { person, chosen = chosen.ToString() });
    }

    /// <summary>Finds the page to go to; asked before the ticket is changed, since that moves it in its list.</summary>
    /// <param name="number">The ticket.</param>
    /// <param name="context">The request of a form whose address says which list is beside the ticket.</param>
    /// <param name="cancellation">Ends the query.</param>
    /// <returns>A path; null to stay.</returns>
    internal async Task<string?> FindAsync(long number, HttpContext context, CancellationToken cancellation)
    {
        var (actor, address) = (context.User.Actor(), ListAddress.Of(context.Request.Query));
        return await FindAsync(actor.Id, cancellation) switch
        {
            AfterWork.Next when await list.FindNextAsync(address.Query, number, actor.Id, cancellation) is { } next => $"/tickets/{next}{address}",
            AfterWork.Next or AfterWork.List => $"/tickets{address}",
            _ => null,
        };
    }

    /// <summary>Goes on, or stays.</summary>
    /// <param name="on">What <see cref="FindAsync(long, HttpContext, CancellationToken)"/> has found.</param>
    /// <param name="number">The ticket that was worked on.</param>
    /// <param name="context">The request.</param>
    /// <param name="done">What was done.</param>
    /// <param name="undo">The form that undoes it; null when it cannot be.</param>
    /// <param name="fragment">Place on the ticket's page, when it stays there.</param>
    internal IResult Go(string? on, long number, HttpContext context, string done, FlashUndo? undo, string fragment = "") =>
        on is null ? TypedResults.LocalRedirect(TicketForms.PageOf(number, context, fragment)) : flash.Redirect(context, on, new Flash(true, done) { Undo = undo });
}
