using HelpdeskMail.Contracts.Mail;

namespace HelpdeskMail.Helpdesk.MailStore;

/// <summary>A received message in memory.</summary>
/// <param name="receipt">What is known of it.</param>
/// <param name="raw">The message; null when it was not kept.</param>
/// <param name="room">Given back when it is done with; null for none.</param>
public sealed class ReadMail(MailReceipt receipt, byte[]? raw, SemaphoreSlim? room) : IDisposable
{
    private SemaphoreSlim? room = room;

    /// <summary>What is known of it.</summary>
    public MailReceipt Receipt => receipt;

    /// <summary>The message; null when it was not kept.</summary>
    public byte[]? Raw => raw;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref room, null)?.Release();
}
