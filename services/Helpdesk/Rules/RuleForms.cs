using System.Globalization;
using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>The forms of the page Rules.</summary>
internal static class RuleForms
{
    public static void MapRuleForms(this WebApplication app)
    {
        var forms = app.MapGroup("/rules").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("", AddAsync);
        forms.MapPost("/{id:guid}", ChangeAsync);
        forms.MapPost("/mailboxes/{id:guid}", SaveMailboxAsync);
    }

    private static async Task<IResult> AddAsync(IFormCollection form, RuleTable rules, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var all = await rules.ListAsync(cancellation);
        var act = form["act"].ToString();
        var rule = new Rule
        {
            Id = Guid.NewGuid(),
            SystemEmailId = Guid.TryParse(form["mailbox"], out var mailbox) ? mailbox : null,
            Position = all.Count == 0 ? 10 : all[^1].Position + 10,
            Name = form["name"].ToString(),
            Conditions = [.. Conditions(form)],
            Actions = new RuleActions
            {
                Refuse = act == "refuse",
                Allow = act == "allow",
                Department = form["department"].ToString().Trim() is { Length: > 0 } department ? department : null,
                Priority = int.TryParse(form["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority : null,
                Tags = Tagging.Parse(form["tags"]),
                Assignee = Guid.TryParse(form["assignee"], out var assignee) ? assignee : null,
            },
        };
        return await rules.SaveAsync(rule, context.User.Actor(), cancellation) is { } problem
            ? flash.Redirect(context, "/rules", new Flash(false, Translated.Of("The rule was not added."), problem))
            : TypedResults.LocalRedirect("/rules");
    }

    private static IEnumerable<RuleCondition> Conditions(IFormCollection form)
    {
        for (var i = 0; i < form["field"].Count; i++)
        {
            var (value, header) = (form["value"].ElementAtOrDefault(i)?.Trim() ?? "", form["header"].ElementAtOrDefault(i)?.Trim());
            if (Enum.TryParse<RuleField>(form["field"][i], out var looked) && Enum.TryParse<RuleMatch>(form["match"].ElementAtOrDefault(i), out var match)
                && (value.Length > 0 || match == RuleMatch.Exists))
            {
                yield return new RuleCondition(looked, looked == RuleField.Size ? RuleMatch.LargerThan : match, value, header is { Length: > 0 } ? header : null);
            }
        }
    }

    private static async Task<IResult> ChangeAsync(Guid id, IFormCollection form, RuleTable rules, HttpContext context, CancellationToken cancellation)
    {
        var all = await rules.ListAsync(cancellation);
        var at = all.ToList().FindIndex(one => one.Id == id);
        if (at < 0)
        {
            return TypedResults.NotFound();
        }

        var (rule, actor) = (all[at], context.User.Actor());
        switch (form["act"].ToString())
        {
            case "remove":
                await rules.RemoveAsync(id, actor, cancellation);
                break;
            case "toggle":
                await rules.SaveAsync(rule with { Enabled = !rule.Enabled }, actor, cancellation);
                break;
            case "up" when at > 0:
                await rules.SaveAsync(rule with { Position = all[at - 1].Position }, actor, cancellation);
                await rules.SaveAsync(all[at - 1] with { Position = Math.Max(rule.Position, all[at - 1].Position + 1) }, actor, cancellation);
                break;
            default:
                break;
        }

        return TypedResults.LocalRedirect("/rules");
    }

    private static async Task<IResult> SaveMailboxAsync(
        Guid id, IFormCollection form, MailboxTable mailboxes, SystemEmailTable systemEmails, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (await systemEmails.FindAsync(id, cancellation) is not { } email)
        {
            return TypedResults.NotFound();
        }

        var settings = new MailboxSettings
        {
            SystemEmailId = id,
            PlusAddresses = form["plus"] == "true",
            OwnTickets = form["own-tickets"] == "true",
            AcceptOwnMail = form["accept-own"] == "true",
            Department = form["department"].ToString(),
            Acknowledge = form["acknowledge"] == "true",
            AcknowledgementSubject = form["subject"].ToString(),
            AcknowledgementText = form["text"].ToString(),
            Footer = form["footer"].ToString(),
            QuoteHistory = form["quote"] == "true",
        };
        if (AcknowledgementTemplate.Of(settings).UnknownFields is { Count: > 0 } inTemplate)
        {
            return NoField(inTemplate, AcknowledgementTemplate.Fields.Keys);
        }

        if (FieldWords.UnknownInFooter(settings.Footer) is { Count: > 0 } inFooter)
        {
            return NoField(inFooter, FieldWords.OfFooter);
        }

        await mailboxes.SaveAsync(settings, context.User.Actor(), cancellation);
        return flash.Redirect(context, $"/rules/mailboxes/{id}", new Flash(true, Translated.Of("Saved for {0}.", email.Address), Translated.Of("It holds for mail that comes from now on.")));

        IResult NoField(IEnumerable<string> unknown, IEnumerable<string> known) => flash.Redirect(
            context, $"/rules/mailboxes/{id}", new Flash(false, Translated.Of("Nothing was saved."), Translated.Of("There is no field {0}. There are {1}.", string.Join(", ", unknown), string.Join(", ", known))));
    }
}
