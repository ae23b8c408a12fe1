using System.Text;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>IDLE (RFC 2177): tells of changes as they happen, until DONE, the end of the token, or the end of the connection.</summary>
internal sealed class IdleCommand : IImapCommand
{
    private const int LongestLine = 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    public string Name => "IDLE";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.End();
        await session.TellChangesAsync(mayExpunge: true, cancellation);
        await session.Connection.SendLineAsync("+ IDLE accepted, awaiting DONE command.", cancellation);
        var done = session.Connection.ReadLineAsync(LongestLine, cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(Remaining(session));
        var watching = WatchAsync(session, ending.Token);
        await Task.WhenAny(done, watching);
        if (done.IsCompleted)
        {
            await ending.CancelAsync();
            await watching;
            return await FinishAsync(session, await done);
        }

        if (!await session.ExpiredAsync(cancellation))
        {
            await session.Connection.SendLineAsync("* BYE Connection is closed. 13", cancellation);
            session.LogOut();
        }

        return "";
    }

    private static Task<string> FinishAsync(ImapSession session, byte[]? line)
    {
        if (line is null)
        {
            session.LogOut();
            return Task.FromResult("");
        }

        var text = Encoding.UTF8.GetString(line);
        session.Connection.Log.Client(text);
        return Task.FromResult(text.Trim().Equals("DONE", StringComparison.OrdinalIgnoreCase) ? "OK IDLE completed." : "BAD Command Error. 12");
    }

    /// <summary>Tells of changes until cancelled. A change that is being told is told whole.</summary>
    private static async Task WatchAsync(ImapSession session, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                if (session.Selected is { } selected)
                {
                    await selected.Changes.WaitAsync(ending);
                }
                else
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, ending);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await session.TellChangesAsync(mayExpunge: true, CancellationToken.None);
            await session.Connection.FlushAsync(CancellationToken.None);
        }
    }

    private static TimeSpan Remaining(ImapSession session)
    {
        var left = session.TokenExpiresAt - session.Server.Time.GetUtcNow() ?? LongestWait;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestWait ? left + TimeSpan.FromMilliseconds(5) : LongestWait;
    }
}
