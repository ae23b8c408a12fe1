using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>The forms that take passwords and one-time keys. All are limited in rate and need an antiforgery token.</summary>
internal static class SignInForms
{
    public static void MapSignInForms(this WebApplication app)
    {
        var open = app.MapGroup("").RequireRateLimiting(SignInSetup.RateLimit).AllowAnonymous().ExcludeFromDescription();
        open.MapPost("/sign-in", SignInAsync);
        open.MapPost("/setup", SetUpAsync);
        open.MapPost("/invitation", TakeUpInvitationAsync);
        var signedIn = app.MapGroup("").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        signedIn.MapPost("/sign-out", SignOutAsync);
        signedIn.MapPost("/account/password", ChangePasswordAsync).RequireRateLimiting(SignInSetup.RateLimit);
    }

    private static async Task<IResult> SignInAsync(
        IFormCollection form, Passwords passwords, SignInSteps steps, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var email = form["email"].ToString();
        var returnTo = LocalPath(form["returnTo"].ToString());
        if (await passwords.CheckAsync(email, form["password"].ToString(), context, cancellation) is not { } person)
        {
            await audit.AddAsync(null, "sign_in_refused", $"{DatabaseText.OneLine(email, 100)} from {context.Connection.RemoteIpAddress}", cancellation);
            return flash.Redirect(
                context, PageWith(returnTo),
                new Flash(false, Translated.Of("That is not right."), Translated.Of("Address or password are wrong, or there were too many wrong tries. Then wait five minutes, use a browser you have signed in with before, or take «Forgotten password».")));
        }

        var (next, signedIn) = await steps.ContinueAsync(context, person, returnTo, cancellation);
        if (signedIn)
        {
            await audit.AddAsync(new Actor(person.Id, person.Name, person.Role), "signed_in", $"from {context.Connection.RemoteIpAddress}", cancellation);
        }

        return TypedResults.LocalRedirect(next);
    }

    private static async Task<IResult> SignOutAsync(IFormCollection form, HttpContext context)
    {
        await PersonSession.EndAsync(context);
        return TypedResults.LocalRedirect("/sign-in");
    }

    private static async Task<IResult> SetUpAsync(
        IFormCollection form, FirstAdministrator first, PersonTable people, Passwords passwords, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var key = form["key"].ToString();
        if (!await first.IsOpenAsync(key, cancellation))
        {
            return TypedResults.LocalRedirect("/setup");
        }

        var email = form["email"].ToString().Trim();
        var name = DatabaseText.OneLine(form["name"].ToString(), int.MaxValue);
        var password = form["password"].ToString();
        var problem = name.Length == 0 ? Translated.Of("Give your name; colleagues see it.")
            : TooLong.Line(Translated.Of("The name"), name, Invitations.LongestName) is { } tooLong ? tooLong
            : AddressList.Parse(email) is not [{ IsComplete: true } mailbox] || mailbox.Address != email ? Translated.Of("That is no address. Write it as name@example.org.")
            : await passwords.ProblemAsync(password);
        if (problem is not null)
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name, ["email"] = email };
            return flash.Redirect(context, $"/setup?key={Uri.EscapeDataString(key)}", new Flash(false, Translated.Of("Not yet."), problem, Fields: fields));
        }

        var person = new Person { Id = Guid.NewGuid(), Email = email, Name = name, Role = Role.Admin, PasswordHash = passwords.Hash(password), SecurityStamp = Passwords.NewStamp() };
        if (!await people.AddFirstAsync(person, cancellation))
        {
            return TypedResults.LocalRedirect("/setup");
        }

        await audit.AddAsync(new Actor(person.Id, person.Name, person.Role), "first_administrator", email, cancellation);
        await PersonSession.StartAsync(context, person);
        return TypedResults.LocalRedirect("/system-emails");
    }

    private static async Task<IResult> TakeUpInvitationAsync(
        IFormCollection form, PasswordResets resets, Passwords passwords, SignInSteps steps, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var key = form["key"].ToString();
        var digest = OneTimeKey.Digest(key);
        var person = await resets.FindPersonAsync(digest, cancellation);
        var password = form["password"].ToString();
        if (person is not null && await passwords.ProblemAsync(password) is { } problem)
        {
            return flash.Redirect(context, $"/invitation?key={Uri.EscapeDataString(key)}", new Flash(false, Translated.Of("Not yet."), problem));
        }

        var stamp = Passwords.NewStamp();
        if (person is null || !await resets.UseAsync(digest, passwords.Hash(password), stamp, cancellation))
        {
            return TypedResults.LocalRedirect("/invitation");
        }

        person.SecurityStamp = stamp;
        await audit.AddAsync(new Actor(person.Id, person.Name, person.Role), person.PasswordHash is null ? "invitation_taken_up" : "password_set_by_link", person.Email, cancellation);
        return TypedResults.LocalRedirect((await steps.ContinueAsync(context, person, "/", cancellation)).Path);
    }

    private static async Task<IResult> ChangePasswordAsync(
        IFormCollection form, PersonTable people, Passwords passwords, AuditLog audit, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await people.FindAsync(actor.Id, cancellation) is not { } person)
        {
            return TypedResults.NotFound();
        }

        if (await passwords.ChangeAsync(person, form["present"].ToString(), form["next"].ToString(), context, cancellation) is { } problem)
        {
            return flash.Redirect(context, "/account", new Flash(false, Translated.Of("The password was not changed."), problem));
        }

        await audit.AddAsync(actor, "password_changed", person.Email, cancellation);
        await PersonSession.StartAsync(context, person);
        return flash.Redirect(context, "/account", new Flash(true, Translated.Of("The password is changed."), Translated.Of("Other browsers were signed out.")));
    }

    /// <summary>A page of signing in, which leads on to a path on this service.</summary>
    internal static string PageWith(string returnTo, string page = "/sign-in") => returnTo == "/" ? page : $"{page}?returnTo={Uri.EscapeDataString(returnTo)}";

    /// <summary>A path on this service; anything that could lead elsewhere becomes the start page.</summary>
    internal static string LocalPath(string path) =>
        path.Length is > 0 and < 2000 && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.Any(char.IsControl) ? path : "/";
}
