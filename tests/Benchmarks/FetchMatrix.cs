using System.Globalization;
using HelpdeskMail.Fetch.Tests.Matrix;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// The long form of the fault matrix: 10,000 messages through each of IMAP and POP3 (Dovecot) and Graph (Sandbox) while Fetch, PostgreSQL, the MailStore and the mail server are killed, connections break
/// at any byte, another program deletes, the server renumbers or throttles. FETCH_MATRIX_SEED sets the seed, FETCH_MATRIX_MESSAGES the number.
/// </summary>
internal static class FetchMatrix
{
    private const int Events = 25;

    public static async Task<bool> RunAsync()
    {
        var seed = Number("FETCH_MATRIX_SEED", 1);
        var messages = Number("FETCH_MATRIX_MESSAGES", 10_000);
        var met = true;
        foreach (var source in Enum.GetValues<MailSourceKind>())
        {
            try
            {
                var took = await new MatrixRun(new MatrixPlan(source, messages, Events, seed, TimeSpan.FromMinutes(15)), Console.WriteLine).RunAsync();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source}: {messages} messages, {Events} faults, seed {seed}: every message stored exactly once, after {took.TotalSeconds:0} s"));
            }
            catch (InvalidOperationException exception)
            {
                Console.WriteLine(exception.Message);
                met = false;
            }
        }

        return met;
    }

    private static int Number(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
