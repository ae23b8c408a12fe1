using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Where an agent's page goes when an answer is sent, or a ticket is closed or put aside. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AfterWork>))]
public enum AfterWork
{
    /// <summary>It stays on the ticket.</summary>
    Stay,

    /// <summary>To the ticket below it in the list; to the list after the last.</summary>
    Next,

    /// <summary>Back to the list.</summary>
    List,
}
