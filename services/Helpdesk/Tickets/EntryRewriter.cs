using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Search;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Replaces all of an entry that comes from its mail.</summary>
internal static class EntryRewriter
{
    public static async Task RewriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry, PreparedMail mail, IReadOnlyList<KeptFile> files)
    {
        var quiet = mail.Kind is MailKind.AutoReply;
        await connection.ExecuteAsync(
            """
            update entry set author_name = @author, author_address = @Address, subject = @Subject, text = @Text, html = @Html, recipients = @recipients::jsonb,
              message_id = @MessageId, automatic = @automatic, first_words = @words, quiet = @quiet or (kind = 'Bounce' and not @undelivered), files_left_out = @leftOut, reading = @reading::jsonb
            where id = @entry;
            delete from message_id where entry_id = @entry and not ours;
            insert into message_id (id, entry_id, ours) select @MessageId, @entry, false where @MessageId is not null on conflict do nothing;
            delete from reference where entry_id = @entry;
            insert into reference (id, entry_id) select distinct name, @entry from unnest(@names) as name;
            delete from attachment where entry_id = @entry;
            """,
            new
            {
                entry,
                author = mail.Author.Shown is { Length: > 0 } shown ? shown : "Unknown sender",
                mail.Author.Address,
                mail.Subject,
                mail.Text,
                mail.Html,
                recipients = JsonSerializer.Serialize(mail.Recipients),
                mail.Clues.MessageId,
                automatic = mail.Kind.SignOrNull,
                words = quiet ? null : mail.FirstWords,
                quiet,
                leftOut = mail.Files.Count - files.Count,
                reading = mail.Reading?.Write(),
                undelivered = mail.Kind is MailKind.Bounce { Report.Undelivered: true },
                names = mail.Clues.Named.Select(named => named.Id).ToArray(),
            },
            transaction);
        await EntryWriter.AddFilesAsync(connection, transaction, entry, files);
        await EntryIndex.WriteAsync(connection, transaction, entry);
    }
}
