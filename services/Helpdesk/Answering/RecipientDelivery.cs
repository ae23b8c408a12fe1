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
        RecipientState.Accepted => "taken by the server",
        RecipientState.Delayed => $"delayed, the server goes on trying{Meaning}",
        RecipientState.Read => "read",
        RecipientState.Refused => $"refused{Meaning}",
        _ => $"came back{Meaning}",
    };

    private string Meaning => EnhancedStatus.Explain(EnhancedCode) is { } words ? $": {words}" : "";
}
