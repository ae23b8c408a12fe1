using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A selection of tickets. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TicketView>))]
public enum TicketView
{
    /// <summary>All open ones that do not wait.</summary>
    Open,

    /// <summary>Open ones of the one who asks.</summary>
    Mine,

    /// <summary>Open ones that nobody has taken.</summary>
    Unassigned,

    /// <summary>Ones put aside until an answer comes or a moment is there; they are in none of the others but <see cref="Attention"/>, <see cref="Mentioned"/> and <see cref="All"/>.</summary>
    Waiting,

    /// <summary>Ones with a reply that was not sent or came back, open or closed.</summary>
    Attention,

    /// <summary>Ones with a note that names the one who asks, not seen yet.</summary>
    Mentioned,

    /// <summary>All closed ones.</summary>
    Closed,

    /// <summary>All.</summary>
    All,
}
