using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>How an OAuth application proves who it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClientProof>))]
public enum ClientProof
{
    /// <summary>By a secret.</summary>
    Secret,

    /// <summary>By a certificate: an assertion signed with its key (RFC 7523). Microsoft only.</summary>
    Certificate,

    /// <summary>Not at all: a public client.</summary>
    None,
}
