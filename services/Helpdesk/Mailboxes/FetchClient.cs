using System.Net;
using HelpdeskMail.Contracts.Mailboxes;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>The Fetch service, which reads the mailboxes. <see cref="HttpRequestException"/> means that it is away.</summary>
public sealed class FetchClient(HttpClient http)
{
    /// <summary>How every mailbox stands.</summary>
    public async Task<IReadOnlyList<MailboxStatus>> ListAsync(CancellationToken cancellation) =>
        await http.GetFromJsonAsync<MailboxStatus[]>("/internal/mailboxes", cancellation) ?? [];

    /// <summary>Everything about one mailbox; null when it was never worked.</summary>
    public async Task<MailboxDetail?> FindAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync($"/internal/mailboxes/{systemEmailId}", cancellation);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<MailboxDetail>(cancellation);
    }

    /// <summary>Has the mailbox looked into now; false when it was never worked.</summary>
    public Task<bool> FetchNowAsync(Guid systemEmailId, CancellationToken cancellation) => PostAsync($"/internal/mailboxes/{systemEmailId}/fetch-now", cancellation);

    /// <summary>Stops fetching until it is resumed.</summary>
    public Task<bool> PauseAsync(Guid systemEmailId, string by, CancellationToken cancellation) => PostAsync($"/internal/mailboxes/{systemEmailId}/pause?by={Uri.EscapeDataString(by)}", cancellation);

    /// <summary>Goes on with fetching.</summary>
    public Task<bool> ResumeAsync(Guid systemEmailId, CancellationToken cancellation) => PostAsync($"/internal/mailboxes/{systemEmailId}/resume", cancellation);

    /// <summary>Has one passed-over message tried again now, whatever its size; false when it is no longer listed.</summary>
    public Task<bool> FetchFailedAsync(Guid systemEmailId, string folder, string key, CancellationToken cancellation) =>
        PostAsync($"/internal/mailboxes/{systemEmailId}/failed/fetch?folder={Uri.EscapeDataString(folder)}&key={Uri.EscapeDataString(key)}", cancellation);

    private async Task<bool> PostAsync(string path, CancellationToken cancellation)
    {
        using var answer = await http.PostAsync(path, null, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        answer.EnsureSuccessStatusCode();
        return true;
    }
}
