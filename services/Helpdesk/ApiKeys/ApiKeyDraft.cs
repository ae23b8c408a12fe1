using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>A key to be made by the API.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">What it opens.</param>
/// <param name="ReadOnly">Whether it only reads.</param>
public sealed record ApiKeyDraft(string? Name, Role Scope, bool ReadOnly = false);
