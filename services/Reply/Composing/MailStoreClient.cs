using System.Net;

namespace HelpdeskMail.Reply.Composing;

/// <summary>The MailStore, which has the attachments.</summary>
internal sealed class MailStoreClient(HttpClient http)
{
    /// <summary>A MailStore that sends no byte for so long is given up; mail servers wait longer than that in the middle of a message.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Opens a file's bytes as a stream.</summary>
    /// <exception cref="AttachmentMissingException">It is not kept there.</exception>
    /// <exception cref="HttpRequestException">The MailStore is away.</exception>
    public async ValueTask<Stream> OpenAsync(string content, string fileName, CancellationToken cancellation)
    {
        var answer = await http.GetAsync($"/blobs/{Uri.EscapeDataString(content)}", HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            throw new AttachmentMissingException(fileName);
        }

        answer.EnsureSuccessStatusCode();
        return new PatientStream(await answer.Content.ReadAsStreamAsync(cancellation), Silence);
    }
}
