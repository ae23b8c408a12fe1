using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A mail read and ready to be stored; every text in it can be held by the database.</summary>
/// <param name="Subject">Subject as written, one line; empty when there is none.</param>
/// <param name="Author">Who it is from; the address is empty when the mail does not say.</param>
/// <param name="Recipients">The address fields.</param>
/// <param name="Text">Plain text with history.</param>
/// <param name="Html">HTML as written; null when there is none, or too much of it to be shown.</param>
/// <param name="FirstWords">Beginning of what is new in it, one line.</param>
/// <param name="Files">Its files.</param>
/// <param name="Clues">Where it says that it belongs.</param>
/// <param name="Kind">What sort of mail it is.</param>
/// <param name="Identity">Digest that is the same for each copy of this mail; see <see cref="MailIdentity"/>.</param>
public sealed record PreparedMail(
    string Subject,
    EntryAddress Author,
    EntryRecipients Recipients,
    string Text,
    string? Html,
    string FirstWords,
    IReadOnlyList<MailFile> Files,
    ThreadClues Clues,
    MailKind Kind,
    string Identity)
{
    private const int LongestText = 2_000_000;
    private const int LongestNewText = 20_000;
    private const int LongestHtml = 4_000_000;
    private const int LongestHtmlWithPictures = 16_000_000;
    private const int MostAddresses = 200;

    /// <summary>Who wrote it, where it says that a mailing list has put its own address into From; null in the ordinary case.</summary>
    public EntryAddress? ListWriter { get; init; }

    /// <summary>Who wrote what this mail forwards; null when it is no forward or does not say.</summary>
    public EntryAddress? ForwardedFrom { get; init; }

    /// <summary>The field by which it asks for no automatic answer, or by which a server has marked it as forged; null in the ordinary case.</summary>
    public string? Suppressing { get; init; }

    /// <summary>Digest that two copies share though servers have changed their words; null for none. See <see cref="MailIdentity"/>.</summary>
    public string? Twin { get; init; }

    /// <summary>What is to be said of how it was read; null in the ordinary case.</summary>
    public MailReading? Reading { get; init; }

    /// <summary>What is new in it, of its first 20,000 characters.</summary>
    public string NewText { get; init; } = "";

    /// <summary>The mails that it is, holds, answers or reports on; all of its parts are read for that, so only once somebody asks.</summary>
    public required Lazy<NamedMails> Named { get; init; }

    /// <summary>What may be keys of links for a new password in it; all of its parts are read for that, so only once somebody asks.</summary>
    public required Lazy<IReadOnlySet<string>> Keys { get; init; }

    /// <summary>Its header.</summary>
    public required Mail.Mime.HeaderList Headers { get; init; }

    /// <summary>Reads a raw message. Never throws for what is in it.</summary>
    /// <param name="raw">The message.</param>
    /// <param name="content">Digest of its raw bytes.</param>
    public static PreparedMail Read(ReadOnlyMemory<byte> raw, string content)
    {
        var message = Mail.Mime.MimeMessage.Parse(raw);
        var body = ReadableBody.From(message);
        var text = DatabaseText.Clean(body.Text, LongestText);
        var newText = ReplyText.Split(text.Length > LongestNewText ? text[..LongestNewText] : text).NewText;
        var html = body.Html is { Length: > 0 and <= LongestHtmlWithPictures } written && written.Length - PictureLetters(written) <= LongestHtml ? DatabaseText.Clean(written) : null;
        var author = message.From.FirstOrDefault(from => from.Address.Length > 0) ?? message.Sender ?? (message.From is [var first, ..] ? first : null);
        return new PreparedMail(
            DatabaseText.OneLine(message.Subject, 500),
            author is not null ? EntryAddress.From(author) : new EntryAddress("", null),
            new EntryRecipients(List(message.To), List(message.Cc), [], List(message.ReplyTo)),
            text,
            html,
            DatabaseText.OneLine(newText, 200),
            body.Files,
            ThreadClues.From(message),
            MailClassifier.Classify(message),
            MailIdentity.Of(message, body, content))
        {
            ListWriter = ListAuthor.Of(message) is { } writer ? EntryAddress.From(writer) : null,
            ForwardedFrom = ForwardedMail.AuthorOf(message, text),
            Reading = MailReading.Of(body, htmlLeftOut: html is null && body.Html is { Length: > 0 }, textCut: html is null && body.Text.Length > LongestText),
            Twin = MailIdentity.TwinOf(message),
            Suppressing = SuppressionSign.Of(message),
            Headers = message.Headers,
            Named = new Lazy<NamedMails>(() => NamedMails.In(message)),
            Keys = new Lazy<IReadOnlySet<string>>(() => MailedKeys.In(message, [message.Subject ?? "", text, html ?? ""])),
            NewText = newText,
        };
    }

    /// <summary>How much of it are pictures within the HTML itself (RFC 2397), which make it long but not much to read.</summary>
    private static int PictureLetters(string html)
    {
        const string Beginning = "data:image/";
        var letters = 0;
        for (var at = html.IndexOf(Beginning, StringComparison.OrdinalIgnoreCase); html.Length > LongestHtml && at >= 0; at = html.IndexOf(Beginning, at, StringComparison.OrdinalIgnoreCase))
        {
            var length = html.AsSpan(at).IndexOfAny("\"'<>)");
            length = length < 0 ? html.Length - at : length;
            letters += length;
            at += length;
        }

        return letters;
    }

    /// <summary>The same mail as it is to be read by whoever owns these addresses: what came over a list that is one of them is its writer's.</summary>
    /// <param name="ours">Our own addresses.</param>
    public PreparedMail ReadAs(IReadOnlyCollection<string> ours)
    {
        var mail = this with { Kind = OwnList.Judge(Kind, Headers, ours) };
        return ListWriter is { } writer && ours.Contains(AddressTokens.Without(Author.Address), StringComparer.OrdinalIgnoreCase)
            ? mail with { Author = writer, Clues = Clues with { Senders = [.. Clues.Senders.Append(writer.Address.ToLowerInvariant()).Distinct(StringComparer.Ordinal)] } }
            : mail;
    }

    private static List<EntryAddress> List(Mail.Mime.AddressList addresses) =>
        [.. addresses.Where(mailbox => mailbox.Address.Length > 0).Take(MostAddresses).Select(EntryAddress.From)];
}
