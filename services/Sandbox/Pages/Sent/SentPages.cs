using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Pages.Log;
using HelpdeskMail.Sandbox.Pages.Mail;
using HelpdeskMail.Sandbox.Smtp;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Pages.Sent;

/// <summary>What was sent through the Sandbox.</summary>
public static class SentPages
{
    private const int MostListed = 200;

    public static void MapSentPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sent", ListAsync);
        routes.MapGet("/sent/{id:guid}", OneAsync);
        routes.MapGet("/sent/{id:guid}/raw", (Guid id, HttpContext context, Submissions submissions, MessageStore messages) => WithRawAsync(id, context, submissions, messages, MessageResources.Raw));
        routes.MapGet("/sent/{id:guid}/html", (Guid id, HttpContext context, Submissions submissions, MessageStore messages) => WithRawAsync(id, context, submissions, messages, raw => MessageResources.Html(context, raw)));
        routes.MapGet("/sent/{id:guid}/parts/{index:int}", (Guid id, int index, HttpContext context, Submissions submissions, MessageStore messages) => WithRawAsync(id, context, submissions, messages, raw => MessageResources.Part(context, raw, index)));
    }

    private static async Task<IResult> ListAsync(Submissions submissions, CancellationToken cancellation) =>
        new RazorComponentResult<SentPage>(new { Submissions = await submissions.ListAsync(MostListed, cancellation) });

    private static async Task<IResult> OneAsync(Guid id, string? view, Submissions submissions, MessageStore messages, SessionReader sessions, CancellationToken cancellation)
    {
        if (await submissions.FindAsync(id, cancellation) is not { } sent)
        {
            return TypedResults.NotFound();
        }

        return new RazorComponentResult<SubmissionPage>(new
        {
            Sent = sent,
            Content = MessageContent.Read(await messages.RawAsync(sent.ContentId, cancellation)),
            View = view ?? "",
            Session = sent.SessionId is { } session ? await sessions.LinesAsync(session, cancellation) : [],
        });
    }

    private static async Task<IResult> WithRawAsync(Guid id, HttpContext context, Submissions submissions, MessageStore messages, Func<byte[], IResult> answer) =>
        await submissions.FindAsync(id, context.RequestAborted) is { } sent ? answer(await messages.RawAsync(sent.ContentId, context.RequestAborted)) : TypedResults.NotFound();
}
