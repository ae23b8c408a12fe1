using System.Globalization;

namespace HelpdeskMail.Mail.Tests.Fuzzing;

/// <summary>
/// How much is tried: a fixed number in an ordinary run. <c>HELPDESKMAIL_FUZZ_ROUNDS=5000000 dotnet test tests/Mail.Tests --filter FullyQualifiedName~Fuzzing</c> runs for hours; HELPDESKMAIL_FUZZ_SEED sets where to
/// begin, so that a failure is repeated by its seed with one round.
/// </summary>
internal static class FuzzBudget
{
    public static IEnumerable<int> Seeds(int usual) => Enumerable.Range(Setting("HELPDESKMAIL_FUZZ_SEED", 1), Setting("HELPDESKMAIL_FUZZ_ROUNDS", usual));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
