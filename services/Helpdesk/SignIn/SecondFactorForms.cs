using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>The forms of the second factor and of the forgotten password. All are limited in rate.</summary>
internal static class SecondFactorForms
{
    public static void MapSecondFactorForms(this WebApplication app)
    {
        var open = app.MapGroup("").RequireRateLimiting(SignInSetup.RateLimit).AllowAnonymous().ExcludeFromDescription();
        open.MapPost("/sign-in/code", CheckAsync);
        open.MapPost("/forgotten", Forgotten);
        var own = app.MapGroup("/account/second-factor").RequireAuthorization(Access.Agent).RequireRateLimiting(SignInSetup.RateLimit).ExcludeFromDescription();
        own.MapPost("begin", BeginAsync);
        own.MapPost("leave", LeaveAsync);
        own.MapPost("confirm", ConfirmAsync);
        own.MapPost("remove", RemoveAsync);
    }

    private static async Task<IResult> CheckAsync(
        IFormCollection form, SignInSteps steps, SecondFactors factors, KnownBrowsers browsers, SignInTries tries, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (await steps.FindWaitingAsync(context, cancellation) is not var (person, returnTo))
        {
            return flash.Redirect(context, SignInForms.PageWith(SignInForms.LocalPath(form["returnTo"].ToString())), new Flash(false, Translated.Of("That took too long."), Translated.Of("Sign in again; the code is asked for within five minutes.")));
        }

        var browser = await browsers.FindAsync(person.Id, context, cancellation);
        if (!await tries.TakeAsync(person.Id, browser, TryKind.Code, cancellation) || !await factors.CheckAsync(person.Id, form["code"].ToString(), cancellation))
        {
            await audit.AddAsync(null, "second_factor_refused", $"{person.Email} from {context.Connection.RemoteIpAddress}", cancellation);
            return flash.Redirect(context, SignInForms.PageWith(returnTo, SignInSteps.CodePath), new Flash(false, Translated.Of("That is not right."), Translated.Of("Each code is good once, for half a minute. After five wrong ones none is taken for five minutes.")));
        }

        await tries.GiveBackAsync(person.Id, browser, TryKind.Code, cancellation);
        SignInSteps.Forget(context);
        await PersonSession.StartAsync(context, person);
        await audit.AddAsync(new Actor(person.Id, person.Name, person.Role), "signed_in", $"with a second factor from {context.Connection.RemoteIpAddress}", cancellation);
        return TypedResults.LocalRedirect(returnTo);
    }

    /// <summary>The answer is the same for every address, and made before anybody is looked for, so that neither its words nor its time tell who has an account.</summary>
    private static IResult Forgotten(IFormCollection form, ForgottenPasswords forgotten, FlashCookie flash, HttpContext context)
    {
        forgotten.Ask(form["email"].ToString().Trim(), context.Connection.RemoteIpAddress);
        return flash.Redirect(context, "/forgotten", new Flash(true, Translated.Of("If that address is known here, a mail is on its way."), Translated.Of("Look into the spam folder too. Nothing comes? An administrator can make you a link under People.")));
    }

    private static async Task<IResult> BeginAsync(IFormCollection form, SecondFactors factors, HttpContext context, CancellationToken cancellation)
    {
        await factors.BeginAsync(context.User.Actor().Id, cancellation);
        return TypedResults.LocalRedirect("/account#second-factor");
    }

    private static async Task<IResult> LeaveAsync(IFormCollection form, SecondFactors factors, HttpContext context, CancellationToken cancellation)
    {
        await factors.LeaveAsync(context.User.Actor().Id, cancellation);
        return TypedResults.LocalRedirect("/account#second-factor");
    }

    private static async Task<IResult> ConfirmAsync(IFormCollection form, SecondFactors factors, KnownBrowsers browsers, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await factors.ConfirmAsync(actor.Id, form["code"].ToString(), cancellation) is not { } codes)
        {
            return flash.Redirect(context, "/account", new Flash(false, Translated.Of("That code is not right."), Translated.Of("Look whether the phone's clock is right, and type the code it shows now.")));
        }

        // Known are browsers where the password alone was asked for; each would have tries of its own at the code.
        await browsers.ForgetOthersAsync(actor.Id, context, cancellation);
        await audit.AddAsync(actor, "second_factor_on", "", cancellation);
        return flash.Redirect(context, "/account", new Flash(
            true, Translated.Of("The second factor is on."), Translated.Of("These are your recovery codes. Each works once, should the phone be gone. Keep them where the phone is not; they are not shown again."), string.Join(' ', codes)));
    }

    private static async Task<IResult> RemoveAsync(
        IFormCollection form, SecondFactors factors, PersonTable people, Passwords passwords, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await people.FindAsync(actor.Id, cancellation) is not { } person || await passwords.CheckAsync(person.Email, form["present"].ToString(), context, cancellation) is null)
        {
            return flash.Redirect(context, "/account", new Flash(false, Translated.Of("The second factor is still on."), Translated.Of("The password is not right.")));
        }

        await factors.RemoveAsync(actor.Id, cancellation);
        await audit.AddAsync(actor, "second_factor_off", "", cancellation);
        return flash.Redirect(context, "/account", new Flash(true, Translated.Of("The second factor is off."), Translated.Of("A password alone signs you in.")));
    }
}
