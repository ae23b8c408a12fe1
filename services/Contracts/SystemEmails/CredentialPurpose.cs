using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>What a credential is asked for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CredentialPurpose>))]
public enum CredentialPurpose
{
    /// <summary>Reading mail.</summary>
    Receive,

    /// <summary>Sending mail.</summary>
    Send,
}
