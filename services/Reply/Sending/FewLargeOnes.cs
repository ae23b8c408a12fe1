using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Reply.Sending;

/// <summary>Submits large messages a few at a time, since each lies in memory whole while it is handed over.</summary>
internal sealed class FewLargeOnes(ISubmission submission, SemaphoreSlim places) : ISubmission
{
    private const long Large = 1_000_000;

    public long? MaxMessageSize => submission.MaxMessageSize;

    public bool IsUsable => submission.IsUsable;

    public async ValueTask<SubmissionResult> SubmitAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        if (content.Size is <= Large)
        {
            return await submission.SubmitAsync(envelope, content, cancellationToken);
        }

        await places.WaitAsync(cancellationToken);
        try
        {
            return await submission.SubmitAsync(envelope, content, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    public ValueTask CloseAsync(CancellationToken cancellationToken = default) => submission.CloseAsync(cancellationToken);

    public ValueTask DisposeAsync() => submission.DisposeAsync();
}
