namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>How urgent a ticket is.</summary>
public static class Priority
{
    /// <summary>The least urgent.</summary>
    public const int Lowest = -1;

    /// <summary>The most urgent.</summary>
    public const int Highest = 2;

    /// <summary>The priority in a word.</summary>
    public static string Title(int priority) => priority switch
    {
        < 0 => "Low",
        0 => "Ordinary",
        1 => "High",
        _ => "Urgent",
    };
}
