namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A note to be added by the API.</summary>
/// <param name="Text">Its words, for colleagues; never sent.</param>
/// <param name="NoteId">Chosen by the caller, so that repeating a call whose answer was lost adds nothing twice; null for a fresh one.</param>
public sealed record NoteDraft(string Text, Guid? NoteId = null);
