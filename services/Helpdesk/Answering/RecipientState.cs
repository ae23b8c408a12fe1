using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What became of one recipient. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecipientState>))]
public enum RecipientState
{
    /// <summary>Our server took the mail for it.</summary>
    Accepted,

    /// <summary>Our server did not take the mail for it.</summary>
    Refused,

    /// <summary>A later server has not delivered it yet.</summary>
    Delayed,

    /// <summary>It came back.</summary>
    Bounced,

    /// <summary>The recipient's program has said that it was shown (RFC 8098).</summary>
    Read,
}
