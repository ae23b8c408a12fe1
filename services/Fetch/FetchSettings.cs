using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.Fetch;

/// <summary>Limits of this service (configuration section <c>Fetch</c>).</summary>
public sealed record FetchSettings
{
    /// <summary>Bytes of small messages held in memory at once by one replica, between their server and the store. Larger messages are passed on as they come.</summary>
    [Range(4 * 1024 * 1024, 1024 * 1024 * 1024, ErrorMessage = "must lie between 4 MiB and 1 GiB, in bytes, for example 50331648")]
    public int MemoryForMessages { get; init; } = 48 * 1024 * 1024;

    /// <summary>Batches of messages that one replica has stored at once. One mailbox has one on its way, so that no mailbox keeps others waiting.</summary>
    [Range(1, 64, ErrorMessage = "must lie between 1 and 64, for example 6")]
    public int BatchesAtOnce { get; init; } = 6;

    /// <summary>Messages too large for a batch that one replica passes on to the store at once. Each costs the store about a megabyte of memory while it comes.</summary>
    [Range(1, 1000, ErrorMessage = "must lie between 1 and 1000, for example 32")]
    public int LargeMessagesAtOnce { get; init; } = 32;

    /// <summary>Connections that one replica makes to one mail server at the same moment; those that are up do not count.</summary>
    [Range(1, 1000, ErrorMessage = "must lie between 1 and 1000, for example 20")]
    public int ConnectingAtOnce { get; init; } = 20;

    /// <summary>Connections that one replica holds to one mail server.</summary>
    [Range(1, 1_000_000, ErrorMessage = "must lie between 1 and 1000000, for example 20000")]
    public int ConnectionsAServer { get; init; } = 20_000;

    /// <summary>Requests to Graph for one mailbox in ten minutes; Microsoft lets 10,000 through.</summary>
    [Range(10, 1_000_000, ErrorMessage = "must lie between 10 and 1000000, for example 9000")]
    public int GraphRequestsInTenMinutes { get; init; } = 9_000;

    /// <summary>A waiting connection is tried this often, so that one that died without a word is noticed.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:29:00", ErrorMessage = "must lie between 00:00:10 and 00:29:00, for example 00:04:00")]
    public TimeSpan IdleProbe { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Where the internet reaches this service's <c>/graph/notifications</c>, such as <c>https://fetch.example.com</c>; null where it does not, and Graph mailboxes are polled.</summary>
    public Uri? PublicAddress { get; init; }
}
