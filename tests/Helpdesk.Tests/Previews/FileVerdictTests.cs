using System.Text;
using HelpdeskMail.Helpdesk.Previews;

namespace HelpdeskMail.Helpdesk.Tests.Previews;

public sealed class FileVerdictTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000", "image/png")]
    [InlineData("FFD8FFE000104A46", "image/jpeg")]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("0A0A255044462D312E37", "application/pdf")]
    [InlineData("4D5A90000300", "application/vnd.microsoft.portable-executable")]
    [InlineData("7F454C460201", "application/x-elf")]
    [InlineData("D0CF11E0A1B11AE1", "application/x-ole-storage")]
    [InlineData("4C0000000114020000", "application/x-ms-shortcut")]
    [InlineData("3C73766720786D6C6E733D", "image/svg+xml")]
    [InlineData("0001020304", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void Bytes_say_what_they_are(string hex, string mediaType) => FileSignature.Read(Convert.FromHexString(hex)).ShouldBe(mediaType);

    [Theory]
    [InlineData("Hello, world.", "text/plain")]
    [InlineData("<!DOCTYPE HTML><p>x", "text/html")]
    [InlineData("just words <script>alert(1)</script>", "text/html")]
    [InlineData("<script>alert(1)</script>%PDF-1.4", "text/html")]
    [InlineData("#!/bin/sh\nrm -rf ~", "text/x-script")]
    [InlineData("BEGIN:VCALENDAR\r\n", "text/calendar")]
    public void Letters_say_what_they_are(string letters, string mediaType) => FileSignature.Read(Encoding.UTF8.GetBytes(letters)).ShouldBe(mediaType);

    [Theory]
    [InlineData("invoice.pdf.exe", null, "looks like «.pdf»")]
    [InlineData("invoice.pdf", "application/vnd.microsoft.portable-executable", "although its name says otherwise")]
    [InlineData("setup.exe", "application/vnd.microsoft.portable-executable", "It is a program")]
    [InlineData("macro.docm", null, "macros")]
    [InlineData("report.docx", "application/vnd.ms-office.macro", "macros")]
    [InlineData("invoice\u202Efdp.exe", null, "turn letters round")]
    [InlineData("login.html", "text/html", "web page")]
    [InlineData("picture.png", "image/svg+xml", "web page")]
    [InlineData("disk.iso", null, "run or mounted")]
    [InlineData("x.exe. ", null, "run or mounted")]
    public void Risky_files_say_why(string name, string? found, string why) => FileVerdict.Of(name, "application/octet-stream", found).Danger.ShouldNotBeNull().ShouldContain(why);

    [Theory]
    [InlineData("invoice.pdf", "application/pdf", PreviewKind.Pdf)]
    [InlineData("photo.jpg", "image/png", PreviewKind.Picture)]
    [InlineData("notes.txt", "text/plain", PreviewKind.Text)]
    [InlineData("archive.zip", "application/zip", PreviewKind.None)]
    public void Harmless_files_are_shown_by_what_they_are(string name, string found, PreviewKind preview)
    {
        var verdict = FileVerdict.Of(name, "application/octet-stream", found);

        verdict.Danger.ShouldBeNull();
        verdict.Preview.ShouldBe(preview);
    }
}
