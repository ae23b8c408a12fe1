using System.Globalization;
using HelpdeskMail.Contracts.Mailboxes;
using Microsoft.Extensions.Localization;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>The state of a mailbox in words.</summary>
internal static class MailboxWords
{
    /// <summary>What happens at it.</summary>
    public static string Activity(MailboxStatus status, IStringLocalizer<Words> words) => status switch
    {
        { PausedAt: not null } => words["Paused"],
        { Activity: MailboxActivity.Waiting } => words["Waiting to be taken up"],
        { Activity: MailboxActivity.Connecting } => words["Connecting"],
        { Activity: MailboxActivity.Fetching } => words["Fetching"],
        { Activity: MailboxActivity.BackingOff } => words["Waiting after a failure"],
        { Activity: MailboxActivity.Stopped } => words["Stopped"],
        { Waiting: > 0 } => words["Fetching"],
        _ => words["Up to date"],
    };

    /// <summary>The class of its mark.</summary>
    public static string Mark(MailboxStatus status) =>
        status.PausedAt is not null ? "attention" : status.Problem is not null || status.Activity == MailboxActivity.BackingOff ? "bad" : status.Activity is MailboxActivity.Waiting or MailboxActivity.Stopped ? "attention" : "good";

    /// <summary>A length of time.</summary>
    public static string Duration(TimeSpan time, IStringLocalizer<Words> words) => time.TotalSeconds switch
    {
        < 1 => words["{0} ms", Number(time.TotalMilliseconds, "0")],
        < 90 => words["{0} s", Number(time.TotalSeconds, "0.#")],
        < 5400 => words["{0} min", Number(time.TotalMinutes, "0")],
        < 172_800 => words["{0} h", Number(time.TotalHours, "0.#")],
        _ => words["{0} days", Number(time.TotalDays, "0")],
    };

    /// <summary>A folder's name; POP3 has one without a name.</summary>
    public static string Folder(string name, IStringLocalizer<Words> words) => name.Length == 0 ? words["Inbox"] : name;

    /// <summary>How far a folder has come.</summary>
    public static string Progress(MailboxFolder folder, IStringLocalizer<Words> words)
    {
        if (folder.Waiting == 0)
        {
            return words["All is fetched"];
        }

        var fetched = folder.Total - folder.Waiting;
        return (folder.Rate, folder.TimeLeft) switch
        {
            ({ } rate, { } left) => words["{0} of {1}, {2} a second, about {3} left", fetched, folder.Total, Number(rate, "0.#"), Duration(left, words)],
            ({ } rate, null) => words["{0} of {1}, {2} a second", fetched, folder.Total, Number(rate, "0.#")],
            (null, { } left) => words["{0} of {1}, about {2} left", fetched, folder.Total, Duration(left, words)],
            _ => words["{0} of {1}", fetched, folder.Total],
        };
    }

    private static string Number(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);
}
