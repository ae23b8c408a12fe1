using System.Security.Claims;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Who is behind a request.</summary>
internal static class ActorClaims
{
    private const string ReadOnlyClaim = "reads-only";
    private const string MailboxesClaim = "mailboxes";

    /// <summary>The person, or the person on whose behalf an API key acts.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lets anybody in, which is a mistake in this program.</exception>
    public static Actor Actor(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && Enum.TryParse<Role>(principal.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Actor(id, principal.FindFirstValue(ClaimTypes.Name) ?? "", role) { Mailboxes = MailboxesIn(principal) }
            : throw new InvalidOperationException("Nobody is signed in here.");

    /// <summary>The claim that only some mailboxes are open to somebody; none where all are.</summary>
    public static IEnumerable<Claim> OfMailboxes(Role role, IReadOnlyList<Guid>? mailboxes) =>
        mailboxes is null || role == Role.Admin ? [] : [new Claim(MailboxesClaim, string.Join(' ', mailboxes))];

    /// <summary>The claim that a key only reads; none where it does not.</summary>
    public static IEnumerable<Claim> OfReading(bool readOnly) => readOnly ? [new Claim(ReadOnlyClaim, "true")] : [];

    /// <summary>Whether a key only reads.</summary>
    public static bool ReadsOnly(this ClaimsPrincipal principal) => principal.HasClaim(ReadOnlyClaim, "true");

    private static List<Guid>? MailboxesIn(ClaimsPrincipal principal) =>
        principal.FindFirstValue(MailboxesClaim)?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse).ToList();
}
