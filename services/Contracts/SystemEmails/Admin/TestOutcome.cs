using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>How a step of a connection test went. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TestOutcome>))]
public enum TestOutcome
{
    /// <summary>It went well.</summary>
    Passed,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>It was not tried, because an earlier one failed.</summary>
    Skipped,
}
