using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>Mailboxes and their folders. A mailbox comes into being when it is first opened or written to.</summary>
public sealed class FolderStore(NpgsqlDataSource database, MailboxEvents events)
{
    /// <summary>The mailbox's id; made with its initial folders where it is new.</summary>
    public async Task<long> MailboxAsync(string address, CancellationToken cancellation)
    {
        if (await FindMailboxAsync(address, cancellation) is { } known)
        {
            return known;
        }

        address = address.Trim().ToLowerInvariant();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var id = await connection.QuerySingleAsync<long>(
            "insert into mailbox (address) values (@Address) on conflict (address) do update set address = excluded.address returning id",
            new { Address = address },
            transaction);
        await connection.ExecuteAsync(
            "insert into folder (mailbox_id, name) select @Id, unnest(@Names) on conflict do nothing",
            new { Id = id, Names = Folder.Initial.ToArray() },
            transaction);
        await transaction.CommitAsync(cancellation);
        return id;
    }

    /// <summary>The mailbox's id; null where no mail ever came.</summary>
    public async Task<long?> FindMailboxAsync(string address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<long?>("select id from mailbox where address = @Address", new { Address = address.Trim().ToLowerInvariant() });
    }

    public async Task<IReadOnlyList<MailboxSummary>> MailboxesAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<MailboxSummary>(
            """
            select mailbox.address, count(message.uid)::int as messages,
                   (count(message.uid) filter (where not '\Seen' = any(message.flags)))::int as unseen, max(message.received_at) as last_at
            from mailbox
            left join folder on folder.mailbox_id = mailbox.id and folder.name = 'INBOX'
            left join message on message.folder_id = folder.id
            group by mailbox.address
            order by max(message.received_at) desc nulls last, mailbox.address
            """)];
    }

    /// <summary>The folders, the inbox first, then by name.</summary>
    public async Task<IReadOnlyList<Folder>> ListAsync(long mailbox, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Folder>(
            "select * from folder where mailbox_id = @Mailbox order by name <> 'INBOX', lower(name)", new { Mailbox = mailbox })];
    }

    public async Task<Folder?> FindAsync(long mailbox, string name, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Folder>(
            "select * from folder where mailbox_id = @Mailbox and name = @Name", new { Mailbox = mailbox, Name = Canonical(name) });
    }

    public async Task<Folder?> FindAsync(long id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Folder>("select * from folder where id = @Id", new { Id = id });
    }

    /// <summary>Makes a folder, and those above it that are not there (RFC 9051 section 6.3.4).</summary>
    /// <returns>False when a folder of this name is there already.</returns>
    public async Task<bool> CreateAsync(long mailbox, string name, CancellationToken cancellation)
    {
        const string Insert = "insert into folder (mailbox_id, name) values (@Mailbox, @Name) on conflict do nothing";
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(Insert, Above(name).Select(above => new { Mailbox = mailbox, Name = above }), transaction);
        var made = await connection.ExecuteAsync(Insert, new { Mailbox = mailbox, Name = Canonical(name) }, transaction) == 1;
        await transaction.CommitAsync(cancellation);
        return made;
    }

    public async Task DeleteAsync(Folder folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from folder where id = @Id", new { folder.Id });
        events.Changed(folder.Id);
    }

    /// <summary>Renames a folder and those below it; makes those above the new name that are not there.</summary>
    public async Task RenameAsync(Folder folder, string name, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into folder (mailbox_id, name) select @MailboxId, unnest(@Above) on conflict do nothing;
            update folder set name = @Name || substr(name, length(@Old) + 1)
            where mailbox_id = @MailboxId and (name = @Old or starts_with(name, @Old || '/'))
            """,
            new { Name = name, Old = folder.Name, folder.MailboxId, Above = Above(name).ToArray() });
    }

    /// <summary>Copies a folder and those below it with their messages; makes those above the new name that are not there.</summary>
    /// <returns>The id of the copy.</returns>
    public async Task<long> CopyAsync(Folder folder, string name, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var parameters = new { Name = name, Old = folder.Name, folder.MailboxId, Above = Above(name).ToArray() };
        await connection.ExecuteAsync("insert into folder (mailbox_id, name) select @MailboxId, unnest(@Above) on conflict do nothing", parameters, transaction);
        await connection.ExecuteAsync(
            """
            create temporary table copied on commit drop as
              select id as old, @Name || substr(name, length(@Old) + 1) as name, uid_next from folder where mailbox_id = @MailboxId and (name = @Old or starts_with(name, @Old || '/'));
            insert into folder (mailbox_id, name, uid_next) select @MailboxId, name, uid_next from copied;
            insert into message (folder_id, uid, content_id, size, flags, received_at, categories)
              select folder.id, uid, content_id, size, flags, received_at, categories
              from message join copied on copied.old = message.folder_id join folder on folder.mailbox_id = @MailboxId and folder.name = copied.name
              order by folder.id, uid
            """,
            parameters,
            transaction);
        var made = await connection.QuerySingleAsync<long>("select id from folder where mailbox_id = @MailboxId and name = @Name", parameters, transaction);
        await transaction.CommitAsync(cancellation);
        events.Changed(made);
        return made;
    }

    public async Task SubscribeAsync(Folder folder, bool subscribed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update folder set subscribed = @Subscribed where id = @Id", new { folder.Id, Subscribed = subscribed });
    }

    /// <summary>Numbers the messages anew under another UIDVALIDITY, as a server does that lost its index.</summary>
    public async Task RenumberAsync(Folder folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            create temporary table renumbered on commit drop as
              select uid as old, row_number() over (order by uid) as new from message where folder_id = @Id;
            update message set uid = -uid where folder_id = @Id;
            update message set uid = new from renumbered where folder_id = @Id and message.uid = -renumbered.old;
            update folder set uid_validity = nextval('uid_validity'), uid_next = (select count(*) + 1 from renumbered) where id = @Id
            """,
            new { folder.Id },
            transaction);
        await transaction.CommitAsync(cancellation);
        events.Changed(folder.Id);
    }

    /// <summary>The name as it is kept: INBOX, alone or as the first level, is the one without case (RFC 9051 section 5.1); a <c>/</c> at the end only says that folders will come below.</summary>
    public static string Canonical(string name)
    {
        name = name.Length > 1 && name.EndsWith('/') ? name[..^1] : name;
        return name.StartsWith(Folder.Inbox, StringComparison.OrdinalIgnoreCase) && (name.Length == Folder.Inbox.Length || name[Folder.Inbox.Length] == '/')
            ? Folder.Inbox + name[Folder.Inbox.Length..]
            : name;
    }

    /// <summary>Whether a folder may be made under this name: no level is empty, and no character is a wildcard of LIST or a control character.</summary>
    public static bool IsName(string name) => Canonical(name).Split('/').All(level => level.Length > 0 && !level.Any(character => character is '*' or '%' || char.IsControl(character)));

    private static IEnumerable<string> Above(string name)
    {
        name = Canonical(name);
        return Enumerable.Range(0, name.Length).Where(at => name[at] == '/').Select(at => name[..at]);
    }
}
