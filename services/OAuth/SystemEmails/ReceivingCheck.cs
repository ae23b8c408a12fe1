using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>Checks how the mail of a draft is to be read.</summary>
internal static class ReceivingCheck
{
    private const long SmallestMessage = 64 * 1024;
    private const long LargestMessage = 150L * 1024 * 1024;
    private const int MostFolders = 50;
    private const int LongestFolder = 500;
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromDays(1);

    public static void Check(SystemEmailDraft draft, ReceivingSettings receiving, DateTimeOffset now, FieldProblems problems)
    {
        if (receiving.Protocol == ReceivingProtocol.Graph && !TokenProfiles.IsMicrosoft(draft.Provider))
        {
            problems.Add("receiving.protocol", "Microsoft Graph reads mailboxes of Microsoft 365 only. Choose IMAP or POP3.");
        }

        CheckFolders(receiving, problems);
        if (receiving.Protocol == ReceivingProtocol.Pop3)
        {
            CheckPop3(receiving, problems);
        }

        if (receiving.StartFrom == StartFrom.Date && (receiving.StartDate is not { } start || start > now + LongestPoll))
        {
            problems.Add("receiving.startDate", "Fill in the first day whose mail is taken; it lies in the past.");
        }

        if (receiving.MaxConnections is < 1 or > 10)
        {
            problems.Add("receiving.maxConnections", "The connections held at once are 1 to 10. Leave the field empty for the provider's usual number.");
        }

        if (receiving.PollInterval < ShortestPoll || receiving.PollInterval > LongestPoll)
        {
            problems.Add("receiving.pollInterval", "The pause between two looks at the mailbox is between 00:00:10 and 1.00:00:00, usually 00:01:00.");
        }

        if (receiving.MaxMessageSize is < SmallestMessage or > LargestMessage)
        {
            problems.Add("receiving.maxMessageSize", $"The largest message taken whole is between {SmallestMessage} and {LargestMessage} bytes.");
        }

        ServerCheck.Check(draft, receiving.Server, receiving.Protocol == ReceivingProtocol.Graph, "receiving.server", problems);
    }

    private static void CheckFolders(ReceivingSettings receiving, FieldProblems problems)
    {
        if (!IsFolder(receiving.Folder))
        {
            problems.Add("receiving.folder", "Fill in the folder to watch, usually INBOX.");
        }

        var more = receiving.MoreFolders ?? [];
        if (more.Count > MostFolders || more.Any(folder => !IsFolder(folder)))
        {
            problems.Add("receiving.moreFolders", $"Write one folder a line, at most {MostFolders}, each up to {LongestFolder} characters.");
        }
        else if (more.Append(receiving.Folder).GroupBy(folder => folder, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            problems.Add("receiving.moreFolders", $"«{twice.Key}» is named twice. Name every folder once.");
        }

        if (receiving.AfterStoring != AfterStoring.Move || receiving.Protocol == ReceivingProtocol.Pop3)
        {
            return;
        }

        if (!IsFolder(receiving.MoveToFolder))
        {
            problems.Add("receiving.moveToFolder", "Fill in the folder that stored messages are moved to, for example Archive.");
        }
        else if (more.Append(receiving.Folder).Contains(receiving.MoveToFolder, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add("receiving.moveToFolder", "Messages cannot be moved to a folder they come from. Fill in another one.");
        }
    }

    private static void CheckPop3(ReceivingSettings receiving, FieldProblems problems)
    {
        if (!receiving.Folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase) || receiving.MoreFolders is { Count: > 0 })
        {
            problems.Add("receiving.folder", "POP3 knows no folders and reads the inbox only. Fill in INBOX alone, or choose IMAP.");
        }

        if (receiving.AfterStoring is AfterStoring.Move or AfterStoring.MarkRead)
        {
            problems.Add("receiving.afterStoring", "POP3 can neither move nor mark messages. Choose that they stay, or are deleted on the server.");
        }

        if (receiving.StartFrom is StartFrom.Unread or StartFrom.Date)
        {
            problems.Add("receiving.startFrom", "POP3 tells neither what was read nor when it came. Choose everything that is there, or what comes from now on.");
        }
    }

    private static bool IsFolder(string? folder) => !string.IsNullOrWhiteSpace(folder) && folder.Length <= LongestFolder && !folder.Any(char.IsControl);
}
