using System.Threading.Channels;

namespace HelpdeskMail.Sandbox.Wire;

/// <summary>What one connection said, written down by the <see cref="SessionRecorder"/>. Callers hide secrets and message data before they write.</summary>
public sealed class SessionLog(Guid id, TimeProvider time, ChannelWriter<SessionEvent> events)
{
    private const int LongestLine = 2000;
    private int number;

    /// <summary>The session's id, under which <c>/sessions/{id}</c> shows it.</summary>
    public Guid Id => id;

    public void Client(string line) => Write("client", line);

    public void Server(string line) => Write("server", line);

    /// <summary>A remark of the Sandbox's own, such as why a sign-in was refused.</summary>
    public void Note(string line) => Write("note", line);

    public void SignedIn(string account) => events.TryWrite(new SessionEvent.SignedIn(id, account));

    public void Ended() => events.TryWrite(new SessionEvent.Ended(id, time.GetUtcNow()));

    private void Write(string direction, string line)
    {
        var text = line.Length > LongestLine ? $"{line[..LongestLine]}… ({line.Length} characters)" : line;
        events.TryWrite(new SessionEvent.Line(id, Interlocked.Increment(ref number), time.GetUtcNow(), direction, text.Replace('\0', '␀')));
    }
}
