using System.Text.RegularExpressions;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Makes links for a new password worthless once they stand in a mail that agents will read: the address they were sent to passes its mail on to a mailbox of the helpdesk, or somebody has forwarded one. Done before the mail
/// is stored.
/// </summary>
public sealed partial class ResetLinks(PasswordResets resets, AuditLog audit)
{
    private const int Most = 100;

    /// <summary>Makes the links in a mail worthless.</summary>
    internal async Task VoidAsync(PreparedMail mail, string mailbox, CancellationToken cancellation)
    {
        var digests = Link().Matches(mail.Text).Concat(Link().Matches(mail.Html ?? "")).Select(match => match.Groups["key"].Value).Distinct(StringComparer.Ordinal).Take(Most).Select(OneTimeKey.Digest).ToArray();
        if (digests.Length == 0)
        {
            return;
        }

        foreach (var email in await resets.VoidAsync(digests, cancellation))
        {
            await audit.AddAsync(null, "password_reset_voided", $"{email}; its link came by mail to {mailbox}, where others read it", cancellation);
        }
    }

    // Mail programs that look after links put them, percent-encoded, into links of their own.
    [GeneratedRegex(@"(/|%2F)invitation(\?|%3F)key(=|%3D)(?<key>[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
