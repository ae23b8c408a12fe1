namespace HelpdeskMail.Helpdesk.Presence;

/// <summary>A colleague who has the same ticket open.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Typing">Whether they write an answer or a note.</param>
public sealed record PresentPerson(string Name, bool Typing);
