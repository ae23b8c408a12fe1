namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What became of a change of a ticket. Closed set.</summary>
public enum ChangeAnswer
{
    /// <summary>The ticket is as wanted.</summary>
    Done,

    /// <summary>There is no such ticket.</summary>
    NoTicket,

    /// <summary>The person it is to be given to cannot work tickets of its mailbox.</summary>
    NoAssignee,

    /// <summary>It was neither closed nor put aside, since mail has come in that whoever asks does not know of.</summary>
    News,
}
