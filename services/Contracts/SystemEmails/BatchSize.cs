using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How many messages one sending session carries.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchSize>))]
public enum BatchSize
{
    /// <summary>One message a session.</summary>
    Small,

    /// <summary>Up to 20 messages a session.</summary>
    Medium,

    /// <summary>Up to 100 messages a session.</summary>
    Large,
}
