using HelpdeskMail.Contracts.SystemEmails;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.OAuth.Health;

/// <summary>
/// Notes what Fetch and Reply met. Run twice it writes the same row again; run late it is passed over for newer news; if it dies half-way nothing is written, and the next observation, a few
/// minutes on, says the same.
/// </summary>
public sealed class MailboxObservedConsumer(NpgsqlDataSource database, TimeProvider time) : IConsumer<MailboxObserved>
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<MailboxObserved> context)
    {
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (await HealthBook.ObserveAsync(connection, context.Message, context.CancellationToken))
        {
            await HealthBook.ReassessAsync(connection, context.Message.SystemEmailId, time.GetUtcNow(), context.CancellationToken);
        }

        await transaction.CommitAsync(context.CancellationToken);
    }
}
