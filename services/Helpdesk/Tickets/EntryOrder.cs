namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>
/// The order of a ticket's entries: by time, and within one second as they were stored. Mail is timed by whole seconds and everything else more finely, so that a mail that
/// comes just after a reply would stand before it by its time alone.
/// </summary>
internal static class EntryOrder
{
    /// <summary>Oldest first, for «order by» on entries.</summary>
    public const string OldestFirst = "date_trunc('second', at), id";

    /// <summary>Newest first.</summary>
    public const string NewestFirst = "date_trunc('second', at) desc, id desc";

    /// <summary>Condition that an entry of the time <c>given.at</c>, which is being stored, is not the newest of a ticket.</summary>
    public const string IsOlder = "date_trunc('second', last_entry_at) > given.at";
}
