namespace HelpdeskMail.MailStore.Contents;

/// <summary>
/// Answers with kept bytes as a stream. When damage shows before the first byte has left, the answer is a problem; later the connection is cut, so that
/// the reader cannot take a part for the whole.
/// </summary>
internal sealed partial class KeptBytes(KeptContent content, string mediaType) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var reader = context.RequestServices.GetRequiredService<ContentReader>();
        var answer = context.Response;
        answer.ContentType = mediaType;
        answer.ContentLength = content.Size;
        answer.Headers.ETag = $"\"{Convert.ToHexStringLower(content.Hash)}\"";
        answer.Headers.CacheControl = "private, max-age=31536000, immutable";
        answer.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await foreach (var chunk in reader.ReadAsync(content, context.RequestAborted))
            {
                await answer.Body.WriteAsync(chunk, context.RequestAborted);
            }
        }
        catch (ContentDamagedException exception) when (answer.HasStarted)
        {
            LogDamaged(context.RequestServices.GetRequiredService<ILogger<KeptBytes>>(), Convert.ToHexStringLower(content.Hash), exception);
            context.Abort();
        }
    }

    [LoggerMessage(EventId = 10, EventName = "content.damaged", Level = LogLevel.Error, Message = "The kept bytes {Content} are damaged; the transfer was cut")]
    private static partial void LogDamaged(ILogger logger, string content, Exception exception);
}
