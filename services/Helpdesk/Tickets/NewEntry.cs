using System.Diagnostics;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Threading;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>An entry to be stored.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">When it was received, written or done.</param>
/// <param name="AuthorName">Who, for people.</param>
/// <param name="Text">Plain text; of an event: what was done.</param>
internal sealed record NewEntry(EntryKind Kind, DateTimeOffset At, string AuthorName, string Text)
{
    public Guid? AuthorId { get; init; }

    public string? AuthorAddress { get; init; }

    public string? Subject { get; init; }

    public string? Html { get; init; }

    public EntryRecipients? Recipients { get; init; }

    /// <summary>Message-ID as kept.</summary>
    public string? MessageId { get; init; }

    /// <summary>Whether the Message-ID was made by us.</summary>
    public bool MessageIdIsOurs { get; init; }

    /// <summary>Ids it names, as kept.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public string? Automatic { get; init; }

    public Evidence? Evidence { get; init; }

    public string? MailIdentity { get; init; }

    public IReadOnlyList<KeptFile> Files { get; init; } = [];

    /// <summary>How many more files are only in the mail's source.</summary>
    public int FilesLeftOut { get; init; }

    /// <summary>What is to be said of how a mail was read; null in the ordinary case.</summary>
    public MailReading? Reading { get; init; }

    /// <summary>Who takes part in the ticket because of it.</summary>
    public IReadOnlyList<NewParticipant> People { get; init; } = [];

    /// <summary>The trace that it is part of (W3C traceparent); null for none.</summary>
    public string? Trace { get; init; } = Activity.Current?.Id;

    /// <summary>Beginning of its text for the list; null leaves the ticket's line in the list as it is.</summary>
    public string? FirstWords { get; init; }

    /// <summary>Whether it makes the ticket unread.</summary>
    public bool IsNews { get; init; }
}
