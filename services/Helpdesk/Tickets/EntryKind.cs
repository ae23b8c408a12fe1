using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What an entry of a ticket is. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EntryKind>))]
public enum EntryKind
{
    /// <summary>Mail that came in.</summary>
    Mail,

    /// <summary>A report on a mail that was sent from here.</summary>
    Bounce,

    /// <summary>An agent's reply, sent or to be sent.</summary>
    Reply,

    /// <summary>A note among agents, never sent.</summary>
    Note,

    /// <summary>Something that was done: closed, assigned, reopened.</summary>
    Event,
}
