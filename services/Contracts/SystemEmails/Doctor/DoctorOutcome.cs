using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.SystemEmails.Doctor;

/// <summary>How a step of an examination went, from good to bad. Closed set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DoctorOutcome>))]
public enum DoctorOutcome
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>It could not be tried, because something before it failed.</summary>
    NotReached,

    /// <summary>It works, and will not for ever, or not for everything.</summary>
    Warned,

    /// <summary>It does not work.</summary>
    Failed,
}
