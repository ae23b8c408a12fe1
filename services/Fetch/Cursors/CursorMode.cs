namespace HelpdeskMail.Fetch.Cursors;

/// <summary>How a folder is read on from its cursor.</summary>
internal enum CursorMode
{
    /// <summary>Everything that comes after the place.</summary>
    Follow,

    /// <summary>Up to a fixed end only unread messages, then everything: a newly linked mailbox that starts from its unread mail.</summary>
    Unread,

    /// <summary>Up to a fixed end only messages received from the start date on, then everything.</summary>
    Since,

    /// <summary>
    /// Up to a fixed end every message again, where one whose bytes are already stored from this folder joins its receipt: the server has renumbered the folder.
    /// </summary>
    Rejoin,
}
