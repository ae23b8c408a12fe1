using System.Net;

namespace HelpdeskMail.MailStore.Tests.Contents;

/// <summary>A body of some length that nobody may ask for.</summary>
internal sealed class UnaskedContent(long length) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new InvalidOperationException("Its bytes were asked for.");

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
