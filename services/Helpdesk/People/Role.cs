using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>What somebody may do. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Works tickets.</summary>
    Agent,

    /// <summary>Works tickets and sets up system emails, people and API keys.</summary>
    Admin,
}
