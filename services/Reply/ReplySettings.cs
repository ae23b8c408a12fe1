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
}
