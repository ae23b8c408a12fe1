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

    // A message whose UID comes behind its body waits in a file until the UID is known.
    private const int SpoolInMemory = 256 * 1024;

    private readonly uint validity = session.Folder!.UidValidity!.Value;

    // By UID and not by command: Dovecot sends messages of the next command before it ends this one.
    private readonly Dictionary<uint, Batch> underWay = [];
    private Stream? open;

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

    private IEnumerable<Batch> Batches(List<FetchItems> described)
    {
        foreach (var whole in new[] { true, false })
        {
            var batch = new Batch(whole);
            var bytes = 0L;
            foreach (var items in described.Where(items => items.Size <= maxSize == whole))
            {
                batch.Messages.Add(items.Uid!.Value, items);
                bytes += whole ? items.Size!.Value : 0;
                if (bytes >= BytesABatch || batch.Messages.Count >= MessagesABatch)
                {
                    yield return batch;
                    batch = new Batch(whole);
                    bytes = 0;
                }
            }

            if (batch.Messages.Count > 0)
            {
                yield return batch;
            }
        }
    }

    private async IAsyncEnumerable<FetchedMessage> FetchAsync(IEnumerable<Batch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = new Queue<Batch>();
        var refused = new List<Batch>();
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
        var alone = new Batch(whole) { Messages = { [items.Uid!.Value] = items } };
        await SendAsync(alone, cancellationToken);
        await foreach (var message in ReadAsync(alone, cancellationToken))
        {
            yield return message;
        }

        if (alone.Refusal is { } refusal)
        {
            var failure = MailFailures.MessageUnreadable(session.Wire.Server.ToString()) with { ServerAnswer = session.Secrets.Hide(refusal.Words) };
            yield return Message(items, items.Size!.Value, whole: false, Stream.Null, failure);
        }
    }

    private async ValueTask SendAsync(Batch batch, CancellationToken cancellationToken)
    {
        var set = UidSet.Write([.. batch.Messages.Keys.Order()]).Single().Set;
        foreach (var uid in batch.Messages.Keys)
        {
            underWay[uid] = batch;
        }

        batch.Tag = await session.SendAsync(new ImapCommand("UID FETCH").Add(set).Add(batch.Whole ? "(UID BODY.PEEK[])" : "(UID BODY.PEEK[HEADER])"), cancellationToken);
    }

    private async IAsyncEnumerable<FetchedMessage> ReadAsync(Batch batch, [EnumeratorCancellation] CancellationToken cancellationToken)
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

                var message = await ReadMessageAsync(line, cancellationToken);
                if (message is not null)
                {
                    open = message.Content;
                    yield return message;
                    await FinishMessageAsync(message.Content, cancellationToken);
                }
            }
        }
        finally
        {
            if (!wire.IsBroken && open is not null)
            {
                await FinishMessageAsync(open, cancellationToken);
            }
        }

        foreach (var uid in batch.Messages.Keys)
        {
            underWay.Remove(uid);
        }

        var status = await session.CompleteAsync(batch.Tag, null, cancellationToken);
        if (status.Condition is not ImapCondition.Ok)
        {
            batch.Refusal = session.Refused(status) is { Failure.Kind: MailFailureKind.Refused or MailFailureKind.ServerUnavailable } ? status : throw session.Refused(status);
        }
    }

    private async ValueTask<FetchedMessage?> ReadMessageAsync(ImapLine line, CancellationToken cancellationToken)
    {
        var items = new FetchItems();
        Read(items, line.Rest, line.Literal is not null, behindBody: false);
        if (line.Literal is not { } size)
        {
            session.Take(line, null);
            return items.InlineBody is not null || items.BodyIsNil ? Inline(items) : null;
        }

        var literal = new LiteralStream(session.Wire, size);
        session.Wire.StartBody();
        session.Wire.Log?.Note($"({size:N0} bytes of message)");
        if (items.Uid is null && underWay.Count > 1)
        {
            return await SpoolAsync(items, literal, cancellationToken);
        }

        if (Arrived(items.Uid ?? underWay.Keys.FirstOrDefault()) is not var (known, whole))
        {
            await FinishMessageAsync(literal, cancellationToken);
            return null;
        }

        return Message(known, whole ? size : known.Size!.Value, whole, literal);
    }

    // Dovecot and others may send the UID behind the body: whose body it is turns out at the end.
    private async ValueTask<FetchedMessage?> SpoolAsync(FetchItems items, LiteralStream literal, CancellationToken cancellationToken)
    {
        Stream spool = literal.Length <= SpoolInMemory
            ? new MemoryStream((int)literal.Length)
            : new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await literal.CopyToAsync(spool, cancellationToken);
            await FinishAnswerAsync(items, cancellationToken);
            if (Arrived(items.Uid) is not var (known, whole))
            {
                return null;
            }

            spool.Position = 0;
            var message = Message(known, whole ? literal.Length : known.Size!.Value, whole, spool);
            spool = Stream.Null;
            return message;
        }
        finally
        {
            await spool.DisposeAsync();
        }
    }

    private FetchedMessage? Inline(FetchItems items) =>
        Arrived(items.Uid) is not var (known, whole)
            ? null
            : items.InlineBody is { } body
                ? Message(known, whole ? body.Length : known.Size!.Value, whole, new MemoryStream(body))
                : Message(known, known.Size!.Value, whole: false, Stream.Null, MailFailures.MessageUnreadable(session.Wire.Server.ToString()) with { ServerAnswer = "BODY[] NIL" });

    private async ValueTask FinishMessageAsync(Stream content, CancellationToken cancellationToken)
    {
        open = null;
        if (content is LiteralStream literal)
        {
            await literal.DrainAsync(cancellationToken);
            await FinishAnswerAsync(new FetchItems(), cancellationToken);
        }
        else
        {
            await content.DisposeAsync();
        }
    }

    // What is known of a message that was asked for and has come; null for any other, and for one that comes twice.
    private (FetchItems Known, bool Whole)? Arrived(uint? uid) =>
        uid is { } value && underWay.Remove(value, out var batch) && batch.Messages.Remove(value, out var items) ? (items, batch.Whole) : null;

    private async ValueTask FinishAnswerAsync(FetchItems items, CancellationToken cancellationToken)
    {
        session.Wire.StartCommand(session.Wire.Server.Timeouts.Command);
        while (true)
        {
            var (bytes, literal) = await session.Reader.ReadRestAsync(cancellationToken);
            Read(items, bytes, literal is not null, behindBody: true);
            if (literal is not { } size)
            {
                return;
            }

            session.Wire.StartBody();
            await new LiteralStream(session.Wire, size).DrainAsync(cancellationToken);
            session.Wire.StartCommand(session.Wire.Server.Timeouts.Command);
        }
    }

    private void Read(FetchItems items, ReadOnlyMemory<byte> bytes, bool literalFollows, bool behindBody)
    {
        try
        {
            items.Read(bytes.Span, literalFollows, behindBody);
        }
        catch (ImapSyntaxException exception)
        {
            throw session.Reader.Violation(exception, bytes.Span);
        }
    }

    private FetchedMessage Message(FetchItems known, long size, bool whole, Stream content, MailFailure? failure = null) =>
        new(MessageKey.Imap(validity, known.Uid!.Value), size, known.InternalDate, known.Marks, whole, content, failure);

    /// <summary>Messages asked for in one command; those that have come are taken out.</summary>
    private sealed class Batch(bool whole)
    {
        public bool Whole => whole;

        public Dictionary<uint, FetchItems> Messages { get; } = [];

        public string Tag { get; set; } = "";

        public ImapStatus? Refusal { get; set; }
    }
}
