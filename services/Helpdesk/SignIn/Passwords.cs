using HelpdeskMail.Helpdesk.People;
using Microsoft.AspNetCore.Identity;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Checks and sets passwords. How often one may be tried says <see cref="SignInTries"/>.</summary>
public sealed class Passwords(UserManager<Person> manager, PersonTable people, KnownBrowsers browsers, SignInTries tries)
{
    /// <summary>Fewest characters of a password.</summary>
    public const int Shortest = 10;

    /// <summary>Hashed for addresses that nobody has, so that they take as long as others.</summary>
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Person>().HashPassword(new Person(), Guid.NewGuid().ToString()));

    /// <summary>The person whose address and password these are. Null for a wrong one, and while no try is left: a guesser learns nothing by the difference.</summary>
    /// <param name="email">The address.</param>
    /// <param name="password">The password.</param>
    /// <param name="context">The request, which tells the browser.</param>
    /// <param name="cancellation">Ends the check.</param>
    public async Task<Person?> CheckAsync(string email, string password, HttpContext context, CancellationToken cancellation)
    {
        // For nobody the same is asked of the database as for somebody.
        var person = await people.FindByEmailAsync(email.Trim(), cancellation) is { PasswordHash: not null, DisabledAt: null } found ? found : null;
        var id = person?.Id ?? Guid.Empty;
        var browser = await browsers.FindAsync(id, context, cancellation);
        if (!await tries.TakeAsync(id, browser, TryKind.Password, cancellation) || person is null)
        {
            manager.PasswordHasher.VerifyHashedPassword(new Person(), NobodysHash.Value, password);
            return null;
        }

        if (!await manager.CheckPasswordAsync(person, password))
        {
            return null;
        }

        await tries.GiveBackAsync(id, browser, TryKind.Password, cancellation);
        return person;
    }

    /// <summary>What speaks against a password; null when nothing does.</summary>
    public async Task<string?> ProblemAsync(string password)
    {
        foreach (var validator in manager.PasswordValidators)
        {
            if (!(await validator.ValidateAsync(manager, new Person(), password)).Succeeded)
            {
                return Translated.Of("A password needs {0} characters or more, at least 4 of them different.", Shortest);
            }
        }

        return password.Length > 200 ? Translated.Of("A password has 200 characters at most.") : null;
    }

    /// <summary>Hash to store for a password.</summary>
    public string Hash(string password) => manager.PasswordHasher.HashPassword(new Person(), password);

    /// <summary>Replaces a password whose present value is known; ends the person's other sessions, and no browser is known any more.</summary>
    /// <returns>What speaks against it; null when it is done.</returns>
    public async Task<string?> ChangeAsync(Person person, string present, string next, HttpContext context, CancellationToken cancellation)
    {
        if (await CheckAsync(person.Email, present, context, cancellation) is not { } checkedNow)
        {
            return NotRight();
        }

        if (await ProblemAsync(next) is { } problem)
        {
            return problem;
        }

        person.PasswordHash = Hash(next);
        person.SecurityStamp = NewStamp();
        return await people.SavePasswordAsync(person, checkedNow.SecurityStamp, cancellation) ? null : NotRight();
    }

    /// <summary>A fresh security stamp.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N");

    private static string NotRight() => Translated.Of("The present password is not right, or there were too many wrong tries: then wait five minutes.");
}
