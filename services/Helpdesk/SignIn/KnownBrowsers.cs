using System.Globalization;
using Dapper;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Browsers in which somebody has signed in before, known by a cookie with a random key (OWASP, «Slow Down Online Guessing Attacks with Device Cookies»). Wrong tries elsewhere do not
/// keep a person out of them. Their number is limited, so that nobody gains tries by signing in often; all are forgotten with a new security stamp, which comes with a new password.
/// </summary>
public sealed class KnownBrowsers(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Most browsers that are known of one person; the one used longest ago makes room.</summary>
    public const int Most = 10;

    private static readonly TimeSpan Age = TimeSpan.FromDays(365);

    /// <summary>The browser that a request comes from, when the person is known to have signed in there; <see cref="Guid.Empty"/> for any other.</summary>
    public async Task<Guid> FindAsync(Guid person, HttpContext context, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<Guid?>(
            """
            select known_browser.id from known_browser join person on person.id = known_browser.person_id
            where known_browser.hash = @hash and person.id = @person and known_browser.stamp = person.security_stamp and known_browser.used_at > @since
            """,
            new { hash = OneTimeKey.Digest(context.Request.Cookies[Name(person)] ?? ""), person, since = time.GetUtcNow() - Age }) ?? Guid.Empty;
    }

    /// <summary>Knows the browser that a request comes from, now that the person has signed in there with all that is asked of them.</summary>
    public async Task RememberAsync(Person person, HttpContext context, CancellationToken cancellation)
    {
        var key = context.Request.Cookies[Name(person.Id)] is { Length: > 0 } given && await RenewAsync(person, given, cancellation) ? given : OneTimeKey.Create();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into known_browser (id, person_id, hash, stamp, used_at) values (@browser, @Id, @hash, @SecurityStamp, @now) on conflict (hash) do nothing;
            delete from known_browser where person_id = @Id and id not in (select id from known_browser where person_id = @Id order by used_at desc, id limit @Most);
            delete from sign_in_tries where person_id = @Id and browser <> @others and browser not in (select id from known_browser where person_id = @Id)
            """,
            new { browser = Guid.NewGuid(), person.Id, hash = OneTimeKey.Digest(key), person.SecurityStamp, now = time.GetUtcNow(), Most, others = Guid.Empty });
        // Lax, so that it comes along on the way back from an identity provider as well, and the browser is not taken for yet another one each time.
        context.Response.Cookies.Append(
            Name(person.Id), key, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = Age, Path = "/", IsEssential = true });
    }

    /// <summary>Forgets all browsers of a person but the one a request comes from.</summary>
    public async Task ForgetOthersAsync(Guid person, HttpContext context, CancellationToken cancellation)
    {
        var present = await FindAsync(person, context, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from known_browser where person_id = @person and id <> @present", new { person, present });
    }

    private async Task<bool> RenewAsync(Person person, string key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update known_browser set stamp = @SecurityStamp, used_at = @now where hash = @hash and person_id = @Id",
            new { hash = OneTimeKey.Digest(key), person.Id, person.SecurityStamp, now = time.GetUtcNow() }) == 1;
    }

    /// <summary>A cookie for each person: several may sign in at one desk.</summary>
    private static string Name(Guid person) => string.Create(CultureInfo.InvariantCulture, $"helpdesk-browser-{person:N}");
}
