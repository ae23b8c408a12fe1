using System.Text;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Mails as customers and machines write them.</summary>
public static class Mails
{
    private static int last;

    public static string NewId() => $"{Interlocked.Increment(ref last)}.{Guid.NewGuid():N}@customer.example";

    public static byte[] Bytes(string mail) => Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n"));

    public static string Plain(
        string subject = "Help", string body = "Hello.", string? messageId = null, string? inReplyTo = null, string[]? references = null,
        string from = "Anna Berg <anna@customer.example>", string to = "support@contoso.example", string extra = "", string date = "Mon, 2 Mar 2026 10:00:00 +0000")
    {
        var mail = new StringBuilder();
        mail.Append("From: ").Append(from).Append("\nTo: ").Append(to).Append("\nSubject: ").Append(subject).Append("\nDate: ").Append(date)
            .Append("\nMessage-ID: <").Append(messageId ?? NewId()).Append(">\n");
        if (inReplyTo is not null)
        {
            mail.Append("In-Reply-To: <").Append(inReplyTo).Append(">\n");
        }

        if (references is { Length: > 0 })
        {
            mail.Append("References: ").AppendJoin(' ', references.Select(id => $"<{id}>")).Append('\n');
        }

        return mail.Append(extra).Append("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n").Append(body).Append('\n').ToString();
    }

    public static string Html(string html, string subject = "Formatted", string? messageId = null) =>
        $"From: Anna Berg <anna@customer.example>\nTo: support@contoso.example\nSubject: {subject}\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <{messageId ?? NewId()}>\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{html}\n";

    public static string WithPictureAndFile() =>
        $"""
        From: Anna Berg <anna@customer.example>
        To: support@contoso.example
        Subject: Invoice
        Date: Mon, 2 Mar 2026 10:00:00 +0000
        Message-ID: <{NewId()}>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: multipart/related; boundary=inner

        --inner
        Content-Type: text/html; charset=utf-8

        <p>See <b>this</b>: <img src="cid:logo@x" alt="our logo"></p>
        --inner
        Content-Type: image/png; name=logo.png
        Content-ID: <logo@x>
        Content-Disposition: inline; filename=logo.png
        Content-Transfer-Encoding: base64

        iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
        --inner--
        --outer
        Content-Type: application/pdf; name=invoice.pdf
        Content-Disposition: attachment; filename=invoice.pdf
        Content-Transfer-Encoding: base64

        JVBERi0xLjQKJSVFT0YK
        --outer--

        """;

    /// <summary>HTML with parts beside it, each with header fields of its own.</summary>
    public static string Related(string html, params (string Fields, byte[] Bytes)[] parts)
    {
        var mail = new StringBuilder(
            $"From: Anna Berg <anna@customer.example>\nTo: support@contoso.example\nSubject: Pictures\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <{NewId()}>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=inner\n\n--inner\nContent-Type: text/html; charset=utf-8\n\n{html}\n");
        foreach (var (fields, bytes) in parts)
        {
            mail.Append("--inner\n").Append(fields).Append("\nContent-Transfer-Encoding: base64\n\n").Append(Convert.ToBase64String(bytes)).Append('\n');
        }

        return mail.Append("--inner--\n").ToString();
    }

    public static string Bounce(string originalId, string recipient = "anna@customer.example", string action = "failed", string status = "5.1.1") =>
        $"""
        From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>
        To: support@contoso.example
        Subject: Undelivered Mail Returned to Sender
        Date: Mon, 2 Mar 2026 11:00:00 +0000
        Message-ID: <{NewId()}>
        Return-Path: <>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=report

        --report
        Content-Type: text/plain

        Your message could not be delivered.
        --report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.customer.example

        Final-Recipient: rfc822; {recipient}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} <{recipient}>:
          User unknown
        --report
        Content-Type: text/rfc822-headers

        Message-ID: <{originalId}>
        From: support@contoso.example
        Subject: Re: Help
        --report--

        """;
}
