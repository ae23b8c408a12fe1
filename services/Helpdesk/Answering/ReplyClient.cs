using System.Net;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>The Reply service's queue, where a person's decision about a reply is carried out. <see cref="HttpRequestException"/> means that it is away.</summary>
public sealed class ReplyClient(HttpClient http)
{
    /// <summary>Has a failed or waiting reply sent now, to all who have not got it.</summary>
    /// <returns>False when it is in another state by now.</returns>
    public Task<bool> RetryAsync(Guid replyId, CancellationToken cancellation) => PostAsync($"/internal/replies/{replyId}/retry-now", cancellation);

    /// <summary>Settles a reply of which nobody knows whether it was sent.</summary>
    /// <param name="replyId">The reply.</param>
    /// <param name="sent">Whether it was sent; if not, it is sent again.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>False when it is in another state by now.</returns>
    public Task<bool> ResolveAsync(Guid replyId, bool sent, CancellationToken cancellation) =>
        PostAsync($"/internal/replies/{replyId}/resolve?decision={(sent ? "sent" : "send-again")}", cancellation);

    private async Task<bool> PostAsync(string path, CancellationToken cancellation)
    {
        using var answer = await http.PostAsync(path, null, cancellation);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return false;
        }

        answer.EnsureSuccessStatusCode();
        return true;
    }
}
