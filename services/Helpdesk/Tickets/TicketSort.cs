using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Order of a list of tickets. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TicketSort>))]
public enum TicketSort
{
    /// <summary>Last changed first.</summary>
    Newest,

    /// <summary>Longest without a change first.</summary>
    Oldest,

    /// <summary>Most urgent first, and of those last changed first.</summary>
    Priority,

    /// <summary>Opened last first.</summary>
    Created,

    /// <summary>Soonest due first; only those that are due at some time.</summary>
    Due,
}
