using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Bounds guessing: five tries without a right one, then none for five minutes. Each browser that a person is known in has tries of its own, all other browsers of the world share the
/// rest. A try is counted before it is looked at, so that any number made at once are five.
/// </summary>
public sealed class SignInTries(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Tries before the rest.</summary>
    public const int Most = 5;

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    /// <summary>Takes one try.</summary>
    /// <param name="person">Whose password or code is tried; for somebody who is not there it takes as long, and is none.</param>
    /// <param name="browser">The known browser; <see cref="Guid.Empty"/> for any other.</param>
    /// <param name="kind">What is tried.</param>
    /// <param name="cancellation">Ends the change.</param>
    /// <returns>False while no try is left.</returns>
    public async Task<bool> TakeAsync(Guid person, Guid browser, TryKind kind, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var now = time.GetUtcNow();
        return await connection.ExecuteAsync(
            """
            insert into sign_in_tries (person_id, browser, kind, tries) select id, @browser, @kind, 1 from person where id = @person
            on conflict (person_id, browser, kind) do update set
              tries = case when sign_in_tries.tries + 1 >= @Most then 0 else sign_in_tries.tries + 1 end,
              locked_until = case when sign_in_tries.tries + 1 >= @Most then @until::timestamptz end
            where sign_in_tries.locked_until is null or sign_in_tries.locked_until <= @now
            """,
            new { person, browser, kind = kind.ToString(), Most, until = now + Rest, now }) == 1;
    }

    /// <summary>Gives all tries back, after a right one.</summary>
    public async Task GiveBackAsync(Guid person, Guid browser, TryKind kind, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from sign_in_tries where person_id = @person and browser = @browser and kind = @kind", new { person, browser, kind = kind.ToString() });
    }
}
