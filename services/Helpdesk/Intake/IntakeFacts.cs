using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>What is known when a receipt is to be handled.</summary>
/// <param name="Known">What became of it before; null when nothing has.</param>
/// <param name="SystemEmails">Our own addresses.</param>
/// <param name="Mailboxes">What is set for mailboxes.</param>
/// <param name="Rules">The rules, in their order.</param>
/// <param name="AccountMails">The mails of the last weeks about somebody's account.</param>
/// <param name="Walls">Which mailboxes are divided by who may work in them.</param>
internal sealed record IntakeFacts(
    IntakeRow? Known, IReadOnlyList<KnownSystemEmail> SystemEmails, IReadOnlyList<MailboxSettings> Mailboxes, IReadOnlyList<Rule> Rules, IReadOnlyList<AccountMailId> AccountMails, MailboxWalls Walls)
{
    /// <summary>How far the clocks of two replicas may be apart.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(10);

    /// <summary>Whether a mail is, holds, answers or reports on one of ours about somebody's account.</summary>
    public bool IsAboutAccount(PreparedMail sent) => AccountMails.Any(mail => sent.Named.Value.Ids.Contains(mail.Id, StringComparer.Ordinal) || sent.Named.Value.Marks.Contains(mail.ReplyId));

    /// <summary>Whether a link that was sent by mail may still be good, so that it has to be looked for in others.</summary>
    public bool KnowsLinks(DateTimeOffset now) => AccountMails.Any(mail => mail.At > now - ForgottenPasswords.Validity - ClocksApart);

    /// <summary>What is set for a mailbox; the defaults where nothing is.</summary>
    public MailboxSettings Of(Guid systemEmail) =>
        Mailboxes.FirstOrDefault(mailbox => mailbox.SystemEmailId == systemEmail) ?? new MailboxSettings { SystemEmailId = systemEmail };
}
