using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>How far an attempt to link has come. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkAttemptState>))]
public enum LinkAttemptState
{
    /// <summary>The browser has not come back yet.</summary>
    Waiting,

    /// <summary>Linked.</summary>
    Succeeded,

    /// <summary>It came back with a failure, or what it brought was refused.</summary>
    Failed,

    /// <summary>Ten minutes went by and the browser did not come back.</summary>
    Expired,
}
