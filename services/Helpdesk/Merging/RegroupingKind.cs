using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>How entries changed their ticket. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegroupingKind>))]
public enum RegroupingKind
{
    /// <summary>A whole ticket went into another.</summary>
    Merge,

    /// <summary>Entries became a ticket of their own.</summary>
    Split,

    /// <summary>An entry was processed again and belongs elsewhere.</summary>
    Move,
}
