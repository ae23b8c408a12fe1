using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails;

/// <summary>What a mail server is shown.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignInMethod>))]
public enum SignInMethod
{
    /// <summary>An OAuth access token, by XOAUTH2 or OAUTHBEARER, whichever the server offers.</summary>
    AccessToken,

    /// <summary>The mailbox's password, by the strongest mechanism the server offers.</summary>
    Password,
}
