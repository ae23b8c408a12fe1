using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>What becomes of a ticket that a canned answer is used on. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CannedEnd>))]
public enum CannedEnd
{
    /// <summary>It stays as it is.</summary>
    Nothing,

    /// <summary>It is closed.</summary>
    Close,

    /// <summary>It is put aside until an answer comes.</summary>
    Wait,
}
