using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Tests.Mime.Agreement;

namespace HelpdeskMail.Mail.Tests.Fuzzing;

/// <summary>
/// Mutates messages of the corpus and generated ones under a seed and reads everything of the result. See <see cref="FuzzBudget"/> for how many. A failure names its seed; the input then becomes a test of its own.
/// </summary>
public sealed class MessageFuzzTests
{
    [Fact]
    public async Task Mutated_messages_never_throw_and_never_explode()
    {
        var generated = new List<byte[]>();
        for (var number = 1; number <= 40; number++)
        {
            generated.Add(await Mime.MimeWriterTests.Bytes(GeneratedMessages.Make(number)));
        }

        var seeds = Fixtures.Corpus.MailFiles().Select(File.ReadAllBytes).Where(bytes => bytes.Length is > 0 and < 64 * 1024).Concat(generated).ToArray();
        // What is built once, such as tables and patterns, is no cost of the first message.
        ReadEverything.Of(MimeMessage.Parse(seeds[0]));
        foreach (var seed in FuzzBudget.Seeds(1_500))
        {
            var input = Mutation.Of(seeds, seed);
            var before = GC.GetAllocatedBytesForCurrentThread();

            Should.NotThrow(() => ReadEverything.Of(MimeMessage.Parse(input)), $"HELPDESKMAIL_FUZZ_SEED={seed}");

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000 + (input.Length * 400L), $"HELPDESKMAIL_FUZZ_SEED={seed}");
        }
    }
}
