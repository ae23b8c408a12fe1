using System.Globalization;
using HelpdeskMail.Contracts.Mailboxes;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>The state of a mailbox in words.</summary>
internal static class MailboxWords
{
    /// <summary>What happens at it.</summary>
    public static string Activity(MailboxStatus status) => status switch
    {
        { PausedAt: not null } => Translated.Of("Paused"),
        { Activity: MailboxActivity.Waiting } => Translated.Of("Waiting to be taken up"),
        { Activity: MailboxActivity.Connecting } => Translated.Of("Connecting"),
        { Activity: MailboxActivity.Fetching } => Translated.Of("Fetching"),
        { Activity: MailboxActivity.BackingOff } => Translated.Of("Waiting after a failure"),
        { Activity: MailboxActivity.Stopped } => Translated.Of("Stopped"),
        { Waiting: > 0 } => Translated.Of("Fetching"),
        _ => Translated.Of("Up to date"),
    };

    /// <summary>The class of its mark.</summary>
    public static string Mark(MailboxStatus status) =>
        status.PausedAt is not null ? "attention" : status.Problem is not null || status.Activity == MailboxActivity.BackingOff ? "bad" : status.Activity is MailboxActivity.Waiting or MailboxActivity.Stopped ? "attention" : "good";

    /// <summary>A length of time.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => Translated.Of("{0} ms", Number(time.TotalMilliseconds, "0")),
        < 90 => Translated.Of("{0} s", Number(time.TotalSeconds, "0.#")),
        < 5400 => Translated.Of("{0} min", Number(time.TotalMinutes, "0")),
        < 172_800 => Translated.Of("{0} h", Number(time.TotalHours, "0.#")),
        _ => Translated.Of("{0} days", Number(time.TotalDays, "0")),
    };

    /// <summary>A folder's name; POP3 has one without a name.</summary>
    public static string Folder(string name) => name.Length == 0 ? Translated.Of("Inbox") : name;

    /// <summary>How far a folder has come.</summary>
    public static string Progress(MailboxFolder folder)
    {
        if (folder.Waiting == 0)
        {
            return Translated.Of("All is fetched");
        }

        var fetched = folder.Total - folder.Waiting;
        return (folder.Rate, folder.TimeLeft) switch
        {
            ({ } rate, { } left) => Translated.Of("{0} of {1}, {2} a second, about {3} left", fetched, folder.Total, Number(rate, "0.#"), Duration(left)),
            ({ } rate, null) => Translated.Of("{0} of {1}, {2} a second", fetched, folder.Total, Number(rate, "0.#")),
            (null, { } left) => Translated.Of("{0} of {1}, about {2} left", fetched, folder.Total, Duration(left)),
            _ => Translated.Of("{0} of {1}", fetched, folder.Total),
        };
    }

    private static string Number(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);
}
