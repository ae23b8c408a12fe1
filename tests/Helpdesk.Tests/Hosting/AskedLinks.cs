using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Links for a new password that people ask for themselves.</summary>
internal static class AskedLinks
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Somebody asks for a link, which is good for an hour; false when they have asked too short a time ago.</summary>
    public static async Task<bool> AskAsync(this HelpdeskHost host, Guid person, byte[] hash, TimeSpan pause = default)
    {
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        return await host.Services.GetRequiredService<PasswordResets>().AskAsync(connection, person, hash, Hour, pause);
    }

    /// <summary>Somebody asks for a link, and a mail with it waits to be sent.</summary>
    public static async Task<OutgoingReply> AskByMailAsync(this HelpdeskHost host, Person person)
    {
        var key = OneTimeKey.Create();
        var mail = (await host.Services.GetRequiredService<AccountMails>().WriteResetAsync(person, key, default)).ShouldNotBeNull();
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        (await host.Services.GetRequiredService<PasswordResets>().AskAsync(connection, person.Id, OneTimeKey.Digest(key), Hour, TimeSpan.Zero)).ShouldBeTrue();
        await AccountMails.AddAsync(connection, transaction, mail);
        await transaction.CommitAsync();
        return mail;
    }
}
