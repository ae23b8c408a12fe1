namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>How a command ended and what it said, output and errors together.</summary>
internal sealed record ToolAnswer(bool Success, string Output);
