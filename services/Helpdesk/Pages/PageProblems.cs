namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>Shows a browser a page where a program gets a problem document, with the same words: links of files, sources and exports answer both.</summary>
internal sealed class PageProblems : IProblemDetailsWriter
{
    /// <inheritdoc/>
    public bool CanWrite(ProblemDetailsContext context) => !context.HttpContext.Response.HasStarted && context.ProblemDetails.Title is not null && PagePolicy.WantsPage(context.HttpContext.Request);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
        if (context.ProblemDetails.Extensions.ContainsKey("code"))
        {
            await PlainPage.WriteAsync(context.HttpContext, status, context.ProblemDetails.Title!, context.ProblemDetails.Detail ?? "");
            return;
        }

        await PlainPage.WriteAsync(context.HttpContext, status);
    }
}
