using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Makes links for a new password worthless once they stand in a mail that agents will read: the address they were sent to passes its mail on to a mailbox of the helpdesk, or somebody has forwarded one. Done before the mail
/// is stored.
/// </summary>
public sealed class ResetLinks(PasswordResets resets, AuditLog audit)
{
    /// <summary>Makes the links in a mail worthless.</summary>
    internal async Task VoidAsync(PreparedMail mail, string mailbox, CancellationToken cancellation)
    {
        var digests = mail.Keys.Value.Select(OneTimeKey.Digest).ToArray();
        if (digests.Length == 0)
        {
            return;
        }

        foreach (var email in await resets.VoidAsync(digests, cancellation))
        {
            await audit.AddAsync(null, "password_reset_voided", $"{email}; its link came by mail to {mailbox}, where others read it", cancellation);
        }
    }
}
