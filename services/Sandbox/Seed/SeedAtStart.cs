using Dapper;
using HelpdeskMail.Sandbox.Mailboxes;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HelpdeskMail.Sandbox.Seed;

/// <summary>Fills an empty database with the well-known directory and mails. What a person changed since is left alone.</summary>
public sealed class SeedAtStart(NpgsqlDataSource database, FolderStore folders, Delivery delivery, IOptions<SandboxSettings> settings, TimeProvider time) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await SeedDirectory.WriteAsync(database, time.GetUtcNow(), cancellationToken);
        foreach (var address in SeedDirectory.Mailboxes)
        {
            await folders.MailboxAsync(address, cancellationToken);
        }

        if (settings.Value.SeedMails && !await HasMailsAsync(cancellationToken))
        {
            await DeliverAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Forgets every mail, folder, protocol log, fault, access policy and role assignment and, where wanted, delivers the well-known mails anew. The directory stays.</summary>
    public async Task ResetAsync(bool mails, CancellationToken cancellation)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await connection.ExecuteAsync("delete from access_policy; delete from role_assignment; truncate submission, message, content, folder, mailbox, session_line, session restart identity cascade");
        }

        foreach (var address in SeedDirectory.Mailboxes)
        {
            await folders.MailboxAsync(address, cancellation);
        }

        if (mails)
        {
            await DeliverAsync(cancellation);
        }
    }

    private async Task DeliverAsync(CancellationToken cancellation)
    {
        foreach (var mail in SeedMails.All(time.GetUtcNow()))
        {
            await delivery.DeliverAsync(Writing.CustomerMailWriter.Write(mail, mail.Date!.Value), mail.Headers.ContainsKey("Auto-Submitted") ? "" : SeedMails.Sender(mail), mail.To, mail.Date, cancellation);
        }
    }

    private async Task<bool> HasMailsAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select exists (select 1 from content)");
    }
}
