using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Commands for Exchange Online PowerShell that mend what a mail server complains of, with the system email's own values in them.</summary>
internal static class ExchangeCommands
{
    /// <summary>What mends a failure; null where no command does, or the mailbox is not Microsoft's.</summary>
    public static string? Mending(MailFailureKind kind, SystemEmail email, MailDirection direction) =>
        email.Provider is not (MailProvider.Microsoft365 or MailProvider.Sandbox) ? null : kind switch
        {
            MailFailureKind.AccessTokenRefused when email.SignIn == SignInWay.ClientCredentials => Register(email) + "\n" + FullAccess(email),
            MailFailureKind.AccessTokenRefused or MailFailureKind.MailboxNotConnected => Protocol(email, direction) + (NeedsFullAccess(email) ? "\n" + FullAccess(email) : ""),
            MailFailureKind.SubmissionOffForMailbox => SmtpOnForMailbox(email),
            MailFailureKind.SubmissionOffForTenant => SmtpOnForMailbox(email) + "\n# or for everybody:\nSet-TransportConfig -SmtpClientAuthenticationDisabled $false",
            MailFailureKind.SendAsDenied => SendAs(email),
            MailFailureKind.PermissionMissing when NeedsFullAccess(email) && email.SignIn != SignInWay.ClientCredentials => FullAccess(email),
            MailFailureKind.PermissionMissing when email.SignIn == SignInWay.ClientCredentials =>
                $"Test-ApplicationAccessPolicy -Identity {Quote(email.Address)} -AppId {Quote(email.Application!.ClientId)}",
            _ => null,
        };

    /// <summary>Whether somebody other than the mailbox opens it.</summary>
    public static bool NeedsFullAccess(SystemEmail email) =>
        email.SharedMailbox || email.SignIn == SignInWay.ClientCredentials || (email.Account is { } account && !account.Equals(email.Address, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gives whoever signs in the right to send under the address.</summary>
    public static string SendAs(SystemEmail email) => $"Add-RecipientPermission -Identity {Quote(email.Address)} -Trustee {Who(email)} -AccessRights SendAs";

    /// <summary>A value as PowerShell takes it word for word.</summary>
    public static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Register(SystemEmail email) =>
        "# <object id>: the Object ID under «Enterprise applications», not the one under «App registrations»\n"
        + $"New-ServicePrincipal -AppId {Quote(email.Application!.ClientId)} -ObjectId <object id>";

    private static string FullAccess(SystemEmail email) => $"Add-MailboxPermission -Identity {Quote(email.Address)} -User {Who(email)} -AccessRights FullAccess";

    private static string Protocol(SystemEmail email, MailDirection direction) =>
        direction == MailDirection.Sending ? SmtpOnForMailbox(email)
            : $"Set-CASMailbox -Identity {Quote(email.Address)} {(email.Receiving?.Protocol == ReceivingProtocol.Pop3 ? "-PopEnabled" : "-ImapEnabled")} $true";

    private static string SmtpOnForMailbox(SystemEmail email) => $"Set-CASMailbox -Identity {Quote(email.Address)} -SmtpClientAuthenticationDisabled $false";

    private static string Who(SystemEmail email) => email.SignIn == SignInWay.ClientCredentials ? "<object id>" : email.Account is { } account ? Quote(account) : "<account that signs in>";
}
