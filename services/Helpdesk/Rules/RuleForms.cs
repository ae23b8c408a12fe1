using System.Globalization;
using System.Text.Json;
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
    /// <summary>The fields of a mailbox's page, in a <see cref="Flash"/> that refuses them.</summary>
    private static readonly string[] MailboxFields = ["department", "plus", "own-tickets", "accept-own", "acknowledge", "subject", "text", "footer", "quote", "answering-takes"];

    public static void MapRuleForms(this WebApplication app)
    {
        var forms = app.MapGroup("/rules").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("", AddAsync);
        forms.MapPost("/{id:guid}", ChangeAsync);
        forms.MapPost("/mailboxes/{id:guid}", SaveMailboxAsync);
    }

    /// <summary>Stands before a comparison that has not to hold.</summary>
    internal const string NotMark = "!";

    /// <summary>Field of a <see cref="Flash"/> that carries the whole form.</summary>
    private const string Whole = "rule";

    /// <summary>The rule as it was typed when it was refused; null for none.</summary>
    internal static Rule? TypedIn(Flash? flash) => flash?.Fields?.GetValueOrDefault(Whole) is { } typed ? JsonSerializer.Deserialize<Rule>(typed) : null;

    private static async Task<IResult> AddAsync(IFormCollection form, RuleTable rules, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var all = await rules.ListAsync(cancellation);
        var rule = Read(form, new Rule { Id = Guid.NewGuid(), Position = all.Count == 0 ? 10 : all[^1].Position + 10 });
        return await rules.SaveAsync(rule, context.User.Actor(), cancellation) is { } problem
            ? flash.Redirect(context, "/rules", Refused(Translated.Of("The rule was not added."), problem, rule))
            : TypedResults.LocalRedirect("/rules");
    }

    private static Flash Refused(string title, string problem, Rule rule) =>
        new(false, title, problem, Fields: new Dictionary<string, string>(StringComparer.Ordinal) { [Whole] = JsonSerializer.Serialize(rule) });

    private static Rule Read(IFormCollection form, Rule known)
    {
        var act = form["act"].ToString();
        return known with
        {
            SystemEmailId = Guid.TryParse(form["mailbox"], out var mailbox) ? mailbox : null,
            Name = form["name"].ToString(),
            Conditions = [.. Conditions(form)],
            Actions = new RuleActions
            {
                Refuse = act == "refuse",
                Allow = act == "allow",
                Department = form["department"].ToString().Trim() is { Length: > 0 } department ? department : null,
                Priority = int.TryParse(form["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? priority : null,
                Tags = Tagging.Typed(form["tags"]),
                Assignee = Guid.TryParse(form["assignee"], out var assignee) ? assignee : null,
            },
        };
    }

    private static IEnumerable<RuleCondition> Conditions(IFormCollection form)
    {
        for (var i = 0; i < form["field"].Count; i++)
        {
            var (value, header, compared) = (form["value"].ElementAtOrDefault(i)?.Trim() ?? "", form["header"].ElementAtOrDefault(i)?.Trim(), form["match"].ElementAtOrDefault(i) ?? "");
            var not = compared.StartsWith(NotMark, StringComparison.Ordinal);
            if (Enum.TryParse<RuleField>(form["field"][i], out var looked) && Enum.IsDefined(looked) && Enum.TryParse<RuleMatch>(not ? compared[NotMark.Length..] : compared, out var match) && Enum.IsDefined(match)
                && (value.Length > 0 || match == RuleMatch.Exists))
            {
                yield return new RuleCondition(looked, looked == RuleField.Size ? RuleMatch.LargerThan : match, value, header is { Length: > 0 } ? header : null, not);
            }
        }
    }

    private static async Task<IResult> ChangeAsync(Guid id, IFormCollection form, RuleTable rules, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var all = await rules.ListAsync(cancellation);
        var at = all.ToList().FindIndex(one => one.Id == id);
        if (at < 0)
        {
            return TypedResults.NotFound();
        }

        var (rule, actor) = (all[at], context.User.Actor());
        if (form["edit"] == "true")
        {
            var changed = Read(form, rule);
            return await rules.SaveAsync(changed, actor, cancellation) is { } problem
                ? flash.Redirect(context, "/rules", Refused(Translated.Of("The rule was not changed."), problem, changed))
                : flash.Redirect(context, $"/rules#r{id}", new Flash(true, Translated.Of("The rule is changed. It holds for mail that comes from now on.")));
        }

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
            AnsweringTakes = form["answering-takes"] == "true",
        };
        if (AcknowledgementTemplate.Of(settings).UnknownFields is { Count: > 0 } inTemplate)
        {
            return NoField(inTemplate, AcknowledgementTemplate.Fields.Keys);
        }

        if (FieldWords.UnknownInFooter(settings.Footer) is { Count: > 0 } inFooter)
        {
            return NoField(inFooter, FieldWords.OfFooter);
        }

        if (MailboxTable.Problem(settings) is { } tooLong)
        {
            return NotSaved(tooLong);
        }

        await mailboxes.SaveAsync(settings, context.User.Actor(), cancellation);
        return flash.Redirect(context, $"/rules/mailboxes/{id}", new Flash(true, Translated.Of("Saved for {0}.", email.Address), Translated.Of("It holds for mail that comes from now on.")));

        IResult NoField(IEnumerable<string> unknown, IEnumerable<string> known) => NotSaved(Translated.Of("There is no field {0}. There are {1}.", string.Join(", ", unknown), string.Join(", ", known)));

        IResult NotSaved(string problem) => flash.Redirect(context, $"/rules/mailboxes/{id}", new Flash(
            false, Translated.Of("Nothing was saved."), problem, Fields: MailboxFields.ToDictionary(name => name, name => form[name].ToString(), StringComparer.Ordinal)));
    }

    /// <summary>Settings as they were typed when they were refused; what did not fit into the flash is as it was.</summary>
    internal static MailboxSettings TypedIn(Flash? flash, MailboxSettings kept) => flash?.Fields is not { } typed ? kept : kept with
    {
        PlusAddresses = typed.GetValueOrDefault("plus") == "true",
        OwnTickets = typed.GetValueOrDefault("own-tickets") == "true",
        AcceptOwnMail = typed.GetValueOrDefault("accept-own") == "true",
        Department = typed.GetValueOrDefault("department") ?? kept.Department,
        Acknowledge = typed.GetValueOrDefault("acknowledge") == "true",
        AcknowledgementSubject = typed.GetValueOrDefault("subject") ?? kept.AcknowledgementSubject,
        AcknowledgementText = typed.GetValueOrDefault("text") ?? kept.AcknowledgementText,
        Footer = typed.GetValueOrDefault("footer") ?? kept.Footer,
        QuoteHistory = typed.GetValueOrDefault("quote") == "true",
        AnsweringTakes = typed.GetValueOrDefault("answering-takes") == "true",
    };
}
