using System.Text.Json.Serialization;
using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What an agent has begun to write in a ticket. Address fields are kept as typed, finished or not.</summary>
/// <param name="ReplyId">The reply it will become: sending it twice sends it once.</param>
/// <param name="To">To, as typed.</param>
/// <param name="Cc">Cc, as typed.</param>
/// <param name="Bcc">Bcc, as typed.</param>
/// <param name="Text">The words.</param>
/// <param name="Files">Files added so far.</param>
/// <param name="SavedAt">When it was last kept; null for a fresh one.</param>
public sealed record Draft(Guid ReplyId, string To, string Cc, string Bcc, string Text, IReadOnlyList<ReplyAttachment> Files, DateTimeOffset? SavedAt)
{
    /// <summary>Whether it hands a mail on, rather than answering it.</summary>
    public bool Forward { get; init; }

    /// <summary>Which state of the draft it is, or was changed from: 0 for none that was kept; null to be kept whatever another page has made of it.</summary>
    public long? Version { get; init; }

    /// <summary>How it is to be sent; null leaves that as it was chosen before.</summary>
    public DraftOptions? Options { get; init; }

    /// <summary>The open page that it comes from, which may keep its newer words before it has heard of the last ones; null for none.</summary>
    [JsonIgnore]
    public Guid? Page { get; init; }

    /// <summary>Whether the words and addresses are the same.</summary>
    public bool Says(Draft other) => (To, Cc, Bcc, Forward) == (other.To, other.Cc, other.Bcc, other.Forward) && Lines(Text) == Lines(other.Text);

    private static string Lines(string text) => text.ReplaceLineEndings("\n");
}
