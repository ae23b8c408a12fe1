using System.Buffers;
using System.Text;
using HelpdeskMail.Mail.Mime.Charset;
using HelpdeskMail.Mail.Mime.Structure;
using HelpdeskMail.Mail.Mime.Transfer;

namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// One part of a message: a leaf with a body, a multipart with <see cref="Children"/>, or an attached <see cref="Message"/>.
/// The bytes stay where they are until one of the decoding members is called.
/// </summary>
public sealed class MimePart
{
    private readonly ReadOnlyMemory<byte> source;
    private readonly ReadContext context;
    private readonly List<MimePart> children = [];
    private int end;
    private ContentType? contentType;
    private ContentDisposition? disposition;
    private TransferEncoding? transferEncoding;
    private MimeMessage? message;
    private bool? mayContainParts;

    internal MimePart(ReadOnlyMemory<byte> source, int offset, int bodyStart, HeaderList headers, MimePart? parent, string path, ReadContext context)
    {
        this.source = source;
        this.context = context;
        Offset = offset;
        BodyStart = end = bodyStart;
        Headers = headers;
        Parent = parent;
        IsMultipartRoot = parent is null;
        PartPath = path;
        if (IsMultipartRoot && !MayContainParts)
        {
            PartPath = path.Length == 0 ? "1" : $"{path}.1";
        }
    }

    internal MimeLimits Limits => context.Limits;

    /// <summary>The fields of the part; of the root: of the message.</summary>
    public HeaderList Headers { get; }

    /// <summary>The multipart around it; null for the root of a message, attached or not.</summary>
    public MimePart? Parent { get; }

    /// <summary>
    /// Its number as IMAP counts (RFC 9051 section 6.4.5.1): "1.2" is the second part of the first. A root multipart has none.
    /// </summary>
    public string PartPath { get; }

    /// <summary>The parts of a multipart, in order; empty for everything else.</summary>
    public IReadOnlyList<MimePart> Children => children;

    /// <summary>Content-Type; text/plain where it is missing (message/rfc822 within multipart/digest).</summary>
    public ContentType ContentType => contentType ??= ReadContentType();

    /// <summary>Content-Disposition, or null.</summary>
    public ContentDisposition? Disposition => disposition ??= Headers.Get("Content-Disposition") is { } value ? ContentDisposition.Parse(value, context.Limits) : null;

    /// <summary>The same as <see cref="Disposition"/>, by its full name.</summary>
    public ContentDisposition? ContentDisposition => Disposition;

    /// <summary>Name the sender gave the file, from Content-Disposition or Content-Type in any form in use; null when there is none. Not safe as a path.</summary>
    public string? FileName => NotEmpty(Disposition?.Parameters["filename"]) ?? NotEmpty(ContentType.Parameters["name"]) ?? NotEmpty(Disposition?.Parameters["name"]) ?? NotEmpty(ContentType.Parameters["filename"]);

    /// <summary>Content-ID without brackets, or null.</summary>
    public string? ContentId => Fields.MessageIds.Parse(Headers.Get("Content-ID")) is [var id, ..] ? id : NotEmpty(Headers.Get("Content-ID")?.Trim('<', '>', ' '));

    /// <summary>Content-Location, or null.</summary>
    public string? ContentLocation => NotEmpty(Headers.Get("Content-Location"));

    /// <summary>Content-Description, decoded, or null.</summary>
    public string? Description => NotEmpty(Headers.GetText("Content-Description"));

    /// <summary>How the body is encoded; names that nobody knows count as <see cref="TransferEncoding.None"/>.</summary>
    public TransferEncoding TransferEncoding => transferEncoding ??= ReadTransferEncoding();

    /// <summary>Whether the part is shown as an attachment by its disposition.</summary>
    public bool IsAttachment => Disposition?.IsAttachment ?? false;

    /// <summary>Where its header starts in the source.</summary>
    public int Offset { get; }

    /// <summary>The header as it stands in the source, with the empty line after it.</summary>
    public ReadOnlyMemory<byte> RawHeader => source[Offset..BodyStart];

    /// <summary>The body as it stands in the source, still encoded. The line break before the next delimiter is not part of it.</summary>
    public ReadOnlyMemory<byte> RawBody => source[BodyStart..end];

    /// <summary>Header and body as they stand in the source.</summary>
    public ReadOnlyMemory<byte> Raw => source[Offset..end];

    /// <summary>What stands before the first part of a multipart: «This is a multi-part message in MIME format.»</summary>
    public ReadOnlyMemory<byte> RawPreamble => source[Preamble.Start..Preamble.End];

    /// <summary>What stands after the last part of a multipart.</summary>
    public ReadOnlyMemory<byte> RawEpilogue => source[Epilogue.Start..Epilogue.End];

    /// <summary>Whether the part is an attached message (message/rfc822, message/global, message/news).</summary>
    public bool IsMessage => ContentType is { Type: "message", Subtype: "rfc822" or "global" or "news" };

    /// <summary>
    /// The attached message, or null for other parts and beyond the limits. One that was encoded, which the rules forbid but
    /// programs do, is decoded on first use.
    /// </summary>
    public MimeMessage? Message => message ??= OpenEncodedMessage();

    internal int BodyStart { get; }

    internal (int Start, int End) Preamble { get; set; }

    internal (int Start, int End) Epilogue { get; set; }

    /// <summary>Whether the part is a multipart or a message. Types that plainly are neither are not parsed for this.</summary>
    internal bool MayContainParts => mayContainParts ??= ReadMayContainParts();

    private bool IsMultipartRoot { get; }

    /// <summary>The body without its transfer encoding. An unencoded one is not copied. Never throws for bad content: what can be decoded is.</summary>
    public ReadOnlyMemory<byte> DecodedBody()
    {
        var raw = RawBody;
        if (TransferEncoding == TransferEncoding.None || raw.IsEmpty)
        {
            return raw;
        }

        raw = WithoutPlainTail(raw);
        var output = GC.AllocateUninitializedArray<byte>(TransferDecoder.MaxLength(TransferEncoding, raw.Span));
        return output.AsMemory(0, TransferDecoder.Decode(TransferEncoding, raw.Span, output));
    }

    /// <summary>The decoded body as a stream that decodes while it is read; use it for attachments.</summary>
    public Stream OpenDecoded() => TransferEncoding is TransferEncoding.Base64 or TransferEncoding.QuotedPrintable
        ? new DecodingStream(RawBody, TransferEncoding)
        : new MemoryReadStream(DecodedBody());

    /// <summary>
    /// The body as text, whatever its type: transfer encoding undone, charset from Content-Type, from an HTML meta element, or
    /// guessed. Line ends stay as they are. format=flowed is not undone here: see <see cref="Fields.FlowedText"/>.
    /// </summary>
    public string Text()
    {
        var raw = RawBody;
        if (TransferEncoding == TransferEncoding.None)
        {
            return Decode(raw.Span);
        }

        raw = WithoutPlainTail(raw);
        var rented = ArrayPool<byte>.Shared.Rent(TransferDecoder.MaxLength(TransferEncoding, raw.Span));
        try
        {
            return Decode(rented.AsSpan(0, TransferDecoder.Decode(TransferEncoding, raw.Span, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>A text in base64 without the footer that a mailing list has put behind it, which would come out as noise.</summary>
    private ReadOnlyMemory<byte> WithoutPlainTail(ReadOnlyMemory<byte> raw) =>
        TransferEncoding == TransferEncoding.Base64 && ContentType.IsText && TransferDecoder.PlainTail(raw.Span) is >= 0 and var at ? raw[..at] : raw;

    /// <summary>This part and all within it, outermost first.</summary>
    /// <param name="intoMessages">Whether to go on into attached messages.</param>
    public IEnumerable<MimePart> Walk(bool intoMessages = false)
    {
        var waiting = new Stack<MimePart>();
        waiting.Push(this);
        while (waiting.TryPop(out var part))
        {
            yield return part;
            if (intoMessages && part.Message is { } attached)
            {
                waiting.Push(attached.Root);
            }

            for (var last = part.children.Count - 1; last >= 0; last--)
            {
                waiting.Push(part.children[last]);
            }
        }
    }

    internal void Add(MimePart child) => children.Add(child);

    internal void EndAt(int position) => end = position;

    internal void Contain(MimeMessage attached) => message = attached;

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <summary>Bytes of the body, decoded by the charset of the part or the likeliest one.</summary>
    internal string Decode(ReadOnlySpan<byte> bytes)
    {
        var named = ContentType.Charset ?? (ContentType.Is("text", "html") ? HtmlCharset.Find(bytes) : null);
        var text = CharsetGuess.Decode(bytes, named, out var trusted);
        if (!trusted)
        {
            context.Defects.Add(MimeDefectKind.Charset, BodyStart, named is null
                ? "No charset is named for text beyond ASCII; it was guessed."
                : "The charset that is named is unknown or cannot be the right one; it was guessed.");
        }

        return text;
    }

    /// <summary>Whether the part names a charset that nobody knows, for text that is neither ASCII nor plainly UTF-8: what it is called, and the one that the text is read by.</summary>
    internal bool NamesUnknownCharset(out string name, out string readAs)
    {
        (name, readAs) = (ContentType.Charset ?? "", "");
        if (name.Length == 0 || Charsets.Find(name) is not null)
        {
            return false;
        }

        var bytes = DecodedBody().Span;
        readAs = CharsetGuess.For(bytes, name, out _).WebName;
        return !System.Text.Unicode.Utf8.IsValid(bytes);
    }

    private bool ReadMayContainParts()
    {
        if (contentType is null && Headers.Find("Content-Type") is { } field)
        {
            var value = field.RawValue.Span.TrimStart((byte)' ');
            if (!value.IsEmpty && char.IsAsciiLetter((char)value[0]) && value[0] is not (byte)'m' and not (byte)'M')
            {
                return false;
            }
        }

        return ContentType.IsMultipart || IsMessage;
    }

    /// <summary>Notes a defect that was found when the content was opened.</summary>
    internal void Note(MimeDefectKind kind, string words) => context.Defects.Add(kind, Offset, words);

    private ContentType ReadContentType()
    {
        if (Headers.Find("Content-Type") is not { } field)
        {
            return Parent is { } parent && parent.ContentType.Is("multipart", "digest") ? ContentType.Message : ContentType.PlainText;
        }

        var parsed = ContentType.Parse(field.Value, context.Limits, out var irregular);
        if (irregular)
        {
            context.Defects.Add(MimeDefectKind.ContentField, field.Offset, "Content-Type does not follow the grammar; it was read as well as it can be.");
        }

        return parsed;
    }

    /// <summary>What an S/MIME part signs and holds within itself, as a message of its own; null for other parts and beyond the limits.</summary>
    internal MimeMessage? OpenSigned() =>
        ContentType is { Type: "application", Subtype: "pkcs7-mime" or "x-pkcs7-mime" } && MayOpen && Signed.SignedContent.Open(DecodedBody()) is { } content ? OpenWithin(content) : null;

    private bool MayOpen => context.EncodedDepth < context.Limits.EncodedMessages;

    private MimeMessage OpenWithin(ReadOnlyMemory<byte> content) => MimeMessage.Parse(content, PartPath, context.Deeper(PartPath.Count(c => c == '.') + 1));

    private TransferEncoding ReadTransferEncoding()
    {
        if (Headers.Find("Content-Transfer-Encoding") is not { } field)
        {
            return GluedEncoding();
        }

        var encoding = TransferDecoder.Named(field.Value, out var known);
        if (!known)
        {
            context.Defects.Add(MimeDefectKind.TransferEncoding, field.Offset, "The transfer encoding is unknown; the body was left as it is.");
        }

        if (encoding == TransferEncoding.Base64 && ContentType.IsText && TransferDecoder.IsPlainly(RawBody.Span))
        {
            context.Defects.Add(MimeDefectKind.TransferEncoding, field.Offset, "The text is said to be base64, which it is not; it was left as it is.");
            return TransferEncoding.None;
        }

        return encoding;
    }

    /// <summary>«Content-Type: text/plain; charset=x Content-Transfer-Encoding: quoted-printable»: a program has forgotten the line end between the two.</summary>
    private TransferEncoding GluedEncoding() =>
        Headers.Find("Content-Type") is { } type && type.RawValue.Span.IndexOf(" Content-Transfer-Encoding:"u8) is >= 0 and var at
            ? TransferDecoder.Named(Encoding.ASCII.GetString(type.RawValue.Span[(at + " Content-Transfer-Encoding:".Length)..]), out _)
            : TransferEncoding.None;

    private MimeMessage? OpenEncodedMessage()
    {
        if (!IsMessage || TransferEncoding == TransferEncoding.None || !MayOpen)
        {
            return null;
        }

        context.Defects.Add(MimeDefectKind.EncodedContainer, Offset, "An attached message is encoded as a whole.");
        // Some programs only say so: base64 has no colon, a header has one in its first line.
        var firstLine = RawBody.Span.TrimStart("\r\n"u8);
        firstLine = firstLine.IndexOf((byte)'\n') is >= 0 and var end ? firstLine[..end] : firstLine;
        var decoded = TransferEncoding == TransferEncoding.Base64 && firstLine.Contains((byte)':') ? RawBody : DecodedBody();
        return OpenWithin(decoded);
    }
}
