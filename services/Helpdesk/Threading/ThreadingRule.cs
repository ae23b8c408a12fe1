using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>Why an entry stands in its ticket. The rules that look for a ticket are tried in the order they stand in here; the first that finds one decides.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ThreadingRule>))]
public enum ThreadingRule
{
    /// <summary>It names the Message-ID of a mail that we made: only somebody who received that mail can.</summary>
    OurMessageId,

    /// <summary>It names the Message-ID of another mail in the ticket.</summary>
    KnownMessageId,

    /// <summary>A mail of the ticket names its Message-ID: the answer was here before what it answers.</summary>
    NamedByEarlier,

    /// <summary>It was sent to an address that names the ticket, with a hash that only we can make.</summary>
    AddressToken,

    /// <summary>The ticket's number is in its subject, and its sender takes part in that ticket.</summary>
    SubjectNumber,

    /// <summary>Nothing led to a ticket: a new one.</summary>
    NewTicket,

    /// <summary>It answers a ticket that was closed too long ago to be reopened: a new one that refers to it.</summary>
    FollowsClosed,

    /// <summary>It answers a ticket of a mailbox that is not open to the same people as the one it came by: a new one in its own mailbox.</summary>
    OtherMailbox,

    /// <summary>It is the report that a mail of ours could not be delivered.</summary>
    ReportOfOurs,

    /// <summary>A report that names no mail, but a ticket in the subject it returns and somebody whom a reply of that ticket went to.</summary>
    ReportBySubject,

    /// <summary>An agent forwarded it for somebody else, whose ticket it is: a new one.</summary>
    Forwarded,

    /// <summary>A person decided.</summary>
    ByHand,
}
