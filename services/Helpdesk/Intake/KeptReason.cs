namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Why a mail became no ticket entry. It is kept raw and listed with this. Closed set of names, as they are stored and shown by the API.</summary>
public static class KeptReason
{
    /// <summary>A delivery report on a mail that this helpdesk does not know.</summary>
    public const string Bounce = "bounce";

    /// <summary>An automatic reply to nothing that this helpdesk knows.</summary>
    public const string AutoReply = "auto_reply";

    /// <summary>It is from one of our own system emails: opening a ticket for it could go round in circles.</summary>
    public const string OwnAddress = "own_address";

    /// <summary>It is larger than its system email takes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>It could not be read from the server, or not be understood.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A rule of an administrator refuses it.</summary>
    public const string Blocked = "blocked";

    /// <summary>It would have gone on with a loop between two machines.</summary>
    public const string Loop = "loop";

    /// <summary>It is, holds or answers a mail of this helpdesk about somebody's account. Its source is shown to nobody.</summary>
    public const string AccountMail = "account_mail";

    /// <summary>The reason in a few English words, the key of their translations.</summary>
    public static string Title(string reason) => reason switch
    {
        Bounce => Translated.Key("Delivery report"),
        AutoReply => Translated.Key("Automatic reply"),
        OwnAddress => Translated.Key("From our own address"),
        TooLarge => Translated.Key("Too large"),
        Unreadable => Translated.Key("Could not be read"),
        Blocked => Translated.Key("Refused by a rule"),
        AccountMail => Translated.Key("Mail about an account"),
        Loop => Translated.Key("Stopped as a loop"),
        _ => reason,
    };
}
