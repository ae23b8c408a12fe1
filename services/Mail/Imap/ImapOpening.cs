using System.Globalization;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Opens a folder and makes sure of what everything else rests on: that it is there, how its messages are numbered, where the newest one is.</summary>
internal static class ImapOpening
{
    /// <summary>Opens a folder.</summary>
    /// <param name="session">A signed-in session.</param>
    /// <param name="folder">Its name, decoded.</param>
    /// <param name="readOnly">EXAMINE instead of SELECT.</param>
    /// <param name="parameter">What is asked along with it; null for nothing.</param>
    /// <param name="onUntagged">Gets every answer that comes along.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    /// <returns>What the server says of it, and whether it took <paramref name="parameter"/>.</returns>
    /// <exception cref="MailFailureException">The folder is not there or cannot be opened, or its messages have no lasting numbers.</exception>
    public static async ValueTask<(FolderState State, bool TookParameter)> RunAsync(
        ImapSession session, string folder, bool readOnly, string? parameter, ImapSession.UntaggedHandler? onUntagged, CancellationToken cancellationToken)
    {
        var spelling = session.View.EncodeFolder(folder);
        var status = await session.SelectAsync(folder, readOnly, parameter, onUntagged, cancellationToken);
        if (parameter is not null && session.IsNotUnderstood(status))
        {
            // Agreed on and not understood: the folder opens without it.
            parameter = null;
            status = await session.SelectAsync(folder, readOnly, null, null, cancellationToken);
        }

        if (status.Condition is not ImapCondition.Ok && await IsSpelledOtherwiseAsync(session, folder, spelling, status, cancellationToken))
        {
            status = await session.SelectAsync(folder, readOnly, parameter, onUntagged, cancellationToken);
        }

        return status.Condition is ImapCondition.Ok ? (await StateAsync(session, folder, cancellationToken), parameter is not null) : throw session.Refused(status);
    }

    /// <summary>The exception for a folder that is not there.</summary>
    public static MailFailureException Missing(ImapSession session, ImapStatus status) =>
        new(MailFailures.FolderMissing(session.Wire.Server.ToString()) with { ServerAnswer = session.Secrets.Hide(status.Words) }, connectionLost: false);

    // True when the folder is there under a spelling of its name that is known only now. Throws when it is not there.
    private static async ValueTask<bool> IsSpelledOtherwiseAsync(ImapSession session, string folder, string spelling, ImapStatus status, CancellationToken cancellationToken)
    {
        var kind = session.Understand(status, AnswerContext.Command).Kind;
        if (kind is not (MailFailureKind.Refused or MailFailureKind.FolderMissing) || (kind is MailFailureKind.FolderMissing && !session.View.MayBeWrittenOtherwise(folder)))
        {
            return false;
        }

        return await ImapFolders.ExistsAsync(session, folder, cancellationToken) ? session.View.EncodeFolder(folder) != spelling : throw Missing(session, status);
    }

    private static async ValueTask<FolderState> StateAsync(ImapSession session, string folder, CancellationToken cancellationToken)
    {
        var selected = session.Folder!;
        if (selected.UidValidity is not > 0)
        {
            await AskForNumbersAsync(session, selected, folder, cancellationToken);
        }

        var validity = selected.UidValidity!.Value;
        var next = selected.UidNext ?? await LastUidAsync(session, cancellationToken) + 1;
        return new FolderState(folder, validity.ToString(CultureInfo.InvariantCulture), selected.Exists, MessageKey.Imap(validity, next > 0 ? next - 1 : 0), selected.ReadOnly, selected.HighestModSeq) { PermanentMarks = selected.PermanentMarks, EndIsGuessed = selected.UidNext is null };
    }

    // Some servers leave UIDVALIDITY out when they open a folder, and give it when they are asked for nothing else.
    private static async ValueTask AskForNumbersAsync(ImapSession session, SelectedFolder selected, string folder, CancellationToken cancellationToken)
    {
        await session.RunAsync(
            new ImapCommand("STATUS").String(session.View.EncodeFolder(folder)).Add("(UIDVALIDITY UIDNEXT)"),
            line =>
            {
                if (line.Is("STATUS"u8))
                {
                    selected.TakeStatus(line.Rest.Span);
                }
            },
            cancellationToken);
        if (selected.UidValidity is not > 0)
        {
            // RFC 3501 section 6.3.1: then it has no unique identifiers. An assumed value would outlive a numbering anew, after which mail is passed over or the wrong message is deleted.
            var failure = ConnectionFailures.NotSupported(session.Wire.Server.ToString(), "lasting message numbers (UIDVALIDITY) in this folder");
            throw new MailFailureException(
                failure with { Remedy = "Without them nobody can tell which mail was taken already. Read the mailbox by POP3 where the server has it, or ask its administrator to have the folder numbered." }, connectionLost: false);
        }
    }

    private static async ValueTask<uint> LastUidAsync(ImapSession session, CancellationToken cancellationToken)
    {
        var uids = session.Folder!.Exists == 0 ? [] : await ImapSearch.RunAsync(session, command => command.Add("UID *"), cancellationToken);
        return uids.Count > 0 ? uids[^1] : 0;
    }
}
