using System.Globalization;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// What changed since a change counter was read (RFC 7162). QRESYNC tells it along with opening the folder, in one round trip and however large the folder is; CONDSTORE alone needs a FETCH and says nothing of what is gone.
/// </summary>
internal sealed class ImapChanges(uint validity)
{
    // A server that tells of more is not to be believed.
    private const int MostChanges = 4_000_000;

    private readonly SortedDictionary<uint, MessageMarks> changed = [];
    private readonly List<(uint First, uint Last)> gone = [];

    /// <summary>Messages told of so far, by UID.</summary>
    public IReadOnlyList<ChangedMessage> Changed => [.. changed.Select(pair => new ChangedMessage(MessageKey.Imap(validity, pair.Key), pair.Value))];

    /// <summary>UIDs told to be gone so far.</summary>
    public IReadOnlyList<(uint First, uint Last)> Gone => gone;

    /// <summary>Argument for SELECT: <c>(QRESYNC (67890007 90060115194045000))</c>.</summary>
    public static string Argument(uint validity, ulong counter) => string.Create(CultureInfo.InvariantCulture, $"(QRESYNC ({validity} {counter}))");

    /// <summary>Command that asks for what changed, for servers with CONDSTORE alone.</summary>
    public static ImapCommand Question(ulong counter) => new ImapCommand("UID FETCH").Add(string.Create(CultureInfo.InvariantCulture, $"1:* (UID FLAGS) (CHANGEDSINCE {counter})"));

    /// <summary>Takes in an answer that tells of a change; leaves every other alone.</summary>
    public void Take(ImapLine line)
    {
        if (changed.Count + gone.Count > MostChanges)
        {
            throw new ImapSyntaxException($"more than {MostChanges:N0} changes");
        }

        if (line.IsFetch)
        {
            var items = new FetchItems();
            items.Read(line.Rest.Span, literalFollows: false, behindBody: false);
            if (items is { Uid: { } uid, HasMarks: true })
            {
                changed[uid] = items.Marks;
            }
        }
        else if (line.Is("VANISHED"u8))
        {
            var rest = line.Rest.Span;
            UidSet.ReadRanges((rest.StartsWith("("u8) ? rest[(rest.IndexOf((byte)')') + 1)..] : rest).Trim((byte)' '), gone);
        }
    }
}
