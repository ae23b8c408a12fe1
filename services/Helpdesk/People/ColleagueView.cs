namespace HelpdeskMail.Helpdesk.People;

/// <summary>Somebody whom tickets can be given to, as every agent may see them.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">Name shown to colleagues.</param>
public sealed record ColleagueView(Guid Id, string Name);
