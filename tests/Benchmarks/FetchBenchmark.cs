using System.Diagnostics;
using System.Globalization;
using Dapper;
using HelpdeskMail.Fixtures.Dovecot;
using Npgsql;
using NpgsqlTypes;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// 5,000 messages of 213 MB from a real Dovecot through Fetch and the MailStore into PostgreSQL, beside COPY alone writing the same bytes into a table of the same form on the same server, the better of two runs of
/// each; and the most memory that Fetch held meanwhile.
/// </summary>
internal static class FetchBenchmark
{
    private const int Messages = 5_000;
    private const double RatioLimit = 4;
    private const double MemoryLimit = 250;

    public static async Task<bool> RunAsync()
    {
        await using var stack = await FetchStack.StartAsync();
        await using var dovecot = await DovecotServer.StartAsync();
        var mails = GeneratedMail.Make(Messages);
        var bytes = mails.Sum(mail => (long)mail.Length);
        var (copy, took, memory) = (double.MaxValue, double.MaxValue, 0L);
        for (var run = 0; run < 2; run++)
        {
            var user = $"support-{run}@example.com";
            await dovecot.AddUserAsync(user, "a-password");
            await dovecot.FillAsync(user, run == 0 ? mails : GeneratedMail.Make(Messages, run * Messages));
            copy = Math.Min(copy, await CopyAsync(stack.Database, mails));
            var (seconds, held) = await FetchAsync(stack, dovecot, user);
            (took, memory) = (Math.Min(took, seconds), Math.Max(memory, held));
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Messages} messages, {bytes / 1e6:0} MB: COPY alone {copy:0.00} s ({Messages / copy:0} messages/s), fetched and stored {took:0.00} s ({Messages / took:0} messages/s)"));
        return Limits.Check("fetched and stored / COPY alone", took / copy, RatioLimit) & Limits.Check("memory of Fetch, at most", memory / 1e6, MemoryLimit, " MB");
    }

    private static async Task<(double Seconds, long Memory)> FetchAsync(FetchStack stack, DovecotServer dovecot, string user)
    {
        var id = Guid.CreateVersion7();
        stack.Link(id, user, dovecot.ImapPort, "a-password");

        // Fetch reads the list of mailboxes once a minute: the clock runs from the moment its cursor begins.
        Stopwatch? clock = null;
        var memory = 0L;
        await using var connection = await stack.Database.OpenConnectionAsync();
        while (true)
        {
            memory = Math.Max(memory, stack.Fetch.Memory);
            if (clock is null && await connection.ExecuteScalarAsync<bool>("select exists (select from \"fetch\".cursor where system_email_id = @id)", new { id }))
            {
                clock = Stopwatch.StartNew();
            }

            if (clock is not null && await connection.ExecuteScalarAsync<int>("select count(*) from mailstore.receipt where system_email_id = @id and content is not null", new { id }) >= Messages)
            {
                return (clock.Elapsed.TotalSeconds, memory);
            }

            if (clock?.Elapsed > TimeSpan.FromMinutes(5))
            {
                throw new InvalidOperationException($"Not all messages were stored. Fetch said:\n{stack.Fetch.Output}\nThe MailStore said:\n{stack.Store.Output}");
            }

            await Task.Delay(50);
        }
    }

    private static async Task<double> CopyAsync(NpgsqlDataSource database, byte[][] mails)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            create schema if not exists bare;
            drop table if exists bare.chunk;
            create table bare.chunk (body uuid not null, ordinal int not null, encoding smallint not null, size int not null, bytes bytea not null, primary key (body, ordinal));
            alter table bare.chunk alter column bytes set storage external;
            """);
        var clock = Stopwatch.StartNew();
        await using (var copy = await connection.BeginBinaryImportAsync("copy bare.chunk (body, ordinal, encoding, size, bytes) from stdin binary"))
        {
            foreach (var mail in mails)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                await copy.WriteAsync(0, NpgsqlDbType.Integer);
                await copy.WriteAsync((short)0, NpgsqlDbType.Smallint);
                await copy.WriteAsync(mail.Length, NpgsqlDbType.Integer);
                await copy.WriteAsync(mail, NpgsqlDbType.Bytea);
            }

            await copy.CompleteAsync();
        }

        return clock.Elapsed.TotalSeconds;
    }
}
