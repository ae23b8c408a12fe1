namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>Words that agents send again and again.</summary>
public sealed record CannedAnswer
{
    /// <summary>The answer.</summary>
    public Guid Id { get; init; }

    /// <summary>What it is for.</summary>
    public string Name { get; init; } = "";

    /// <summary>Typed as «;word» in the composer; empty for none.</summary>
    public string Shortcut { get; init; } = "";

    /// <summary>Markdown with fields; empty for one that only acts.</summary>
    public string Text { get; init; } = "";

    /// <summary>What is done along with it when it is used as a whole.</summary>
    public CannedActions Actions { get; init; } = new();

    /// <summary>How often it was used.</summary>
    public long Used { get; init; }
}
