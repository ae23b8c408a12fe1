using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Takes the messages of FETCH answers off the wire, each as a stream, and finds out which of those asked for it is.</summary>
internal sealed class ImapBodies(ImapSession session)
{
    // A message whose UID comes behind its body waits in a file until the UID is known.
    private const int SpoolInMemory = 256 * 1024;

    // A larger one is passed over and then asked for alone, when there is no doubt whose body it is.
    private const int SpoolAtMost = 64 * 1024 * 1024;

    private readonly uint validity = session.Folder!.UidValidity!.Value;

    // By UID and not by command: Dovecot sends messages of the next command before it ends this one.
    private readonly Dictionary<uint, FetchBatch> underWay = [];
    private FetchBatch? describing;
    private Stream? open;

    /// <summary>These messages are asked for from now on.</summary>
    public void Expect(FetchBatch batch)
    {
        describing = batch.Kind is FetchKind.Description ? batch : describing;
        foreach (var uid in batch.Messages.Keys)
        {
            underWay[uid] = batch;
        }
    }

    /// <summary>The command has ended: what has not come by now does not come.</summary>
    public void Forget(FetchBatch batch)
    {
        if (batch.Kind is FetchKind.Description)
        {
            describing = null;
            return;
        }

        foreach (var uid in batch.Messages.Keys)
        {
            underWay.Remove(uid);
        }
    }

    /// <summary>Passes over what was not read of the last message, up to the end of its answer.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => open is null || session.Wire.IsBroken ? ValueTask.CompletedTask : FinishMessageAsync(open, cancellationToken);

    /// <summary>What the server says of a message's size; 0 where it does not say.</summary>
    public static long Told(FetchItems known) => known.Size ?? 0;

    /// <summary>What <paramref name="known"/> tells of a message, with its content or with the reason why there is none.</summary>
    public FetchedMessage Message(FetchItems known, long size, bool whole, Stream content, MailFailure? failure = null) =>
        new(MessageKey.Imap(validity, known.Uid!.Value), size, known.InternalDate, known.Marks, whole, content, failure);

    /// <summary>The message of an answer; null for one that was not asked for, and for an answer without one.</summary>
    public async ValueTask<FetchedMessage?> ReadAsync(ImapLine line, CancellationToken cancellationToken)
    {
        var items = new FetchItems();
        Read(items, line.Rest, line.Literal is not null, behindBody: false);
        if (line.Literal is not { } size)
        {
            session.Take(line, null);
            describing?.Describe(items);
            return items.InlineBody is not null || items.BodyIsNil ? Inline(items) : null;
        }

        var literal = new LiteralStream(session.Wire, size);
        session.Wire.StartBody();
        session.Wire.Log?.Note($"({size:N0} bytes of message)");
        var uid = items.Uid ?? (underWay.Count == 1 ? underWay.Keys.First() : (uint?)null);
        if (uid is null ? underWay.Count > 0 && size <= SpoolAtMost : size <= SpoolInMemory && MayTellDateBehind(uid.Value, items))
        {
            return await SpoolAsync(uid, items, literal, cancellationToken);
        }

        if (Arrived(uid, items) is not var (known, whole))
        {
            await FinishMessageAsync(literal, cancellationToken);
            return null;
        }

        open = literal;
        return Message(known, whole ? size : Told(known), whole, literal);
    }

    private bool MayTellDateBehind(uint uid, FetchItems items) => !items.HasDate && underWay.TryGetValue(uid, out var batch) && batch.Messages.TryGetValue(uid, out var known) && !known.HasDate;

    // Dovecot and others may send the UID, or another item, behind the body: whose body it is turns out at the end.
    private async ValueTask<FetchedMessage?> SpoolAsync(uint? uid, FetchItems items, LiteralStream literal, CancellationToken cancellationToken)
    {
        var hadDate = items.HasDate;
        Stream spool = literal.Length <= SpoolInMemory
            ? new MemoryStream((int)literal.Length)
            : new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await literal.CopyToAsync(spool, cancellationToken);
            await FinishAnswerAsync(items, cancellationToken);
            session.View.TellsDatesLate |= items.HasDate && !hadDate;
            if (Arrived(items.Uid ?? uid, items) is not var (known, whole))
            {
                return null;
            }

            spool.Position = 0;
            var message = Message(known, whole ? literal.Length : Told(known), whole, spool);
            open = spool;
            spool = Stream.Null;
            return message;
        }
        finally
        {
            await spool.DisposeAsync();
        }
    }

    private FetchedMessage? Inline(FetchItems items) =>
        Arrived(items.Uid, items) is not var (known, whole)
            ? null
            : items.InlineBody is { } body
                ? Message(known, whole ? body.Length : Told(known), whole, new MemoryStream(body))
                : Message(known, Told(known), whole: false, Stream.Null, MailFailures.MessageUnreadable(session.Wire.Server.ToString()) with { ServerAnswer = "BODY[] NIL" });

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
    private (FetchItems Known, bool Whole)? Arrived(uint? uid, FetchItems told)
    {
        if (uid is not { } value || !underWay.Remove(value, out var batch) || !batch.Messages.Remove(value, out var known))
        {
            return null;
        }

        known.Add(told);
        return (known, batch.Kind is FetchKind.Whole);
    }

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
}
