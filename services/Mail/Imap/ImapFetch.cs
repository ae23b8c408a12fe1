using System.Runtime.CompilerServices;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// Fetches messages: first what they are (size, date, marks), then the messages in batches, each message as a stream off the wire. What comes next is always asked for before this has come, so that the server never waits.
/// </summary>
internal sealed class ImapFetch(ImapSession session, List<uint> wanted, long maxSize)
{
    private const int MessagesADescription = 500;
    private const int MessagesABatch = 100;
    private const long BytesABatch = 4 * 1024 * 1024;
    private const int BatchesUnderWay = 2;

    private readonly ImapBodies bodies = new(session);
    private readonly Queue<FetchBatch> waiting = [];
    private readonly Queue<FetchBatch> sent = [];

    /// <summary>Gives those of the wanted messages (UIDs, ascending) that are still there.</summary>
    public async IAsyncEnumerable<FetchedMessage> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var refused = new List<FetchBatch>();
        using var sets = UidSet.Write(wanted, MessagesADescription).GetEnumerator();
        var more = sets.MoveNext();
        session.Wire.Widen(Wire.BulkBuffer);
        try
        {
            while (true)
            {
                more = await AskAsync(sets, more, cancellationToken);
                if (!sent.TryPeek(out var batch))
                {
                    break;
                }

                await foreach (var message in ReadAsync(batch, cancellationToken))
                {
                    yield return message;
                }

                sent.Dequeue();
                if (batch.Kind is FetchKind.Description)
                {
                    Plan(batch);
                }
                else if (batch.Refusal is not null)
                {
                    refused.Add(batch);
                }
            }

            foreach (var (missing, kind) in refused.SelectMany(batch => batch.Messages.Values.Select(items => (items, batch.Kind))))
            {
                await foreach (var message in FetchAloneAsync(missing, kind, cancellationToken))
                {
                    yield return message;
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

            session.Wire.Widen(Wire.InitialBuffer);
        }
    }

    // Two batches are under way at a time; the next description goes out while one batch is left, so that there is something to send when its answer comes.
    private async ValueTask<bool> AskAsync(IEnumerator<(string Set, int Count)> sets, bool more, CancellationToken cancellationToken)
    {
        while (waiting.Count > 0 && sent.Count(batch => batch.Kind is not FetchKind.Description) < BatchesUnderWay)
        {
            await SendAsync(waiting.Dequeue(), cancellationToken);
        }

        if (!more || waiting.Count > 1 || sent.Any(batch => batch.Kind is FetchKind.Description))
        {
            return more;
        }

        await SendAsync(new FetchBatch(FetchKind.Description), sets.Current.Set, cancellationToken);
        return sets.MoveNext();
    }

    private void Plan(FetchBatch description)
    {
        var described = description.Messages.Values.Where(items => wanted.BinarySearch(items.Uid!.Value) >= 0).OrderBy(items => items.Uid).ToList();
        foreach (var kind in new[] { FetchKind.Whole, FetchKind.Header })
        {
            var batch = new FetchBatch(kind);
            var bytes = 0L;
            foreach (var items in described.Where(items => items.Size <= maxSize == kind is FetchKind.Whole))
            {
                if (bytes >= BytesABatch || batch.Messages.Count >= MessagesABatch)
                {
                    waiting.Enqueue(batch);
                    batch = new FetchBatch(kind);
                    bytes = 0;
                }

                batch.Messages.Add(items.Uid!.Value, items);
                bytes += kind is FetchKind.Whole ? items.Size!.Value : 0;
            }

            if (batch.Messages.Count > 0)
            {
                waiting.Enqueue(batch);
            }
        }
    }

    private async IAsyncEnumerable<FetchedMessage> FetchAloneAsync(FetchItems items, FetchKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var alone = new FetchBatch(kind) { Messages = { [items.Uid!.Value] = items } };
        await SendAsync(alone, cancellationToken);
        await foreach (var message in ReadAsync(alone, cancellationToken))
        {
            yield return message;
        }

        sent.Dequeue();
        if (alone.Refusal is { } refusal)
        {
            var failure = MailFailures.MessageUnreadable(session.Wire.Server.ToString()) with { ServerAnswer = session.Secrets.Hide(refusal.Words) };
            yield return bodies.Message(items, items.Size!.Value, whole: false, Stream.Null, failure);
        }
    }

    private ValueTask SendAsync(FetchBatch batch, CancellationToken cancellationToken) => SendAsync(batch, UidSet.Write([.. batch.Messages.Keys.Order()]).Single().Set, cancellationToken);

    private async ValueTask SendAsync(FetchBatch batch, string set, CancellationToken cancellationToken)
    {
        bodies.Expect(batch);
        sent.Enqueue(batch);
        batch.Tag = await session.SendAsync(
            new ImapCommand("UID FETCH").Add(set).Add(batch.Kind switch
            {
                FetchKind.Description => "(UID FLAGS INTERNALDATE RFC822.SIZE)",
                FetchKind.Whole => "(UID BODY.PEEK[])",
                _ => "(UID BODY.PEEK[HEADER])",
            }),
            cancellationToken);
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
            if (batch.Kind is FetchKind.Description)
            {
                throw session.Refused(status);
            }

            batch.Refusal = session.Refused(status) is { Failure.Kind: MailFailureKind.Refused or MailFailureKind.ServerUnavailable } ? status : throw session.Refused(status);
        }
    }
}
