using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Doctor;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>A report as plain text for somebody who has never seen this program: the administrator of the tenant, a provider's support.</summary>
internal static class ReportText
{
    public static string Write(SystemEmail email, DateTimeOffset at, DoctorStep? cause, IReadOnlyList<DoctorStep> steps)
    {
        var text = new List<string>();
        text.Add($"Mailbox {email.Address}: what was found when it was examined on {Moment.Write(at)}");
        text.Add("");
        WriteCause(text, cause);
        WriteSettings(text, email);
        foreach (var group in steps.GroupBy(step => step.Direction))
        {
            text.Add("");
            text.Add(group.Key switch { null => "For both directions", MailDirection.Receiving => "Reading mail", _ => "Sending mail" });
            foreach (var step in group)
            {
                WriteStep(text, step);
            }
        }

        return string.Join('\n', text) + "\n";
    }

    private static void WriteCause(List<string> text, DoctorStep? cause)
    {
        if (cause is null)
        {
            text.Add("Everything that could be tried works.");
            text.Add("");
            return;
        }

        text.Add(cause.Outcome == DoctorOutcome.Failed ? "What most likely is wrong:" : "It works, but:");
        text.Add($"  {cause.Saw}");
        Indented(text, "  What to do: ", cause.Remedy);
        Indented(text, "  Command (Exchange Online PowerShell): ", cause.Command);
        Indented(text, "  The server's words: ", cause.Answer);
        Indented(text, "  Code: ", cause.Code);
        text.Add("");
    }

    private static void WriteSettings(List<string> text, SystemEmail email)
    {
        text.Add("Settings");
        if (email.Application is { } application)
        {
            text.Add($"  Application (client) ID: {application.ClientId}");
            text.Add($"  Directory (tenant): {application.Tenant}");
            text.Add($"  Token endpoint: {application.TokenEndpoint}");
            text.Add($"  Scopes: {string.Join(' ', application.Scopes)}");
        }

        Indented(text, "  Signs in: ", email.Account);
        if (email.Receiving is { } receiving)
        {
            text.Add($"  Reading: {receiving.Protocol} at {receiving.Server.Host}:{receiving.Server.Port}, {receiving.Server.Security}, folder {string.Join(", ", [receiving.Folder, .. receiving.MoreFolders])}, then {receiving.AfterStoring}");
        }

        if (email.Sending is { } sending)
        {
            text.Add($"  Sending: {sending.Protocol} at {sending.Server.Host}:{sending.Server.Port}, {sending.Server.Security}");
        }
    }

    private static void WriteStep(List<string> text, DoctorStep step)
    {
        text.Add($"  [{Mark(step.Outcome)}] {step.Title}: {step.Saw}");
        if (step.Outcome is DoctorOutcome.Failed or DoctorOutcome.Warned)
        {
            Indented(text, "           Why it matters: ", step.Why);
            Indented(text, "           What to do: ", step.Remedy);
            Indented(text, "           Command: ", step.Command);
            Indented(text, "           The server's words: ", step.Answer);
        }
    }

    private static string Mark(DoctorOutcome outcome) => outcome switch
    {
        DoctorOutcome.Passed => "  ok  ",
        DoctorOutcome.NotReached => "  --  ",
        DoctorOutcome.Warned => " warn ",
        _ => "FAILED",
    };

    private static void Indented(List<string> text, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            text.Add(name + value.Replace("\n", $"\n{new string(' ', name.Length - name.TrimStart().Length + 2)}", StringComparison.Ordinal));
        }
    }
}
