using System.Security.Cryptography;
using System.Text.Json;
using HelpdeskMail.Helpdesk.People;
using Microsoft.AspNetCore.DataProtection;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// What comes after a password was right: the session, or first the second factor. In between, a sealed cookie of five minutes says who it is; it opens nothing by
/// itself. Whoever comes by an identity provider has been asked for what that one wants, and is asked for no code here.
/// </summary>
public sealed class SignInSteps(SecondFactors factors, PersonTable people, IDataProtectionProvider protection)
{
    /// <summary>Where the code is asked for.</summary>
    internal const string CodePath = "/sign-in/code";

    private const string Name = "helpdesk-second";
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("HelpdeskMail sign-in step").ToTimeLimitedDataProtector();

    /// <summary>Goes on with a person whose password was right.</summary>
    /// <param name="context">The request.</param>
    /// <param name="person">Who it is.</param>
    /// <param name="returnTo">A path on this service.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Where the browser goes next, and whether the person is signed in already.</returns>
    public async Task<(string Path, bool SignedIn)> ContinueAsync(HttpContext context, Person person, string returnTo, CancellationToken cancellation)
    {
        if (!await factors.IsOnAsync(person.Id, cancellation))
        {
            await PersonSession.StartAsync(context, person);
            return (returnTo, true);
        }

        var step = protector.Protect(JsonSerializer.Serialize(new Waiting(person.Id, person.SecurityStamp, returnTo)), Age);
        context.Response.Cookies.Append(Name, step, Options(context, Age));
        return (SignInForms.PageWith(returnTo, CodePath), false);
    }

    /// <summary>Who waits to type a code in this browser, and where they wanted to go; null when nobody does.</summary>
    public async Task<(Person Person, string ReturnTo)?> FindWaitingAsync(HttpContext context, CancellationToken cancellation)
    {
        try
        {
            return context.Request.Cookies[Name] is { Length: > 0 } cookie
                && JsonSerializer.Deserialize<Waiting>(protector.Unprotect(cookie)) is { } waiting
                && await people.FindAsync(waiting.Person, cancellation) is { DisabledAt: null } person
                && person.SecurityStamp == waiting.Stamp
                    ? (person, waiting.ReturnTo)
                    : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Forgets who waits.</summary>
    public static void Forget(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, TimeSpan.Zero));

    private static CookieOptions Options(HttpContext context, TimeSpan age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = age, Path = "/sign-in", IsEssential = true };

    private sealed record Waiting(Guid Person, string Stamp, string ReturnTo);
}
