using HelpdeskMail.Helpdesk.Dashboard;
using HelpdeskMail.Helpdesk.Mentions;
using HelpdeskMail.Helpdesk.Notifications;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Signatures;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>What concerns the person a key acts for, by the API: who that is, counts, mentions, notifications, figures, colleagues.</summary>
internal static class OwnApi
{
    private const int LongestSpan = 366;

    public static void MapOwnApi(this RouteGroupBuilder api)
    {
        var own = api.MapGroup("").WithTags("Own").ProducesProblem(StatusCodes.Status401Unauthorized);
        own.MapGet("/me", MeAsync).WithSummary("The person the key acts for, and what it may do.");
        own.MapPut("/me/signature", SignAsync).WithSummary("Sets what the person ends mails with.");
        own.MapPut("/me/after-work/{chosen}", GoOnAsync).WithSummary("Sets where the person's page goes when an answer is sent, or a ticket is closed or put aside: Stay, Next or List.");
        own.MapGet("/counts", CountAsync).WithSummary("How many tickets are in the views that agents watch.");
        own.MapGet("/mentions", MentionsAsync).WithSummary("Notes that name the person, newest first.");
        own.MapGet("/notifications", NotificationsAsync).WithSummary("What happened since a moment that concerns the person, oldest first; an hour back at most.");
        own.MapGet("/dashboard", DashboardAsync).WithSummary("Figures over some days, by day, mailbox and agent.");
        own.MapGet("/colleagues", ColleaguesAsync).WithSummary("People whom tickets can be given to.");
    }

    private static async Task<Ok<OwnView>> MeAsync(SignatureTable signatures, WayOn way, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        return TypedResults.Ok(new OwnView(actor.Id, actor.Name, actor.Role, context.User.ReadsOnly(), actor.Mailboxes, await signatures.FindAsync(actor.Id, cancellation), await way.FindAsync(actor.Id, cancellation)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignAsync(SignatureDraft signature, SignatureTable signatures, HttpContext context, CancellationToken cancellation)
    {
        if (SignatureTable.Problem(signature.Text) is { } tooLong)
        {
            return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "signature_too_long", tooLong, "Give a shorter one.");
        }

        await signatures.SaveAsync(context.User.Actor().Id, signature.Text ?? "", cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> GoOnAsync(AfterWork chosen, WayOn way, HttpContext context, CancellationToken cancellation)
    {
        await way.SaveAsync(context.User.Actor().Id, chosen, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<TicketCounts>> CountAsync(TicketList tickets, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await tickets.CountAsync(context.User.Actor().Id, cancellation));

    private static async Task<Ok<IReadOnlyList<Mention>>> MentionsAsync(MentionTable mentions, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await mentions.ListAsync(context.User.Actor().Id, cancellation));

    private static async Task<Ok<NotificationList>> NotificationsAsync(
        NotificationReader reader, TimeProvider time, HttpContext context, CancellationToken cancellation, [FromQuery] DateTimeOffset? since = null)
    {
        var now = time.GetUtcNow();
        var from = since is { } given && given > now.AddHours(-1) ? given.ToUniversalTime() : now.AddHours(-1);
        return TypedResults.Ok(new NotificationList(now, await reader.ReadAsync(context.User.Actor().Id, from, cancellation)));
    }

    private static async Task<Ok<DashboardView>> DashboardAsync(DashboardReader reader, HttpContext context, CancellationToken cancellation, [FromQuery] int days = 14)
    {
        var (person, span) = (context.User.Actor().Id, Math.Clamp(days, 1, LongestSpan));
        return TypedResults.Ok(new DashboardView(
            await reader.ReadDaysAsync(person, span, cancellation), await reader.ReadMailboxesAsync(person, span, cancellation), await reader.ReadAgentsAsync(person, span, cancellation)));
    }

    private static async Task<Ok<List<ColleagueView>>> ColleaguesAsync(PersonTable people, CancellationToken cancellation) =>
        TypedResults.Ok((await people.ListAsync(cancellation)).Where(person => person.DisabledAt is null).Select(person => new ColleagueView(person.Id, person.Name)).ToList());
}
