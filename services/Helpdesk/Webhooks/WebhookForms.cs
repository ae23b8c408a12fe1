using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>The forms of the page Webhooks.</summary>
internal static class WebhookForms
{
    public static void MapWebhookForms(this WebApplication app)
    {
        var forms = app.MapGroup("/webhooks").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("", AddAsync);
        forms.MapPost("/{id:guid}", ActAsync);
    }

    private static async Task<IResult> AddAsync(IFormCollection form, WebhookTable webhooks, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var draft = new WebhookDraft(form["name"].ToString(), form["address"].ToString().Trim(), [.. form["events"].OfType<string>()]);
        var (made, problem) = await webhooks.AddAsync(draft, context.User.Actor(), cancellation);
        return flash.Redirect(context, "/webhooks", made is null
            ? new Flash(false, Translated.Of("The webhook was not added."), problem ?? "", Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = draft.Name, ["address"] = draft.Address, ["events"] = string.Join(' ', draft.Events) })
            : new Flash(true, Translated.Of("Here is the key of its signatures."), Translated.Of("Give it to the receiver, who checks each request with it. It is not shown again."), made.Secret));
    }

    private static async Task<IResult> ActAsync(Guid id, IFormCollection form, WebhookTable webhooks, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        switch (form["act"].ToString())
        {
            case "ping":
                await webhooks.PingAsync(id, cancellation);
                break;
            case "again" when Guid.TryParse(form["delivery"], out var delivery):
                await webhooks.AgainAsync(delivery, cancellation);
                break;
            case "on" or "off":
                await webhooks.EnableAsync(id, form["act"] == "on", actor, cancellation);
                break;
            case "remove":
                await webhooks.RemoveAsync(id, actor, cancellation);
                return TypedResults.LocalRedirect("/webhooks");
            default:
                break;
        }

        return TypedResults.LocalRedirect($"/webhooks?log={id}");
    }
}
