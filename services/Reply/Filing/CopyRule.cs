using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Filing;

/// <summary>Who puts the copy of a sent mail into the Sent folder, and how that folder is looked into.</summary>
internal static class CopyRule
{
    /// <summary>Where mail that is handed in is filed by the provider itself. Its other servers, for relaying or for a domain's incoming mail, file nothing.</summary>
    private static readonly Dictionary<string, string[]> Submission = new(StringComparer.Ordinal)
    {
        ["microsoft365"] = ["smtp.office365.com", "smtp-mail.outlook.com", "outlook.office365.com", "outlook.office.com", "smtp.office365.us", "outlook.office365.us", "smtp.partner.outlook.cn", "partner.outlook.cn"],
        ["google"] = ["smtp.gmail.com", "smtp.googlemail.com"],
        ["sandbox"] = [],
    };

    /// <summary>
    /// Whether the server files what it takes. Exchange does, over SMTP in the mailbox that signed in and by Graph in the mailbox that is named; Gmail does; the Sandbox does as Exchange does. Somebody
    /// who signs in under a name of his own to send for a shared mailbox gets the copy himself, so the shared mailbox's own is ours to file.
    /// A provider files what its own server for that is given, which is a known one or the one that the mailbox is read from; a mailbox there
    /// may send by somebody else's.
    /// </summary>
    public static bool IsServers(SystemEmailSettings email, SendingSettings way) => way switch
    {
        { Protocol: SendingProtocol.Graph } => true,
        { Server.UserName: { } signedIn } when !signedIn.Equals(email.Address, StringComparison.OrdinalIgnoreCase) => false,
        { Server.Host: var host } => Submission.TryGetValue(email.Provider, out var own)
            && (own.Contains(host, StringComparer.OrdinalIgnoreCase) || host.Equals(email.Receiving?.Server.Host, StringComparison.OrdinalIgnoreCase)),
    };

    /// <summary>What is noted at an attempt: the mailbox into whose Sent folder the server of that way files what it takes; empty where it files nothing.</summary>
    public static string FiledIn(SystemEmailSettings email, SendingSettings way) => IsServers(email, way) ? NameOf(email) : "";

    /// <summary>
    /// Whether a copy that is missing from the Sent folder proves that nothing was sent: the server of the last attempt files every mail, and the mailbox is the one that it was then. The settings of today do not
    /// matter otherwise: the way out may have been changed since, and another one may have been taken then.
    /// </summary>
    public static bool IsProof(QueueRow row, SystemEmailSettings email) => row.FiledIn == NameOf(email);

    /// <summary>Whether the copy is ours to file: the server that took the mail does not, and the mailbox can be reached by IMAP (what Graph is given it calls a draft).</summary>
    public static bool IsOurs(QueueRow row, SystemEmailSettings email) => row.FiledIn is "" && LookBy(email) is { Protocol: ReceivingProtocol.Imap };

    /// <summary>Whether the Sent folder can be looked into.</summary>
    public static bool CanLook(SystemEmailSettings email) => LookBy(email) is not null;

    /// <summary>How the Sent folder is looked into: the way the mailbox is read, or Graph where only sending goes by it; null for not at all.</summary>
    public static LookIn? LookBy(SystemEmailSettings email) => email switch
    {
        { Receiving: { Protocol: ReceivingProtocol.Imap or ReceivingProtocol.Graph } reading } => new LookIn(reading.Protocol, reading.Server, new CredentialRequest(CredentialPurpose.Receive)),
        { Sending: { Protocol: SendingProtocol.Graph } sending } => new LookIn(ReceivingProtocol.Graph, sending.Server, new CredentialRequest(CredentialPurpose.Send)),
        { Sending.Fallback: { Protocol: SendingProtocol.Graph } other } =>
            new LookIn(ReceivingProtocol.Graph, other.Server, new CredentialRequest(CredentialPurpose.Send) { Sending = SendingProtocol.Graph }),
        _ => null,
    };

    private static string NameOf(SystemEmailSettings email) => $"{email.Provider} {email.Address.ToLowerInvariant()}";
}
