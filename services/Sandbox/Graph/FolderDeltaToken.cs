using System.Buffers.Text;
using System.Text.Json;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Which folders were told of, and how they were then, as the links of a round carry it: nothing of it is kept on the server.</summary>
/// <param name="Mailbox">The mailbox's id.</param>
/// <param name="Known">Of each folder told of a digest of what was told.</param>
/// <param name="Select">The <c>$select</c> of the first request.</param>
public sealed record FolderDeltaToken(long Mailbox, IReadOnlyDictionary<long, int> Known, string? Select)
{
    public string Write() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>The state; null when it is none of ours.</summary>
    public static FolderDeltaToken? Read(string text)
    {
        try
        {
            return Base64Url.IsValid(text) && JsonSerializer.Deserialize<FolderDeltaToken>(Base64Url.DecodeFromChars(text)) is { Known: not null } token ? token : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
