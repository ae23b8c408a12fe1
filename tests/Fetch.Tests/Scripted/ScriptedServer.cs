using System.Text;
using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Fetch.Tests.Scripted;

/// <summary>A mailbox in memory that fails where a test says so. Real servers are used where no fault is needed.</summary>
public sealed class ScriptedServer
{
    private readonly Lock gate = new();
    private readonly List<ScriptedMessage> messages = [];
    private uint nextUid = 1;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public uint Generation { get; private set; } = 7;

    public int Connections { get; private set; }

    public int Open { get; set; }

    public int MostOpen { get; private set; }

    public List<string> Secrets { get; } = [];

    public List<string> Moved { get; } = [];

    public bool CanWait { get; set; } = true;

    /// <summary>Gives the right to connect to it; null where there is no limit.</summary>
    internal ServerGate? Gate { get; init; }

    /// <summary>Whether its keys have an order, as those of IMAP do.</summary>
    public bool HasOrder { get; set; } = true;

    /// <summary>Called with what is about to happen («connect», «open», «open INBOX», «list», «asked 3», «fetch 3», «seen», «move», «delete», «wait») and may throw.</summary>
    public Action<string> Fault { get; set; } = _ => { };

    /// <summary>UIDs that the server will not give.</summary>
    public HashSet<uint> Unreadable { get; } = [];

    /// <summary>UIDs that the server lists and passes over in silence when it is asked for them.</summary>
    public HashSet<uint> Withheld { get; } = [];

    /// <summary>UIDs with which the server refuses a whole command to move.</summary>
    public HashSet<uint> Unmovable { get; } = [];

    /// <summary>What it says to that.</summary>
    public MailFailureKind UnmovableFor { get; set; } = MailFailureKind.Refused;

    /// <summary>What the server says its next UID will be; null for the truth.</summary>
    public uint? ToldNextUid { get; set; }

    /// <summary>What the server says of the size of every message; null for the truth.</summary>
    public long? ToldSize { get; set; }

    public IReadOnlyList<ScriptedMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    public uint NextUid => nextUid;

    public Task Changed => changed.Task;

    public static byte[] Raw(string subject) => Encoding.ASCII.GetBytes($"From: anna@customer.example\r\nSubject: {subject}\r\nMessage-ID: <{subject}@customer.example>\r\n\r\nHello\r\n");

    public uint Deliver(string subject, bool seen = false) => Deliver(Raw(subject), seen);

    public uint Deliver(byte[] raw, bool seen = false, DateTimeOffset? receivedAt = null)
    {
        lock (gate)
        {
            messages.Add(new ScriptedMessage(nextUid, raw, receivedAt ?? TimeProvider.System.GetUtcNow()) { Seen = seen });
            Ring();
            return nextUid++;
        }
    }

    /// <summary>Gives every message a new number, as a restored or rebuilt mailbox does.</summary>
    public void Renumber()
    {
        lock (gate)
        {
            Generation++;
            var kept = messages.ToList();
            messages.Clear();
            nextUid = 1;
            kept.Reverse();
            messages.AddRange(kept.Select(message => message with { Uid = nextUid++ }));
        }
    }

    /// <summary>Begins the numbers anew, as a mailbox restored from a backup does: what it held is gone, and these messages are there. No connection is told.</summary>
    public void Restore(params string[] subjects)
    {
        lock (gate)
        {
            messages.Clear();
            nextUid = 1;
            messages.AddRange(subjects.Select(subject => new ScriptedMessage(nextUid++, Raw(subject), TimeProvider.System.GetUtcNow())));
        }
    }

    public void Remove(IEnumerable<uint> uids)
    {
        lock (gate)
        {
            messages.RemoveAll(message => uids.Contains(message.Uid));
        }
    }

    public void Connected(string secret)
    {
        lock (gate)
        {
            Connections++;
            Open++;
            MostOpen = Math.Max(MostOpen, Open);
            Secrets.Add(secret);
        }
    }

    public static MailFailureException Failure(
        MailFailureKind kind, bool lost = true, FailureMender mender = FailureMender.Retry, bool transient = true, TimeSpan? retryAfter = null) =>
        new(new MailFailure(kind, $"It was {kind}.", "Do this.", mender, transient, "NO said the server", retryAfter), lost);

    private void Ring()
    {
        changed.TrySetResult();
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
