using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Mime;

/// <summary>One field of a header as it stands in the source; text is made from it only when asked for.</summary>
public readonly struct HeaderField
{
    private readonly ReadOnlyMemory<byte> source;
    private readonly HeaderSlot slot;

    internal HeaderField(ReadOnlyMemory<byte> source, HeaderSlot slot)
    {
        this.source = source;
        this.slot = slot;
    }

    /// <summary>Name as written, without the colon.</summary>
    public string Name => KnownFieldNames.Text(RawName.Span);

    /// <summary>Bytes of the name.</summary>
    public ReadOnlyMemory<byte> RawName => source.Slice(slot.Start, slot.NameLength);

    /// <summary>Everything after the colon without the last line end: folds, encoded words and comments still in it.</summary>
    public ReadOnlyMemory<byte> RawValue => source[slot.ValueStart..slot.End];

    /// <summary>Where the field starts in the source.</summary>
    public int Offset => slot.Start;

    /// <summary>The value on one line, trimmed. Bytes beyond ASCII are read as UTF-8 (RFC 6532), or as windows-1252 where they cannot be that.</summary>
    public string Value => UnfoldedText.From(RawValue.Span);

    /// <summary><see cref="Value"/> with encoded words (RFC 2047) decoded: right for unstructured fields such as Subject.</summary>
    public string Text => EncodedWords.Decode(Value);

    /// <summary>Name, colon and value as one line, for logs.</summary>
    public override string ToString() => $"{Name}: {Value}";

    /// <summary>Whether the field has this name; case does not matter.</summary>
    public bool Is(ReadOnlySpan<byte> name) => slot.NameLength == name.Length && System.Text.Ascii.EqualsIgnoreCase(RawName.Span, name);

    internal bool Is(ReadOnlySpan<char> name) => slot.NameLength == name.Length && System.Text.Ascii.EqualsIgnoreCase(RawName.Span, name);
}
