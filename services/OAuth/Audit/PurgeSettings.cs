using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Audit;

/// <summary>How long what was done is remembered (configuration section <c>Audit</c>).</summary>
public sealed record PurgeSettings
{
    /// <summary>Days the audit trail is kept.</summary>
    [Range(1, 36500, ErrorMessage = "is no number of days; the usual value is 730")]
    public int KeepDays { get; init; } = 730;

    /// <summary>Days refused visits of unknown browsers are kept: anybody can make them.</summary>
    [Range(1, 36500, ErrorMessage = "is no number of days; the usual value is 30")]
    public int KeepRefusalsDays { get; init; } = 30;

    /// <summary>Days attempts to link are kept.</summary>
    [Range(1, 36500, ErrorMessage = "is no number of days; the usual value is 90")]
    public int KeepAttemptsDays { get; init; } = 90;
}
