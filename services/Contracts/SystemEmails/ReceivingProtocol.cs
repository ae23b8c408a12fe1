using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>How mail is read.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceivingProtocol>))]
public enum ReceivingProtocol
{
    /// <summary>IMAP (RFC 9051, RFC 3501).</summary>
    Imap,

    /// <summary>POP3 (RFC 1939).</summary>
    Pop3,

    /// <summary>Microsoft Graph.</summary>
    Graph,
}
