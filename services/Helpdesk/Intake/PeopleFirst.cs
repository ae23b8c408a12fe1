namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Tells incoming mail of people who wait for a page.</summary>
internal static class PeopleFirst
{
    /// <summary>Notes what anybody asks for who is signed in, by page or program. Comes after signing in; what nobody waits for is left out.</summary>
    public static void UsePeopleFirst(this WebApplication app)
    {
        var turns = app.Services.GetRequiredService<IntakeTurns>();
        app.Use((context, next) =>
        {
            if (context.User.Identity is { IsAuthenticated: true } && !context.Request.Path.StartsWithSegments("/live", StringComparison.Ordinal))
            {
                turns.PageAskedFor();
            }

            return next(context);
        });
    }
}
