namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>A sign-in that is waiting for the admin's browser.</summary>
/// <param name="LinkId">Names this attempt; <c>GET /internal/admin/links/{linkId}</c> tells how it ended.</param>
/// <param name="StartUrl">Where the admin's browser is sent now; works once. With a device code it is the helpdesk's page that shows the code.</param>
/// <param name="ExpiresAt">When the attempt ends by itself: ten minutes after it began.</param>
public sealed record LinkStarted(Guid LinkId, string StartUrl, DateTimeOffset ExpiresAt);
