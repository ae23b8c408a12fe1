using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Restriction;

/// <summary>Whether an application reaches more mailboxes than it should. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RestrictionVerdict>))]
public enum RestrictionVerdict
{
    /// <summary>It reaches the linked mailbox and not the other one.</summary>
    Restricted,

    /// <summary>It reaches the mailbox that it must not reach.</summary>
    Unrestricted,

    /// <summary>It cannot be told: the linked mailbox is not reached either, or something else stood in the way.</summary>
    Unclear,
}
