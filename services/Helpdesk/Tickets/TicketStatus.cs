using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Where the work on a ticket stands. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TicketStatus>))]
public enum TicketStatus
{
    /// <summary>Somebody has to do something.</summary>
    Open,

    /// <summary>Done; an answer opens it again.</summary>
    Closed,
}
