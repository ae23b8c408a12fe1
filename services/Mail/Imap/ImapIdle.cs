using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Waits for a change by IDLE (RFC 2177), renewed before servers and routers forget it.</summary>
internal static class ImapIdle
{
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

            var renewal = session.Wire.Server.Timeouts.IdleRenewal;
            await IdleOnceAsync(session, folder, left < renewal ? left : renewal, cancellationToken);
            folder.HasChanged |= folder.MarksHaveChanged;
        }

        var changed = folder.HasChanged;
        folder.HasChanged = false;
        return changed;
    }

    // The caller's cancellation ends the wait and not the connection, so it is not passed on to what talks to the server.
    private static async ValueTask IdleOnceAsync(ImapSession session, SelectedFolder folder, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        var tag = await session.SendAsync(new ImapCommand("IDLE"), CancellationToken.None);
        if (await session.ContinuationAsync(tag, CancellationToken.None) is null)
        {
            await EndAsync(session, tag);
            return;
        }

        while (!folder.HasChanged && !folder.MarksHaveChanged && !session.HasEnded(tag) && await wire.WaitForDataAsync(atMost, cancellationToken))
        {
            wire.StartCommand(wire.Server.Timeouts.Command);
            var line = await session.Reader.ReadAsync(streamBodies: false, CancellationToken.None);
            session.Take(line, null);
        }

        if (!session.HasEnded(tag))
        {
            wire.StartCommand(wire.Server.Timeouts.Command);
            wire.Log?.Client("DONE");
            wire.Write("DONE\r\n"u8);
            await wire.FlushAsync(CancellationToken.None);
        }

        await EndAsync(session, tag);
    }

    private static async ValueTask EndAsync(ImapSession session, string tag)
    {
        var status = await session.CompleteAsync(tag, null, CancellationToken.None);
        if (status.Condition is not ImapCondition.Ok)
        {
            throw session.Wire.Fail(session.Understand(status, AnswerContext.Command));
        }
    }
}
