using System.Diagnostics;
using System.Globalization;
using Dapper;
using HelpdeskMail.Fixtures.Dovecot;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// The whole way in: 5,000 messages of 213 MB from a real Dovecot through Fetch, the MailStore and the bus into the helpdesk's tickets, each service a process of its own. The clock runs from the first look at the
/// mailbox to the last stored ticket; other messages have gone the same way before, so that the services run as those do that were not started a moment ago.
/// </summary>
internal static class FetchTicketsBenchmark
{
    private const int Before = 3_000;
    private const double LeastRate = 650;

    /// <summary>FETCH_TICKETS sets another number.</summary>
    private static readonly int Messages = int.TryParse(Environment.GetEnvironmentVariable("FETCH_TICKETS"), CultureInfo.InvariantCulture, out var number) ? number : 5_000;

    public static async Task<bool> RunAsync()
    {
        await using var stack = await FetchStack.StartAsync(withHelpdesk: true);
        await using var dovecot = await DovecotServer.StartAsync();
        await RunAsync(stack, dovecot, "first@example.com", GeneratedMail.Make(Before, Messages));
        var mails = GeneratedMail.Make(Messages);
        var used = Processors(stack);
        var (stored, ticketed) = await RunAsync(stack, dovecot, "support@example.com", mails);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Messages} messages, {mails.Sum(mail => (long)mail.Length) / 1e6:0} MB: all stored after {stored:0.00} s, all tickets after {ticketed:0.00} s"));
        foreach (var (name, after) in Processors(stack))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of {name,-12} {(after - used[name]).TotalMilliseconds / Messages:0.00} ms a message"));
        }

        return Limits.CheckAtLeast("messages from Dovecot to stored tickets", Messages / ticketed, LeastRate, "/s");
    }

    private static Dictionary<string, TimeSpan> Processors(FetchStack stack) => new(StringComparer.Ordinal)
    {
        ["Fetch"] = stack.Fetch.ProcessorTime,
        ["MailStore"] = stack.Store.ProcessorTime,
        ["Helpdesk"] = stack.Helpdesk!.ProcessorTime,
        ["PostgreSQL"] = stack.DatabaseProcessorTime,
    };

    private static async Task<(double Stored, double Ticketed)> RunAsync(FetchStack stack, DovecotServer dovecot, string user, byte[][] mails)
    {
        await dovecot.AddUserAsync(user, "a-password");
        await dovecot.FillAsync(user, mails);
        var id = Guid.CreateVersion7();
        stack.Link(id, user, dovecot.ImapPort, "a-password");
        await using var connection = await stack.Database.OpenConnectionAsync();
        Stopwatch? clock = null;
        double? stored = null;
        while (true)
        {
            if (clock is null && await connection.ExecuteScalarAsync<bool>("select exists (select from \"fetch\".cursor where system_email_id = @id)", new { id }))
            {
                clock = Stopwatch.StartNew();
            }

            if (clock is not null && stored is null && await connection.ExecuteScalarAsync<int>("select count(*) from mailstore.receipt where system_email_id = @id and content is not null", new { id }) >= mails.Length)
            {
                stored = clock.Elapsed.TotalSeconds;
            }

            if (stored is not null && await connection.ExecuteScalarAsync<int>("select count(*) from helpdesk.ticket where system_email_id = @id", new { id }) >= mails.Length)
            {
                return (stored.Value, clock!.Elapsed.TotalSeconds);
            }

            if (clock?.Elapsed > TimeSpan.FromMinutes(5))
            {
                var tickets = await connection.ExecuteScalarAsync<int>("select count(*) from helpdesk.ticket where system_email_id = @id", new { id });
                throw new InvalidOperationException($"{tickets} of {mails.Length} messages became tickets. Fetch said:\n{stack.Fetch.Output}\nThe helpdesk said:\n{stack.Helpdesk!.Output}");
            }

            await Task.Delay(100);
        }
    }
}
