using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks how the mail of a draft is to be sent.</summary>
internal static class SendingCheck
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    public static void Check(SystemEmailDraft draft, SendingSettings sending, FieldProblems problems)
    {
        CheckWay(draft, sending, "sending", problems);
        CheckLimits(sending.Limits, problems);
        if (sending.Fallback is not { } fallback)
        {
            return;
        }

        if (fallback.Protocol == sending.Protocol)
        {
            problems.Add("sending.fallback.protocol", "The other way has to be another protocol: Graph beside SMTP, or SMTP beside Graph.");
        }

        if (fallback.Fallback is not null)
        {
            problems.Add("sending.fallback.fallback", "There is one other way at most.");
        }

        CheckWay(draft, fallback, "sending.fallback", problems);
    }

    private static void CheckWay(SystemEmailDraft draft, SendingSettings sending, string field, FieldProblems problems)
    {
        if (sending.Protocol == SendingProtocol.Graph && !TokenProfiles.IsMicrosoft(draft.Provider))
        {
            problems.Add($"{field}.protocol", "Microsoft Graph sends for mailboxes of Microsoft 365 only. Choose SMTP.");
        }

        if (sending.Timeout < ShortestTimeout || sending.Timeout > LongestTimeout)
        {
            problems.Add($"{field}.timeout", "The time a command may take is between 00:00:05 and 00:10:00, usually 00:02:00.");
        }

        ServerCheck.Check(draft, sending.Server, sending.Protocol == SendingProtocol.Graph, $"{field}.server", problems);
    }

    private static void CheckLimits(SendingLimits? limits, FieldProblems problems)
    {
        if (limits?.MessagesPerMinute is < 1 or > 10_000)
        {
            problems.Add("sending.limits.messagesPerMinute", "Messages a minute are 1 to 10,000. Leave the field empty for no limit; Exchange Online allows 30.");
        }

        if (limits?.RecipientsPerDay is < 1 or > 10_000_000)
        {
            problems.Add("sending.limits.recipientsPerDay", "Recipients a day are 1 to 10,000,000. Leave the field empty for no limit; Exchange Online allows 10,000.");
        }

        if (limits?.Connections is < 1 or > 100)
        {
            problems.Add("sending.limits.connections", "Connections at once are 1 to 100. Leave the field empty for no limit; Exchange Online allows 3.");
        }
    }
}
