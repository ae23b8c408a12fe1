namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>An address a resource listens on.</summary>
internal sealed record ResourceAddress(string Name, string Url);
