using System.Text;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>Mails that customers send in these tests.</summary>
internal static class Mails
{
    /// <summary>A picture of 2 by 2 red pixels.</summary>
    private const string RedDot = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGO4oKAARAwQCgAgjgRBUcmqiQAAAABJRU5ErkJggg==";

    /// <summary>HTML with a picture of its own, one from elsewhere, a script, and a file attached.</summary>
    public static string WithPictureAndFile(string to, string subject, string messageId) =>
        $"""
        From: Anna Berg <anna.berg@customer.example>
        To: {to}
        Subject: {subject}
        Date: Mon, 16 Nov 2026 09:30:00 +0100
        Message-ID: <{messageId}>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        --outer
        Content-Type: multipart/related; boundary="inner"

        --inner
        Content-Type: text/html; charset=utf-8

        <p>Grüße, <b>this</b> is the label: <img id="label" src="cid:label@customer.example" width="40" height="40"></p>
        <p><img id="spy" src="https://tracker.example/open.gif" width="1" height="1"></p>
        <script>parent.document.title = 'run';</script>

        --inner
        Content-Type: image/png; name="label.png"
        Content-ID: <label@customer.example>
        Content-Disposition: inline; filename="label.png"
        Content-Transfer-Encoding: base64

        {RedDot}

        --inner--

        --outer
        Content-Type: text/plain; name="invoice.txt"
        Content-Disposition: attachment; filename="invoice.txt"
        Content-Transfer-Encoding: base64

        {Convert.ToBase64String(Encoding.UTF8.GetBytes("Invoice 4711: 42.00 EUR"))}

        --outer--

        """;

    /// <summary>A plain mail.</summary>
    public static string Plain(string to, string subject, string text) =>
        $"""
        From: Bo Lind <bo.lind@customer.example>
        To: {to}
        Subject: {subject}
        Message-ID: <{Guid.NewGuid():N}@customer.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        {text}

        """;
}
