namespace HelpdeskMail.Sandbox.Smtp;

/// <summary>What MAIL, RCPT and BDAT gathered so far.</summary>
/// <param name="Sender">Reverse path; empty for &lt;&gt;.</param>
public sealed record SmtpTransaction(string Sender)
{
    public List<string> Recipients { get; } = [];

    /// <summary>Chunks of BDAT.</summary>
    public MemoryStream Chunks { get; } = new();
}
