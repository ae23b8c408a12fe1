using System.Net;
using HelpdeskMail.Contracts.Replies;

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

    /// <summary>Takes a reply back that nobody has got, whether it waits or was given up: it never leaves after that. Doing so twice is no different.</summary>
    /// <returns>False when it is being sent, may have been sent, or was sent to somebody.</returns>
    public Task<bool> CancelAsync(Guid replyId, CancellationToken cancellation) => PostAsync($"/internal/replies/{replyId}/cancel?whole=true", cancellation);

    /// <summary>Lets a mailbox whose sending was stopped try again now.</summary>
    public Task<bool> RetryMailboxAsync(Guid systemEmailId, CancellationToken cancellation) => PostAsync($"/internal/mailboxes/{systemEmailId}/retry-now", cancellation);

    /// <summary>How sending fares, mailbox by mailbox.</summary>
    public async Task<IReadOnlyList<MailboxTraffic>> MailboxesAsync(CancellationToken cancellation) =>
        await http.GetFromJsonAsync<MailboxTraffic[]>("/internal/mailboxes", cancellation) ?? [];

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
