using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Fetch.Storing;

/// <summary>
/// Passes a message's bytes on and remembers when their source broke, so that a broken call can be told apart: the mail server's doing, or the store's.
/// Says as well for whom the call waits: for the mail server while <see cref="Reading"/>, for the store otherwise.
/// It leaves the source open, since that belongs to the mailbox.
/// </summary>
internal sealed class WatchedStream(Stream source) : Stream
{
    /// <summary>Called with true when the source is asked for bytes, and with false when it has given them.</summary>
    public Action<bool> Reading { get; init; } = _ => { };

    /// <summary>How the source broke; null while it did not.</summary>
    public MailFailureException? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Reading(true);
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (MailFailureException exception)
        {
            Failure = exception;
            throw;
        }
        finally
        {
            Reading(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
