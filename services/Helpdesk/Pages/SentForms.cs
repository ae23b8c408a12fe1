namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>
/// Forms that a script sends, so that a page whose words cannot be taken stays as it is (header <c>X-Fragment: send</c>): where a browser would be sent on, the script is told by 204 and
/// <c>Location</c> where to go. The next page then says to the browser what is to be said once.
/// </summary>
internal static class SentForms
{
    public static void UseSentForms(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status302Found } && context.Request.Headers["X-Fragment"] == "send")
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    });
}
