using System.Runtime.CompilerServices;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>
/// Fetches messages: first what they are (size, marks), then the messages in batches and with them their dates (for which most servers have to look at the message's file), each message as a stream off the wire. What comes next is always asked for before this has come, so that the server never waits.
/// </summary>
internal sealed class ImapFetch(ImapSession session, List<uint> wanted, long maxSize)
{
    private const int MessagesADescription = 500;
    private const int MessagesABatch = 250;
    private const long BytesABatch = 6 * 1024 * 1024;
    private const int BatchesUnderWay = 2;

    private readonly ImapBodies bodies = new(session);
    private readonly Queue<FetchBatch> waiting = [];
    private readonly Queue<FetchBatch> sent = [];
    private readonly Descriptions descriptions = new(wanted, MessagesADescription);

    // Messages of a command that was refused, and such as a command that went well has left out.
    private readonly List<(FetchItems Items, FetchKind Kind)> refused = [];
    private readonly List<(FetchItems Items, FetchKind Kind)> leftOut = [];

    /// <summary>Gives those of the wanted messages (UIDs, ascending) that are still there.</summary>
    public async IAsyncEnumerable<FetchedMessage> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        session.Wire.Widen(Wire.BulkBuffer);
        try
        {
            while (true)
            {
                await AskAsync(cancellationToken);
                if (!sent.TryPeek(out var batch))
                {
                    break;
                }

                await foreach (var message in ReadAsync(batch, cancellationToken))
                {
                    yield return message;
                }

                sent.Dequeue();
                if (batch.Kind is not FetchKind.Description)
                {
                    (batch.Refusal is null ? leftOut : refused).AddRange(batch.Messages.Values.Select(items => (items, batch.Kind)));
                }
                else if (batch.Refusal is null || descriptions.TryWithout(batch))
                {
                    Plan(batch);
                }
                else
                {
                    throw session.Refused(batch.Refusal);
                }
            }

            var alone = refused.Concat(await StillThereAsync(cancellationToken)).ToList();
            for (var at = 0; at < alone.Count; at++)
            {
                await foreach (var message in FetchAloneAsync(alone[at].Items, alone[at].Kind, isThere: at >= refused.Count, cancellationToken))
                {
                    yield return message;
                }
            }

            foreach (var (uid, refusal) in descriptions.Refused)
            {
                yield return Unreadable(FetchItems.Of(uid), refusal);
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
    private async ValueTask AskAsync(CancellationToken cancellationToken)
    {
        while (waiting.Count > 0 && sent.Count(batch => batch.Kind is not FetchKind.Description) < BatchesUnderWay)
        {
            await SendAsync(waiting.Dequeue(), cancellationToken);
        }

        if (waiting.Count <= 1 && !sent.Any(batch => batch.Kind is FetchKind.Description) && descriptions.Next() is { } batch)
        {
            await SendAsync(batch, cancellationToken);
        }
    }

    private void Plan(FetchBatch description)
    {
        var described = description.Messages.Values.OrderBy(items => items.Uid).ToList();
        foreach (var kind in new[] { FetchKind.Whole, FetchKind.Header })
        {
            var batch = new FetchBatch(kind);
            var bytes = 0L;
            foreach (var items in described.Where(items => ImapBodies.Told(items) <= maxSize == kind is FetchKind.Whole))
            {
                if (bytes >= BytesABatch || batch.Messages.Count >= MessagesABatch)
                {
                    waiting.Enqueue(batch);
                    batch = new FetchBatch(kind);
                    bytes = 0;
                }

                batch.Messages.Add(items.Uid!.Value, items);
                bytes += kind is FetchKind.Whole ? ImapBodies.Told(items) : 0;
            }

            if (batch.Messages.Count > 0)
            {
                waiting.Enqueue(batch);
            }
        }
    }

    // Exchange and others leave a message they cannot read out of an answer that they call complete; one that somebody has deleted meanwhile is missing in the same way.
    private async ValueTask<IEnumerable<(FetchItems Items, FetchKind Kind)>> StillThereAsync(CancellationToken cancellationToken)
    {
        var there = new HashSet<uint>();
        foreach (var (set, _) in UidSet.Write([.. leftOut.Select(pair => pair.Items.Uid!.Value).Order()]))
        {
            there.UnionWith(await ImapSearch.RunAsync(session, command => command.Add($"UID {set}"), cancellationToken));
        }

        return leftOut.Where(pair => there.Contains(pair.Items.Uid!.Value));
    }

    private async IAsyncEnumerable<FetchedMessage> FetchAloneAsync(FetchItems items, FetchKind kind, bool isThere, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var alone = new FetchBatch(kind) { Messages = { [items.Uid!.Value] = items } };
        await SendAsync(alone, cancellationToken);
        await foreach (var message in ReadAsync(alone, cancellationToken))
        {
            yield return message;
        }

        sent.Dequeue();
        if (alone.Refusal is not null || (isThere && alone.Messages.Count > 0))
        {
            yield return Unreadable(items, alone.Refusal);
        }
    }

    private FetchedMessage Unreadable(FetchItems items, ImapStatus? refusal) => bodies.Message(
        items,
        ImapBodies.Told(items),
        whole: false,
        Stream.Null,
        MailFailures.MessageUnreadable(session.Wire.Server.ToString()) with { ServerAnswer = refusal is null ? "OK, and no message" : session.Secrets.Hide(refusal.Words) });

    private async ValueTask SendAsync(FetchBatch batch, CancellationToken cancellationToken)
    {
        var set = string.Join(',', UidSet.Write(batch.Kind is FetchKind.Description ? batch.Asked : [.. batch.Messages.Keys.Order()]).Select(part => part.Set));
        bodies.Expect(batch);
        sent.Enqueue(batch);
        batch.Tag = await session.SendAsync(
            new ImapCommand("UID FETCH").Add(set).Add(batch.Kind switch
            {
                FetchKind.Description => session.View.TellsDatesLate ? "(UID FLAGS INTERNALDATE RFC822.SIZE)" : "(UID FLAGS RFC822.SIZE)",
                FetchKind.Whole => $"(UID {Date(batch)}BODY.PEEK[])",
                _ => $"(UID {Date(batch)}BODY.PEEK[HEADER])",
            }),
            cancellationToken);
    }

    private static string Date(FetchBatch batch) => batch.Messages.Values.All(items => items.HasDate) ? "" : "INTERNALDATE ";

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
            // «NO [NONEXISTENT]» of a folder that is open, and «NO [TOOBIG]», speak of one message too.
            batch.Refusal = session.Refused(status) is { Failure.Kind: MailFailureKind.Refused or MailFailureKind.ServerUnavailable or MailFailureKind.FolderMissing or MailFailureKind.MessageTooLarge }
                ? status
                : throw session.Refused(status);
        }
    }
}
