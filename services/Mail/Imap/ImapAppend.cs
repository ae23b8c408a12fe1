using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Imap;

/// <summary>APPEND: the message is written once to learn its exact size and once onto the wire.</summary>
internal static class ImapAppend
{
    private static readonly (MessageMarks Mark, string Flag)[] Flags =
    [
        (MessageMarks.Seen, "\\Seen"), (MessageMarks.Answered, "\\Answered"), (MessageMarks.Flagged, "\\Flagged"), (MessageMarks.Deleted, "\\Deleted"), (MessageMarks.Draft, "\\Draft"),
    ];

    public static async ValueTask<MessageKey?> RunAsync(ImapSession session, string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken)
    {
        var size = await WriteAsync(content, static (_, _) => ValueTask.CompletedTask, cancellationToken);
        if (session.View.Capabilities?.AppendLimit is { } limit && size > limit)
        {
            throw new MailFailureException(MailFailures.MessageTooLarge(session.Wire.Server.ToString()), connectionLost: false);
        }

        var wire = session.Wire;
        var utf8 = session.View.Enabled("UTF8=ACCEPT") && content.NeedsSmtpUtf8;
        var command = new ImapCommand("APPEND").String(session.View.EncodeFolder(folder)).Add(FlagList(marks));
        if (receivedAt is { } date)
        {
            command.Add($"\"{date.ToString("dd-MMM-yyyy HH:mm:ss ", CultureInfo.InvariantCulture)}{date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)}\"");
        }

        var (tag, goOn) = await session.SendWithLiteralAsync(command, size, utf8 ? "UTF8 (~" : "", cancellationToken);
        if (goOn)
        {
            wire.StartBody();
            var written = await WriteAsync(content, wire.WriteBodyAsync, cancellationToken);
            if (written != size)
            {
                throw wire.Fail(ConnectionFailures.Closed(wire.Server.ToString()), new InvalidOperationException($"The message had {size} bytes when it was measured and {written} when it was sent."));
            }

            wire.Log?.Note($"({size:N0} bytes of message)");
            wire.StartCommand(wire.Server.Timeouts.Command);
            wire.Write(utf8 ? ")\r\n"u8 : "\r\n"u8);
            await wire.FlushAsync(cancellationToken);
        }

        var status = await session.CompleteAsync(tag, null, cancellationToken);
        return status.Condition is ImapCondition.Ok ? Key(status) : throw session.Refused(status);
    }

    private static async ValueTask<long> WriteAsync(MessageContent content, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> next, CancellationToken cancellationToken)
    {
        await using var canonical = new CanonicalStream(next, doubleDots: false);
        await content.WriteToAsync(canonical, cancellationToken);
        await canonical.CompleteAsync(cancellationToken);
        return canonical.Written;
    }

    private static string FlagList(MessageMarks marks)
    {
        var list = new StringBuilder("(");
        foreach (var (_, flag) in Flags.Where(pair => marks.HasFlag(pair.Mark)))
        {
            list.Append(list.Length > 1 ? " " : "").Append(flag);
        }

        return list.Append(')').ToString();
    }

    // [APPENDUID 1436832084 7] (RFC 4315)
    private static MessageKey? Key(ImapStatus status) =>
        status.Code is "APPENDUID" && status.Arguments.Split(' ') is [var validity, var uid]
        && ulong.TryParse(validity, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? MessageKey.Imap(SelectedFolder.Validity(first), second)
            : null;
}
