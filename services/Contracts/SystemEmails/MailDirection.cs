using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>A side of a system email.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailDirection>))]
public enum MailDirection
{
    /// <summary>Mail coming in.</summary>
    Receiving,

    /// <summary>Mail going out.</summary>
    Sending,
}
