using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// The second factor of people: a secret shared with their authenticator app, and ten recovery codes for the day the phone is gone. Secrets are sealed by the key ring, recovery codes kept as digests: those work even where a
/// secret cannot be opened any more, since the key ring was lost.
/// </summary>
public sealed class SecondFactors(NpgsqlDataSource database, IDataProtectionProvider protection, TimeProvider time)
{
    private const int RecoveryCodes = 10;
    private readonly IDataProtector protector = protection.CreateProtector("HelpdeskMail second factor");

    /// <summary>Whether somebody needs a code to sign in.</summary>
    public async Task<bool> IsOnAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>("select exists (select 1 from second_factor where person_id = @person and confirmed_at is not null)", new { person });
    }

    /// <summary>The secret that is being set up; null when none is, or it is in use already.</summary>
    public async Task<byte[]?> FindBegunAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>("select secret from second_factor where person_id = @person and confirmed_at is null", new { person }) is { } sealedSecret
            ? Open(sealedSecret)
            : null;
    }

    /// <summary>Begins to set one up. One in use stays as it is.</summary>
    public async Task BeginAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into second_factor (person_id, secret) values (@person, @secret) on conflict (person_id) do update set secret = excluded.secret, last_step = 0 where second_factor.confirmed_at is null",
            new { person, secret = Convert.ToBase64String(protector.Protect(RandomNumberGenerator.GetBytes(Totp.SecretLength))) });
    }

    /// <summary>Forgets the one that is being set up. One in use stays as it is.</summary>
    public async Task LeaveAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from second_factor where person_id = @person and confirmed_at is null", new { person });
    }

    /// <summary>Turns it on when the app gives the right code.</summary>
    /// <returns>The recovery codes, shown this once; null for a wrong code.</returns>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid person, string code, CancellationToken cancellation)
    {
        if (await FindBegunAsync(person, cancellation) is not { } secret || Totp.Match(secret, code, time.GetUtcNow(), 0) is not { } step)
        {
            return null;
        }

        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 10)).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.ExecuteAsync("update second_factor set confirmed_at = @now, last_step = @step where person_id = @person and confirmed_at is null", new { person, step, now = time.GetUtcNow() }, transaction) == 0)
        {
            return null;
        }

        await connection.ExecuteAsync(
            "delete from recovery_code where person_id = @person; insert into recovery_code (person_id, hash) select @person, hash from unnest(@hashes) as hash",
            new { person, hashes = codes.Select(OneTimeKey.Digest).ToArray() },
            transaction);
        await transaction.CommitAsync(cancellation);
        return [.. codes.Select(one => $"{one[..5]}-{one[5..]}")];
    }

    /// <summary>Whether a code is right: of the app, each good once, or one of the recovery codes, which is used up.</summary>
    public async Task<bool> CheckAsync(Guid person, string typed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<(string Secret, long LastStep)?>("select secret, last_step from second_factor where person_id = @person and confirmed_at is not null", new { person });
        if (row is not var (secret, last))
        {
            return false;
        }

        if (Open(secret) is { } opened && Totp.Match(opened, typed, time.GetUtcNow(), last) is { } step)
        {
            // Of two who type the same code at once, one is late.
            return await connection.ExecuteAsync("update second_factor set last_step = @step where person_id = @person and last_step < @step", new { person, step }) == 1;
        }

        var recovery = string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return recovery.Length == 10 && await connection.ExecuteAsync("delete from recovery_code where person_id = @person and hash = @hash", new { person, hash = OneTimeKey.Digest(recovery) }) == 1;
    }

    /// <summary>How many recovery codes are left.</summary>
    public async Task<int> CountRecoveryCodesAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<int>("select count(*)::int from recovery_code where person_id = @person", new { person });
    }

    /// <summary>Takes it off, recovery codes and all.</summary>
    public async Task RemoveAsync(Guid person, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from second_factor where person_id = @person; delete from recovery_code where person_id = @person", new { person });
    }

    private byte[]? Open(string sealedSecret)
    {
        try
        {
            return protector.Unprotect(Convert.FromBase64String(sealedSecret));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
