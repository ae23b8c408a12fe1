using System.ComponentModel.DataAnnotations;

namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>The configuration section <c>Bus</c>.</summary>
public sealed record BusSettings
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>What carries the messages: <c>postgres</c> (default) or <c>rabbitmq</c>. All services must agree.</summary>
    public BusTransport Transport { get; init; } = BusTransport.Postgres;

    /// <summary>PostgreSQL schema of the queues, and of scheduled messages on either transport.</summary>
    [RegularExpression("^[a-z_][a-z0-9_]{0,62}$", ErrorMessage = "must be a lower-case PostgreSQL name such as «bus»")]
    public string Schema { get; init; } = "bus";

    /// <summary>How many messages an endpoint fetches ahead of its consumers.</summary>
    [Range(1, 1000, ErrorMessage = "must be between 1 and 1000, such as 32")]
    public int Prefetch { get; init; } = 32;

    /// <summary>How many messages an endpoint handles at the same time, unless its definition says otherwise.</summary>
    [Range(1, 1000, ErrorMessage = "must be between 1 and 1000, such as 8")]
    public int Concurrency { get; init; } = 8;

    /// <summary>Most connections to PostgreSQL that the bus of one process opens. An idle process keeps two.</summary>
    [Range(3, 100, ErrorMessage = "must be between 3 and 100, such as 6")]
    public int MaxConnections { get; init; } = 6;

    /// <summary>How long a fetched message belongs to its consumer; renewed while it works, so this is how long a crashed consumer delays its messages.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00", ErrorMessage = "must be between 00:00:02 and 01:00:00, such as 00:00:30")]
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pauses between the attempts made at once, while the message stays with the consumer.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [];

    /// <summary>Pauses after which a message that still fails is delivered again; after the last it goes to the error queue.</summary>
    public IReadOnlyList<TimeSpan> RedeliveryDelays { get; init; } = [];
}
