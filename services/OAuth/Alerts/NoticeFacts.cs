namespace HelpdeskMail.OAuth.Alerts;

/// <summary>The body of a webhook's request, as JSON.</summary>
/// <param name="Kind"><c>needs_attention</c>, <c>sign_in_ends</c>, <c>secret_ends</c>, <c>certificate_ends</c>, <c>recovered</c> or <c>test</c>.</param>
/// <param name="At">When it was decided to tell.</param>
/// <param name="SystemEmailId">The system email; null for a test.</param>
/// <param name="Address">Its address.</param>
/// <param name="Occasion">Which telling of the alert this is.</param>
/// <param name="Code">Stable name of the problem.</param>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Since">When it began.</param>
/// <param name="EndsAt">When what is about to end does.</param>
/// <param name="Page">Where to look.</param>
internal sealed record NoticeFacts(
    string Kind, DateTimeOffset At, Guid? SystemEmailId, string? Address, string Occasion, string? Code, string What, string Remedy, DateTimeOffset? Since, DateTimeOffset? EndsAt, string Page);
