using System.Text;
using System.Text.Json;

namespace HelpdeskMail.Mail.Tests.Graph;

/// <summary>What came to the server: the path behind the mailbox's, unescaped.</summary>
public sealed record GraphRequest(string Method, string Path, string? Authorization, string Prefer, string? ContentRange, string? ContentType, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public override string ToString() => $"{Method} {Path}";
}
