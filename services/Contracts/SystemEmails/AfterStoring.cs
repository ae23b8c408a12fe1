using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>What happens to a message on the server once it is committed here.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AfterStoring>))]
public enum AfterStoring
{
    /// <summary>It is marked read.</summary>
    MarkRead,

    /// <summary>It is moved to another folder.</summary>
    Move,

    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>Nothing.</summary>
    Keep,
}
