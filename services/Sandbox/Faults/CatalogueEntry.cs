namespace HelpdeskMail.Sandbox.Faults;

/// <summary>A fault that has a name, ready to be armed.</summary>
/// <param name="Id">By which it is armed: <c>POST /api/faults {"catalogue":"imap-throttled"}</c>.</param>
/// <param name="Area"><c>sign-in</c>, <c>imap</c>, <c>pop3</c>, <c>smtp</c>, <c>graph</c> or <c>behaviour</c>.</param>
/// <param name="Code">What the answer is known by: an AADSTS number, a status, Graph's code.</param>
/// <param name="Words">What the server says; of a behaviour, what happens.</param>
/// <param name="Where">Where it strikes.</param>
/// <param name="Fault">What is armed; members given beside <c>catalogue</c> take the place of its own.</param>
public sealed record CatalogueEntry(string Id, string Area, string Code, string Words, string Where, Fault Fault);
