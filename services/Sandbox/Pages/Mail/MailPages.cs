using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Pages.Mail;

/// <summary>The mailboxes, their folders, their mails.</summary>
public static class MailPages
{
    public static void MapMailPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", MailboxesAsync);
        routes.MapGet("/mailboxes/{address}", (string address) => TypedResults.Redirect($"/mailboxes/{Uri.EscapeDataString(address)}/INBOX"));
        routes.MapGet("/mailboxes/{address}/{folder}", FolderAsync);
        routes.MapGet("/mailboxes/{address}/{folder}/{uid:long}", MessageAsync);
        routes.MapGet("/mailboxes/{address}/{folder}/{uid:long}/raw", RawAsync);
        routes.MapGet("/mailboxes/{address}/{folder}/{uid:long}/html", HtmlAsync);
        routes.MapGet("/mailboxes/{address}/{folder}/{uid:long}/parts/{index:int}", PartAsync);
    }

    private static async Task<IResult> MailboxesAsync(FolderStore folders, MailListeners listeners, CancellationToken cancellation) =>
        new RazorComponentResult<MailboxesPage>(new { Mailboxes = await folders.MailboxesAsync(cancellation), listeners.Ports });

    private static async Task<IResult> FolderAsync(string address, string folder, MailReader reader, FolderStore folders, CancellationToken cancellation)
    {
        if (await reader.FolderAsync(address, folder, cancellation) is not { } current)
        {
            return TypedResults.NotFound();
        }

        return new RazorComponentResult<FolderPage>(new
        {
            Address = address,
            Folders = await folders.ListAsync(current.MailboxId, cancellation),
            Current = current,
            Messages = await reader.NewestAsync(current, cancellation),
        });
    }

    private static async Task<IResult> MessageAsync(string address, string folder, long uid, string? view, MailReader reader, CancellationToken cancellation) =>
        await reader.RawAsync(address, folder, uid, cancellation) is { } raw
            ? new RazorComponentResult<MessagePage>(new { Address = address, FolderName = folder, Uid = uid, Content = MessageContent.Read(raw), View = view ?? "" })
            : TypedResults.NotFound();

    private static async Task<IResult> RawAsync(string address, string folder, long uid, MailReader reader, CancellationToken cancellation) =>
        await reader.RawAsync(address, folder, uid, cancellation) is { } raw ? MessageResources.Raw(raw) : TypedResults.NotFound();

    private static async Task<IResult> HtmlAsync(string address, string folder, long uid, HttpContext context, MailReader reader) =>
        await reader.RawAsync(address, folder, uid, context.RequestAborted) is { } raw ? MessageResources.Html(context, raw) : TypedResults.NotFound();

    private static async Task<IResult> PartAsync(string address, string folder, long uid, int index, HttpContext context, MailReader reader) =>
        await reader.RawAsync(address, folder, uid, context.RequestAborted) is { } raw ? MessageResources.Part(context, raw, index) : TypedResults.NotFound();
}
