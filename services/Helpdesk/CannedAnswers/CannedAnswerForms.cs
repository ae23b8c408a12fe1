using System.Globalization;
using System.Text.Json;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.Extensions.Primitives;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>The forms of the page Canned answers.</summary>
internal static class CannedAnswerForms
{
    /// <summary>Refusals that a page says in words.</summary>
    private const int MostTold = 5;

    public static void MapCannedAnswerForms(this WebApplication app)
    {
        app.MapPost("/canned-answers", SaveAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        app.MapPost("/canned-answers/{id:guid}/use", UseAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
    }

    /// <summary>Tickets as a form or an address names them.</summary>
    internal static IEnumerable<long> Numbers(StringValues given) => TickedTickets.Numbers(given).Take(CannedWork.Most);

    /// <summary>Address of the page that looks over the use of an answer on tickets.</summary>
    internal static string PageOf(Guid answer, ListAddress list, IEnumerable<long> numbers, IReadOnlyDictionary<long, long> known) =>
        $"/canned-answers/{answer}/use{list}{string.Concat(numbers.Take(CannedWork.Most).Select(number => $"&n={(known.TryGetValue(number, out var mail) ? TickedTickets.Written(number, mail) : number.ToString(CultureInfo.InvariantCulture))}"))}";

    private static async Task<IResult> UseAsync(Guid id, IFormCollection form, CannedAnswerTable answers, CannedWork work, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var back = $"/tickets{context.Request.QueryString}";
        if (!Guid.TryParse(form["batch"], out var batch) || await answers.TakeAsync(id, cancellation) is not { } answer)
        {
            return flash.Redirect(context, back, new Flash(false, Translated.Of("Nothing was done."), Translated.Of("That answer is gone.")));
        }

        var outcome = await work.UseAsync(answer, batch, Numbers(form["n"]), TickedTickets.Known(form), context.User.Actor(), cancellation);
        var done = outcome.Done.Count == 1 ? Translated.Of("«{0}» was used on #{1}.", answer.Name, outcome.Done[0]) : Translated.Of("«{0}» was used on {1} tickets.", answer.Name, outcome.Done.Count);
        return flash.Redirect(context, back, outcome.Refused.Count == 0
            ? new Flash(true, done, outcome.Answered > 0 ? Translated.Of("The answers leave in a minute. Until then each can be taken back on its ticket, or under Outgoing.") : null)
            : new Flash(false, done, string.Join(' ', outcome.Refused.Take(MostTold).Select(one => $"#{one.Key}: {one.Value}")))
            {
                Offer = outcome.News.Count == 0 ? null : new FlashOffer($"/canned-answers/{id}/use{context.Request.QueryString}", "batch", batch.ToString(), Translated.Of("Use it all the same"))
                {
                    Fields = [.. outcome.News.Select(number => new KeyValuePair<string, string>("n", number.ToString(CultureInfo.InvariantCulture)))],
                },
            });
    }

    private static async Task<IResult> SaveAsync(IFormCollection form, CannedAnswerTable answers, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        var known = Guid.TryParse(form["id"], out var id) && id != Guid.Empty;
        if (form["act"] == "remove")
        {
            await answers.RemoveAsync(id, actor, cancellation);
            return TypedResults.LocalRedirect("/canned-answers");
        }

        var answer = new CannedAnswer { Id = known ? id : Guid.NewGuid(), Name = form["name"].ToString(), Shortcut = form["shortcut"].ToString(), Text = form["text"].ToString(), Actions = Actions(form) };
        return await answers.SaveAsync(answer, actor, cancellation) is not { } problem
            ? TypedResults.LocalRedirect($"/canned-answers#a{answer.Id}")
            : flash.Redirect(context, known ? $"/canned-answers#a{id}" : "/canned-answers", new Flash(false, Translated.Of("It was not kept."), problem, Fields: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["id"] = id.ToString(),
                ["name"] = answer.Name,
                ["shortcut"] = answer.Shortcut,
                ["text"] = answer.Text,
                ["actions"] = JsonSerializer.Serialize(answer.Actions),
            }));
    }

    private static CannedActions Actions(IFormCollection form) => new()
    {
        Then = Enum.TryParse<CannedEnd>(form["then"], out var then) && Enum.IsDefined(then) ? then : CannedEnd.Nothing,
        Priority = int.TryParse(form["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority : null,
        AddTags = Tagging.Typed(form["tags"]),
        Take = form["take"] == "true",
    };
}
