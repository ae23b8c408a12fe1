using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>Where the development stand-in for Microsoft 365 is (configuration section <c>Sandbox</c>). Used in the Development environment only.</summary>
public sealed record SandboxSettings
{
    /// <summary>Base address of its sign-in pages; null when there is no Sandbox.</summary>
    [Url(ErrorMessage = "is no address; an example is «http://localhost:5082»")]
    public string? Address { get; init; }

    /// <summary>Port of its IMAP server.</summary>
    [Range(1, 65535, ErrorMessage = "is no port; an example is 5143")]
    public int ImapPort { get; init; } = 5143;

    /// <summary>Port of its POP3 server.</summary>
    [Range(1, 65535, ErrorMessage = "is no port; an example is 5110")]
    public int Pop3Port { get; init; } = 5110;

    /// <summary>Port of its SMTP submission server.</summary>
    [Range(1, 65535, ErrorMessage = "is no port; an example is 5587")]
    public int SmtpPort { get; init; } = 5587;
}
