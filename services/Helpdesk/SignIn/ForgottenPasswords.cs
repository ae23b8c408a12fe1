using System.Net;
using System.Threading.Channels;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Sends links to people who have forgotten their password, after their request was answered: whether there is such a person is not to be seen by how long the answer takes. What was not
/// sent when the process ends is asked for again by whoever waits for it.
/// </summary>
public sealed partial class ForgottenPasswords(
    NpgsqlDataSource database, PersonTable people, PasswordResets resets, AccountMails mails, OutgoingNudge nudge, AuditLog audit, ILogger<ForgottenPasswords> logger) : BackgroundService
{
    /// <summary>How long a link is good.</summary>
    internal static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    private const int MostWaiting = 1000;
    private const int LongestAddress = 254;

    /// <summary>Between two mails to one person: a stranger cannot fill their mailbox.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Channel<(string Email, IPAddress? From)> asked = Channel.CreateBounded<(string, IPAddress?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>Notes that somebody asks for a link. While a thousand wait, further ones are dropped.</summary>
    /// <param name="email">The address that was typed.</param>
    /// <param name="from">Where the request came from.</param>
    public void Ask(string email, IPAddress? from)
    {
        if (email.Length is 0 or > LongestAddress)
        {
            return;
        }

        if (!asked.Writer.TryWrite((email, from)))
        {
            LogDropped(logger, MostWaiting);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (email, from) in asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(email, from, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception.Message);
            }
        }
    }

    private async Task SendAsync(string email, IPAddress? from, CancellationToken cancellation)
    {
        if (await people.FindByEmailAsync(email, cancellation) is not { DisabledAt: null, PasswordHash: not null } person)
        {
            return;
        }

        // A link that opens an account must not come to where everybody who works the mailbox reads it.
        if (await mails.IsReadByOthersAsync(person.Email, cancellation))
        {
            await audit.AddAsync(null, "password_reset_asked", $"{person.Email} from {from}; not sent, that address is a system email", cancellation);
            return;
        }

        var key = OneTimeKey.Create();
        var mail = await mails.WriteResetAsync(person, key, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await resets.AskAsync(connection, person.Id, OneTimeKey.Digest(key), Validity, Pause))
        {
            return;
        }

        if (mail is not null)
        {
            await AccountMails.AddAsync(connection, transaction, mail);
        }

        await AuditLog.AddAsync(connection, transaction, null, "password_reset_asked", $"{person.Email} from {from}{(mail is null ? "; no system email can send" : "")}");
        await transaction.CommitAsync(cancellation);
        if (mail is not null)
        {
            await nudge.TrySendAsync(mail.ReplyId, cancellation);
        }
    }

    [LoggerMessage(EventId = 64, EventName = "password_reset.dropped", Level = LogLevel.Warning, Message = "A link for a new password was asked for while {Waiting} others waited; it is not sent")]
    private static partial void LogDropped(ILogger logger, int waiting);

    [LoggerMessage(EventId = 65, EventName = "password_reset.failed", Level = LogLevel.Error, Message = "A link for a new password could not be made ({Reason}); whoever waits for it has to ask again, or an administrator makes a link under People")]
    private static partial void LogFailed(ILogger logger, string reason);
}
