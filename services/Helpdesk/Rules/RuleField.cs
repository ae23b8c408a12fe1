using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>What of a mail a rule looks at. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleField>))]
public enum RuleField
{
    /// <summary>The sender's address.</summary>
    Sender,

    /// <summary>The sender's domain; a domain stands for those below it too.</summary>
    Domain,

    /// <summary>The subject.</summary>
    Subject,

    /// <summary>A header field, named with the condition.</summary>
    Header,

    /// <summary>The size of the whole mail, in kilobytes.</summary>
    Size,

    /// <summary>An address in To or Cc.</summary>
    Recipient,

    /// <summary>What is new in the mail's text.</summary>
    Text,
}
