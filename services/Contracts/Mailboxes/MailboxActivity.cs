using System.Text.Json.Serialization;

namespace HelpdeskMail.Contracts.Mailboxes;

/// <summary>What happens at a mailbox now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailboxActivity>))]
public enum MailboxActivity
{
    /// <summary>No replica works it yet.</summary>
    Waiting,

    /// <summary>Connecting and signing in.</summary>
    Connecting,

    /// <summary>Looking for new messages and storing them.</summary>
    Fetching,

    /// <summary>Connected or between two looks; nothing new.</summary>
    Idle,

    /// <summary>Waiting after a failure.</summary>
    BackingOff,

    /// <summary>Given back: paused, unlinked or removed, or the replica stopped.</summary>
    Stopped,
}
