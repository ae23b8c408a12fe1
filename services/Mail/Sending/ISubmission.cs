namespace HelpdeskMail.Mail.Sending;

/// <summary>
/// A place to submit messages: one signed-in connection over SMTP, LMTP or Graph. Not for several callers at once; many messages may follow one another.
/// </summary>
public interface ISubmission : IAsyncDisposable
{
    /// <summary>Largest message the server takes, in bytes; null when it does not say.</summary>
    long? MaxMessageSize { get; }

    /// <summary>False once the connection is gone: every further <see cref="SubmitAsync"/> is <see cref="SubmissionResult.NotSent"/>.</summary>
    bool IsUsable { get; }

    /// <summary>
    /// Hands a message over. Whatever the server or the network does is a <see cref="SubmissionResult"/>; an exception that <see cref="MessageContent.WriteToAsync"/> throws
    /// comes through, with the message not sent and the connection given up.
    /// </summary>
    /// <exception cref="ArgumentException">The envelope has no recipient, or an address has characters no server may be shown (line breaks, control characters, angle brackets).</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the message's last byte: nobody gets it. Cancelled later it is <see cref="SubmissionResult.Unknown"/>.</exception>
    ValueTask<SubmissionResult> SubmitAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default);

    /// <summary>Says good-bye. What was accepted stays accepted without it.</summary>
    ValueTask CloseAsync(CancellationToken cancellationToken = default);
}
