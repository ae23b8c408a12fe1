using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Mail.Mime;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>Adds people by a link that lets them set a password, once, within a week.</summary>
public sealed class Invitations(PersonTable people, PasswordResets resets, AuditLog audit, IOptions<HelpdeskSettings> settings, TimeProvider time)
{
    /// <summary>The most characters of a name.</summary>
    internal const int LongestName = 100;
    private static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    /// <summary>Adds somebody.</summary>
    /// <returns>The link to hand over, or what is wrong.</returns>
    public async Task<InvitationAnswer> InviteAsync(string email, string name, Role role, IReadOnlyList<Guid>? mailboxes, Actor by, CancellationToken cancellation)
    {
        var address = email.Trim();
        if (AddressList.Parse(address) is not [{ IsComplete: true } mailbox] || mailbox.Address != address || address.Length > 254)
        {
            return new InvitationAnswer.Refused("email_invalid", Translated.Of("That is no address. Write it as name@example.org."));
        }

        var shown = DatabaseText.OneLine(name, LongestName);
        if (shown.Length == 0)
        {
            return new InvitationAnswer.Refused("name_missing", Translated.Of("Give the person a name; colleagues see it."));
        }

        if (Pages.TooLong.Line(Translated.Of("The name"), name, LongestName) is { } tooLong)
        {
            return new InvitationAnswer.Refused("name_too_long", tooLong);
        }

        var key = OneTimeKey.Create();
        var person = new Person { Id = Guid.NewGuid(), Email = address, Name = shown, Role = role, SecurityStamp = Passwords.NewStamp(), Mailboxes = mailboxes };
        var now = time.GetUtcNow();
        if (!await people.InviteAsync(person, OneTimeKey.Digest(key), now + Validity, by.Id, now, cancellation))
        {
            return new InvitationAnswer.Refused("email_taken", Translated.Of("There is somebody with the address {0} already.", address));
        }

        await audit.AddAsync(by, "person_invited", $"{address} as {role}", cancellation);
        return new InvitationAnswer.Invited(person.Id, Link(key), now + Validity);
    }

    /// <summary>Makes a new link for somebody, who sets a new password by it; earlier ones made by administrators are void.</summary>
    /// <returns>The link to hand over; null when there is no such person.</returns>
    public async Task<InvitationAnswer?> InviteAgainAsync(Guid id, Actor by, CancellationToken cancellation)
    {
        if (await people.FindAsync(id, cancellation) is not { } person)
        {
            return null;
        }

        var key = OneTimeKey.Create();
        var until = time.GetUtcNow() + Validity;
        await resets.MakeAsync(id, OneTimeKey.Digest(key), until, by.Id, cancellation);
        await audit.AddAsync(by, "person_invited_again", person.Email, cancellation);
        return new InvitationAnswer.Invited(id, Link(key), until);
    }

    private string Link(string key) => settings.Value.Link($"/invitation?key={key}");
}
