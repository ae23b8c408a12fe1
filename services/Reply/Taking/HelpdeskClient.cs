using System.Net;
using HelpdeskMail.Contracts.Replies;

namespace HelpdeskMail.Reply.Taking;

/// <summary>The helpdesk, which has the replies' content.</summary>
internal sealed class HelpdeskClient(HttpClient http)
{
    /// <summary>A reply as it was queued; null when the helpdesk does not know it.</summary>
    /// <exception cref="HttpRequestException">The helpdesk is away.</exception>
    public async Task<OutgoingReply?> FindAsync(Guid replyId, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync($"/internal/replies/{replyId}", cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<OutgoingReply>(cancellation);
    }
}
