namespace HelpdeskMail.Helpdesk.MailStore;

/// <summary>Bytes on their way from the MailStore; disposing it ends the transfer.</summary>
public sealed class StoredBytes(HttpResponseMessage answer, Stream stream, long? length) : IDisposable
{
    /// <summary>The bytes.</summary>
    public Stream Stream => stream;

    /// <summary>How many there are; null when the MailStore does not say.</summary>
    public long? Length => length;

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        answer.Dispose();
    }
}
