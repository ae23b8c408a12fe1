using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using Microsoft.AspNetCore.Identity;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>The forms of the second factor and of the forgotten password. All are limited in rate.</summary>
internal static class SecondFactorForms
{

    /// <summary>Between two mails to one person: a stranger can neither fill their mailbox nor make each link void while they look for it.</summary>
    private static readonly TimeSpan ResetPause = TimeSpan.FromMinutes(5);

    public static void MapSecondFactorForms(this WebApplication app)
    {
        var open = app.MapGroup("").RequireRateLimiting(SignInSetup.RateLimit).AllowAnonymous().ExcludeFromDescription();
        open.MapPost("/sign-in/code", CheckAsync);
        open.MapPost("/forgotten", ForgottenAsync);
        var own = app.MapGroup("/account/second-factor").RequireAuthorization(Access.Agent).RequireRateLimiting(SignInSetup.RateLimit).ExcludeFromDescription();
        own.MapPost("begin", BeginAsync);
        own.MapPost("confirm", ConfirmAsync);
        own.MapPost("remove", RemoveAsync);
    }

    /// <summary>A wrong code counts as a wrong password does: five lock the account for five minutes.</summary>
    private static async Task<IResult> CheckAsync(
        IFormCollection form, SignInSteps steps, SecondFactors factors, UserManager<Person> manager, Passwords passwords, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (await steps.FindWaitingAsync(context, cancellation) is not var (person, returnTo))
        {
            return flash.Redirect(context, "/sign-in", new Flash(false, Translated.Of("That took too long."), Translated.Of("Sign in again; the code is asked for within five minutes.")));
        }

        if (await manager.IsLockedOutAsync(person) || !await factors.CheckAsync(person.Id, form["code"].ToString(), cancellation) || await passwords.IsLockedByNowAsync(person, cancellation))
        {
            if (!await passwords.IsLockedByNowAsync(person, cancellation))
            {
                await manager.AccessFailedAsync(person);
            }

            await audit.AddAsync(null, "second_factor_refused", $"{person.Email} from {context.Connection.RemoteIpAddress}", cancellation);
            return flash.Redirect(context, "/sign-in/code", new Flash(false, Translated.Of("That is not right."), Translated.Of("Each code is good once, for half a minute. After five wrong ones the account rests for five minutes.")));
        }

        await manager.ResetAccessFailedCountAsync(person);
        SignInSteps.Forget(context);
        await PersonSession.StartAsync(context, person);
        await audit.AddAsync(new Actor(person.Id, person.Name, person.Role), "signed_in", $"with a second factor from {context.Connection.RemoteIpAddress}", cancellation);
        return TypedResults.LocalRedirect(returnTo);
    }

    /// <summary>The answer is the same for every address, so that nobody learns who has an account.</summary>
    private static async Task<IResult> ForgottenAsync(
        IFormCollection form, PersonTable people, AccountMails mails, AuditLog audit, TimeProvider time, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var email = form["email"].ToString().Trim();
        if (await people.FindByEmailAsync(email, cancellation) is { DisabledAt: null, PasswordHash: not null } person)
        {
            await AskAsync(person);
        }

        return flash.Redirect(context, "/forgotten", new Flash(true, Translated.Of("If that address is known here, a mail is on its way."), Translated.Of("Look into the spam folder too. Nothing comes? An administrator can make you a link under People.")));

        async Task AskAsync(Person person)
        {
            var now = time.GetUtcNow();
            var about = $"{person.Email} from {context.Connection.RemoteIpAddress}";
            // A link that opens an account must not come to where everybody who works the mailbox reads it.
            if (await mails.IsReadByOthersAsync(person.Email, cancellation))
            {
                await audit.AddAsync(null, "password_reset_asked", $"{about}; not sent, that address is a system email", cancellation);
                return;
            }

            var key = OneTimeKey.Create();
            if (await people.AskForResetAsync(person.Id, OneTimeKey.Digest(key), now + AccountMails.ResetFor, now, ResetPause, cancellation))
            {
                var sent = await mails.SendResetAsync(person, key, cancellation);
                await audit.AddAsync(null, "password_reset_asked", $"{about}{(sent ? "" : "; no system email can send")}", cancellation);
            }
        }
    }

    private static async Task<IResult> BeginAsync(IFormCollection form, SecondFactors factors, HttpContext context, CancellationToken cancellation)
    {
        await factors.BeginAsync(context.User.Actor().Id, cancellation);
        return TypedResults.LocalRedirect("/account#second-factor");
    }

    private static async Task<IResult> ConfirmAsync(IFormCollection form, SecondFactors factors, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await factors.ConfirmAsync(actor.Id, form["code"].ToString(), cancellation) is not { } codes)
        {
            return flash.Redirect(context, "/account", new Flash(false, Translated.Of("That code is not right."), Translated.Of("Look whether the phone's clock is right, and type the code it shows now.")));
        }

        await audit.AddAsync(actor, "second_factor_on", "", cancellation);
        return flash.Redirect(context, "/account", new Flash(
            true, Translated.Of("The second factor is on."), Translated.Of("These are your recovery codes. Each works once, should the phone be gone. Keep them where the phone is not; they are not shown again."), string.Join(' ', codes)));
    }

    private static async Task<IResult> RemoveAsync(
        IFormCollection form, SecondFactors factors, PersonTable people, Passwords passwords, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await people.FindAsync(actor.Id, cancellation) is not { } person || await passwords.CheckAsync(person.Email, form["present"].ToString(), cancellation) is null)
        {
            return flash.Redirect(context, "/account", new Flash(false, Translated.Of("The second factor is still on."), Translated.Of("The password is not right.")));
        }

        await factors.RemoveAsync(actor.Id, cancellation);
        await audit.AddAsync(actor, "second_factor_off", "", cancellation);
        return flash.Redirect(context, "/account", new Flash(true, Translated.Of("The second factor is off."), Translated.Of("A password alone signs you in.")));
    }
}
