using HelpdeskMail.Fixtures;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Tests.Hosting;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

public sealed class CorpusTests(HelpdeskHost host) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Every_mail_of_the_corpus_ends_somewhere_visible()
    {
        var failures = new List<string>();
        var count = 0;
        foreach (var file in Corpus.MailFiles())
        {
            count++;
            try
            {
                var outcome = await host.ReceiveAsync(await File.ReadAllBytesAsync(file));
                outcome.ShouldNotBeOfType<IntakeOutcome.Unknown>();
            }
            catch (Exception exception)
            {
                failures.Add($"{Path.GetFileName(file)}: {exception.GetType().Name} {exception.Message}");
            }
        }

        failures.ShouldBeEmpty();
        count.ShouldBeGreaterThan(100);
        (await host.QueryAsync<long>("select count(*) from helpdesk.intake")).ShouldBe(count);
    }

    [Fact]
    public void Html_of_every_mail_of_the_corpus_is_rebuilt_without_what_could_run()
    {
        foreach (var file in Corpus.MailFiles())
        {
            if (HelpdeskMail.Mail.Text.ReadableBody.From(HelpdeskMail.Mail.Mime.MimeMessage.Parse(File.ReadAllBytes(file))).Html is { } html)
            {
                HostileHtml.AssertHarmless(MailSanitizer.Rebuild(html, _ => null).Html, Path.GetFileName(file));
            }
        }
    }
}
