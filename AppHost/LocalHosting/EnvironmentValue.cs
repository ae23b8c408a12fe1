namespace HelpdeskMail.AppHost.LocalHosting;

/// <summary>An environment variable of this run.</summary>
internal sealed record EnvironmentValue(string Name, string Value);
