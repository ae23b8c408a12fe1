using System.Globalization;
using HelpdeskMail.Contracts.Mailboxes;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>The state of a mailbox in words.</summary>
internal static class MailboxWords
{
    /// <summary>What happens at it.</summary>
    public static string Activity(MailboxStatus status) => status switch
    {
        { PausedAt: not null } => "Paused",
        { Activity: MailboxActivity.Waiting } => "Waiting to be taken up",
        { Activity: MailboxActivity.Connecting } => "Connecting",
        { Activity: MailboxActivity.Fetching } => "Fetching",
        { Activity: MailboxActivity.BackingOff } => "Waiting after a failure",
        { Activity: MailboxActivity.Stopped } => "Stopped",
        { Waiting: > 0 } => "Fetching",
        _ => "Up to date",
    };

    /// <summary>The class of its mark.</summary>
    public static string Mark(MailboxStatus status) =>
        status.PausedAt is not null ? "attention" : status.Problem is not null || status.Activity == MailboxActivity.BackingOff ? "bad" : status.Activity is MailboxActivity.Waiting or MailboxActivity.Stopped ? "attention" : "good";

    /// <summary>A length of time.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
    };

    /// <summary>A folder's name; POP3 has one without a name.</summary>
    public static string Folder(string name) => name.Length == 0 ? "Inbox" : name;

    /// <summary>How far a folder has come.</summary>
    public static string Progress(MailboxFolder folder)
    {
        if (folder.Waiting == 0)
        {
            return "All is fetched";
        }

        var rate = folder.Rate is { } messages ? string.Create(CultureInfo.InvariantCulture, $", {messages:0.#} a second") : "";
        var left = folder.TimeLeft is { } time ? $", about {Duration(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{folder.Total - folder.Waiting} of {folder.Total}{rate}{left}");
    }
}
