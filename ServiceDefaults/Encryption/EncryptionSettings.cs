using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.ServiceDefaults.Encryption;

/// <summary>The key that protects the key ring (configuration section <c>Encryption</c>). It is never in the database.</summary>
public sealed record EncryptionSettings
{
    /// <summary>Any text of at least 32 characters from a good random source; the same on every replica.</summary>
    [Required(ErrorMessage = "is missing; set it to the output of «openssl rand -base64 32» and keep it with your backups: without it, stored tokens and secrets cannot be read")]
    [MinLength(32, ErrorMessage = "is too short; it needs at least 32 characters, for example the output of «openssl rand -base64 32»")]
    public string Key { get; init; } = "";

    /// <summary>Keys that were used before, newest first: still good for reading, so that <see cref="Key"/> can be replaced.</summary>
    public IReadOnlyList<string> OlderKeys { get; init; } = [];
}
