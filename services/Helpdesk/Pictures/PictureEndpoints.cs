using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.Pictures;

/// <summary>Pictures from elsewhere, loaded by us and kept, so that their owner learns neither who looks nor how often.</summary>
internal static class PictureEndpoints
{
    public static void MapPictures(this WebApplication app) =>
        app.MapGet("/pictures/{signature}/{address}", ShowAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(
        string signature, string address, PictureLinks links, PictureCache cache, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation)
    {
        if (links.Read(signature, address) is not { } picture)
        {
            return TypedResults.NotFound();
        }

        if (await cache.OpenAsync(picture, mailStore, cancellation) is not var (bytes, mediaType))
        {
            context.Response.Headers.CacheControl = "private, max-age=300";
            return TypedResults.NotFound();
        }

        return SafeDownload.Picture(context, bytes, mediaType);
    }
}
