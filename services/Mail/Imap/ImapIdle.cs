using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Waits for a change by IDLE (RFC 2177), renewed before servers and routers forget it; where a server lists IDLE and then refuses it or ends it at once, by asking once a minute.</summary>
internal static class ImapIdle
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMinutes(1);

    /// <summary>An IDLE that its server ends sooner than this, with nothing to tell, is no waiting.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    public static async ValueTask<bool> WaitAsync(ImapSession session, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = session.Folder!;
        var started = time.GetTimestamp();
        folder.MarksHaveChanged = false;
        while (!folder.HasChanged && !cancellationToken.IsCancellationRequested)
        {
            var left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            if (session.View.IdleIsRefused)
            {
                await AskAsync(session, Shorter(left, BetweenQuestions), cancellationToken);
            }
            else
            {
                await IdleOnceAsync(session, folder, Shorter(left, session.Wire.Server.Timeouts.IdleRenewal), time, cancellationToken);
            }

            folder.HasChanged |= folder.MarksHaveChanged;
        }

        var changed = folder.HasChanged;
        folder.HasChanged = false;
        return changed;
    }

    // The caller's cancellation ends the wait and not the connection, so it is not passed on to what talks to the server.
    private static async ValueTask IdleOnceAsync(ImapSession session, SelectedFolder folder, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        var begun = time.GetTimestamp();
        var tag = await session.SendAsync(new ImapCommand("IDLE"), CancellationToken.None);
        var waits = await session.ContinuationAsync(tag, CancellationToken.None) is not null;
        while (waits && !folder.HasChanged && !folder.MarksHaveChanged && !session.HasEnded(tag))
        {
            // Dovecot and Gmail say «* OK Still here» every few minutes: no change, and no reason to wait longer than was asked for.
            var left = atMost - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || !await wire.WaitForDataAsync(left, cancellationToken))
            {
                break;
            }

            wire.StartCommand(wire.Server.Timeouts.Command);
            var line = await session.Reader.ReadAsync(streamBodies: false, CancellationToken.None);
            session.Take(line, null);
        }

        var endedByServer = session.HasEnded(tag);
        if (!endedByServer)
        {
            wire.StartCommand(wire.Server.Timeouts.Command);
            wire.Log?.Client("DONE");
            wire.Write("DONE\r\n"u8);
            await wire.FlushAsync(CancellationToken.None);
        }

        await EndAsync(session, tag);

        // Servers that answer IDLE like NOOP, and proxies that cannot wait: begun again at once it would be a flood of commands.
        session.View.IdleIsRefused |= endedByServer && !folder.HasChanged && !folder.MarksHaveChanged && time.GetElapsedTime(begun) < AtOnce;
    }

    private static async ValueTask EndAsync(ImapSession session, string tag)
    {
        var status = await session.CompleteAsync(tag, null, CancellationToken.None);
        if (status.Condition is ImapCondition.Ok)
        {
            return;
        }

        // Switched off for the account, or by a proxy that passes on another server's list.
        var failure = session.Understand(status, AnswerContext.Command);
        session.View.IdleIsRefused = failure.Kind is MailFailureKind.Refused ? true : throw session.Wire.Fail(failure);
    }

    private static async ValueTask AskAsync(ImapSession session, TimeSpan pause, CancellationToken cancellationToken)
    {
        await session.Wire.WaitForDataAsync(pause, cancellationToken);
        if (!cancellationToken.IsCancellationRequested)
        {
            await session.DemandAsync(new ImapCommand("NOOP"), cancellationToken: CancellationToken.None);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
