using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>The forms of the page API keys.</summary>
internal static class ApiKeyForms
{
    public static void MapApiKeyForms(this WebApplication app)
    {
        var forms = app.MapGroup("/api-keys").RequireAuthorization(Access.Admin).ExcludeFromDescription();
        forms.MapPost("", CreateAsync);
        forms.MapPost("/{id:guid}", RevokeAsync);
    }

    private static async Task<IResult> CreateAsync(IFormCollection form, ApiKeyTable keys, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var name = DatabaseText.OneLine(form["name"].ToString(), int.MaxValue);
        var scope = form["scope"].ToString();
        if ((name.Length == 0 ? Translated.Of("Say what it is for, so that you know later which one to end.") : ApiKeyTable.Problem(name)) is { } problem)
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name, ["scope"] = scope };
            return flash.Redirect(context, "/api-keys", new Flash(false, Translated.Of("No key was made."), problem, Fields: fields));
        }

        var actor = context.User.Actor();
        var role = scope.StartsWith(nameof(Role.Admin), StringComparison.Ordinal) ? Role.Admin : Role.Agent;
        var readOnly = scope.EndsWith("Read", StringComparison.Ordinal);
        var key = await keys.CreateAsync(name, role, actor, cancellation, readOnly);
        await audit.AddAsync(actor, "api_key_made", $"{name} ({role}{(readOnly ? ", reading only" : "")})", cancellation);
        return flash.Redirect(context, "/api-keys", new Flash(true, Translated.Of("Here is the key for {0}.", name), Translated.Of("Copy it now: it is not shown again."), key));
    }

    private static async Task<IResult> RevokeAsync(Guid id, IFormCollection form, ApiKeyTable keys, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (await keys.RevokeAsync(id, cancellation))
        {
            await audit.AddAsync(context.User.Actor(), "api_key_revoked", id.ToString(), cancellation);
        }

        return flash.Redirect(context, "/api-keys", new Flash(true, Translated.Of("The key is ended."), Translated.Of("Programs that use it are refused from now on.")));
    }
}
