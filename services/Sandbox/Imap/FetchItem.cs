namespace HelpdeskMail.Sandbox.Imap;

/// <summary>One thing FETCH was asked for.</summary>
public abstract record FetchItem
{
    private FetchItem()
    {
    }

    /// <summary>FLAGS, UID, RFC822.SIZE, INTERNALDATE, ENVELOPE, BODY or BODYSTRUCTURE.</summary>
    public sealed record Datum(string Name) : FetchItem;

    /// <summary>Bytes of the message.</summary>
    /// <param name="Label">How the answer names it: <c>BODY[1.MIME]&lt;0&gt;</c> or <c>RFC822.HEADER</c>.</param>
    /// <param name="Path">Part numbers, empty for the whole message.</param>
    /// <param name="Text">Empty, <c>HEADER</c>, <c>HEADER.FIELDS</c>, <c>HEADER.FIELDS.NOT</c>, <c>TEXT</c> or <c>MIME</c>.</param>
    /// <param name="Fields">Names for the two HEADER.FIELDS.</param>
    /// <param name="Peek">Whether \Seen stays as it is.</param>
    /// <param name="Partial">Offset and most bytes.</param>
    public sealed record Section(string Label, IReadOnlyList<int> Path, string Text, IReadOnlyList<string> Fields, bool Peek, (uint Offset, uint Count)? Partial) : FetchItem;
}
