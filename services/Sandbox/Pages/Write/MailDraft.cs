namespace HelpdeskMail.Sandbox.Pages.Write;

/// <summary>What stands in the form's fields.</summary>
public sealed record MailDraft
{
    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Text { get; init; } = "";

    public string Html { get; init; } = "";

    /// <summary>One field a line.</summary>
    public string Headers { get; init; } = "";

    public static MailDraft Read(IFormCollection form) => new()
    {
        From = form["from"].ToString(),
        To = form["to"].ToString(),
        Subject = form["subject"].ToString(),
        Text = form["text"].ToString(),
        Html = form["html"].ToString(),
        Headers = form["headers"].ToString(),
    };

    /// <summary>An answer to a mail, as mail programs begin it: threaded, quoted.</summary>
    /// <param name="raw">The mail that is answered.</param>
    /// <param name="from">Who answers.</param>
    public static MailDraft ReplyTo(byte[] raw, string from)
    {
        var message = HelpdeskMail.Mail.Mime.MimeMessage.Parse(raw);
        var content = Mail.MessageContent.Read(raw);
        var to = message.ReplyTo.Count > 0 ? message.ReplyTo : message.From;
        var references = message.References.Concat(message.MessageId is { } id ? [id] : []).Select(one => $"<{one}>").ToList();
        return new MailDraft
        {
            From = from,
            To = to.ToString(),
            Subject = content.Subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? content.Subject : $"Re: {content.Subject}",
            Text = $"\n\n{content.From} wrote:\n{string.Join('\n', (content.Text ?? "").ReplaceLineEndings("\n").Split('\n').Select(line => $"> {line}"))}",
            Headers = references.Count == 0 ? "" : $"In-Reply-To: {references[^1]}\nReferences: {string.Join(' ', references)}",
        };
    }
}
