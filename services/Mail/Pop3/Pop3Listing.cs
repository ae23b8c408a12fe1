using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>
/// The messages of a session: number, size, key. The key is the UIDL. A message without one that can be kept (old servers, broken lines) or with one that another message has too is named by the SHA-256 of its header
/// and its size.
/// </summary>
internal sealed class Pop3Listing
{
    /// <summary>RFC 1939 section 7 allows 70; some servers write more.</summary>
    private const int LongestUid = 512;

    private readonly Dictionary<MessageKey, int> numbers = [];
    private readonly SortedDictionary<int, long> sizes = [];

    /// <summary>Keys in the server's order.</summary>
    public List<MessageKey> Keys { get; } = [];

    public static async ValueTask<Pop3Listing> ReadAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var listing = new Pop3Listing();
        await listing.ReadSizesAsync(session, cancellationToken);
        var uids = await listing.ReadUidsAsync(session, cancellationToken);
        foreach (var (number, size) in listing.sizes)
        {
            var key = uids.TryGetValue(number, out var uid) ? new MessageKey(uid) : await HashAsync(session, number, size, cancellationToken);
            if (listing.numbers.TryAdd(key, number) || listing.numbers.TryAdd(key = await HashAsync(session, number, size, cancellationToken), number))
            {
                listing.Keys.Add(key);
            }
        }

        return listing;
    }

    public bool TryFind(MessageKey key, out int number, out long size)
    {
        size = 0;
        return numbers.TryGetValue(key, out number) && sizes.TryGetValue(number, out size);
    }

    public void Remove(MessageKey key)
    {
        numbers.Remove(key);
        Keys.Remove(key);
    }

    private async ValueTask ReadSizesAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync("LIST", cancellationToken);
        if (!reply.IsOk)
        {
            throw new MailFailureException(session.Understand(reply, AnswerContext.Command), connectionLost: false);
        }

        await session.ReadListingAsync(
            line =>
            {
                if (TryPair(line.Span, out var number, out var rest) && Utf8Parser.TryParse(rest, out long size, out _))
                {
                    sizes[number] = size;
                }
            },
            cancellationToken);
    }

    private async ValueTask<Dictionary<int, string>> ReadUidsAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var uids = new Dictionary<int, string>();
        if (!(await session.AskAsync("UIDL", cancellationToken)).IsOk)
        {
            return uids;
        }

        await session.ReadListingAsync(
            line =>
            {
                // A line without a UID, or for a message that is not there, names nothing (seen from Gmail in the recorded answers).
                // Nor does one that is no run of visible characters, or goes on for ever: it cannot be kept, and would not be the same tomorrow.
                if (TryPair(line.Span, out var number, out var uid) && sizes.ContainsKey(number) && uid.Length <= LongestUid && !uid.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
                {
                    uids[number] = Encoding.UTF8.GetString(uid);
                }
            },
            cancellationToken);
        return uids;
    }

    private static async ValueTask<MessageKey> HashAsync(Pop3Session session, int number, long size, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync($"TOP {number} 0", cancellationToken);
        if (!reply.IsOk)
        {
            reply = await session.AskAsync($"RETR {number}", cancellationToken);
        }

        if (!reply.IsOk)
        {
            throw new MailFailureException(session.Understand(reply, AnswerContext.Command), connectionLost: false);
        }

        session.Wire.StartBody();
        await using var content = new DottedStream(session.Wire);
        var hash = await SHA256.HashDataAsync(content, cancellationToken);
        return new MessageKey($"sha256:{Convert.ToHexStringLower(hash)}:{size}");
    }

    private static bool TryPair(ReadOnlySpan<byte> line, out int number, out ReadOnlySpan<byte> rest)
    {
        rest = [];
        if (!Utf8Parser.TryParse(line, out number, out var used) || number <= 0 || used >= line.Length || line[used] != ' ')
        {
            return false;
        }

        rest = line[used..].Trim((byte)' ');
        return !rest.IsEmpty;
    }
}
