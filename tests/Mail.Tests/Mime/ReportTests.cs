using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime;

public sealed class ReportTests
{
    [Fact]
    public void Disposition_report_tells_who_did_what_with_which_message()
    {
        var report = MessageReport.Find(Report("disposition-notification", "Final-Recipient: rfc822; ann@example.com\nOriginal-Message-ID: <1@x>\nDisposition: manual-action/MDN-sent-manually; displayed\n")).ShouldNotBeNull();

        report.Disposition!.Disposition.ShouldBe("displayed");
        report.Disposition.FinalRecipient.ShouldBe("ann@example.com");
        report.OriginalMessageId.ShouldBe("1@x");
        report.Delivery.ShouldBeNull();
    }

    [Fact]
    public void Feedback_report_tells_what_somebody_complains_about()
    {
        var report = MessageReport.Find(Report("feedback-report", "Feedback-Type: Abuse\nVersion: 1\nOriginal-Rcpt-To: <ann@example.com>\nOriginal-Rcpt-To: bob@example.com\n")).ShouldNotBeNull();

        report.Feedback!.Kind.ShouldBe("abuse");
        report.Feedback.OriginalRecipients.ShouldBe(["ann@example.com", "bob@example.com"]);
        report.OriginalHeaders!.Get("Subject").ShouldBe("original");
    }

    [Theory]
    [InlineData("Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; ann@example.com\nAction: Failed\nStatus: 5.1.1 (no such user)\nDiagnostic-Code: smtp; 550 no\n")]
    [InlineData("Final-Recipient: rfc822;<ann@example.com>\nAction: failed (for good)\nStatus: 5.1.1\nDiagnostic-Code: 550 no\n")]
    [InlineData("Reporting-MTA: dns;mx.example.com\nFinal-Recipient: ann@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Postfix; 550\n no\n")]
    public void Delivery_report_is_read_with_and_without_its_parts(string fields)
    {
        var delivery = MessageReport.Find(Report("delivery-status", fields))!.Delivery.ShouldNotBeNull();

        var recipient = delivery.Recipients.Single();
        (recipient.FinalRecipient, recipient.Action, recipient.Status, recipient.DiagnosticCode).ShouldBe(("ann@example.com", "failed", "5.1.1", "550 no"));
        delivery.IsFailure.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Final-Recipient: X400; /S=lee/OU=sales/PRMD=example/ADMD= /C=gb/\nAction: failed\nStatus: 4.4.7\n", "/S=lee/OU=sales/PRMD=example/ADMD= /C=gb/", "failed", "4.4.7")]
    [InlineData("Final-Recipient: rfc822; ann@example.com\nAction: Failure\nStatus: 553 Message too big\nDiagnostic-Code: smtp; 553 5.3.4 Message too big\n", "ann@example.com", "failed", "5.3.4")]
    [InlineData("Final-Recipient: rfc822; ann@example.com\nAction: delay\nStatus: 4\nDiagnostic-Code: smtp; connect to 5.1.1.20 timed out\n", "ann@example.com", "delayed", null)]
    [InlineData("Final-Recipient: utf-8; j\\x{F6}rg\\x{1F600}@example.com\nAction: failed\nStatus: 5.6.7\n", "jörg\U0001F600@example.com", "failed", "5.6.7")]
    public void Delivery_report_is_read_from_servers_that_take_liberties(string fields, string recipient, string action, string? status)
    {
        var told = MessageReport.Find(Report("delivery-status", $"Reporting-MTA: dns; mx.example.com\n\n{fields}"))!.Delivery!.Recipients.Single();

        (told.FinalRecipient, told.Action, told.Status).ShouldBe((recipient, action, status));
    }

    [Theory]
    [InlineData("Final-Recipient: rfc822;<ann@example.com>\nDisposition: manual-action/MDN-sent-manually;Displayed", "ann@example.com", "displayed")]
    [InlineData("Reporting-UA: x\n\nFinal-Recipient: rfc822; ann@example.com (Ann)\nDisposition: automatic-action/MDN-sent-automatically; processed/warning", "ann@example.com", "processed")]
    [InlineData("Final-Recipient: utf-8; j\\x{F6}rg@example.com\nDisposition: displayed (by hand)", "j\u00F6rg@example.com", "displayed")]
    [InlineData("Final-Recipient: ann@example.com\nDisposition: manual-action/MDN-sent-manually", "ann@example.com", "")]
    public void Disposition_report_is_read_from_programs_that_take_liberties(string fields, string recipient, string disposition)
    {
        var told = MessageReport.Find(Report("disposition-notification", fields))!.Disposition!;

        (told.FinalRecipient, told.Disposition).ShouldBe((recipient, disposition));
    }

    [Fact]
    public void Delivery_report_in_a_part_for_each_recipient_is_one()
    {
        const string Part = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; WHO@example.com\nAction: failed\n\n";

        var message = MimeMessage.Parse(Encoding.ASCII.GetBytes($"Content-Type: multipart/report; boundary=b\n\n{Part.Replace("WHO", "ann", StringComparison.Ordinal)}{Part.Replace("WHO", "bob", StringComparison.Ordinal)}--b--\n"));

        MessageReport.Find(message)!.Delivery!.Recipients.Select(one => one.FinalRecipient).ShouldBe(["ann@example.com", "bob@example.com"]);
    }

    [Fact]
    public void Ordinary_message_is_no_report() => MessageReport.Find(MimeMessage.Parse("Subject: x\n\nAction: failed"u8.ToArray())).ShouldBeNull();

    [Fact]
    public void External_body_tells_where_its_content_lies()
    {
        var message = MimeMessage.Parse("Content-Type: message/external-body; access-type=URL;\n URL=\"https://example.com/\n a.pdf\"\n\nContent-Type: application/pdf\nContent-ID: <1@x>\n\n"u8.ToArray());

        var external = ExternalBody.Of(message.Root).ShouldNotBeNull();
        external.AccessType.ShouldBe("url");
        external.Url.ShouldBe("https://example.com/a.pdf");
        external.Headers!.Get("Content-Type").ShouldBe("application/pdf");
        ExternalBody.Of(MimeMessage.Parse("\n"u8.ToArray()).Root).ShouldBeNull();
    }

    private static MimeMessage Report(string type, string fields) => MimeMessage.Parse(Encoding.ASCII.GetBytes(
        $"Content-Type: multipart/report; report-type={type}; boundary=b\n\n--b\n\nFor people.\n--b\nContent-Type: message/{type}\n\n{fields}\n--b\nContent-Type: message/rfc822\n\nSubject: original\n\nx\n--b--\n"));
}
