namespace HelpdeskMail.OAuth.Doctor;

/// <summary>Why a system email is examined; decides what may be tried.</summary>
public enum Occasion
{
    /// <summary>An admin wants to know now: everything is tried, refused before or not.</summary>
    Asked,

    /// <summary>The hour has come: what was refused for good is not tried again, since wrong tries lock accounts.</summary>
    Hourly,

    /// <summary>It is not saved yet: nothing is kept.</summary>
    Draft,
}
