using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>Keeps the host for files (Helpdesk:FilesAddress) to files: pages, forms and the API do not exist there.</summary>
internal static class FilesHost
{
    public static void UseFilesHost(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IOptions<HelpdeskSettings>>().Value;
        if (!Uri.TryCreate(settings.FilesAddress, UriKind.Absolute, out var files))
        {
            return;
        }

        var host = HostString.FromUriComponent(files);
        app.Use((context, next) =>
        {
            if (context.Request.Host == host && !context.Request.Path.StartsWithSegments("/files", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return next(context);
        });
    }
}
