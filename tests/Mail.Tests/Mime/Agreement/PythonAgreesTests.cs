using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime.Agreement;

/// <summary>What the writer writes, read by somebody else's parser: Python's email package.</summary>
public sealed class PythonAgreesTests
{
    private const int Messages = 200;

    // Reads messages, each behind a line with its length, and writes a line of JSON for each.
    private const string Script = """
        import sys, json, hashlib, email, email.policy
        def whole(text):
            return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        def mailboxes(message, name):
            return [[whole(a.display_name), whole(a.addr_spec)] for a in message[name].addresses] if message[name] else []
        while True:
            line = sys.stdin.buffer.readline()
            if not line:
                break
            message = email.message_from_bytes(sys.stdin.buffer.read(int(line)), policy=email.policy.SMTPUTF8)
            parts = [{
                "type": part.get_content_type(),
                "name": part.get_filename(),
                "cid": str(part["Content-ID"]) if part["Content-ID"] else None,
                "sha256": hashlib.sha256(part.get_payload(decode=True)).hexdigest()} for part in message.walk() if not part.is_multipart()]
            defects = [str(d) for p in message.walk() for d in p.defects]
            defects += [f"{n}: {d}" for n, v in message.items() for d in getattr(v, "defects", [])]
            print(json.dumps({
                "subject": str(message["Subject"] or ""),
                "from": mailboxes(message, "From"), "to": mailboxes(message, "To"), "cc": mailboxes(message, "Cc"), "replyTo": mailboxes(message, "Reply-To"),
                "date": message["Date"].datetime.isoformat(),
                "id": str(message["Message-ID"]), "references": str(message["References"] or ""),
                "parts": parts, "defects": defects}))
        """;

    [Fact]
    public async Task Python_reads_what_was_written()
    {
        var sent = Enumerable.Range(0, Messages).Select(number => number == 0 ? MimeWriterTests.Full() : GeneratedMessages.Make(number)).ToList();
        var bytes = new List<byte[]>();
        foreach (var message in sent)
        {
            bytes.Add(await MimeWriterTests.Bytes(message));
        }

        var read = await AskAsync(bytes);

        for (var number = 0; number < Messages; number++)
        {
            Compare(sent[number], MimeMessage.Parse(bytes[number]), read[number], $"message {number}");
        }
    }

    private static void Compare(OutgoingMessage sent, MimeMessage ours, JsonElement theirs, string which)
    {
        // Python holds raw UTF-8 in a header for a defect (RFC 6532 does not).
        var needsUtf8 = ours.To.Concat(ours.Cc).Any(mailbox => !System.Text.Ascii.IsValid(mailbox.Address));
        theirs.GetProperty("defects").EnumerateArray().Select(defect => defect.GetString()!).Where(_ => !needsUtf8).ShouldBeEmpty(which);
        theirs.GetProperty("subject").GetString().ShouldBe(ours.Subject ?? "", which);
        Mailboxes(theirs, "from").ShouldBe([Shown(sent.From.DisplayName, ours.From.Single().Address)], which);
        Mailboxes(theirs, "to").ShouldBe(sent.To.Zip(ours.To, (written, read) => Shown(written.DisplayName, read.Address)), which);
        Mailboxes(theirs, "cc").ShouldBe(sent.Cc.Zip(ours.Cc, (written, read) => Shown(written.DisplayName, read.Address)), which);
        Mailboxes(theirs, "replyTo").ShouldBe(sent.ReplyTo.Zip(ours.ReplyTo, (written, read) => Shown(written.DisplayName, read.Address)), which);
        DateTimeOffset.Parse(theirs.GetProperty("date").GetString()!, CultureInfo.InvariantCulture).ShouldBe(new DateTimeOffset(sent.Date.Ticks - (sent.Date.Ticks % TimeSpan.TicksPerSecond), sent.Date.Offset), which);
        theirs.GetProperty("id").GetString().ShouldBe($"<{sent.MessageId}>", which);
        theirs.GetProperty("references").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(sent.References.Select(id => $"<{id}>"), which);

        var parts = ours.Root.Walk(intoMessages: true).Where(part => part.Children.Count == 0 && !part.IsMessage).ToList();
        theirs.GetProperty("parts").EnumerateArray().Select(part => $"{part.GetProperty("type")} {part.GetProperty("name")} {part.GetProperty("cid")} {part.GetProperty("sha256")}")
            .ShouldBe(parts.Select(part => $"{part.ContentType.MediaType} {part.FileName} {(part.ContentId is null ? "" : $"<{part.ContentId}>")} {Convert.ToHexStringLower(SHA256.HashData(part.DecodedBody().Span))}"), which);
    }

    private static IEnumerable<string> Mailboxes(JsonElement theirs, string field) =>
        theirs.GetProperty(field).EnumerateArray().Select(mailbox => Shown(mailbox[0].GetString()!, mailbox[1].GetString()!));

    // Python before 3.13 keeps the blank between two encoded words of a display name (RFC 2047 section 6.2 says to drop it).
    private static string Shown(string name, string address) => $"{name} {address}".Replace(" ", "", StringComparison.Ordinal);

    private static async Task<List<JsonElement>> AskAsync(IEnumerable<byte[]> messages)
    {
        var python = RealServer.FindProgram("python3");
        RealServer.Require(python is not null, "Python 3 (Debian package python3)");
        using var process = Process.Start(new ProcessStartInfo(python!, ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        foreach (var message in messages)
        {
            await process.StandardInput.BaseStream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{message.Length}\n"));
            await process.StandardInput.BaseStream.WriteAsync(message);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
