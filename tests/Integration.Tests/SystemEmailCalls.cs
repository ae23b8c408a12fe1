using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Integration.Tests;

/// <summary>System emails by the helpdesk's API. The client belongs to the caller.</summary>
internal sealed class SystemEmailCalls(HttpClient client)
{
    private const string Address = "/api/v1/system-emails";

    public Task<SystemEmailView> CreateAsync(SystemEmailDraft draft) => ReadAsync<SystemEmailView>(client.PostAsJsonAsync(Address, draft));

    public Task<SystemEmailView> ReplaceAsync(Guid id, SystemEmailDraft draft) => ReadAsync<SystemEmailView>(client.PutAsJsonAsync($"{Address}/{id}", draft));

    public Task<SystemEmailView> FindAsync(Guid id) => ReadAsync<SystemEmailView>(client.GetAsync($"{Address}/{id}"));

    public Task<LinkStarted> StartLinkAsync(Guid id) => ReadAsync<LinkStarted>(client.PostAsync($"{Address}/{id}/links", content: null));

    public Task<LinkAttempt> FindLinkAsync(Guid linkId) => ReadAsync<LinkAttempt>(client.GetAsync($"{Address}/links/{linkId}"));

    public Task<TokenView> TokenAsync(Guid id) => ReadAsync<TokenView>(client.GetAsync($"{Address}/{id}/token"));

    public Task<ConnectionTest> TestAsync(Guid id) => ReadAsync<ConnectionTest>(client.PostAsync($"{Address}/{id}/test", content: null));

    /// <summary>The system email once its state is this.</summary>
    public Task<SystemEmailView> AwaitStateAsync(Guid id, LinkState state) => AwaitAsync(id, $"is {state}", email => email.Health.State == state);

    /// <summary>The problem shown for the side that reads, once it is this one.</summary>
    public async Task<MailboxProblem> AwaitReceivingProblemAsync(Guid id, string code) =>
        (await AwaitAsync(id, $"shows {code} in reading", email => email.Health.Receiving?.Problem?.Code == code)).Health.Receiving!.Problem!;

    /// <summary>The problem shown for the side that sends, once it is this one.</summary>
    public async Task<MailboxProblem> AwaitSendingProblemAsync(Guid id, string code) =>
        (await AwaitAsync(id, $"shows {code} in sending", email => email.Health.Sending?.Problem?.Code == code)).Health.Sending!.Problem!;

    /// <summary>The system email once its mailbox was looked into and all was well.</summary>
    public Task<SystemEmailView> AwaitWellReadingAsync(Guid id) => AwaitAsync(
        id, "reads well", email => email.Health is { State: LinkState.Healthy, Receiving: { ObservedAt: not null, Problem: null } });

    private async Task<SystemEmailView> AwaitAsync(Guid id, string what, Func<SystemEmailView, bool> holds)
    {
        SystemEmailView? seen = null;
        try
        {
            return await Eventually.ValueAsync($"system email {id} {what}", async () => holds(seen = await FindAsync(id)) ? seen : null, HelpdeskCalls.AfterOutage);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message} It is {seen?.Health}.", exception);
        }
    }

    private static async Task<T> ReadAsync<T>(Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<T>())!
            : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
