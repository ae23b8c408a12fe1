using System.Collections.Concurrent;
using System.Security.Cryptography;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Graph;
using HelpdeskMail.Mail.Reading;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Notifications;

/// <summary>
/// Keeps Graph telling us of new mail, where the internet reaches this service: makes subscriptions, renews them before they end or when Graph asks, makes them anew when they are gone. A mailbox
/// for which that fails is polled, and it is tried again later.
/// </summary>
internal sealed partial class KeepSubscriptions(SubscriptionTable subscriptions, IOptions<FetchSettings> settings, TimeProvider time, ILogger<KeepSubscriptions> logger)
{
    /// <summary>Length of the secrets in notifications, as hexadecimal digits.</summary>
    public const int SecretLength = 64;

    private static readonly TimeSpan Life = TimeSpan.FromDays(3);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(1);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> notBefore = new();

    /// <summary>True when every one of the folders is told of.</summary>
    public async Task<bool> KeepAsync(IMailbox mailbox, WatchedMailbox watched, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        if (settings.Value.PublicAddress is not { } address || mailbox is not GraphMailbox graph || notBefore.GetValueOrDefault(watched.Id) > time.GetUtcNow())
        {
            return false;
        }

        try
        {
            foreach (var folder in folders)
            {
                await KeepAsync(graph, watched, folder, address, cancellation);
            }

            return true;
        }
        catch (MailFailureException exception) when (!exception.ConnectionLost && exception.Failure.Kind != MailFailureKind.Throttled)
        {
            notBefore[watched.Id] = time.GetUtcNow() + AfterRefusal;
            LogRefused(logger, watched.Settings.Address, exception.Failure.ToString());
            return false;
        }
    }

    private async Task KeepAsync(GraphMailbox graph, WatchedMailbox watched, string folder, Uri address, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var known = await subscriptions.FindAsync(watched.Id, folder, cancellation);
        if (known is { Renew: false } && known.ExpiresAt > now + RenewBefore)
        {
            return;
        }

        if (known is not null && known.ExpiresAt > now && await graph.RenewAsync(known.SubscriptionId, now + Life, cancellation) is { } renewed)
        {
            await subscriptions.KeepAsync(watched.Lease, folder, renewed.Id, renewed.ExpiresAt, cancellation);
            return;
        }

        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength / 2));
        await subscriptions.BeginAsync(watched.Lease, folder, secret, cancellation);
        var notify = new Uri(address, NotificationEndpoint.Path);
        var made = await graph.SubscribeAsync(folder, notify, notify, secret, now + Life, cancellation);
        await subscriptions.KeepAsync(watched.Lease, folder, made.Id, made.ExpiresAt, cancellation);
    }

    [LoggerMessage(EventId = 80, EventName = "mailbox.not_subscribed", Level = LogLevel.Warning, Message = "{Mailbox}: Graph will not tell us of new mail, so it is polled: {Reason}")]
    private static partial void LogRefused(ILogger logger, string mailbox, string reason);
}
