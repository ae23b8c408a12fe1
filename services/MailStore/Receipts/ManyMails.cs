using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>
/// Answers with many receipts and their raw messages, in the form of <see cref="Framing"/> with a <see cref="MailHead"/> for each. Receipts that there are not are left out. A message of more than one
/// chunk, and one whose bytes are damaged, is left to be read on its own.
/// </summary>
/// <param name="receipts">Where they are.</param>
/// <param name="ids">Their numbers; of more than 200 the first.</param>
internal sealed class ManyMails(ReceiptTable receipts, long[] ids) : IResult
{
    private const int Most = 200;

    public async Task ExecuteAsync(HttpContext context)
    {
        var reader = context.RequestServices.GetRequiredService<ContentReader>();
        context.Response.ContentType = "application/octet-stream";
        foreach (var (receipt, content) in await receipts.FindMailsAsync([.. ids.Take(Most)], context.RequestAborted))
        {
            var raw = content?.First is null ? null : await ReadAsync(reader, content, context.RequestAborted);
            await context.Response.Body.WriteAsync(Framing.Head(new MailHead(receipt, raw?.Length, IsLarge: content is not null && raw is null)), context.RequestAborted);
            await context.Response.Body.WriteAsync(raw ?? ReadOnlyMemory<byte>.Empty, context.RequestAborted);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(ContentReader reader, KeptContent content, CancellationToken cancellation)
    {
        try
        {
            await foreach (var only in reader.ReadAsync(content, cancellation))
            {
                return only;
            }

            return null;
        }
        catch (ContentDamagedException)
        {
            return null;
        }
    }
}
