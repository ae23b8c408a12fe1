using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>Sessions that tests share: there are more of them than may sign in within a minute, and signing in takes its time.</summary>
internal static class SharedSession
{
    /// <summary>Cookies of the first who signed in, by the server that gave them.</summary>
    private static readonly ConditionalWeakTable<object, Cookie[]> Sessions = [];

    /// <summary>Keeps the session of whoever has just signed in, for the tests after this one.</summary>
    /// <param name="context">Where somebody is signed in.</param>
    /// <param name="server">The server.</param>
    public static async Task KeepSessionAsync(this IBrowserContext context, object server) =>
        Sessions.AddOrUpdate(server, [.. (await context.CookiesAsync()).Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, Expires = cookie.Expires, HttpOnly = cookie.HttpOnly, Secure = cookie.Secure, SameSite = cookie.SameSite,
        })]);

    /// <summary>Goes on with the session that is kept; false when nobody has signed in yet.</summary>
    /// <param name="context">A fresh browser.</param>
    /// <param name="server">The server.</param>
    public static async Task<bool> TryJoinSessionAsync(this IBrowserContext context, object server)
    {
        if (!Sessions.TryGetValue(server, out var cookies))
        {
            return false;
        }

        await context.AddCookiesAsync(cookies);
        return true;
    }
}
