using System.Runtime.CompilerServices;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// Fetches messages: first what they are (size, date, marks), then the messages in batches, the next batch asked for before this one has come, each message as a stream off the wire.
/// </summary>
internal sealed class ImapFetch(ImapSession session, long maxSize)
{
    private const int MessagesADescription = 500;
    private const int MessagesABatch = 100;
    private const long BytesABatch = 4 * 1024 * 1024;
    private const int BatchesUnderWay = 2;

    private readonly ImapBodies bodies = new(session);

    public async IAsyncEnumerable<FetchedMessage> RunAsync(IReadOnlyList<uint> ascending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (set, _) in UidSet.Write(ascending, MessagesADescription))
        {
            var described = await DescribeAsync(set, ascending, cancellationToken);
            await foreach (var message in FetchAsync(Batches(described), cancellationToken))
            {
                yield return message;
            }
        }
    }

    private async ValueTask<List<FetchItems>> DescribeAsync(string set, IReadOnlyList<uint> wanted, CancellationToken cancellationToken)
    {
        var known = wanted as List<uint> ?? [.. wanted];
        var described = new Dictionary<uint, FetchItems>();
        var command = new ImapCommand("UID FETCH").Add(set).Add("(UID FLAGS INTERNALDATE RFC822.SIZE)");
        await session.DemandAsync(
            command,
            line =>
            {
                if (line.IsFetch)
                {
                    var items = new FetchItems();
                    items.Read(line.Rest.Span, literalFollows: false, behindBody: false);
                    if (items is { Uid: { } uid, Size: not null } && known.BinarySearch(uid) >= 0)
                    {
                        described[uid] = items;
                    }
                }
            },
            cancellationToken);
        return [.. described.Values.OrderBy(items => items.Uid)];
    }

    private IEnumerable<FetchBatch> Batches(List<FetchItems> described)
    {
        foreach (var whole in new[] { true, false })
        {
            var batch = new FetchBatch(whole);
            var bytes = 0L;
            foreach (var items in described.Where(items => items.Size <= maxSize == whole))
            {
                batch.Messages.Add(items.Uid!.Value, items);
                bytes += whole ? items.Size!.Value : 0;
                if (bytes >= BytesABatch || batch.Messages.Count >= MessagesABatch)
                {
                    yield return batch;
                    batch = new FetchBatch(whole);
                    bytes = 0;
                }
            }

            if (batch.Messages.Count > 0)
            {
                yield return batch;
            }
        }
    }

    private async IAsyncEnumerable<FetchedMessage> FetchAsync(IEnumerable<FetchBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = new Queue<FetchBatch>();
        var refused = new List<FetchBatch>();
        using var next = batches.GetEnumerator();
        var more = next.MoveNext();
        try
        {
            while (more || sent.Count > 0)
            {
                while (more && sent.Count < BatchesUnderWay)
                {
                    await SendAsync(next.Current, cancellationToken);
                    sent.Enqueue(next.Current);
                    more = next.MoveNext();
                }

                var batch = sent.Peek();
                await foreach (var message in ReadAsync(batch, cancellationToken))
                {
                    yield return message;
                }

                sent.Dequeue();
                if (batch.Refusal is not null)
                {
                    refused.Add(batch);
                }
            }

            foreach (var batch in refused)
            {
                foreach (var missing in batch.Messages.Values)
                {
                    await foreach (var message in FetchAloneAsync(missing, batch.Whole, cancellationToken))
                    {
                        yield return message;
                    }
                }
            }
        }
        finally
        {
            // The caller stopped half-way: the connection stays usable once what was asked for has gone by.
            while (!session.Wire.IsBroken && sent.TryDequeue(out var rest))
            {
                await foreach (var _ in ReadAsync(rest, cancellationToken))
                {
                    // Reading on passes over each message's bytes.
                }
            }
        }
    }

    private async IAsyncEnumerable<FetchedMessage> FetchAloneAsync(FetchItems items, bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var alone = new FetchBatch(whole) { Messages = { [items.Uid!.Value] = items } };
        await SendAsync(alone, cancellationToken);
        await foreach (var message in ReadAsync(alone, cancellationToken))
        {
            yield return message;
        }

        if (alone.Refusal is { } refusal)
        {
            var failure = MailFailures.MessageUnreadable(session.Wire.Server.ToString()) with { ServerAnswer = session.Secrets.Hide(refusal.Words) };
            yield return bodies.Message(items, items.Size!.Value, whole: false, Stream.Null, failure);
        }
    }

    private async ValueTask SendAsync(FetchBatch batch, CancellationToken cancellationToken)
    {
        var set = UidSet.Write([.. batch.Messages.Keys.Order()]).Single().Set;
        bodies.Expect(batch);
        batch.Tag = await session.SendAsync(new ImapCommand("UID FETCH").Add(set).Add(batch.Whole ? "(UID BODY.PEEK[])" : "(UID BODY.PEEK[HEADER])"), cancellationToken);
    }

    private async IAsyncEnumerable<FetchedMessage> ReadAsync(FetchBatch batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        try
        {
            while (!session.HasEnded(batch.Tag))
            {
                wire.StartCommand(wire.Server.Timeouts.Command);
                var line = await session.Reader.ReadAsync(streamBodies: true, cancellationToken);
                if (!line.IsFetch)
                {
                    session.Take(line, null);
                    continue;
                }

                if (await bodies.ReadAsync(line, cancellationToken) is { } message)
                {
                    yield return message;
                    await bodies.FinishAsync(cancellationToken);
                }
            }
        }
        finally
        {
            await bodies.FinishAsync(cancellationToken);
        }

        bodies.Forget(batch);
        var status = await session.CompleteAsync(batch.Tag, null, cancellationToken);
        if (status.Condition is not ImapCondition.Ok)
        {
            batch.Refusal = session.Refused(status) is { Failure.Kind: MailFailureKind.Refused or MailFailureKind.ServerUnavailable } ? status : throw session.Refused(status);
        }
    }
}
