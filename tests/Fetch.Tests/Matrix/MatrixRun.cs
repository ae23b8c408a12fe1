using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>
/// Fetches a mailbox while one thing after the other goes wrong: Fetch, PostgreSQL or the mail server is killed, connections break at any byte, another program deletes, the server gives new numbers
/// or throttles. At the end every message must be stored exactly once, checked by its content, and done with on the server.
/// </summary>
internal sealed class MatrixRun(MatrixPlan plan, Action<string> say)
{
    /// <summary>Stands in the subject of messages that somebody else may delete before they are fetched.</summary>
    public const string Decoy = "does-not-count";

    private const string Key = "a-key-for-tests-of-24-characters-and-more";
    private static readonly Guid Id = Guid.Parse("0198f0a0-0000-7000-8000-0000000000aa");

    private readonly Random random = new(plan.Seed);
    private readonly Dictionary<string, string> expected = new(StringComparer.Ordinal);
    private readonly HashSet<string> decoys = new(StringComparer.Ordinal);
    private int made;
    private long? asked;

    /// <summary>Runs it; gives the time from the first start to the last message.</summary>
    /// <exception cref="InvalidOperationException">A message is missing or stored twice; says which.</exception>
    public async Task<TimeSpan> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        var database = await cluster.CreateDatabaseAsync();
        await using var other = await PostgresCluster.StartAsync();
        await using var source = await MatrixSource.StartAsync(plan.Source, await other.CreateDatabaseAsync());
        await using var oauth = await OAuthStandIn.StartAsync();
        oauth.AnswerAsync = async _ => Results.Ok(await source.CredentialAsync());
        oauth.Put(new SystemEmailSettings(Id, 1, source.User, "Support", "other", Linked: true, Paused: false, Removed: false, source.Settings, Sending: null));
        var (storePort, fetchPort) = (FreePort.Next(), FreePort.Next());
        await using var store = new ServiceProcess("MailStore", ServiceProcess.Settings(database, storePort, ("ServiceCalls:Callers:fetch", Key)));
        await using var fetch = new ServiceProcess("Fetch", ServiceProcess.Settings(
            database, fetchPort, ("ServiceCalls:Key", Key), ("ServiceCalls:Callers:helpdesk", Key), ("services:mailstore:http:0", $"http://127.0.0.1:{storePort}"), ("services:oauth:http:0", oauth.Address)));

        await source.DeliverAsync(Make(plan.Messages * 3 / 4));
        store.Start();
        fetch.Start();
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            for (var number = 0; number < plan.Events; number++)
            {
                await source.DeliverAsync(Make(plan.Messages / 4 / plan.Events, withDecoys: true));
                await StrikeAsync(number, cluster, source, store, fetch);
                await Task.Delay(random.Next(100, 1500));
            }

            source.Way.Limits = () => (null, null);
            await source.DeliverAsync(Make(plan.Messages - expected.Count));
            await RenameAsync(source);
            await SettledAsync(database);
            return TimeProvider.System.GetElapsedTime(began);
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"{plan}: {exception.Message}\n--- Fetch said:\n{fetch.Output}\n--- MailStore said:\n{store.Output}", exception);
        }
    }

    private async Task StrikeAsync(int number, PostgresCluster cluster, MatrixSource source, ServiceProcess store, ServiceProcess fetch)
    {
        source.Way.Limits = () => (null, null);

        // The first seven are one of each, in an order that the seed decides; then by chance.
        var what = number < 7 ? (number + plan.Seed) % 7 : random.Next(7);
        say(string.Create(CultureInfo.InvariantCulture, $"{plan.Source} {number + 1}/{plan.Events}: {what switch { 0 => "Fetch is killed", 1 => "PostgreSQL is killed", 2 => "the mail server is killed", 3 => "connections break at any byte", 4 => "another program deletes", 5 => "the server's own fault", _ => "the MailStore is killed" }}"));
        switch (what)
        {
            case 0:
                await fetch.KillAsync();
                fetch.Start();
                break;
            case 1:
                await cluster.KillAsync();
                await cluster.RestartAsync();
                break;
            case 2:
                await source.CrashAsync();
                break;
            case 3:
                var bytes = new Random(random.Next());
                source.Way.Limits = () => bytes.Next(3) == 0 ? (null, null) : (bytes.NextInt64(1, 60_000), bytes.Next(2) == 0 ? bytes.NextInt64(1, 3_000) : null);
                source.Way.BreakAll();
                break;
            case 4:
                await source.DeleteDecoysAsync();
                break;
            case 5:
                await source.OwnFaultAsync(random);
                break;
            default:
                await store.KillAsync();
                store.Start();
                break;
        }
    }

    private async Task SettledAsync(string database)
    {
        await Eventually.HoldsAsync(
            $"all {expected.Count} messages are stored and done with",
            async () =>
            {
                await using var connection = new NpgsqlConnection(database);
                await AskAsync(connection);
                var stored = await StoredAsync(connection);
                return expected.Keys.All(stored.ContainsKey)
                    && await connection.ExecuteScalarAsync<int>("select count(*) from \"fetch\".pending_action") == 0
                    && await connection.ExecuteScalarAsync<int>("select count(*) from \"fetch\".failed_message") == 0;
            },
            plan.Deadline);
        await using var end = new NpgsqlConnection(database);
        var all = await StoredAsync(end);
        var doubled = all.Where(pair => pair.Value > 1).Select(pair => expected.GetValueOrDefault(pair.Key, "a message that does not count")).ToList();
        var strange = all.Keys.Except(expected.Keys).Except(decoys).ToList();
        if (doubled.Count > 0 || strange.Count > 0)
        {
            throw new InvalidOperationException($"Stored more than once: {string.Join(", ", doubled.Take(20))}; of unknown content: {strange.Count}.");
        }
    }

    /// <summary>Where the server adds lines on delivery, what is stored is compared with what lies on the server, and that with what was delivered.</summary>
    private async Task RenameAsync(MatrixSource source)
    {
        if (await source.MessagesAsync() is null)
        {
            return;
        }

        var (before, notCounting) = (new Dictionary<string, string>(expected, StringComparer.Ordinal), new HashSet<string>(decoys, StringComparer.Ordinal));
        await Eventually.HoldsAsync(
            "the server shows every message it has, while they are being moved",
            async () =>
            {
                expected.Clear();
                decoys.Clear();
                foreach (var raw in (await source.MessagesAsync())!)
                {
                    var added = raw.AsSpan().IndexOf("From: anna@"u8);
                    var delivered = Convert.ToHexStringLower(SHA256.HashData(raw.AsSpan(Math.Max(0, added))));
                    var stored = Convert.ToHexStringLower(SHA256.HashData(raw));
                    if (before.TryGetValue(delivered, out var subject))
                    {
                        expected[stored] = subject;
                    }
                    else if (notCounting.Contains(delivered))
                    {
                        decoys.Add(stored);
                    }
                }

                return expected.Values.Distinct(StringComparer.Ordinal).Count() == before.Count && decoys.Count == notCounting.Count;
            },
            plan.Deadline);
    }

    /// <summary>What a person does at the end: has the mailbox looked into, and what was passed over tried again.</summary>
    private async Task AskAsync(NpgsqlConnection connection)
    {
        if (asked is { } at && TimeProvider.System.GetElapsedTime(at) < TimeSpan.FromSeconds(2))
        {
            return;
        }

        asked = TimeProvider.System.GetTimestamp();
        await connection.ExecuteAsync(
            """
            update "fetch".failed_message set next_attempt_at = now() where next_attempt_at is null or next_attempt_at > now();
            update "fetch".pending_action set next_attempt_at = now() where next_attempt_at > now();
            update "fetch".mailbox set wanted_at = now(), news_at = now();
            select pg_notify('fetch_wake', '')
            """);
    }

    private static async Task<Dictionary<string, long>> StoredAsync(NpgsqlConnection connection) =>
        (await connection.QueryAsync<(string Content, long Count)>("select encode(content, 'hex'), count(*) from mailstore.receipt where content is not null group by content"))
            .ToDictionary(row => row.Content, row => row.Count, StringComparer.Ordinal);

    private List<byte[]> Make(int count, bool withDecoys = false)
    {
        var messages = new List<byte[]>();
        for (var number = 0; number < count; number++)
        {
            messages.Add(One($"counts-{made++}", expected));
        }

        if (withDecoys)
        {
            messages.Insert(0, One($"{Decoy}-{made++}", null));
        }

        return messages;
    }

    private byte[] One(string subject, Dictionary<string, string>? remember)
    {
        // Mostly small ones, now and then one that is passed on as a stream.
        var lines = random.Next(200) == 0 ? 6_000 : random.Next(1, 200);
        var text = new StringBuilder($"From: anna@customer.example\r\nTo: support@example.com\r\nSubject: {subject}\r\nMessage-ID: <{subject}@customer.example>\r\nDate: Sat, 1 Mar 2025 10:00:00 +0000\r\n\r\n");
        for (var line = 0; line < lines; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"The printer on floor {random.Next(100)} says {random.NextInt64():x}.\r\n");
        }

        var raw = Encoding.ASCII.GetBytes(text.ToString());
        var hash = Convert.ToHexStringLower(SHA256.HashData(raw));
        if (remember is null)
        {
            decoys.Add(hash);
        }
        else
        {
            remember.Add(hash, subject);
        }

        return raw;
    }
}
