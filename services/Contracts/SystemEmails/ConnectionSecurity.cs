using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>Protection of a connection.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionSecurity>))]
public enum ConnectionSecurity
{
    /// <summary>None: passwords and tokens are readable on the way. Only for this machine's own addresses, or where an admin has said so for the host.</summary>
    None,

    /// <summary>STARTTLS before anything else is said (RFC 2595, RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,
}
