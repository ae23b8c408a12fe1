using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.SystemEmails;
using static HelpdeskMail.OAuth.Doctor.ExchangeCommands;

namespace HelpdeskMail.OAuth.Restriction;

/// <summary>Commands for Exchange Online PowerShell that leave an application its own mailboxes only. (Microsoft, «Limit application permissions to specific mailboxes»; «RBAC for Applications in Exchange Online».)</summary>
internal static class RestrictionCommands
{
    private const string Connect = "Connect-ExchangeOnline";
    private const string ObjectId = "# <object id>: the Object ID under «Enterprise applications», not the one under «App registrations»";

    /// <summary>An application access policy; null where none applies: it covers Graph, not IMAP, POP and SMTP.</summary>
    public static string? Policy(SystemEmail email, IReadOnlyList<string> mailboxes, string forbidden)
    {
        if (!UsesGraph(email))
        {
            return null;
        }

        var id = Quote(email.Application!.ClientId);
        var group = Quote($"helpdeskmail-mailboxes@{email.Address[(email.Address.LastIndexOf('@') + 1)..]}");
        return string.Join('\n', [
            Connect,
            $"New-DistributionGroup -Name 'HelpdeskMail mailboxes' -Type Security -PrimarySmtpAddress {group} -Members {string.Join(',', mailboxes.Select(Quote))}",
            $"New-ApplicationAccessPolicy -AppId {id} -PolicyScopeGroupId {group} -AccessRight RestrictAccess -Description 'HelpdeskMail reaches its own mailboxes only'",
            .. mailboxes.Select(mailbox => $"Test-ApplicationAccessPolicy -Identity {Quote(mailbox)} -AppId {id}   # must say Granted"),
            $"Test-ApplicationAccessPolicy -Identity {Quote(forbidden)} -AppId {id}   # must say Denied",
            "# It takes effect after up to an hour or more, although the test says so at once.",
        ]);
    }

    /// <summary>RBAC for Applications (Graph, SMTP), and mailbox permissions (IMAP, POP, which have no roles).</summary>
    public static string Roles(SystemEmail email, IReadOnlyList<string> mailboxes, string forbidden)
    {
        var id = Quote(email.Application!.ClientId);
        var roles = RoleNames(email).ToList();
        var lines = new List<string> { Connect, ObjectId, $"New-ServicePrincipal -AppId {id} -ObjectId <object id> -DisplayName 'HelpdeskMail'" };
        if (roles.Count > 0)
        {
            // The filter is a text in double quotes with its values in single ones, doubled where an address has one.
            var filter = string.Join(" -or ", mailboxes.Select(mailbox => $"PrimarySmtpAddress -eq {Quote(mailbox)}"));
            lines.Add($"New-ManagementScope -Name 'HelpdeskMail mailboxes' -RecipientRestrictionFilter \"{filter.Replace("`", "``", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal)}\"");
            lines.AddRange(roles.Select(role => $"New-ManagementRoleAssignment -App <object id> -Role '{role}' -CustomResourceScope 'HelpdeskMail mailboxes'"));
            lines.Add($"Test-ServicePrincipalAuthorization -Identity <object id> -Resource {Quote(forbidden)}   # InScope must be False");
            lines.Add($"# Then take {string.Join(" and ", roles.Select(role => role["Application ".Length..]))} away from the application in Entra, «API permissions»: a consent there reaches every mailbox, whatever the roles say.");
        }

        if (email.Receiving?.Protocol is ReceivingProtocol.Imap or ReceivingProtocol.Pop3)
        {
            lines.AddRange([
                "# IMAP and POP have no roles: the application opens the mailboxes it has full access to, and no other.",
                $"Get-MailboxPermission -Identity {Quote(forbidden)} -User <object id>",
                $"Remove-MailboxPermission -Identity {Quote(forbidden)} -User <object id> -AccessRights FullAccess -Confirm:$false",
            ]);
        }

        return string.Join('\n', lines);
    }

    private static bool UsesGraph(SystemEmail email) => email.Receiving?.Protocol == ReceivingProtocol.Graph || Sends(email).Contains(SendingProtocol.Graph);

    /// <summary>How it sends, and how where that cannot be used.</summary>
    private static IEnumerable<SendingProtocol> Sends(SystemEmail email) => new[] { email.Sending, email.Sending?.Fallback }.OfType<SendingSettings>().Select(sending => sending.Protocol);

    private static IEnumerable<string> RoleNames(SystemEmail email) =>
    [
        .. email.Receiving?.Protocol == ReceivingProtocol.Graph ? ["Application Mail.ReadWrite"] : Array.Empty<string>(),
        .. Sends(email).Select(protocol => protocol == SendingProtocol.Graph ? "Application Mail.Send" : "Application SMTP.SendAsApp"),
    ];
}
