namespace HelpdeskMail.Fetch.Polling;

/// <summary>
/// The pause before a connection is made again that its server has closed. Servers close old connections, and the next one is made at once. A server that closes each one as soon as the look is over,
/// or when it is to wait, would be knocked at every second for ever: while its connections end young and bring nothing, the pause doubles up to the mailbox's interval.
/// </summary>
internal sealed class ReconnectPause(TimeSpan interval)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private TimeSpan present = Shortest;

    /// <summary>The next pause.</summary>
    /// <param name="lasted">How long the connection lasted.</param>
    /// <param name="stored">Whether it brought mail.</param>
    public TimeSpan Next(TimeSpan lasted, bool stored)
    {
        var pause = stored || lasted >= Young ? Shortest : present;
        present = pause * 2 < interval ? pause * 2 : interval > Shortest ? interval : Shortest;
        return pause;
    }
}
