using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>How a value is compared; case never counts. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleMatch>))]
public enum RuleMatch
{
    /// <summary>It is the value.</summary>
    Is,

    /// <summary>It has the value in it.</summary>
    Contains,

    /// <summary>It begins with the value.</summary>
    StartsWith,

    /// <summary>It ends with the value.</summary>
    EndsWith,

    /// <summary>It is larger than the value; of sizes.</summary>
    LargerThan,

    /// <summary>It is there at all; of header fields.</summary>
    Exists,
}
