using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>Which messages of a newly linked mailbox are taken.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartFrom>))]
public enum StartFrom
{
    /// <summary>Every message that is there.</summary>
    Everything,

    /// <summary>The unread ones, and all that come later.</summary>
    Unread,

    /// <summary>Only those that come later.</summary>
    Now,

    /// <summary>Those that the server received from <see cref="ReceivingSettings.StartDate"/> on, and all that come later.</summary>
    Date,
}
