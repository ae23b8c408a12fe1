using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>What admins are told of. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertKind>))]
public enum AlertKind
{
    /// <summary>The link does not work and somebody has to act.</summary>
    LinkBroken,

    /// <summary>The sign-in ends unless it is used.</summary>
    SignInEnds,

    /// <summary>The application's client secret ends.</summary>
    SecretEnds,

    /// <summary>The application's certificate ends.</summary>
    CertificateEnds,
}
