namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>
/// Begins the sign-in of a system email (<c>POST /internal/admin/system-emails/{id}/links</c>, answered with 201 <see cref="LinkStarted"/>). Only for
/// <see cref="SignInWay.AuthorizationCode"/> and <see cref="SignInWay.DeviceCode"/>; for the other ways it is 409 <c>link_not_needed</c>.
/// </summary>
/// <param name="ReturnTo">
/// Path on the helpdesk to come back to, beginning with one slash; null for <c>/system-emails/{id}</c>. <c>link={linkId}</c> is added to its query. Anything else is 400 <c>return_address_unknown</c>.
/// </param>
public sealed record LinkStart(string? ReturnTo);
