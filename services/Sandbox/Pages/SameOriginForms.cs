namespace HelpdeskMail.Sandbox.Pages;

/// <summary>Refuses forms that another site's page sends in the browser's name.</summary>
public static class SameOriginForms
{
    /// <summary>
    /// A browser says where a form comes from (<c>Sec-Fetch-Site</c>, <c>Origin</c>); scripts say nothing and are let through, since they hold no
    /// one's cookie.
    /// </summary>
    public static void UseSameOriginForms(this WebApplication app) => app.Use(async (context, next) =>
    {
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        var foreign = site is "cross-site" or "same-site"
            || (site.Length == 0 && context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{context.Request.Scheme}://{context.Request.Host}");
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType && foreign)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("A form of another site was refused.", context.RequestAborted);
            return;
        }

        await next(context);
    });
}
