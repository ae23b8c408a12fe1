using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// What the server has told so far. It may tell anything at any moment, asked for or not (EXISTS, EXPUNGE, VANISHED, FETCH, a new UIDVALIDITY, other abilities): all of it is taken in here, whatever command is under way.
/// </summary>
internal sealed class ImapView(Wire wire)
{
    // A server that names more is not to be believed.
    private const int MostEnabled = 100;

    private readonly HashSet<string> enabled = new(StringComparer.OrdinalIgnoreCase);

    // Folders whose names the server writes otherwise than this library would: unencoded, or with an ampersand that stands for itself.
    private readonly Dictionary<string, string> writtenOtherwise = new(StringComparer.Ordinal);
    private SelectedFolder? selecting;
    private ImapNamespace? names;

    /// <summary>Null while it has to be asked for.</summary>
    public ImapCapabilities? Capabilities { get; private set; }

    /// <summary>They were asked for; what a greeting or another answer brings along may be cut short.</summary>
    public bool CapabilitiesAreWhole { get; private set; }

    /// <summary>Folder names and strings go as UTF-8: agreed by UTF8=ACCEPT (RFC 9755) or IMAP4rev2, or the server knows nothing else.</summary>
    public bool Utf8 { get; private set; }

    /// <summary>What was agreed on by ENABLE (RFC 5161).</summary>
    public bool Enabled(string name) => enabled.Contains(name);

    /// <summary>The open folder.</summary>
    public SelectedFolder? Folder { get; private set; }

    /// <summary>It tells when it received a message behind the message: better asked beforehand.</summary>
    public bool TellsDatesLate { get; set; }

    /// <summary>It lists IDLE and has refused it, or has ended it at once.</summary>
    public bool IdleIsRefused { get; set; }

    /// <summary>It lists MOVE and does not know it, as a proxy that passes on another server's list.</summary>
    public bool MoveIsUnknown { get; set; }

    /// <summary>Forgets the list of abilities: it changes with TLS and with signing in, and one from before TLS may be forged.</summary>
    public void ForgetCapabilities() => Capabilities = null;

    /// <summary>From here on the server tells of a folder that is being opened.</summary>
    public void BeginFolder(string name, bool readOnly)
    {
        Folder = null;
        selecting = new SelectedFolder(name) { ReadOnly = readOnly };
    }

    /// <summary>The folder was opened, or not.</summary>
    public void EndFolder(ImapStatus? status)
    {
        if (status?.Condition is ImapCondition.Ok)
        {
            selecting!.ReadOnly |= status.Code is "READ-ONLY";
            selecting.HasChanged = false;
            Folder = selecting;
        }

        selecting = null;
    }

    /// <summary>A folder's name as it goes to the server: complete, and in the server's encoding.</summary>
    public string EncodeFolder(string name)
    {
        if (name.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A folder name has no line breaks.", nameof(name));
        }

        var full = CompleteFolder(name);
        return full.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : writtenOtherwise.GetValueOrDefault(full) ?? (Utf8 ? full : ModifiedUtf7.Encode(full));
    }

    /// <summary>A folder's full name on this server (see <see cref="ImapNamespace.Complete"/>).</summary>
    public string CompleteFolder(string name) => names?.Complete(name) ?? name;

    /// <summary>A folder's name as people read it; the server's own spelling is remembered where it cannot be worked out from that.</summary>
    public string DecodeFolder(string name)
    {
        var decoded = Utf8 ? name : ModifiedUtf7.Decode(name);
        if (!Utf8 && decoded == name && ModifiedUtf7.Encode(name) != name)
        {
            writtenOtherwise[decoded] = name;
        }

        return decoded;
    }

    /// <summary>Whether the server may write this name otherwise than <see cref="EncodeFolder"/> does, which a list of its folders tells.</summary>
    public bool MayBeWrittenOtherwise(string name) => !Utf8 && ModifiedUtf7.Encode(name) != name;

    /// <summary>Takes in an untagged answer that is no status.</summary>
    /// <exception cref="ImapSyntaxException">It is not what its name says.</exception>
    public void Take(ImapLine line)
    {
        var folder = selecting ?? Folder;
        if (line.Is("NAMESPACE"u8) || IsNamespaceOfSohu(line))
        {
            TakeNamespaces(line.Rest.Span);
        }
        else if (line.Is("CAPABILITY"u8))
        {
            TakeCapabilities(Encoding.ASCII.GetString(line.Rest.Span));
            CapabilitiesAreWhole = true;
        }
        else if (line.Is("ENABLED"u8))
        {
            enabled.UnionWith(Encoding.ASCII.GetString(line.Rest.Span).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostEnabled - enabled.Count));
            Utf8 |= Enabled("UTF8=ACCEPT") || Enabled("IMAP4rev2");
        }
        else if (folder is not null && line.Number is { } number)
        {
            TakeCount(folder, line, number);
        }
        else if (folder is not null && line.Is("VANISHED"u8))
        {
            TakeVanished(folder, line.Rest.Span);
        }
    }

    /// <summary>Takes in the response code of a status, tagged or not.</summary>
    public void TakeCode(ImapStatus status)
    {
        switch (status.Code)
        {
            case "CAPABILITY":
                TakeCapabilities(status.Arguments);
                CapabilitiesAreWhole = false;
                break;
            case "CLOSED" when selecting is not null:
                // RFC 7162 section 3.2.11: what came before belongs to the folder that was open.
                selecting = new SelectedFolder(selecting.Name) { ReadOnly = selecting.ReadOnly };
                break;
            case "UIDVALIDITY" when ulong.TryParse(status.Arguments, NumberStyles.None, CultureInfo.InvariantCulture, out var validity):
                TakeValidity(SelectedFolder.Validity(validity));
                break;
            case "UIDNEXT" when (selecting ?? Folder) is { } folder && uint.TryParse(status.Arguments, NumberStyles.None, CultureInfo.InvariantCulture, out var next):
                folder.UidNext = next;
                break;
            case "HIGHESTMODSEQ" when (selecting ?? Folder) is { } folder && ulong.TryParse(status.Arguments, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence):
                folder.HighestModSeq = sequence;
                break;
            case "PERMANENTFLAGS" when (selecting ?? Folder) is { } folder:
                folder.PermanentMarks = status.Arguments.Trim().Trim('(', ')').Split(' ', StringSplitOptions.RemoveEmptyEntries);
                break;
            case "ALERT":
                wire.Log?.Note($"the server wants people to read: {status.Text}");
                break;
            default:
                break;
        }
    }

    private static void TakeCount(SelectedFolder folder, ImapLine line, uint number)
    {
        if (line.Is("EXISTS"u8))
        {
            folder.HasChanged |= number != folder.Exists;
            folder.Exists = number;
        }
        else if (line.Is("EXPUNGE"u8))
        {
            folder.HasChanged = true;
            folder.Exists -= folder.Exists > 0 ? 1u : 0;
        }
        else if (line.IsFetch)
        {
            folder.MarksHaveChanged = true;
        }
    }

    private static void TakeVanished(SelectedFolder folder, ReadOnlySpan<byte> rest)
    {
        var earlier = rest.StartsWith("("u8);
        folder.HasChanged = true;
        if (!earlier)
        {
            folder.Exists = (uint)Math.Max(0, folder.Exists - UidSet.Count(rest.Trim((byte)' ')));
        }
    }

    // imap.sohu.com answers NAMESPACE with «* CAPABILITY (("" "/")) NIL NIL».
    private static bool IsNamespaceOfSohu(ImapLine line) => line.Is("CAPABILITY"u8) && line.Rest.Span.StartsWith("("u8);

    // Without them a folder's name is complete as it is, which is so on nearly every server.
    private void TakeNamespaces(ReadOnlySpan<byte> rest)
    {
        try
        {
            names = ImapNamespace.Read(rest, DecodeFolder);
        }
        catch (ImapSyntaxException exception)
        {
            wire.Log?.Note($"passed over the namespaces: {exception.Message}");
        }
    }

    private void TakeValidity(uint validity)
    {
        if ((selecting ?? Folder) is { } folder && (selecting is not null || folder.UidValidity is null))
        {
            // Some servers tell it behind the end of the command that opened the folder.
            folder.UidValidity = validity;
        }
        else if (Folder is not null && Folder.UidValidity != validity)
        {
            throw wire.Fail(MailFailures.FolderChanged(wire.Server.ToString()));
        }
    }

    private void TakeCapabilities(string list)
    {
        Capabilities = ImapCapabilities.Read(list);
        Utf8 |= Capabilities.Has("IMAP4rev2") && !Capabilities.Has("IMAP4rev1");
    }
}
