using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>
/// The messages of a session: number, size, key. The key is the UIDL. A message without one that can be kept (old servers, broken lines) or with one that another message has too is named by the SHA-256 of its header
/// and its size, or, where the server does not give even that, by its size alone: it is to be listed as unreadable, and hides no other.
/// </summary>
internal sealed class Pop3Listing
{
    /// <summary>RFC 1939 section 7 allows 70; some servers write more.</summary>
    private const int LongestUid = 512;

    private readonly Dictionary<MessageKey, int> numbers = [];
    private readonly SortedDictionary<int, long> sizes = [];

    private readonly List<MessageKey> keys = [];

    /// <summary>Keys of what is left, in the server's order.</summary>
    public IEnumerable<MessageKey> Keys => keys.Where(numbers.ContainsKey);

    /// <summary>How many messages are left.</summary>
    public int Count => numbers.Count;

    public static async ValueTask<Pop3Listing> ReadAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var listing = new Pop3Listing();
        await listing.ReadSizesAsync(session, cancellationToken);
        var uids = await listing.ReadUidsAsync(session, cancellationToken);
        foreach (var (number, size) in listing.sizes)
        {
            if (uids.TryGetValue(number, out var uid) && listing.TryAdd(new MessageKey(uid), number))
            {
                continue;
            }

            if (await HashAsync(session, number, size, cancellationToken) is { } hash)
            {
                listing.TryAdd(hash, number);
            }
            else if (!listing.TryAdd(new MessageKey($"refused:{size}"), number))
            {
                listing.TryAdd(new MessageKey($"refused:{size}:{number}"), number);
            }
        }

        return listing;
    }

    public bool TryFind(MessageKey key, out int number, out long size)
    {
        size = 0;
        return numbers.TryGetValue(key, out number) && sizes.TryGetValue(number, out size);
    }

    public void Remove(MessageKey key) => numbers.Remove(key);

    private bool TryAdd(MessageKey key, int number)
    {
        var isNew = numbers.TryAdd(key, number);
        if (isNew)
        {
            keys.Add(key);
        }

        return isNew;
    }

    private async ValueTask ReadSizesAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync("LIST", cancellationToken);
        if (!reply.IsOk && await IsEmptyAsync(session, cancellationToken))
        {
            return;
        }

        if (!reply.IsOk)
        {
            throw new MailFailureException(session.Understand(reply, AnswerContext.Command), connectionLost: false);
        }

        await session.ReadListingAsync(
            line =>
            {
                // A size that is none must not hide the message.
                if (TryNumber(line.Span, out var number, out var rest))
                {
                    sizes[number] = Utf8Parser.TryParse(rest, out long size, out _) && size > 0 ? size : 0;
                }
            },
            cancellationToken);
    }

    private async ValueTask<Dictionary<int, string>> ReadUidsAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var uids = new Dictionary<int, string>();
        var reply = await session.AskAsync("UIDL", cancellationToken);
        if (!reply.IsOk)
        {
            // Where they are only not to be had at the moment, other names would have every message look new.
            return session.Understand(reply, AnswerContext.Command) is { Kind: not MailFailureKind.Refused } failure ? throw new MailFailureException(failure, connectionLost: false) : uids;
        }

        await session.ReadListingAsync(
            line =>
            {
                // A line without a UID, or for a message that is not there, names nothing (seen from Gmail in the recorded answers).
                // Nor does one with other than visible characters and spaces, or that goes on for ever: it cannot be kept, and would not be the same tomorrow.
                if (TryNumber(line.Span, out var number, out var uid) && uid.Length is > 0 and <= LongestUid && sizes.ContainsKey(number) && !uid.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
                {
                    uids[number] = Encoding.UTF8.GetString(uid);
                }
            },
            cancellationToken);
        return uids;
    }

    // Null when the server refuses this one message.
    private static async ValueTask<MessageKey?> HashAsync(Pop3Session session, int number, long size, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync($"TOP {number} 0", cancellationToken);
        var isHeader = reply.IsOk;
        if (!isHeader)
        {
            reply = await session.AskAsync($"RETR {number}", cancellationToken);
        }

        if (!reply.IsOk)
        {
            return session.Understand(reply, AnswerContext.Command) is { Kind: not MailFailureKind.Refused } failure ? throw new MailFailureException(failure, connectionLost: false) : null;
        }

        session.Wire.StartBody();
        await using var content = new DottedStream(session.Wire, isHeader ? 0 : size);
        var hash = await SHA256.HashDataAsync(content, cancellationToken);
        return new MessageKey($"sha256:{Convert.ToHexStringLower(hash)}:{size}");
    }

    // Some servers have nothing to list in an empty mailbox, and say so with a no.
    private static async ValueTask<bool> IsEmptyAsync(Pop3Session session, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync("STAT", cancellationToken);
        return reply.IsOk && reply.Text.Split(' ')[0] == "0";
    }

    // «1 120», with more or other space than there should be.
    private static bool TryNumber(ReadOnlySpan<byte> line, out int number, out ReadOnlySpan<byte> rest)
    {
        rest = [];
        line = line.Trim(" \t"u8);
        if (!Utf8Parser.TryParse(line, out number, out var used) || number <= 0 || (used < line.Length && line[used] is not ((byte)' ' or (byte)'\t')))
        {
            return false;
        }

        rest = line[used..].Trim(" \t"u8);
        return true;
    }
}
