namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A note to be added by the API.</summary>
/// <param name="Text">Its words, for colleagues; never sent.</param>
public sealed record NoteDraft(string Text);
