using System.Buffers.Text;
using System.Text.Json;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Where a round of changes stands, as its links carry it: nothing of it is kept on the server.</summary>
/// <param name="Folder">The folder's id.</param>
/// <param name="Generation">Its UIDVALIDITY: a folder that was numbered anew has forgotten every state.</param>
/// <param name="After">What was told already.</param>
/// <param name="UpTo">End of the round; null: none is under way, so that the next begins.</param>
/// <param name="Select">The <c>$select</c> of the first request.</param>
/// <param name="Filter">Its <c>$filter</c>.</param>
/// <param name="Changes">Its <c>changeType</c>.</param>
/// <param name="First">Whether this is the first round, which tells of nothing that went before it.</param>
/// <param name="Told">Messages told in this round, for the limit that a filter brings.</param>
public sealed record DeltaToken(long Folder, long Generation, long After, long? UpTo, string? Select, string? Filter, string? Changes, bool First, int Told)
{
    public string Write() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>The state; null when it is none of ours.</summary>
    public static DeltaToken? Read(string text)
    {
        try
        {
            return Base64Url.IsValid(text) ? JsonSerializer.Deserialize<DeltaToken>(Base64Url.DecodeFromChars(text)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
