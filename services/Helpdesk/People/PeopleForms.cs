using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>The forms of the page People.</summary>
internal static class PeopleForms
{
    public static void MapPeopleForms(this WebApplication app)
    {
        var forms = app.MapGroup("/people").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("", InviteAsync);
        forms.MapPost("/{id:guid}", ChangeAsync);
    }

    private static async Task<IResult> InviteAsync(IFormCollection form, Invitations invitations, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var (name, email) = (form["name"].ToString(), form["email"].ToString());
        var role = form["role"] == nameof(Role.Admin) ? Role.Admin : Role.Agent;
        var mailboxes = role == Role.Admin || form["mailboxes"] != "some" ? null : Mailboxes(form);
        return flash.Redirect(context, "/people", await invitations.InviteAsync(email, name, role, mailboxes, context.User.Actor(), cancellation) switch
        {
            InvitationAnswer.Invited invited => Invited(invited, name),
            InvitationAnswer.Refused refused => new Flash(
                false, Translated.Of("Nobody was invited."), refused.What, Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name, ["email"] = email }),
            _ => throw new InvalidOperationException("Unknown answer."),
        });
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, IFormCollection form, PeopleWork work, Invitations invitations, SecondFactors factors, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (form["act"] == "link")
        {
            return await invitations.InviteAgainAsync(id, actor, cancellation) is InvitationAnswer.Invited invited
                ? flash.Redirect(context, "/people", Invited(invited, Translated.Of("the person")))
                : TypedResults.NotFound();
        }

        if (form["act"] == "factor")
        {
            await factors.RemoveAsync(id, cancellation);
            await audit.AddAsync(actor, "second_factor_taken_off", id.ToString(), cancellation);
            return flash.Redirect(context, "/people", new Flash(true, Translated.Of("The second factor is off."), Translated.Of("The person signs in with the password alone and can set up a new one under Account.")));
        }

        var change = form["act"].ToString() switch
        {
            "agent" => new PersonChange(Role.Agent, null),
            "admin" => new PersonChange(Role.Admin, null),
            "disable" => new PersonChange(null, true),
            "enable" => new PersonChange(null, false),
            "mailboxes" => form["mailboxes"] == "some" ? new PersonChange(null, null, Mailboxes(form)) : new PersonChange(null, null, AllMailboxes: true),
            _ => null,
        };
        return change is null ? TypedResults.LocalRedirect("/people")
            : await work.ChangeAsync(id, change, actor, cancellation) is { } problem
            ? flash.Redirect(context, "/people", new Flash(false, Translated.Of("Nothing was changed."), problem))
            : TypedResults.LocalRedirect("/people");
    }

    private static List<Guid> Mailboxes(IFormCollection form) => [.. form["mailbox"].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct()];

    private static Flash Invited(InvitationAnswer.Invited invited, string name) =>
        new(true, Translated.Of("Here is the link for {0}.", DatabaseText.OneLine(name, 100)), Translated.Of("Hand it over yourself. It works once, within a week, and is not shown again."), invited.Link);
}
