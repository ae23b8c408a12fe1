namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Something an administrator does at the provider before a mailbox can be linked.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Portal">Where to click, one sentence a click or two.</param>
/// <param name="Values">Values to copy from here, each with what it is for.</param>
/// <param name="Commands">The same in PowerShell; null where there is none.</param>
/// <param name="Trap">What often goes wrong; null for nothing.</param>
public sealed record SetupStep(string Title, IReadOnlyList<string> Portal, IReadOnlyList<(string Name, string Value)> Values, string? Commands = null, string? Trap = null)
{
    /// <summary>Whether the commands are the only way, so that they are shown at once.</summary>
    public bool CommandsOnly { get; init; }
}
