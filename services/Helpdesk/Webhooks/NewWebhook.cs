namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>A webhook that was added.</summary>
/// <param name="Id">The webhook.</param>
/// <param name="Secret">Key of its signatures, which is shown this once.</param>
public sealed record NewWebhook(Guid Id, string Secret);
