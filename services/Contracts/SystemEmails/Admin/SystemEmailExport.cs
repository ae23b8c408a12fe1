namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>A system email to be taken to another installation (<c>GET /internal/admin/system-emails/{id}/export</c>): everything but secrets, tokens and certificates.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Settings">What a form is filled with; its secrets are null.</param>
public sealed record SystemEmailExport(string Format, SystemEmailDraft Settings)
{
    /// <summary>Names the shape of this document.</summary>
    public const string FormatName = "helpdeskmail-system-email-1";
}
