namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What is known of one recipient of a reply.</summary>
/// <param name="Address">The recipient.</param>
/// <param name="State">What became of it.</param>
/// <param name="Code">Reply code of SMTP; 0 when there was none.</param>
/// <param name="EnhancedCode">Enhanced status code (RFC 3463), <c>5.1.1</c>; null when there is none.</param>
/// <param name="Answer">The server's words; empty when it said nothing.</param>
/// <param name="At">When that was heard.</param>
public sealed record RecipientDelivery(string Address, RecipientState State, int Code, string? EnhancedCode, string Answer, DateTimeOffset At)
{
    /// <summary>The state in words, with what the status code means (RFC 3463 section 3).</summary>
    public string Words => State switch
    {
        RecipientState.Accepted => Translated.Of("taken by the server"),
        RecipientState.Delayed => Meaning is { } why ? Translated.Of("delayed, the server goes on trying: {0}", why) : Translated.Of("delayed, the server goes on trying"),
        RecipientState.Read => Translated.Of("read"),
        RecipientState.Refused => Meaning is { } why ? Translated.Of("refused: {0}", why) : Translated.Of("refused"),
        _ => Meaning is { } why ? Translated.Of("came back: {0}", why) : Translated.Of("came back"),
    };

    private string? Meaning => EnhancedStatus.Explain(EnhancedCode);
}
