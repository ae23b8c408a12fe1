using HelpdeskMail.Helpdesk.People;
using Microsoft.AspNetCore.Identity;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Checks and sets passwords. Five wrong ones in a row lock the account for five minutes.</summary>
public sealed class Passwords(UserManager<Person> manager, PersonTable people, SecondFactors factors)
{
    /// <summary>Fewest characters of a password.</summary>
    public const int Shortest = 10;

    /// <summary>Hashed for addresses that nobody has, so that they take as long as others.</summary>
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Person>().HashPassword(new Person(), Guid.NewGuid().ToString()));

    /// <summary>The person whose address and password these are. Null for a wrong one, and while the account is locked: a guesser learns nothing by the difference.</summary>
    public async Task<Person?> CheckAsync(string email, string password, CancellationToken cancellation)
    {
        var person = await people.FindByEmailAsync(email.Trim(), cancellation);
        if (person?.PasswordHash is null || person.DisabledAt is not null)
        {
            manager.PasswordHasher.VerifyHashedPassword(new Person(), NobodysHash.Value, password);
            return null;
        }

        if (await manager.IsLockedOutAsync(person))
        {
            manager.PasswordHasher.VerifyHashedPassword(new Person(), NobodysHash.Value, password);
            return null;
        }

        if (!await manager.CheckPasswordAsync(person, password))
        {
            await manager.AccessFailedAsync(person);
            return null;
        }

        if (await IsLockedByNowAsync(person, cancellation))
        {
            return null;
        }

        // Where a code has to follow, only the code ends the count: else whoever has the password could guess codes without end, typing the password after every fourth.
        if (!await factors.IsOnAsync(person.Id, cancellation))
        {
            await manager.ResetAccessFailedCountAsync(person);
        }

        return person;
    }

    /// <summary>Whether guesses made at the same time have locked the account since it was read; without that, any number at once would all be tried.</summary>
    public async Task<bool> IsLockedByNowAsync(Person person, CancellationToken cancellation) =>
        await people.FindAsync(person.Id, cancellation) is not { DisabledAt: null } now || await manager.IsLockedOutAsync(now);

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

    /// <summary>Replaces a password whose present value is known; ends the person's other sessions.</summary>
    /// <returns>What speaks against it; null when it is done.</returns>
    public async Task<string?> ChangeAsync(Person person, string present, string next, CancellationToken cancellation)
    {
        if (await CheckAsync(person.Email, present, cancellation) is not { } checkedNow)
        {
            return Translated.Of("The present password is not right.");
        }

        if (await ProblemAsync(next) is { } problem)
        {
            return problem;
        }

        person.PasswordHash = Hash(next);
        person.SecurityStamp = NewStamp();
        return await people.SavePasswordAsync(person, checkedNow.SecurityStamp, cancellation) ? null : Translated.Of("The present password is not right.");
    }

    /// <summary>A fresh security stamp.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N");

}
