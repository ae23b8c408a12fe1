using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How mail is sent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SendingProtocol>))]
public enum SendingProtocol
{
    /// <summary>SMTP submission (RFC 6409).</summary>
    Smtp,

    /// <summary>Microsoft Graph.</summary>
    Graph,
}
