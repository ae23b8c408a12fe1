using Dapper;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary>Who is signed in to the provider in a browser. A cookie holds a random value; the database knows its hash.</summary>
public sealed class BrowserSessions(NpgsqlDataSource database, TimeProvider time)
{
    private const string Cookie = "sandbox_sign_in";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public async Task<Account?> CurrentAsync(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } value)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        return await connection.QuerySingleOrDefaultAsync<Account>(
            """
            select account.* from browser_session join account on account.id = account_id
            where token_hash = @Hash and expires_at > @Now
            """,
            new { Hash = OpaqueToken.Hash(value), Now = time.GetUtcNow() });
    }

    public async Task StartAsync(HttpContext context, Account account)
    {
        var value = OpaqueToken.New("");
        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        await connection.ExecuteAsync(
            """
            delete from browser_session where expires_at <= @Now;
            insert into browser_session (token_hash, account_id, expires_at) values (@Hash, @Id, @ExpiresAt)
            """,
            new { Hash = OpaqueToken.Hash(value), account.Id, Now = time.GetUtcNow(), ExpiresAt = time.GetUtcNow() + Lifetime });
        context.Response.Cookies.Append(Cookie, value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true });
    }

    public async Task EndAsync(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is { Length: > 0 } value)
        {
            await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
            await connection.ExecuteAsync("delete from browser_session where token_hash = @Hash", new { Hash = OpaqueToken.Hash(value) });
        }

        context.Response.Cookies.Delete(Cookie);
    }
}
