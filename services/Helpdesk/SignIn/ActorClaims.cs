using System.Security.Claims;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Who is behind a request.</summary>
internal static class ActorClaims
{
    /// <summary>The person, or the person on whose behalf an API key acts.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lets anybody in, which is a mistake in this program.</exception>
    public static Actor Actor(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && Enum.TryParse<Role>(principal.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Actor(id, principal.FindFirstValue(ClaimTypes.Name) ?? "", role)
            : throw new InvalidOperationException("Nobody is signed in here.");
}
