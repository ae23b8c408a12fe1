using System.Globalization;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>When admins are told, and how often.</summary>
internal static class AlertRules
{
    /// <summary>What is tried again by itself calls for somebody only when it has gone on for this long: providers and servers are away for minutes now and then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>A link counts as mended when it has been well for this long, so that one that comes and goes does not tell its admins each time.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Days before an end on which it is told.</summary>
    private static readonly int[] DaysBefore = [30, 14, 7, 1];

    /// <summary>Tried again by itself, but mended by a person only.</summary>
    private const string StoreFull = "store_full";

    /// <summary>What holds of a system email now.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="health">Its state.</param>
    /// <param name="unwellSince">Since when it has not been well without a break; null when it is well.</param>
    /// <param name="ends">What of it ends.</param>
    /// <param name="open">Whether its broken link is being told of already.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<AlertCondition> Judge(SystemEmail email, LinkHealth health, DateTimeOffset? unwellSince, IReadOnlyList<LinkEnd> ends, bool open, DateTimeOffset now)
    {
        var conditions = new List<AlertCondition>();
        var unwell = health.State is LinkState.NeedsAttention or LinkState.NeedsSignIn;
        if (unwell && health.Problem is { } problem && (open || CallsForSomebody(problem) || now - (unwellSince ?? health.Since) >= Patience))
        {
            conditions.Add(new AlertCondition(email, AlertKind.LinkBroken, problem, null));
        }
        else if (open && !unwell && health.State is not (LinkState.Paused or LinkState.NotLinked) && now - health.Since < Settled)
        {
            // Well again, but not for long enough to say so.
            conditions.Add(new AlertCondition(email, AlertKind.LinkBroken, health.Problem ?? new MailboxProblem("settling", "It has just begun to work again.", "Nothing has to be done.", null, now), null));
        }

        foreach (var end in ends.Where(end => DaysLeft(end.EndsAt, now) <= DaysBefore[0]))
        {
            conditions.Add(new AlertCondition(email, end.Kind, new MailboxProblem(Code(end.Kind), end.What, end.Remedy, null, null), end.EndsAt));
        }

        return conditions;
    }

    /// <summary>Names the occasion that has come for an alert: told once each.</summary>
    public static string Occasion(AlertKind kind, DateTimeOffset beganAt, DateTimeOffset? endsAt, DateTimeOffset now)
    {
        if (endsAt is not { } end)
        {
            var days = (int)(now - beganAt).TotalDays;
            return days <= 0 ? "begun" : string.Create(CultureInfo.InvariantCulture, $"day {days}");
        }

        var left = DaysLeft(end, now);
        var day = end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return left <= 0 ? $"{kind} ended {day}" : $"{DaysBefore.Where(before => left <= before).Min()} days before {day}";
    }

    private static int DaysLeft(DateTimeOffset end, DateTimeOffset now) => (int)Math.Ceiling((end - now).TotalDays);

    private static bool CallsForSomebody(MailboxProblem problem) => problem.RetryAt is null || problem.Code == StoreFull;

    private static string Code(AlertKind kind) => kind switch
    {
        AlertKind.SecretEnds => "secret_ends",
        AlertKind.CertificateEnds => "certificate_ends",
        _ => "sign_in_ends",
    };
}
