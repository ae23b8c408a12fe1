using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.Reply;

/// <summary>How replies are sent (configuration section <c>Reply</c>).</summary>
public sealed record ReplySettings
{
    /// <summary>
    /// How long after a connection died in the wrong moment its reply's copy may still turn up in the Sent folder. Only after that a missing copy means that
    /// it was not sent. Shorter than the server takes to file a copy, it makes doubles.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00", ErrorMessage = "must lie between 00:00:05 and 1.00:00:00, for example 00:10:00")]
    public TimeSpan UnknownWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the words and the list of files of a sent reply are kept here after it was sent and its copy seen to. The record of what became of it stays; the ticket has the words.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00", ErrorMessage = "must lie between 01:00:00 and 3650.00:00:00, for example 7.00:00:00")]
    public TimeSpan KeepContent { get; init; } = TimeSpan.FromDays(7);
}
