using System.Globalization;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Tests.Mime;

/// <summary>
/// Mutates messages of the corpus under a seed and reads everything of the result. HELPDESKMAIL_FUZZ_ROUNDS sets how many (an hour is
/// about ten million), HELPDESKMAIL_FUZZ_SEED where to begin. A failure names its seed; the input then becomes a test of its own.
/// </summary>
public sealed class FuzzTests
{
    [Fact]
    public void Mutated_messages_never_throw_and_never_explode()
    {
        var seeds = Fixtures.Corpus.MailFiles().Select(File.ReadAllBytes).Where(bytes => bytes.Length is > 0 and < 64 * 1024).ToArray();
        var rounds = Setting("HELPDESKMAIL_FUZZ_ROUNDS", 1_500);
        var first = Setting("HELPDESKMAIL_FUZZ_SEED", 1);
        for (var seed = first; seed < first + rounds; seed++)
        {
            var input = Mutation.Of(seeds, seed);
            var before = GC.GetAllocatedBytesForCurrentThread();

            Should.NotThrow(() => ReadEverything.Of(MimeMessage.Parse(input)), $"HELPDESKMAIL_FUZZ_SEED={seed}");

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000 + (input.Length * 400L), $"HELPDESKMAIL_FUZZ_SEED={seed}");
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
