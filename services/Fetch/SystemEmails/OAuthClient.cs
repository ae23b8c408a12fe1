using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.Fetch.SystemEmails;

/// <summary>The OAuth service, which owns the system emails and their credentials.</summary>
internal sealed class OAuthClient(HttpClient http)
{
    /// <summary>All system emails.</summary>
    /// <exception cref="HttpRequestException">The service is away; what is known goes on working.</exception>
    public async Task<IReadOnlyList<SystemEmailSettings>> ListAsync(CancellationToken cancellation) =>
        await http.GetFromJsonAsync<SystemEmailSettings[]>("/internal/system-emails", cancellation) ?? [];

    /// <summary>What the mailbox's server must be shown.</summary>
    /// <param name="systemEmailId">The system email.</param>
    /// <param name="rejected">Expiry of the access token that the server has just refused; null otherwise.</param>
    /// <param name="claims">The claims that the provider wants the token to be asked for with; null for none.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="MailboxTroubleException">There is none to be had now; says why.</exception>
    public async Task<Credential> GetCredentialAsync(Guid systemEmailId, DateTimeOffset? rejected, string? claims, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(
                $"/internal/system-emails/{systemEmailId}/credential", new CredentialRequest(CredentialPurpose.Receive, rejected) { Claims = claims }, cancellation);
            if (answer.IsSuccessStatusCode)
            {
                return (await answer.Content.ReadFromJsonAsync<Credential>(cancellation))!;
            }

            var problem = await ProblemAnswer.ReadAsync(answer, cancellation);
            var whole = problem.Extension<MailboxProblem>("problem");
            throw new MailboxTroubleException(
                whole?.Code ?? problem.Code,
                whole?.What ?? problem.What,
                whole?.Remedy ?? problem.Remedy ?? "Open the system email and look at its Token tab.",
                isTransient: (int)answer.StatusCode >= 500)
            {
                RetryAfter = answer.Headers.RetryAfter?.Delta,
                ServerAnswer = whole?.ServerAnswer,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new MailboxTroubleException(
                "oauth_unavailable", "The OAuth service, which keeps the mailbox's credentials, does not answer.", "It is asked again by itself; see its health on the health page.", isTransient: true, exception);
        }
    }
}
