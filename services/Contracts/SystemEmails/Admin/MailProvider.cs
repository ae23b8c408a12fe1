using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>What a mailbox is kept by. As JSON: <c>microsoft365</c>, <c>sandbox</c>, <c>other</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailProvider>))]
public enum MailProvider
{
    /// <summary>Exchange Online with Microsoft Entra.</summary>
    [JsonStringEnumMemberName("microsoft365")]
    Microsoft365,

    /// <summary>The stand-in for Microsoft 365 that runs in development.</summary>
    [JsonStringEnumMemberName("sandbox")]
    Sandbox,

    /// <summary>Any other IMAP, POP3 and SMTP servers.</summary>
    [JsonStringEnumMemberName("other")]
    Other,
}
