using System.Net;
using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.Writing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Pages.Write;

/// <summary>The page to write mail from outside.</summary>
public static class WritePages
{
    private const long LargestForm = 200L * 1024 * 1024;

    public static void MapWritePages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/write", FormAsync);
        routes.MapPost("/write", SendAsync);
        routes.MapPost("/write/raw", SendRawAsync);
    }

    /// <summary>The empty form, or an answer begun: <paramref name="reply"/> is address, folder and UID of a mail, parted by slashes.</summary>
    private static async Task<IResult> FormAsync(string? from, string? to, string? reply, string? delivered, MailReader reader, CancellationToken cancellation)
    {
        var draft = new MailDraft { From = from ?? "", To = to ?? "support@contoso.example" };
        if (reply?.Split('/') is [var address, .. var folder, var last] && long.TryParse(last, out var uid)
            && await reader.RawAsync(address, string.Join('/', folder), uid, cancellation) is { } raw)
        {
            draft = MailDraft.ReplyTo(raw, address);
        }

        return new RazorComponentResult<WritePage>(new { Draft = draft, Delivered = delivered });
    }

    private static async Task<IResult> SendAsync(HttpContext context, Delivery delivery, TimeProvider time)
    {
        var form = await ReadFormAsync(context);
        var draft = MailDraft.Read(form);
        if (AddressList.Parse(draft.From) is not [{ IsComplete: true } sender, ..])
        {
            return Refuse(draft, "From holds no complete address. Write it as anna@customer.example or Anna Berg <anna@customer.example>.");
        }

        var recipients = AddressList.Parse(draft.To).Where(one => one.IsComplete).Select(one => one.Address).ToList();
        if (recipients.Count == 0)
        {
            return Refuse(draft, "To holds no complete address. Write it as support@contoso.example; several are parted by commas.");
        }

        var mail = await ComposeAsync(draft, form.Files, context.RequestAborted);
        await delivery.DeliverAsync(CustomerMailWriter.Write(mail, time.GetUtcNow()), sender.Address, recipients, receivedAt: null, context.RequestAborted);
        return Done(recipients);
    }

    private static async Task<IResult> SendRawAsync(HttpContext context, Delivery delivery)
    {
        var form = await ReadFormAsync(context);
        var messages = new List<byte[]>();
        foreach (var file in form.Files.Where(file => file.Length > 0))
        {
            messages.Add(await ReadAsync(file, context.RequestAborted));
        }

        if (form["raw"].ToString() is { Length: > 0 } pasted)
        {
            messages.Add(Encoding.UTF8.GetBytes(pasted));
        }

        var done = new List<string>();
        foreach (var raw in messages)
        {
            var message = MimeMessage.Parse(raw);
            var envelope = form["to"].ToString() is { Length: > 0 } to ? AddressList.Parse(to) : AddressList.Parse($"{message.To}, {message.Cc}");
            var recipients = envelope.Where(one => one.IsComplete).Select(one => one.Address).ToList();
            await delivery.DeliverAsync(raw, message.From is [var sender, ..] ? sender.Address : "", recipients, receivedAt: null, context.RequestAborted);
            done.AddRange(recipients);
        }

        return done.Count == 0
            ? Refuse(new MailDraft(), "There is nothing to deliver, or nobody to deliver it to. Give a file or a source, and an address in To or in the message.")
            : Done(done);
    }

    private static async Task<CustomerMail> ComposeAsync(MailDraft draft, IFormFileCollection files, CancellationToken cancellation)
    {
        var attachments = new List<CustomerAttachment>();
        foreach (var file in files.Where(file => file.Length > 0))
        {
            var type = string.IsNullOrEmpty(file.ContentType) ? "application/octet-stream" : file.ContentType;
            attachments.Add(new CustomerAttachment(Path.GetFileName(file.FileName), type, await ReadAsync(file, cancellation), Inline: file.Name == "pictures"));
        }

        var pictures = attachments.Where(file => file.Inline).ToList();
        var html = draft.Html.Length > 0 ? draft.Html : pictures.Count == 0 ? null : $"<p>{WebUtility.HtmlEncode(draft.Text).ReplaceLineEndings("<br>")}</p>";
        foreach (var picture in pictures.Where(picture => !html!.Contains($"cid:{picture.Name}", StringComparison.Ordinal)))
        {
            html += $"<p><img src=\"cid:{WebUtility.HtmlEncode(picture.Name)}\" alt=\"\"></p>";
        }

        return new CustomerMail
        {
            From = draft.From,
            To = [draft.To],
            Subject = draft.Subject,
            Text = draft.Text.Length > 0 || html is null ? draft.Text : null,
            Html = html,
            Attachments = attachments,
            Headers = Fields(draft.Headers),
        };
    }

    private static Dictionary<string, string> Fields(string lines) =>
        lines.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2 && pair[0].Trim().Length > 0)
            .GroupBy(pair => pair[0].Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last()[1].Trim(), StringComparer.OrdinalIgnoreCase);

    private static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestForm;
        }

        return await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = LargestForm, ValueLengthLimit = int.MaxValue }, context.RequestAborted);
    }

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    private static RazorComponentResult<WritePage> Refuse(MailDraft draft, string problem) =>
        new(new { Draft = draft, Problem = problem }) { StatusCode = StatusCodes.Status400BadRequest };

    private static RedirectHttpResult Done(IEnumerable<string> recipients) =>
        TypedResults.Redirect($"/write?delivered={Uri.EscapeDataString(string.Join(", ", recipients.Distinct(StringComparer.OrdinalIgnoreCase)))}");
}
