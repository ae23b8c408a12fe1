namespace HelpdeskMail.OAuth.Tests.Doctor;

/// <summary>One thing that is wrong.</summary>
/// <param name="Name">In words.</param>
/// <param name="Direction">Which side the report must name; empty for both.</param>
/// <param name="Step">The step it must name first.</param>
/// <param name="Code">What it must call it.</param>
/// <param name="Says">Must be in what is seen, in what to do, or in the command.</param>
/// <param name="Break">Breaks a healthy scene.</param>
internal sealed record BrokenSetup(string Name, string Direction, string Step, string Code, string Says, Action<Scene> Break);
