namespace HelpdeskMail.Contracts.SystemEmails.Alerts;

/// <summary>
/// Whom alerts go to: <c>GET</c> and <c>PUT /internal/admin/alerts/settings</c>. What is wrong comes as a 400 problem with code <c>validation_failed</c>. <c>POST /internal/admin/alerts/test</c> tells
/// everybody a test (202).
/// </summary>
/// <param name="ToAdmins">Whether every admin of the helpdesk is told by mail.</param>
/// <param name="Recipients">Further addresses.</param>
/// <param name="LastResort">The server for when no system email can send; null for none.</param>
public sealed record AlertSettings(bool ToAdmins, IReadOnlyList<string> Recipients, LastResortServer? LastResort);
