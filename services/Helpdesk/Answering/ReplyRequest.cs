using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>A reply that somebody wants sent.</summary>
/// <param name="ReplyId">Chosen by whoever asks: asking twice with one id sends one reply.</param>
/// <param name="To">To, as an address field is written.</param>
/// <param name="Cc">Cc, likewise; may be empty.</param>
/// <param name="Bcc">Bcc, likewise; may be empty.</param>
/// <param name="Text">The words, without history.</param>
/// <param name="QuoteHistory">Whether the newest mail is quoted below them; null for what is set for the mailbox.</param>
/// <param name="Files">Files, kept by the MailStore.</param>
/// <param name="ThenClose">Whether the ticket is closed with it.</param>
public sealed record ReplyRequest(
    Guid ReplyId, string To, string Cc, string Bcc, string Text, bool? QuoteHistory, IReadOnlyList<ReplyAttachment> Files, bool ThenClose)
{
    /// <summary>Whether the ticket is put aside with it until an answer comes.</summary>
    public bool ThenWait { get; init; }

    /// <summary>The newest answer that whoever asks knows of; one of a colleague's that came after it holds theirs up, once. Null to ask nothing.</summary>
    public long? Known { get; init; }

    /// <summary>Whether <see cref="ThenClose"/> and <see cref="ThenWait"/> give way to mail that has come since whoever asks last looked at the ticket.</summary>
    public bool OpenForNews { get; init; }

    /// <summary>Whether a reply with <see cref="ThenClose"/> or <see cref="ThenWait"/> is not taken at all where mail has come in after <see cref="KnownMail"/>.</summary>
    public bool RefusedForNews { get; init; }

    /// <summary>The newest mail that whoever asks knows of, for <see cref="OpenForNews"/> and <see cref="RefusedForNews"/>; null for what they have last looked at.</summary>
    public long? KnownMail { get; init; }

    /// <summary>It is not sent before this; null for at once. A moment that is over by more than a minute is refused.</summary>
    public DateTimeOffset? SendAfter { get; init; }

    /// <summary>Whether the recipients' programs are asked to say that it was read.</summary>
    public bool ReadReceipt { get; init; }

    /// <summary>Whether whoever answers a ticket that nobody has takes it, where that is set for the mailbox (<see cref="Mailboxes.MailboxSettings.AnsweringTakes"/>).</summary>
    public bool Takes { get; init; }

    /// <summary>Whether a mail is handed on to somebody else, rather than answered.</summary>
    public bool Forward { get; init; }
}
