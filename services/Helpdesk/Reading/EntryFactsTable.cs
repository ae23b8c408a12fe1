using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Keeps <see cref="EntryFacts"/>, so that opening a long ticket does not take every mail of it apart again.</summary>
public sealed class EntryFactsTable(NpgsqlDataSource database)
{
    /// <summary>To be raised when the facts are worked out in another way.</summary>
    private const int Version = 4;

    /// <summary>A mail's header is read up to here.</summary>
    private const int LongestHeader = 64 * 1024;

    private const int MostAddresses = 200;

    /// <summary>The facts of every mail of a ticket, by entry. Without the MailStore, what the header says is left out and looked for the next time.</summary>
    public async Task<IReadOnlyDictionary<long, EntryFacts>> ReadAsync(IReadOnlyList<TicketEntry> entries, MailStoreClient mailStore, CancellationToken cancellation)
    {
        var mails = entries.Where(entry => entry.Kind is EntryKind.Mail or EntryKind.Bounce).ToList();
        var ids = mails.Select(entry => entry.Id).ToArray();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var known = (await connection.QueryAsync<(long Id, string Facts)>("select entry_id, facts::text from entry_facts where entry_id = any (@ids) and version = @Version", new { ids, Version }))
            .ToDictionary(row => row.Id, row => JsonSerializer.Deserialize<EntryFacts>(row.Facts)!);
        foreach (var entry in mails.Where(entry => !known.ContainsKey(entry.Id)))
        {
            var html = entry.HasHtml ? await connection.ExecuteScalarAsync<string?>("select html from entry where id = @Id", new { entry.Id }) : null;
            var header = await HeaderAsync(entry, mailStore, cancellation);
            var facts = Of(entry, html, header is null ? [] : AuthenticationResults.FailedIn(header));
            facts = header is null ? facts : facts with { ReplyTo = Addresses(header, "Mail-Reply-To"), FollowUp = Addresses(header, "Mail-Followup-To") };
            known[entry.Id] = facts;
            if (header is not null)
            {
                await connection.ExecuteAsync(
                    """
                    insert into entry_facts (entry_id, version, facts) values (@Id, @Version, @json::jsonb)
                    on conflict (entry_id) do update set version = excluded.version, facts = excluded.facts
                    """,
                    new { entry.Id, Version, json = JsonSerializer.Serialize(facts) });
            }
        }

        return known;
    }

    private static EntryFacts Of(TicketEntry entry, string? html, IReadOnlyList<string> checks)
    {
        if (html is null)
        {
            return EntryFacts.None with { FailedChecks = checks };
        }

        var named = entry.Attachments.Select(file => file.ContentId).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var mail = MailSanitizer.Rebuild(html, Named, remotePicture: null, Named);
        return new EntryFacts(
            mail.BlockedPictures, [.. mail.Hosts.Select(host => DatabaseText.OneLine(host, 200))], [.. mail.DeceivingLinks.Select(link => DatabaseText.OneLine(link, 300))], checks)
        {
            Drawn = [.. mail.Drawn.Select(id => DatabaseText.OneLine(id, 300))],
        };

        string? Named(string id) => named.Contains(id) ? "/" : null;
    }

    private static List<EntryAddress> Addresses(Mail.Mime.HeaderList header, string field) =>
        [.. Mail.Mime.AddressList.Parse(header.Get(field) ?? "").Where(mailbox => mailbox.IsComplete).Take(MostAddresses).Select(EntryAddress.From)];

    /// <summary>Null when the source cannot be read now; empty when there is none.</summary>
    private static async Task<Mail.Mime.HeaderList?> HeaderAsync(TicketEntry entry, MailStoreClient mailStore, CancellationToken cancellation)
    {
        if (entry.Receipts is not [var receipt, ..])
        {
            return Mail.Mime.MimeMessage.Parse(ReadOnlyMemory<byte>.Empty).Headers;
        }

        try
        {
            using var raw = await mailStore.OpenRawAsync(receipt, cancellation);
            if (raw is null)
            {
                return Mail.Mime.MimeMessage.Parse(ReadOnlyMemory<byte>.Empty).Headers;
            }

            var head = new byte[LongestHeader];
            var length = await raw.Stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
            return Mail.Mime.MimeMessage.Parse(head.AsMemory(0, length)).Headers;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
