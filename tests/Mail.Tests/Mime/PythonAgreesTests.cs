using System.Diagnostics;
using System.Text.Json;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Mail.Tests.Mime;

/// <summary>What the writer writes, read by somebody else's parser: Python's email package.</summary>
public sealed class PythonAgreesTests
{
    private const string Script = """
        import sys, json, hashlib, email, email.policy
        message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        parts = []
        for part in message.walk():
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            parts.append({
                "type": part.get_content_type(),
                "name": part.get_filename(),
                "cid": part["Content-ID"],
                "text": part.get_content() if part.get_content_maintype() == "text" else None,
                "sha256": hashlib.sha256(content).hexdigest()})
        defects = [str(d) for p in message.walk() for d in p.defects]
        defects += [str(d) for v in message.values() for d in getattr(v, "defects", [])]
        print(json.dumps({
            "subject": message["Subject"],
            "from": [[a.display_name, a.addr_spec] for a in message["From"].addresses],
            "to": [[a.display_name, a.addr_spec] for a in message["To"].addresses],
            "cc": len(message["Cc"].addresses),
            "note": message["X-Note"],
            "date": message["Date"].datetime.isoformat(),
            "parts": parts, "defects": defects}))
        """;

    [Fact]
    public async Task Python_reads_what_was_written()
    {
        var sent = MimeWriterTests.Full();

        var read = await Ask(await MimeWriterTests.Bytes(sent));

        read.GetProperty("defects").EnumerateArray().Select(defect => defect.GetString()).ShouldBeEmpty();
        read.GetProperty("subject").GetString().ShouldBe(sent.Subject);
        read.GetProperty("note").GetString().ShouldBe("längere Notiz");
        read.GetProperty("from")[0][0].GetString().ShouldBe(sent.From.DisplayName);
        // Python before 3.13 keeps the blank between two encoded words of a display name (RFC 2047 section 6.2 says to drop it).
        read.GetProperty("to").EnumerateArray().Select(mailbox => $"{mailbox[0].GetString()} {mailbox[1].GetString()}".Replace(" ", "", StringComparison.Ordinal))
            .ShouldBe(sent.To.Select(mailbox => $"{mailbox.DisplayName}{mailbox.Address}".Replace(" ", "", StringComparison.Ordinal)));
        read.GetProperty("cc").GetInt32().ShouldBe(40);
        read.GetProperty("date").GetString().ShouldBe("2024-02-29T12:00:00+01:00");
        var parts = read.GetProperty("parts").EnumerateArray().ToList();
        parts.Select(part => part.GetProperty("type").GetString()).ShouldBe(["text/plain", "text/html", "image/png", "application/pdf", "application/octet-stream"]);
        parts[0].GetProperty("text").GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd().ShouldBe(sent.TextBody);
        parts[1].GetProperty("text").GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd().ShouldBe(sent.HtmlBody);
        parts[2].GetProperty("cid").GetString().ShouldBe("<logo@x>");
        parts[3].GetProperty("name").GetString().ShouldBe(sent.Files[1].FileName);
    }

    private static async Task<JsonElement> Ask(byte[] message)
    {
        var python = RealServer.FindProgram("python3");
        RealServer.Require(python is not null, "Python 3 (Debian package python3)");
        using var process = Process.Start(new ProcessStartInfo(python!, ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(message);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return JsonDocument.Parse(await output).RootElement;
    }
}
