using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.Mail;

/// <summary>How a message was read from its mailbox.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailSource>))]
public enum MailSource
{
    /// <summary>IMAP: the key is UIDVALIDITY and UID, «1431655765/42».</summary>
    Imap,

    /// <summary>POP3: the key is the UIDL.</summary>
    Pop3,

    /// <summary>Microsoft Graph: the key is the immutable id.</summary>
    Graph,

    /// <summary>Put in by hand or by an import: the key is chosen by whoever does it.</summary>
    Upload,
}
