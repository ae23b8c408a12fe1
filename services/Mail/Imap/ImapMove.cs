using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Moves messages to another folder, at once by MOVE (RFC 6851) where the server has it, else by copying, marking as deleted and expunging; removes them by the last two steps alone.</summary>
internal static partial class ImapMove
{
    /// <summary>Moves messages.</summary>
    /// <param name="session">A session with an open folder.</param>
    /// <param name="set">UIDs of messages in it.</param>
    /// <param name="folder">Name of the other folder, decoded.</param>
    /// <param name="createIfMissing">Makes that folder.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    /// <exception cref="MailFailureException">The server said no; <see cref="MailFailureKind.NotSupported"/> where nothing can be removed from the open folder.</exception>
    public static async ValueTask RunAsync(ImapSession session, string set, string folder, bool createIfMissing, CancellationToken cancellationToken)
    {
        var capabilities = await session.CapabilitiesAsync(cancellationToken);
        if (capabilities.Has("MOVE") && !session.View.MoveIsUnknown)
        {
            session.View.MoveIsUnknown = !await ToFolderAsync(session, "UID MOVE", set, folder, createIfMissing, cancellationToken);
            if (!session.View.MoveIsUnknown)
            {
                return;
            }
        }

        if (session.Folder?.PermanentMarks is { } marks && !marks.Contains("\\Deleted", StringComparer.OrdinalIgnoreCase))
        {
            // The copy would be made, and once more with every further try, and the message could not be removed.
            throw new MailFailureException(ConnectionFailures.NotSupported(session.Wire.Server.ToString(), "removing messages from this folder, so that none is moved"), connectionLost: false);
        }

        await ToFolderAsync(session, "UID COPY", set, folder, createIfMissing, cancellationToken);
        await RemoveCopiedAsync(session, set, cancellationToken);
    }

    /// <summary>Removes messages. A plain EXPUNGE would take along what others have marked as deleted: without UIDPLUS the mark is all that is set.</summary>
    public static async ValueTask RemoveAsync(ImapSession session, string set, CancellationToken cancellationToken)
    {
        await session.DemandAsync(new ImapCommand("UID STORE").Add(set).Add("+FLAGS.SILENT (\\Deleted)"), cancellationToken: cancellationToken);
        var capabilities = await session.CapabilitiesAsync(cancellationToken);
        if (capabilities.Has("UIDPLUS"))
        {
            await session.DemandAsync(new ImapCommand("UID EXPUNGE").Add(set), cancellationToken: cancellationToken);
        }
    }

    // False when the server does not know UID MOVE, so that nothing was moved.
    private static async ValueTask<bool> ToFolderAsync(ImapSession session, string verb, string set, string folder, bool createIfMissing, CancellationToken cancellationToken)
    {
        var status = await session.RunAsync(Command(), cancellationToken: cancellationToken);
        if (status.Condition is ImapCondition.Ok)
        {
            return true;
        }

        if (verb == "UID MOVE" && IsUnknown(session, status))
        {
            return false;
        }

        if (session.Understand(status, AnswerContext.Command).Kind is not (MailFailureKind.Refused or MailFailureKind.FolderMissing))
        {
            throw session.Refused(status);
        }

        var missing = status.Code is "TRYCREATE" or "NONEXISTENT";
        if (!missing || session.View.MayBeWrittenOtherwise(folder))
        {
            var spelling = session.View.EncodeFolder(folder);
            var isThere = await ImapFolders.ExistsAsync(session, folder, cancellationToken);
            if (isThere && session.View.EncodeFolder(folder) != spelling)
            {
                await session.DemandAsync(Command(), cancellationToken: cancellationToken);
                return true;
            }

            missing |= !isThere;
        }

        if (!missing)
        {
            throw session.Refused(status);
        }

        if (!createIfMissing)
        {
            throw ImapOpening.Missing(session, status);
        }

        await ImapFolders.CreateAsync(session, folder, cancellationToken);
        await session.DemandAsync(Command(), cancellationToken: cancellationToken);
        return true;

        ImapCommand Command() => new ImapCommand(verb).Add(set).String(session.View.EncodeFolder(folder));
    }

    private static bool IsUnknown(ImapSession session, ImapStatus status) =>
        session.IsNotUnderstood(status) || (status is { Condition: ImapCondition.No, Code: null } && UnknownCommand().IsMatch(status.Text));

    // A refusal that looked like any other would have the caller try the move in parts, and make the copies again.
    private static async ValueTask RemoveCopiedAsync(ImapSession session, string set, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(session, set, cancellationToken);
        }
        catch (MailFailureException exception) when (exception is { ConnectionLost: false, Failure.Kind: MailFailureKind.Refused })
        {
            throw new MailFailureException(ConnectionFailures.NotSupported(session.Wire.Server.ToString(), "removing messages from this folder, so that only copies of them are in the other one") with { ServerAnswer = exception.Failure.ServerAnswer }, connectionLost: false, exception);
        }
    }

    [GeneratedRegex(@"\b(unknown|unrecogni[sz]ed|unsupported|unimplemented|invalid|bad) (imap4? )?command|\b(command|move)( is)? (unknown|unsupported|not (known|recogni[sz]ed|supported|implemented))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex UnknownCommand();
}
