using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Tests.Imap;

namespace HelpdeskMail.Mail.Tests.Mime.Agreement;

/// <summary>What the writer writes, put into a Dovecot and asked back as ENVELOPE and BODYSTRUCTURE: Dovecot's parser finds the same fields and parts as ours.</summary>
public sealed class DovecotAgreesTests(DovecotFixture dovecot) : IClassFixture<DovecotFixture>, IAsyncLifetime
{
    private const int Messages = 200;

    public ValueTask InitializeAsync() => dovecot.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Dovecot_reads_what_was_written()
    {
        var account = new MailCredential.Password($"user-{Guid.NewGuid():N}@example.com", "a-password");
        await dovecot.Server.AddUserAsync(account.UserName, account.Secret);
        var ours = new List<MimeMessage>();
        await using (var mailbox = await dovecot.OpenAsync(account))
        {
            for (var number = 0; number < Messages; number++)
            {
                var bytes = await MimeWriterTests.Bytes(number == 0 ? MimeWriterTests.Full() : GeneratedMessages.Make(number));
                await mailbox.AppendAsync("INBOX", MessageContent.Of(bytes), MessageMarks.None, null);
                ours.Add(MimeMessage.Parse(bytes));
            }

            await mailbox.CloseAsync();
        }

        var theirs = await AskAsync(account);

        theirs.Count.ShouldBe(Messages);
        for (var number = 0; number < Messages; number++)
        {
            CompareEnvelope(ours[number], theirs[number].Envelope, $"message {number}");
            CompareStructure(ours[number].Root, theirs[number].Structure, $"message {number}");
        }
    }

    private static void CompareEnvelope(MimeMessage ours, ImapValue envelope, string which)
    {
        MailDate.Parse(envelope[0].Text).ShouldBe(ours.Date, which);
        OneBlank(EncodedWords.Decode(envelope[1].Text ?? "")).ShouldBe(OneBlank(ours.Subject ?? ""), which);
        Mailboxes(envelope[2]).ShouldBe(ours.From.Select(Shown), which);
        Mailboxes(envelope[4]).ShouldBe((ours.ReplyTo.Count > 0 ? ours.ReplyTo : ours.From).Select(Shown), which);
        Mailboxes(envelope[5]).ShouldBe(ours.To.Select(Shown), which);
        Mailboxes(envelope[6]).ShouldBe(ours.Cc.Select(Shown), which);
        (envelope[8].Text ?? "").ShouldBe(string.Join(' ', ours.InReplyTo.Select(id => $"<{id}>")), which);
        envelope[9].Text.ShouldBe($"<{ours.MessageId}>", which);
    }

    // Dovecot gives several blanks as one.
    private static string OneBlank(string text) => string.Join(' ', text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string> Mailboxes(ImapValue list) =>
        (list.List ?? []).Select(mailbox => $"{EncodedWords.Decode(mailbox[0].Text ?? "")} {mailbox[2].Text}@{mailbox[3].Text}");

    // Dovecot gives the part before the @ as it is meant, without the quotes of the header.
    private static string Shown(Mailbox mailbox) => $"{mailbox.DisplayName} {mailbox.Address.Replace("\"", "", StringComparison.Ordinal)}";

    private static void CompareStructure(MimePart part, ImapValue structure, string which)
    {
        if (structure[0].List is not null)
        {
            var children = structure.List!.TakeWhile(item => item.List is not null).ToList();
            structure[children.Count].Text!.ToLowerInvariant().ShouldBe(part.ContentType.Subtype, which);
            part.Children.Count.ShouldBe(children.Count, which);
            foreach (var (child, described) in part.Children.Zip(children))
            {
                CompareStructure(child, described, which);
            }

            return;
        }

        $"{structure[0].Text}/{structure[1].Text}".ToLowerInvariant().ShouldBe(part.ContentType.MediaType, which);
        structure[3].Text.ShouldBe(part.ContentId is { } id ? $"<{id}>" : null, which);
        structure[5].Text!.ToLowerInvariant().ShouldBe(part.Headers.Get("Content-Transfer-Encoding") ?? "7bit", which);
        int.Parse(structure[6].Text!, CultureInfo.InvariantCulture).ShouldBe(part.RawBody.Length, which);
        if (part.ContentType.MediaType == "message/rfc822")
        {
            EncodedWords.Decode(structure[7][1].Text ?? "").ShouldBe(part.Message!.Subject, which);
            CompareStructure(part.Message.Root, structure[8], which);
        }

        // Lines stand behind the size of text, then MD5 and the disposition with its parameters.
        var disposition = structure.List!.Skip(7).FirstOrDefault(item => item.List is [{ Text: "inline" or "attachment" }, ..]);
        (disposition?[0].Text).ShouldBe(part.Disposition?.Kind, which);
        if (disposition is not null)
        {
            var written = string.Join("; ", Pairs(disposition[1]).Select(pair => $"{pair.Name}=\"{pair.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
            ContentDisposition.Parse($"attachment; {written}").Parameters["filename"].ShouldBe(part.Disposition!.Parameters["filename"], which);
        }
    }

    private static IEnumerable<(string Name, string Value)> Pairs(ImapValue list) => (list.List ?? []).Chunk(2).Select(pair => (pair[0].Text!, pair[1].Text!));

    private async Task<List<(ImapValue Envelope, ImapValue Structure)>> AskAsync(MailCredential.Password account)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", dovecot.Server.ImapPort);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"a LOGIN {account.UserName} {account.Secret}\r\nb EXAMINE INBOX\r\nc FETCH 1:* (ENVELOPE BODYSTRUCTURE)\r\nd LOGOUT\r\n"));
        var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return Answers(all.ToArray());
    }

    private static List<(ImapValue Envelope, ImapValue Structure)> Answers(ReadOnlySpan<byte> bytes)
    {
        var answers = new List<(ImapValue, ImapValue)>();
        var at = 0;
        while (bytes[at..].IndexOf(" FETCH ("u8) is >= 0 and var next)
        {
            at += next + " FETCH ".Length;
            var items = ImapValue.Read(bytes, ref at);
            answers.Add((items[1], items[3]));
        }

        return answers;
    }
}
