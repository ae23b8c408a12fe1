using System.Globalization;
using System.Text;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Fetch.Sessions;

/// <summary>
/// Takes one conversation down for the mailbox's page: how it began, and its last lines. What lies in between is left out and counted, so that a connection of days takes no more room than one of
/// minutes. The lines hold no secrets and no message bytes; see <see cref="IProtocolLog"/>.
/// </summary>
internal sealed class SessionLog(MailboxLease lease, IReadOnlyList<string> folders, TimeProvider time) : IProtocolLog
{
    private const int KeptAtBeginning = 30;
    private const int KeptAtEnd = 60;
    private const int LongestLine = 300;

    private readonly Lock gate = new();
    private readonly List<string> beginning = [];
    private readonly Queue<string> end = new();
    private int leftOut;

    /// <summary>Names the conversation.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>The mailbox.</summary>
    public MailboxLease Lease => lease;

    /// <summary>The folders it is about.</summary>
    public string Folders => string.Join(", ", folders.Select(folder => folder.Length == 0 ? "INBOX" : folder));

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>When it was last written down.</summary>
    public long? WrittenAt { get; set; }

    /// <inheritdoc/>
    public void Server(string line) => Add('<', line);

    /// <inheritdoc/>
    public void Client(string line) => Add('>', line);

    /// <inheritdoc/>
    public void Note(string what) => Add('-', what);

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (gate)
        {
            var text = new StringBuilder();
            beginning.ForEach(line => text.Append(line).Append('\n'));
            if (leftOut > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"          … {leftOut} lines left out …\n");
            }

            foreach (var line in end)
            {
                text.Append(line).Append('\n');
            }

            return text.ToString();
        }
    }

    private void Add(char side, string line)
    {
        var written = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss.fff} {side} {StorableText.Of(line, LongestLine)}");
        lock (gate)
        {
            if (beginning.Count < KeptAtBeginning)
            {
                beginning.Add(written);
                return;
            }

            end.Enqueue(written);
            if (end.Count > KeptAtEnd)
            {
                end.Dequeue();
                leftOut++;
            }
        }
    }
}
