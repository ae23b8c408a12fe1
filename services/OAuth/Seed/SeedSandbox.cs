using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Seed;

/// <summary>
/// On a first run in development: adds support@contoso.example, linked to the Sandbox by the application's own sign-in, so that its mails show as tickets at once. Done once: when any system
/// email exists, or did, nothing is added. The Sandbox starts at its own pace, so the first token is asked for until it answers.
/// </summary>
public sealed partial class SeedSandbox(
    IOptions<SeedSettings> settings,
    IHostEnvironment environment,
    ProviderCatalogue providers,
    SystemEmailTable emails,
    SystemEmailBook book,
    TokenKeeper keeper,
    TimeProvider time,
    ILogger<SeedSandbox> logger) : BackgroundService
{
    private const string Address = "support@contoso.example";
    private const string Tenant = "11111111-2222-3333-4444-555555555555";
    private const string ClientId = "aaaaaaaa-0000-4000-8000-000000000001";
    private const string ClientSecret = "sandbox-secret-value";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Value.Sandbox || !environment.IsDevelopment() || providers.Find(MailProvider.Sandbox) is not { } preset)
        {
            return;
        }

        if ((await emails.ListAsync(removedToo: true, stoppingToken)).Count > 0)
        {
            return;
        }

        var draft = new SystemEmailDraft(
            Address, "Contoso Support", MailProvider.Sandbox, SignInWay.ClientCredentials, SharedMailbox: false,
            new ApplicationDraft(ClientId, ClientSecret, Tenant, null, null, null), null, preset.Receiving, preset.Sending);
        if (await book.AddAsync(draft, ActingAdmin.Service, stoppingToken) is ChangeResult.Done added)
        {
            LogAdded(logger, Address);
            await AskUntilAnsweredAsync(added.Id, stoppingToken);
        }
    }

    private async Task AskUntilAnsweredAsync(Guid id, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (await keeper.GetAllAsync(id, new TokenNeed.TryNow(), cancellation) is TokenAnswer.Refused && time.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Pause, time, cancellation);
        }
    }

    [LoggerMessage(EventId = 30, EventName = "seed.added", Level = LogLevel.Information, Message = "Added {Address}, signed in to the Sandbox")]
    private static partial void LogAdded(ILogger logger, string address);
}
