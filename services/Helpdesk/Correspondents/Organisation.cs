namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>The organisation whose domain an address is in.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Name">The name given to it; the domain where none was.</param>
public sealed record Organisation(string Domain, string Name);
