using System.Security.Claims;
using HelpdeskMail.Helpdesk.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// A signed-in browser. The cookie holds the person's id and security stamp only; name, role and mailboxes are read with each request, so that whoever is shut out or loses
/// a role feels it with the next click.
/// </summary>
public static class PersonSession
{
    private const string StampClaim = "stamp";

    /// <summary>Signs a person in, who has shown all that is asked of them, and knows the browser from now on.</summary>
    public static async Task StartAsync(HttpContext context, Person person)
    {
        await context.RequestServices.GetRequiredService<KnownBrowsers>().RememberAsync(person, context, context.RequestAborted);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Principal(person), new AuthenticationProperties { IsPersistent = true });
    }

    /// <summary>Signs whoever it is out.</summary>
    public static Task EndAsync(HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);

    internal static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var people = context.HttpContext.RequestServices.GetRequiredService<PersonTable>();
        var person = Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? await people.FindAsync(id, context.HttpContext.RequestAborted)
            : null;
        if (person is { DisabledAt: null } && person.SecurityStamp == context.Principal!.FindFirstValue(StampClaim))
        {
            context.ReplacePrincipal(Principal(person));
            return;
        }

        context.RejectPrincipal();
        await EndAsync(context.HttpContext);
    }

    private static ClaimsPrincipal Principal(Person person) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, person.Id.ToString()),
            new Claim(ClaimTypes.Name, person.Name),
            new Claim(ClaimTypes.Role, person.Role.ToString()),
            new Claim(StampClaim, person.SecurityStamp),
            .. ActorClaims.OfMailboxes(person.Role, person.Mailboxes),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));
}
