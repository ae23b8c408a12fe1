using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>Works one mailbox for as long as this replica holds it: its folders are spread over as many connections as it may have, each of which goes its own way.</summary>
internal sealed class MailboxWorker
{
    /// <summary>Connections where nothing is set. Exchange Online allows few sessions a mailbox, and people's own programs want some too.</summary>
    private const int UsualConnections = 3;

    private readonly List<MailboxLane> lanes;
    private readonly MailboxStanding standing;

    public MailboxWorker(WatchedMailbox watched, IServiceProvider services)
    {
        Watched = watched;
        var folders = Spread(watched.Receiving);
        standing = ActivatorUtilities.CreateInstance<MailboxStanding>(services, watched, folders.Count);
        lanes = folders.ConvertAll(some => ActivatorUtilities.CreateInstance<MailboxLane>(services, watched with { Pace = new ReadingPace() }, some, standing));
    }

    /// <summary>The mailbox.</summary>
    public WatchedMailbox Watched { get; }

    /// <summary>Has it looked at the mailbox now, whatever it waits for.</summary>
    public void LookNow() => lanes.ForEach(lane => lane.LookNow());

    /// <summary>Says again how the mailbox fares, when that is due.</summary>
    public Task RepeatAsync(CancellationToken cancellation) => standing.RepeatAsync(cancellation);

    /// <summary>Works until <paramref name="cancellation"/> or until another replica has taken over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var runs = lanes.ConvertAll(lane => lane.RunAsync(stop.Token));
        await Task.WhenAny(runs);
        await stop.CancelAsync();
        await Task.WhenAll(runs);
    }

    /// <summary>The folders of each connection. The first folder has one of its own where that is possible, since most mail comes there.</summary>
    internal static List<IReadOnlyList<string>> Spread(ReceivingSettings receiving)
    {
        if (receiving.Protocol == ReceivingProtocol.Pop3)
        {
            return [[""]];
        }

        var names = receiving.MoreFolders.Prepend(receiving.Folder).Distinct(StringComparer.Ordinal).ToList();
        var connections = receiving.Protocol == ReceivingProtocol.Graph ? 1 : Math.Min(names.Count, receiving.MaxConnections ?? UsualConnections);
        if (connections <= 1)
        {
            return [names];
        }

        return [[names[0]], .. Enumerable.Range(0, connections - 1).Select(lane => (IReadOnlyList<string>)[.. names.Skip(1).Where((_, at) => at % (connections - 1) == lane)])];
    }
}
