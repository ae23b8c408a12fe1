namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>A name to be given.</summary>
/// <param name="Name">The name; empty takes it off.</param>
public sealed record CorrespondentName(string? Name);
