namespace HelpdeskMail.Reply.Tests.Scripted;

public sealed record TakenMail(string Sender, IReadOnlyList<string> Recipients, string Content)
{
    /// <summary>The content with its header fields unfolded.</summary>
    public string Unfolded => Content.Replace("\r\n ", " ", StringComparison.Ordinal);
}
