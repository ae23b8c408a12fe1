using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>A key to be made by the API.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">What it opens.</param>
public sealed record ApiKeyDraft(string? Name, Role Scope);
