using System.Globalization;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>What a mail says about where it belongs.</summary>
/// <param name="MessageId">Its own id, as kept; null when it has none.</param>
/// <param name="InReplyTo">Ids it answers.</param>
/// <param name="References">Ids of its thread, newest first.</param>
/// <param name="Senders">Addresses it is from, lower case.</param>
/// <param name="Numbers">Ticket numbers in its subject, in their order.</param>
/// <param name="Addressed">Addresses with a plus sign that it was sent to, by its header or by what servers have noted in it.</param>
public sealed partial record ThreadClues(
    string? MessageId,
    IReadOnlyList<string> InReplyTo,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Senders,
    IReadOnlyList<long> Numbers,
    IReadOnlyList<string> Addressed)
{
    private const int MostNumbers = 5;
    private const int MostAddresses = 20;

    /// <summary>Fields in which servers note for whom a mail came, which the address fields do not always say (Bcc, forwarding).</summary>
    private static readonly string[] EnvelopeFields = ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Forwarded-To"];

    /// <summary>The ids it names, the one it answers before its ancestors, and those newest first.</summary>
    public IEnumerable<(string Id, string Field)> Named =>
        InReplyTo.Select(id => (id, "In-Reply-To")).Concat(References.Select(id => (id, "References"))).DistinctBy(named => named.id, StringComparer.Ordinal);

    /// <summary>Reads them from a mail.</summary>
    public static ThreadClues From(MimeMessage message) => new(
        MessageIdKey.OfNullable(message.MessageId),
        MessageIdKey.OfAll(IdsIn(message, "In-Reply-To")),
        [.. MessageIdKey.OfAll(IdsIn(message, "References")).Reverse()],
        [.. message.From.Select(sender => sender.Address.ToLowerInvariant()).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal)],
        NumbersIn(message.Subject),
        [.. message.To.Concat(message.Cc).Concat(EnvelopeFields.SelectMany(message.Headers.GetAll).SelectMany(value => AddressList.Parse(value)))
            .Select(mailbox => mailbox.Address).Where(address => address.Contains('+', StringComparison.Ordinal)).Distinct(StringComparer.OrdinalIgnoreCase).Take(MostAddresses)]);

    /// <summary>The ids of a field, which some programs write several times.</summary>
    private static List<string> IdsIn(MimeMessage message, string field) => [.. message.Headers.GetAll(field).SelectMany(MessageIds.Parse)];

    /// <summary>The ticket numbers in a subject, as our own replies write them: <c>[#4711]</c>.</summary>
    public static IReadOnlyList<long> NumbersIn(string? subject) =>
    [
        .. Number().Matches(subject ?? "").Take(MostNumbers).Select(match => long.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)).Distinct(),
    ];

    /// <summary>A subject without such numbers, which mean nothing in another ticket.</summary>
    public static string WithoutNumbers(string subject) => DatabaseText.OneLine(Number().Replace(subject, " "), 500);

    [GeneratedRegex(@"\[#(?<number>[0-9]{1,15})\]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Number();
}
