using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Reply.Filing;

/// <summary>Who puts the copy of a sent mail into the Sent folder.</summary>
internal static class CopyRule
{
    /// <summary>Exchange files what it takes over SMTP by itself, in the mailbox that signed in; the Sandbox does as Exchange does.</summary>
    public static bool IsServers(SystemEmailSettings email) => email.Provider is "microsoft365" or "sandbox";

    /// <summary>Whether we have to: the server does not, and the mailbox can be reached by IMAP.</summary>
    public static bool IsOurs(SystemEmailSettings email) => !IsServers(email) && CanLook(email);

    /// <summary>Whether the Sent folder can be looked into.</summary>
    public static bool CanLook(SystemEmailSettings email) => email.Receiving is { Protocol: ReceivingProtocol.Imap };
}
