using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Mime.Structure;

namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// A message taken apart (RFC 5322, 2045 to 2049). It keeps the source and points into it: nothing is decoded or copied until it is
/// asked for, so the source must not change while the message is in use. Any bytes give a message; what was wrong with them is
/// listed in <see cref="Defects"/>. Fields are read on each call of the property: keep the result where it is used often.
/// Not for use from several threads at once.
/// </summary>
public sealed class MimeMessage
{
    private readonly ReadContext context;

    internal MimeMessage(ReadOnlyMemory<byte> source, MimePart root, ReadContext context)
    {
        Source = source;
        Root = root;
        this.context = context;
    }

    /// <summary>The bytes that the message was read from (of an attached message: up to the end of what encloses it).</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>The header.</summary>
    public HeaderList Headers => Root.Headers;

    /// <summary>The outermost part: a leaf for a simple message, a multipart for the others. Its header is the message's header.</summary>
    public MimePart Root { get; }

    /// <summary>The same as <see cref="Root"/>, by the name that suits when the content is meant.</summary>
    public MimePart Body => Root;

    /// <summary>
    /// What is wrong with the message, in the order it was noticed. Faults of the structure are there at once; faults of a field or
    /// a charset come when the property or the text is asked for.
    /// </summary>
    public IReadOnlyList<MimeDefect> Defects => context.Defects.Kept;

    /// <summary>How many defects were noticed, kept or not.</summary>
    public int DefectCount => context.Defects.Count;

    /// <summary>Subject, decoded, the tab of a fold made a blank; null when there is none. Not shortened and not stripped of «Re:».</summary>
    public string? Subject => First("Subject")?.Text.Replace('\t', ' ');

    /// <summary>From: usually one mailbox, may be several or none.</summary>
    public AddressList From => Addresses("From");

    /// <summary>Sender: who sent it on behalf of <see cref="From"/>.</summary>
    public Mailbox? Sender => Addresses("Sender") is [var first, ..] ? first : null;

    /// <summary>Reply-To.</summary>
    public AddressList ReplyTo => Addresses("Reply-To");

    /// <summary>To; several To fields count as one.</summary>
    public AddressList To => Addresses("To");

    /// <summary>Cc; several Cc fields count as one.</summary>
    public AddressList Cc => Addresses("Cc");

    /// <summary>Bcc, which is only there in drafts and sent copies.</summary>
    public AddressList Bcc => Addresses("Bcc");

    /// <summary>Date as its sender set it; null when it is missing or makes no sense. A missing zone counts as UTC.</summary>
    public DateTimeOffset? Date
    {
        get
        {
            var header = First("Date");
            var date = MailDate.Parse(header?.Text);
            if (date is null && header is { } bad)
            {
                context.Defects.Add(MimeDefectKind.Date, bad.Offset, "The Date field cannot be understood.");
            }

            return date;
        }
    }

    /// <summary>Message-ID without brackets, or null.</summary>
    public string? MessageId => MessageIds.First(First("Message-ID")?.Value);

    /// <summary>The ids in In-Reply-To, without brackets.</summary>
    public IReadOnlyList<string> InReplyTo => MessageIds.Parse(Headers.Get("In-Reply-To"));

    /// <summary>The ids in References, oldest first, without brackets; several such fields count as one.</summary>
    public IReadOnlyList<string> References => MessageIds.Parse(string.Join(' ', Headers.GetAll("References")));

    /// <summary>The address in Return-Path: empty for «&lt;&gt;» (a bounce), null without the field.</summary>
    public string? ReturnPath => Headers.Get("Return-Path") is { } value ? (AddressList.Parse(value) is [var first, ..] ? first.Address : "") : null;

    /// <summary>
    /// Takes bytes apart. Never throws for what is in them; time and memory grow linearly with their number.
    /// </summary>
    /// <param name="source">The message as it came, with any line ends. It is kept, not copied.</param>
    /// <param name="limits">How much to take apart; <see cref="MimeLimits.Default"/> when null.</param>
    public static MimeMessage Parse(ReadOnlyMemory<byte> source, MimeLimits? limits = null)
    {
        limits ??= MimeLimits.Default;
        return Parse(source, "", new ReadContext(limits, new DefectLog(limits.Defects), outerDepth: 0, encodedDepth: 0));
    }

    internal static MimeMessage Parse(ReadOnlyMemory<byte> source, string path, ReadContext context)
    {
        if (source.IsEmpty)
        {
            context.Defects.Add(MimeDefectKind.Empty, 0, "The message has no bytes.");
        }

        // Editors put a byte order mark before what they save; it is no part of the first field.
        source = source.Span.StartsWith("\uFEFF"u8) ? source[3..] : source;
        source = LineEnds.Repair(source, context.Defects);
        return new(source, new StructureReader(source, context).ReadMessage(path), context);
    }

    /// <summary>The first field of a name that may occur once (RFC 5322 section 3.6); another one is a defect. An empty one gives way to one that says something.</summary>
    private HeaderField? First(string name)
    {
        HeaderField? first = null;
        foreach (var field in Headers.FindAll(name))
        {
            if (first is { } before)
            {
                context.Defects.Add(MimeDefectKind.DuplicateField, field.Offset, $"{name} occurs again, which it must not.");
                if (!string.IsNullOrWhiteSpace(before.Value))
                {
                    break;
                }
            }

            first = field;
        }

        return first;
    }

    private AddressList Addresses(string name)
    {
        if (First(name) is not { Offset: var offset })
        {
            return AddressList.None;
        }

        var value = string.Join(", ", Headers.GetAll(name));
        var list = AddressParser.Parse(value, context.Limits, out var irregular, out var full);
        if (full)
        {
            context.Defects.Add(MimeDefectKind.TooManyAddresses, offset, $"{name} lists more than {context.Limits.Addresses} mailboxes; the rest was not read.");
        }
        else if (irregular)
        {
            context.Defects.Add(MimeDefectKind.Address, offset, $"{name} does not follow the grammar of addresses; it was read as well as it can be.");
        }

        return list;
    }
}
