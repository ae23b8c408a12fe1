using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>What a mailbox is kept by. As JSON: <c>microsoft365</c>, <c>google</c>, <c>sandbox</c>, <c>oauth2</c>, <c>other</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailProvider>))]
public enum MailProvider
{
    /// <summary>Exchange Online with Microsoft Entra.</summary>
    [JsonStringEnumMemberName("microsoft365")]
    Microsoft365,

    /// <summary>Gmail and Google Workspace.</summary>
    [JsonStringEnumMemberName("google")]
    Google,

    /// <summary>Any other servers whose tokens come from an OAuth2 provider with endpoints of its own (RFC 6749).</summary>
    [JsonStringEnumMemberName("oauth2")]
    OAuth2,

    /// <summary>The stand-in for Microsoft 365 that runs in development.</summary>
    [JsonStringEnumMemberName("sandbox")]
    Sandbox,

    /// <summary>Any other IMAP, POP3 and SMTP servers.</summary>
    [JsonStringEnumMemberName("other")]
    Other,
}
