using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.Replies;

/// <summary>Where a reply stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplyState>))]
public enum ReplyState
{
    /// <summary>Committed and waiting for its first or next attempt.</summary>
    Queued,

    /// <summary>A replica of the Reply service holds it.</summary>
    Claimed,

    /// <summary>Its bytes are on their way to the server.</summary>
    Sending,

    /// <summary>The server has taken it for every recipient that it took at all.</summary>
    Sent,

    /// <summary>Given up; a person decides what next.</summary>
    Failed,

    /// <summary>The connection ended between the message and the server's answer: nobody knows yet whether it was taken.</summary>
    Unknown,
}
