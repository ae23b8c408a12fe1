using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Seed;
using HelpdeskMail.Sandbox.Smtp;
using HelpdeskMail.Sandbox.Writing;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Sandbox.Api;

/// <summary>Mail in and out of the Sandbox for tests and scripts.</summary>
public static class MailApi
{
    private const int LargestMail = 160 * 1024 * 1024;

    public static void MapMailApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.MapPost("/mails", DeliverRawAsync);
        api.MapPost("/mails/compose", ComposeAsync);
        api.MapGet("/mailboxes", MailboxesAsync);
        api.MapGet("/mailboxes/{address}/folders", FoldersAsync);
        api.MapGet("/mailboxes/{address}/folders/{folder}/messages", MessagesAsync);
        api.MapGet("/mailboxes/{address}/folders/{folder}/messages/{uid:long}", RawAsync);
        api.MapDelete("/mailboxes/{address}/folders/{folder}/messages/{uid:long}", DeleteAsync);
        api.MapPost("/mailboxes/{address}/folders/{folder}/renumber", RenumberAsync);
        api.MapGet("/submissions", SubmissionsAsync);
        api.MapPost("/reset", ResetAsync);
    }

    /// <summary>
    /// The body is a raw message. It goes to the inboxes in <c>?to=</c> (repeatable), else to those in To and Cc; <c>?from=</c> is the envelope
    /// sender, else the From field's first address.
    /// </summary>
    private static async Task<IResult> DeliverRawAsync(HttpRequest request, [FromQuery] string[]? to, string? from, Delivery delivery, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestMail;
        }

        using var raw = new MemoryStream();
        await request.Body.CopyToAsync(raw, cancellation);
        var message = MimeMessage.Parse(raw.ToArray());
        string[] recipients = to is { Length: > 0 } ? to : [.. message.To.Concat(message.Cc).Where(one => one.IsComplete).Select(one => one.Address)];
        if (recipients.Length == 0)
        {
            return ServiceProblems.Problem(400, "no_recipient", "The mail has no recipient.", "Give ?to=ADDRESS, or a To field in the message.");
        }

        var done = await delivery.DeliverAsync(raw.ToArray(), from ?? (message.From is [var sender, ..] ? sender.Address : ""), recipients, receivedAt: null, cancellation);
        return TypedResults.Ok(new { message.MessageId, Deliveries = done.Select(one => new { one.Mailbox, one.Uid }) });
    }

    /// <summary>The body is a <see cref="CustomerMail"/>; it is written as a mail and delivered to To and Cc.</summary>
    private static async Task<IResult> ComposeAsync(CustomerMail mail, Delivery delivery, TimeProvider time, CancellationToken cancellation)
    {
        var recipients = mail.To.Concat(mail.Cc).SelectMany(text => AddressList.Parse(text)).Where(one => one.IsComplete).Select(one => one.Address).ToList();
        if (recipients.Count == 0 || AddressList.Parse(mail.From) is not [{ IsComplete: true } sender, ..])
        {
            return ServiceProblems.Problem(400, "address_invalid", "From or To holds no complete address.", "Write addresses as anna@customer.example or Anna Berg <anna@customer.example>.");
        }

        var raw = CustomerMailWriter.Write(mail, time.GetUtcNow());
        var done = await delivery.DeliverAsync(raw, sender.Address, recipients, receivedAt: null, cancellation);
        return TypedResults.Ok(new { MimeMessage.Parse(raw).MessageId, Deliveries = done.Select(one => new { one.Mailbox, one.Uid }) });
    }

    private static async Task<IResult> MailboxesAsync(FolderStore folders, CancellationToken cancellation) =>
        TypedResults.Ok(await folders.MailboxesAsync(cancellation));

    private static async Task<IResult> FoldersAsync(string address, FolderStore folders, CancellationToken cancellation) =>
        await folders.FindMailboxAsync(address, cancellation) is { } mailbox
            ? TypedResults.Ok(await folders.ListAsync(mailbox, cancellation))
            : ServiceProblems.Problem(404, "mailbox_unknown", $"There is no mailbox {address}.", "A mailbox comes into being with its first mail.");

    /// <summary>The messages of a folder. An address that no mail ever came to has none, so that a test can wait for its first.</summary>
    private static async Task<IResult> MessagesAsync(string address, string folder, MailReader reader, FolderStore folders, CancellationToken cancellation)
    {
        if (await folders.FindMailboxAsync(address, cancellation) is null)
        {
            return TypedResults.Ok(Array.Empty<MessageSummary>());
        }

        return await reader.FolderAsync(address, folder, cancellation) is { } found ? TypedResults.Ok(await reader.AllAsync(found, cancellation)) : NoFolder(address, folder);
    }

    private static async Task<IResult> RawAsync(string address, string folder, long uid, MailReader reader, CancellationToken cancellation) =>
        await reader.RawAsync(address, folder, uid, cancellation) is { } raw
            ? TypedResults.Bytes(raw, "message/rfc822")
            : ServiceProblems.Problem(404, "message_unknown", $"{address} has no message {uid} in {folder}.");

    private static async Task<IResult> DeleteAsync(string address, string folder, long uid, MailReader reader, MessageStore messages, CancellationToken cancellation)
    {
        if (await reader.FolderAsync(address, folder, cancellation) is not { } found)
        {
            return NoFolder(address, folder);
        }

        await messages.RemoveAsync(found.Id, [uid], cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Gives the folder a new UIDVALIDITY and its messages new UIDs.</summary>
    private static async Task<IResult> RenumberAsync(string address, string folder, MailReader reader, FolderStore folders, CancellationToken cancellation)
    {
        if (await reader.FolderAsync(address, folder, cancellation) is not { } found)
        {
            return NoFolder(address, folder);
        }

        await folders.RenumberAsync(found, cancellation);
        return TypedResults.Ok(await folders.FindAsync(found.Id, cancellation));
    }

    private static async Task<IResult> SubmissionsAsync(Submissions submissions, CancellationToken cancellation, int limit = 200) =>
        TypedResults.Ok(await submissions.ListAsync(Math.Clamp(limit, 1, 1000), cancellation));

    private static async Task<IResult> ResetAsync(SeedAtStart seed, Faults.FaultBoard faults, CancellationToken cancellation, bool seedMails = false)
    {
        await faults.RemoveAsync(null, cancellation);
        await seed.ResetAsync(seedMails, cancellation);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NoFolder(string address, string folder) =>
        ServiceProblems.Problem(404, "folder_unknown", $"{address} has no folder {folder}.", "GET /api/mailboxes/{address}/folders lists them.");
}
