using System.Data.Common;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>
/// What can be done to system emails. Each change is one transaction with its line in the audit trail and the state that follows from it, and is announced afterwards. A change that touches
/// tokens waits for a refresh under way, so that neither undoes the other.
/// </summary>
public sealed class SystemEmailBook(
    NpgsqlDataSource database, DraftCheck check, DraftReader reader, AuditTrail audit, ChangeAnnouncer announcer, TimeProvider time)
{
    /// <summary>Adds one.</summary>
    public async Task<ChangeResult> AddAsync(SystemEmailDraft draft, ActingAdmin admin, CancellationToken cancellation)
    {
        if (check.Check(draft, null) is { Count: > 0 } problems)
        {
            return new ChangeResult.Invalid(problems);
        }

        var email = reader.Read(draft, null, time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await SystemEmailTable.AddAsync(connection, email, cancellation))
        {
            return new ChangeResult.AddressTaken(email.Address);
        }

        await audit.WriteAsync(connection, email.Id, admin, "created", $"{email.Address}, {email.Provider}, {email.SignIn}");
        return await CommitAsync(connection, transaction, email.Id, email.Revision, cancellation);
    }

    /// <summary>Replaces the settings of one.</summary>
    public Task<ChangeResult> ReplaceAsync(Guid id, SystemEmailDraft draft, ActingAdmin admin, CancellationToken cancellation) =>
        ChangeAsync(id, async (connection, present) =>
        {
            if (draft.Revision is { } edited && edited != present.Revision)
            {
                return new ChangeResult.ChangedMeanwhile(present.Revision);
            }

            if (check.Check(draft, present) is { Count: > 0 } problems)
            {
                return new ChangeResult.Invalid(problems);
            }

            var next = reader.Read(draft, present, time.GetUtcNow());
            if (!await SystemEmailTable.ReplaceAsync(connection, next, cancellation))
            {
                return new ChangeResult.AddressTaken(next.Address);
            }

            await CarryTokensOverAsync(connection, present, next, draft, cancellation);
            await audit.WriteAsync(connection, id, admin, "changed", Difference.Describe(present, next, draft));
            return new ChangeResult.Done(id, next.Revision);
        }, cancellation);

    /// <summary>Stops it for now, or goes on.</summary>
    public Task<ChangeResult> PauseAsync(Guid id, bool paused, ActingAdmin admin, CancellationToken cancellation) =>
        ChangeAsync(id, async (connection, present) =>
        {
            var revision = present.Paused == paused ? present.Revision : await SystemEmailTable.PauseAsync(connection, id, paused, cancellation);
            await audit.WriteAsync(connection, id, admin, paused ? "paused" : "resumed", present.Address);
            return new ChangeResult.Done(id, revision);
        }, cancellation);

    /// <summary>Removes it with its tokens and secrets.</summary>
    public Task<ChangeResult> RemoveAsync(Guid id, ActingAdmin admin, CancellationToken cancellation) =>
        ChangeAsync(id, async (connection, present) =>
        {
            var revision = await SystemEmailTable.RemoveAsync(connection, id, time.GetUtcNow(), cancellation);
            await audit.WriteAsync(connection, id, admin, "removed", present.Address);
            return new ChangeResult.Done(id, revision);
        }, cancellation);

    /// <summary>Forgets its tokens; an application asks for new ones by itself, a person has to sign in again.</summary>
    public Task<ChangeResult> ForgetTokenAsync(Guid id, ActingAdmin admin, CancellationToken cancellation) =>
        ChangeAsync(id, async (connection, present) =>
        {
            var forgotten = await TokenTable.ForgetAsync(connection, id, cancellation);
            await audit.WriteAsync(connection, id, admin, "token_forgotten", forgotten ? $"signed in as {present.Account ?? "the application"}" : "there was none");
            return new ChangeResult.Done(id, await SystemEmailTable.TouchAsync(connection, id, cancellation));
        }, cancellation);

    private async Task<ChangeResult> ChangeAsync(Guid id, Func<NpgsqlConnection, SystemEmail, Task<ChangeResult>> change, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await TokenTable.LockAsync(connection, id, cancellation))
        {
            return new ChangeResult.Busy();
        }

        if (await SystemEmailTable.LockAsync(connection, id, cancellation) is not { } present)
        {
            return new ChangeResult.Unknown();
        }

        var result = await change(connection, present);
        return result is ChangeResult.Done done ? await CommitAsync(connection, transaction, id, done.Revision, cancellation) : result;
    }

    private static bool ProvesAnew(SystemEmailDraft draft) =>
        !string.IsNullOrEmpty(draft.Application?.ClientSecret) || draft.Application?.Certificate is not null || !string.IsNullOrEmpty(draft.Password);

    private static IEnumerable<string> Profiles(SystemEmail email) => TokenProfiles.Of(email).Select(profile => $"{profile.Resource}: {string.Join(' ', profile.Scopes)}");

    private static async Task CarryTokensOverAsync(DbConnection connection, SystemEmail present, SystemEmail next, SystemEmailDraft draft, CancellationToken cancellation)
    {
        var otherMailbox = !present.Address.Equals(next.Address, StringComparison.OrdinalIgnoreCase) && present.SomebodySignsIn;
        // Where no login is named the address is it, and what renews the old one's tokens must not be used for the new one.
        var otherLogin = (present.Login ?? present.Address) != (next.Login ?? next.Address) && present.SignIn == SignInWay.PasswordGrant;
        if (present.SignIn != next.SignIn || otherMailbox || otherLogin || next.Application?.IsAnother(present.Application) == true)
        {
            await TokenTable.ForgetAsync(connection, next.Id, cancellation);
            await HealthBook.ForgetSidesAsync(connection, next.Id, cancellation);
        }
        else if (ProvesAnew(draft) || present.Application?.Proof != next.Application?.Proof || !Profiles(present).SequenceEqual(Profiles(next), StringComparer.Ordinal))
        {
            await TokenTable.MakeDueAsync(connection, next.Id, cancellation);
        }
    }

    private async Task<ChangeResult> CommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, int revision, CancellationToken cancellation)
    {
        await HealthBook.ReassessAsync(connection, id, time.GetUtcNow(), cancellation);
        await transaction.CommitAsync(cancellation);
        await announcer.AnnounceAsync(id, revision);
        return new ChangeResult.Done(id, revision);
    }
}
