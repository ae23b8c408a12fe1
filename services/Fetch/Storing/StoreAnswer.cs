using HelpdeskMail.Contracts.Mail;

namespace HelpdeskMail.Fetch.Storing;

/// <summary>What the MailStore said to one message. Closed set; a store that takes nothing at all is a <see cref="Observing.MailboxTroubleException"/>.</summary>
internal abstract record StoreAnswer
{
    private StoreAnswer()
    {
    }

    /// <summary>It is committed there.</summary>
    public sealed record Stored(StoredMail Mail) : StoreAnswer;

    /// <summary>It does not take this message, and would not take it later either.</summary>
    public sealed record Refused(string Reason) : StoreAnswer;
}
