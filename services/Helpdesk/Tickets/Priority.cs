namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>How urgent a ticket is.</summary>
public static class Priority
{
    /// <summary>The least urgent.</summary>
    public const int Lowest = -1;

    /// <summary>The most urgent.</summary>
    public const int Highest = 2;

    /// <summary>The priority in an English word, the key of its translations.</summary>
    public static string Title(int priority) => priority switch
    {
        < 0 => Translated.Key("Low"),
        0 => Translated.Key("Ordinary"),
        1 => Translated.Key("High"),
        _ => Translated.Key("Urgent"),
    };
}
