using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>
/// One message: envelope, bytes, answers. Until the last byte has left, whatever goes wrong means that nobody gets it; from then until the server's answer it means that nobody knows (RFC 1047).
/// </summary>
internal sealed class SmtpTransaction(SmtpSession session, Envelope envelope, MessageContent content)
{
    private readonly RecipientAnswer[] answers = [.. envelope.Recipients.Select(recipient => new RecipientAnswer(recipient.Address, Accepted: false, 0, null, ""))];
    private bool lastByteMayHaveLeft;

    // A no to the whole message, in case that the server closes right behind it.
    private MailFailure? lastNo;

    private bool senderRefused;

    private Wire Wire => session.Wire;

    private string ServerName => Wire.Server.ToString();

    public async ValueTask<SubmissionResult> RunAsync(CancellationToken cancellationToken)
    {
        if (RefuseBeforehand() is { } failure)
        {
            return new SubmissionResult.Refused(failure, answers);
        }

        try
        {
            return await SendEnvelopeAsync(cancellationToken) ?? await SendMessageAsync(cancellationToken);
        }
        catch (MailFailureException exception) when (Wire.IsBroken)
        {
            if (senderRefused)
            {
                ForgetRecipients();
            }

            return (await LastWordsAsync() ?? (lastByteMayHaveLeft ? null : lastNo)) is { } refusal ? new SubmissionResult.Refused(refusal, answers)
                : lastByteMayHaveLeft ? new SubmissionResult.Unknown(exception.Failure, answers)
                : new SubmissionResult.NotSent(exception.Failure, answers);
        }
        catch (OperationCanceledException) when (lastByteMayHaveLeft)
        {
            return new SubmissionResult.Unknown(ConnectionFailures.Closed(ServerName) with { What = $"Sending by {ServerName} was cancelled before it answered." }, answers);
        }
        catch
        {
            // Half a message cannot be taken back: only closing keeps the server from delivering it.
            await Wire.DisposeAsync();
            throw;
        }
    }

    private MailFailure? RefuseBeforehand()
    {
        var extensions = session.Extensions;
        return NeedsUtf8 && !extensions.Has("SMTPUTF8") ? ConnectionFailures.NotSupported(ServerName, "addresses or header fields beyond ASCII (SMTPUTF8)")
            : envelope.RequireTls && !(extensions.Has("REQUIRETLS") && Wire.IsEncrypted) ? ConnectionFailures.NotSupported(ServerName, "mail that may travel over TLS only (REQUIRETLS)")
            : content.Size > extensions.MaxSize ? MailFailures.MessageTooLarge(ServerName)
            : null;
    }

    private bool NeedsUtf8 => content.NeedsSmtpUtf8 || SmtpAddress.NeedsUtf8(envelope.From) || envelope.Recipients.Any(recipient => SmtpAddress.NeedsUtf8(recipient.Address));

    // Null when the server waits for the message.
    private async ValueTask<SubmissionResult?> SendEnvelopeAsync(CancellationToken cancellationToken)
    {
        var extensions = session.Extensions;
        var pipelining = extensions.Has("PIPELINING");
        var chunking = session.Options.Chunking && extensions.Has("CHUNKING");
        session.Write(SmtpEnvelope.Mail(envelope, content, extensions, NeedsUtf8));
        var sender = pipelining ? null : Heard(await AnswerAsync(cancellationToken), AnswerContext.Sender);
        if (sender is { IsPositive: false })
        {
            return await RefuseAsync(session.Understand(sender, AnswerContext.Sender), sender, cancellationToken);
        }

        for (var at = 0; at < answers.Length; at++)
        {
            session.Write(SmtpEnvelope.Recipient(envelope.Recipients[at], extensions, NeedsUtf8));
            if (!pipelining)
            {
                TakeRecipient(at, Heard(await AnswerAsync(cancellationToken), AnswerContext.Recipient));
            }
        }

        if (pipelining)
        {
            if (!chunking)
            {
                session.Write("DATA");
            }

            sender = Heard(await AnswerAsync(cancellationToken), AnswerContext.Sender);
            for (var at = 0; at < answers.Length; at++)
            {
                TakeRecipient(at, Heard(await NextAnswerAsync(cancellationToken), AnswerContext.Recipient));
            }
        }

        return await AfterEnvelopeAsync(sender!, dataIsSent: pipelining && !chunking, chunking, cancellationToken);
    }

    private async ValueTask<SubmissionResult?> AfterEnvelopeAsync(SmtpReply sender, bool dataIsSent, bool chunking, CancellationToken cancellationToken)
    {
        var taken = sender.IsPositive && Array.Exists(answers, answer => answer.Accepted);
        SmtpReply? go = null;
        if (dataIsSent)
        {
            go = await NextAnswerAsync(cancellationToken);
            if (go.IsIntermediate && !taken)
            {
                // RFC 2920 section 3.1: the server wants a message although nobody is to get it; it gets an empty one.
                go = await session.AskAsync(".", cancellationToken);
            }
        }
        else if (taken && !chunking)
        {
            session.Write("DATA");
            go = await AnswerAsync(cancellationToken);
        }

        if (!sender.IsPositive)
        {
            ForgetRecipients();
            return await RefuseAsync(session.Understand(sender, AnswerContext.Sender), sender, cancellationToken);
        }

        if (!taken)
        {
            return await RefuseAsync(NobodyTaken(), go, cancellationToken);
        }

        return go is null or { IsIntermediate: true } ? null : await RefuseAsync(session.Understand(go, AnswerContext.Message), go, cancellationToken);
    }

    private async ValueTask<SubmissionResult> SendMessageAsync(CancellationToken cancellationToken)
    {
        Wire.StartBody();
        if (session.Options.Chunking && session.Extensions.Has("CHUNKING"))
        {
            var chunks = new SmtpChunks(session);
            if (await chunks.SendAsync(content, () => lastByteMayHaveLeft = true, cancellationToken) is { } refusal)
            {
                return await RefuseAsync(session.Understand(refusal, AnswerContext.Message), refusal, cancellationToken);
            }
        }
        else
        {
            await using var stuffed = new CanonicalStream(Wire.WriteBodyAsync, doubleDots: true);
            await content.WriteToAsync(stuffed, cancellationToken);
            await stuffed.CompleteAsync(cancellationToken);
            Wire.Log?.Note($"({stuffed.Written:N0} bytes of message)");
            cancellationToken.ThrowIfCancellationRequested();
            lastByteMayHaveLeft = true;
            Wire.StartCommand(Wire.Server.Timeouts.DataEnd);
            session.Write(stuffed.EndsWithLine ? "." : "\r\n.");
            await Wire.FlushAsync(cancellationToken);
        }

        Wire.StartCommand(Wire.Server.Timeouts.DataEnd);
        return session.Options.Lmtp ? await TakeLmtpAnswersAsync(cancellationToken) : await TakeAnswerAsync(cancellationToken);
    }

    private async ValueTask<SubmissionResult> TakeAnswerAsync(CancellationToken cancellationToken)
    {
        var reply = await session.ReadAsync(cancellationToken);
        return reply.IsPositive
            ? new SubmissionResult.Accepted(answers, session.Hide(reply.Words), QueueId.Find(reply.Text))
            : await RefuseAsync(session.Understand(reply, AnswerContext.Message), reply, cancellationToken);
    }

    // RFC 2033 section 4.2: an answer for each recipient that was taken, in their order.
    private async ValueTask<SubmissionResult> TakeLmtpAnswersAsync(CancellationToken cancellationToken)
    {
        SmtpReply? last = null;
        for (var at = 0; at < answers.Length; at++)
        {
            if (answers[at].Accepted)
            {
                last = await session.ReadAsync(cancellationToken);
                TakeRecipient(at, last);
            }
        }

        lastByteMayHaveLeft = false;
        return Array.Exists(answers, answer => answer.Accepted)
            ? new SubmissionResult.Accepted(answers, session.Hide(last!.Words), QueueId.Find(last.Text))
            : new SubmissionResult.Refused(NobodyTaken(), answers);
    }

    private async ValueTask<SmtpReply> AnswerAsync(CancellationToken cancellationToken)
    {
        Wire.StartCommand(Wire.Server.Timeouts.Command);
        await Wire.FlushAsync(cancellationToken);
        return await NextAnswerAsync(cancellationToken);
    }

    // RFC 5321 section 4.5.3.2: the time is for each answer. Servers that verify each recipient, or slow clients down on purpose, take it with every one.
    private ValueTask<SmtpReply> NextAnswerAsync(CancellationToken cancellationToken)
    {
        Wire.StartCommand(Wire.Server.Timeouts.Command);
        return session.ReadAsync(cancellationToken);
    }

    // 421 may come in answer to anything, with the end of the connection right behind it (RFC 5321 section 3.8); and some servers close behind any other no.
    private SmtpReply Heard(SmtpReply reply, AnswerContext context)
    {
        var refusesSender = context is AnswerContext.Sender && !reply.IsPositive;
        senderRefused |= refusesSender;
        if (reply.Code == 421 || refusesSender)
        {
            lastNo = session.Understand(reply, context);
        }

        return reply.Code == 421 ? throw Wire.Fail(lastNo!) : reply;
    }

    private void TakeRecipient(int at, SmtpReply reply) =>
        answers[at] = new RecipientAnswer(envelope.Recipients[at].Address, reply.IsPositive, reply.Code, reply.EnhancedCode, session.Hide(reply.Text));

    // Without a sender every RCPT that was sent along is out of sequence («503 need MAIL first»), which says nothing of the recipients.
    private void ForgetRecipients()
    {
        for (var at = 0; at < answers.Length; at++)
        {
            answers[at] = new RecipientAnswer(envelope.Recipients[at].Address, Accepted: false, 0, null, "");
        }
    }

    // What the answers have in common; words that speak of the account and not of the recipient (limits, SendAs) come through.
    private MailFailure NobodyTaken()
    {
        var first = Array.Find(answers, answer => answer.IsTransient) ?? answers[0];
        var words = $"{first.Code} {(first.EnhancedCode is null ? "" : first.EnhancedCode + " ")}{first.Text}";
        var failure = ServerAnswers.Understand(ServerName, words, AnswerContext.Recipient, first.Code);
        return failure.Kind is MailFailureKind.MessageRefused ? MailFailures.RecipientsRefused(ServerName, first.IsTransient) with { ServerAnswer = words } : failure;
    }

    // A server that has had enough in the middle of a message (its size, its words, its time) says so and closes; a positive answer to half a message would mean nothing.
    private async ValueTask<MailFailure?> LastWordsAsync()
    {
        var reply = SmtpReply.Read(await Wire.LastWordsAsync());
        return reply is { Code: >= 400 } ? session.Understand(reply, AnswerContext.Message) : null;
    }

    // The next message of this session begins with a clean slate.
    private async ValueTask<SubmissionResult> RefuseAsync(MailFailure failure, SmtpReply? reply, CancellationToken cancellationToken)
    {
        lastByteMayHaveLeft = false;
        if (reply?.Code == 421)
        {
            Wire.Fail(failure);
        }
        else
        {
            try
            {
                await session.AskAsync("RSET", cancellationToken);
            }
            catch (Exception exception) when (exception is MailFailureException or OperationCanceledException)
            {
                // The refusal stands; only the connection is gone now.
            }
        }

        return new SubmissionResult.Refused(failure, answers);
    }
}
