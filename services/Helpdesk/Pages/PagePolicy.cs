using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>Headers of every answer, and pages for browsers where a program would get a problem document.</summary>
internal static class PagePolicy
{
    /// <summary>Puts the headers on every answer.</summary>
    public static void UsePagePolicy(this WebApplication app)
    {
        // What a page may load and do: its own files, its own frames, files from their own host, nothing written into it.
        var files = app.Services.GetRequiredService<IOptions<HelpdeskSettings>>().Value.FilesAddress is { Length: > 0 } address ? $" {address.TrimEnd('/')}" : "";
        var contentPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{files}; connect-src 'self'; frame-src 'self'{files}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = contentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            // Only further in is it known whether a proxy in front took the request by TLS.
            context.Response.OnStarting(() =>
            {
                if (context.Request.IsHttps)
                {
                    headers.StrictTransportSecurity = "max-age=31536000";
                }

                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>Shows a page to a browser where nothing but a code would be answered. Comes after the service's defaults, which answer a code with a line of text.</summary>
    public static void UsePagesForCodes(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            // Pages take no forms; the framework would say so to a developer.
            await PlainPage.WriteAsync(context, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        await next(context);
        if (context.Response is not { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null } || !WantsPage(context.Request))
        {
            return;
        }

        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = default;
            context.Response.Redirect(PageAbove.Of(context.Request.Path, app.Services.GetRequiredService<EndpointDataSource>()));
        }
        else
        {
            await PlainPage.WriteAsync(context, CauseOf(context, context.Response.StatusCode));
        }
    });

    /// <summary>The status that says why a form was refused: one that could not be read has no token to be found, and is not old because of that.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">What is answered.</param>
    public static int CauseOf(HttpContext context, int status) =>
        status != StatusCodes.Status400BadRequest || context.Features.Get<IAntiforgeryValidationFeature>()?.Error?.InnerException is not InvalidDataException ? status
        : context.Request.ContentLength > FormOptions.DefaultBufferBodyLengthLimit / 128 ? StatusCodes.Status413PayloadTooLarge
        : StatusCodes.Status422UnprocessableEntity;

    /// <summary>Whether a browser asks on behalf of somebody who reads.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.Headers[HeaderNames.Accept].ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/internal", StringComparison.OrdinalIgnoreCase);
}
