using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Text;

public sealed class ReplyTextTests
{
    [Theory]
    [InlineData("email_1_3", "Oh thanks.\n\nHaving the function would be great.")]
    [InlineData("email_1_4", "Awesome! I haven't had another problem with it.")]
    [InlineData("email_1_6", "I get proper rendering as well.")]
    [InlineData("email_1_7", ":+1:")]
    [InlineData("email_2_1", "Outlook with a reply")]
    [InlineData("email_2_2", "Outlook with a reply directly above line")]
    [InlineData("email_2_3", "Outlook with a reply above headers using unusual format")]
    [InlineData("email_BlackBerry", "Here is another email")]
    [InlineData("email_iPhone", "Here is another email")]
    [InlineData("email_multi_word_sent_from_my_mobile_device", "Here is another email")]
    [InlineData("email_sent_from_my_not_signature", "Here is another email\n\nSent from my desk, is much easier then my mobile phone.")]
    [InlineData("email_gmail", "This is a test for inbox replying to a github message.")]
    [InlineData("email_headers_no_delimiter", "And another reply!")]
    [InlineData("email_one_is_not_on", "Thank, this is really helpful.\n\nOne outstanding question I had:\n\nLocally (on development), when I run...")]
    [InlineData("correct_sig", "this is an email with a correct -- signature.")]
    [InlineData("email_bullets", "test 2 this should list second\n\nand have spaces\n\nand retain this formatting\n\n\n   - how about bullets\n   - and another")]
    [InlineData("pathological", "I think you're onto something. I will try to fix the problem as soon as I\nget back to a computer.")]
    public void New_text_is_told_from_history_and_signature(string file, string expected)
    {
        var split = ReplyText.Split(Read(file));

        split.NewText.ShouldBe(expected);
    }

    [Fact]
    public void Text_with_dashes_and_bullets_stays_whole()
    {
        foreach (var file in (string[])["email_1_5", "email_sig_delimiter_in_middle_of_line"])
        {
            ReplyText.Split(Read(file)).NewText.ShouldBe(Read(file).Trim());
        }
    }

    [Fact]
    public void Words_that_begin_like_an_attribution_are_not_one()
    {
        foreach (var file in (string[])["greedy_on", "email_partial_quote_header"])
        {
            var split = ReplyText.Split(Read(file));

            split.NewText.ShouldStartWith("On your remote host you can run:");
            split.NewText.ShouldEndWith("the tunnel is not working.");
            split.Quoted.ShouldStartWith("On 9 Jan 2014");
        }
    }

    [Fact]
    public void Signature_and_list_footer_are_signature()
    {
        var split = ReplyText.Split(Read("email_1_1"));

        split.Signature.ShouldStartWith("-Abhishek Kona");
        split.Signature.ShouldContain("riak-users mailing list");
        split.NewText.ShouldEndWith("I am currently using the Java HTTP API.");
    }

    [Fact]
    public void Answers_between_quoted_lines_keep_their_context()
    {
        var split = ReplyText.Split(Read("email_1_8"));

        split.IsInterleaved.ShouldBeTrue();
        split.NewText.ShouldContain("I will reply under this one\n\n>\n> okay?");
        split.NewText.ShouldEndWith("and under this.");
        split.Signature.ShouldContain("this is my signature");
    }

    [Fact]
    public void Answer_below_the_quote_is_found()
    {
        var split = ReplyText.Split(Read("email_1_2"));

        split.NewText.ShouldContain("You can list the keys for the bucket");
        split.Quoted.ShouldContain("> What is the best way");
    }

    [Theory]
    [InlineData("Am 12.01.2024 um 10:00 schrieb Max Muster <max@example.com>:")]
    [InlineData("Le mar. 3 janv. 2023 à 09:12, Jean Dupont <jean@example.fr> a écrit :")]
    [InlineData("El lun, 2 ene 2023 a las 10:00, Ana (<ana@example.es>) escribió:")]
    [InlineData("Il giorno lun 2 gen 2023 alle ore 10:00 Ugo <ugo@example.it> ha scritto:")]
    [InlineData("Op ma 2 jan. 2023 om 10:00 schreef Jan <jan@example.nl>:")]
    [InlineData("Em seg., 2 de jan. de 2023 às 10:00, Rui <rui@example.pt> escreveu:")]
    [InlineData("pon., 2 sty 2023 o 10:00 Jan Kowalski <jan@example.pl> napisał(a):")]
    [InlineData("Den mån 2 jan. 2023 kl 10:00 skrev Åsa <asa@example.se>:")]
    [InlineData("пн, 2 янв. 2023 г. в 10:00, Иван <ivan@example.ru>:\nнаписал:")]
    [InlineData("On Mon, Jan 2, 2023 at 10:00 AM Somebody With A Long Name <\nlong@example.com> wrote:")]
    [InlineData("2023年1月2日(月) 10:00 山田 <yamada@example.jp>:\n書きました:")]
    [InlineData("-----Ursprüngliche Nachricht-----\nVon: Max")]
    [InlineData("---------- Forwarded message ---------\nFrom: Max")]
    [InlineData("Von: Max Muster <max@example.com>\nGesendet: Montag, 2. Januar 2023 10:00\nAn: Hilfe\nBetreff: Drucker")]
    [InlineData("De : Jean\nEnvoyé : lundi\nÀ : Aide\nObjet : Imprimante")]
    [InlineData("________________________________\nFra: Ola\nSendt: mandag\nTil: Hjelp\nEmne: Skriver")]
    [InlineData("发件人: 王\n发送时间: 2023年1月2日\n收件人: 帮助\n主题: 打印机")]
    public void History_is_recognised_in_many_languages(string mark)
    {
        var split = ReplyText.Split($"Neue Antwort.\n\n{mark}\n\nAlter Text.\n");

        split.NewText.ShouldBe("Neue Antwort.");
        split.Quoted.ShouldEndWith("Alter Text.");
    }

    [Fact]
    public void Message_that_is_all_quote_is_shown_whole() => ReplyText.Split("> only\n> quoted").NewText.ShouldBe("> only\n> quoted");

    [Theory]
    [InlineData("<div dir=\"ltr\">Hello</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, A wrote:</div><blockquote class=\"gmail_quote\">old</blockquote></div>")]
    [InlineData("<html><body><p>Hello</p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p><b>From:</b> A<br><b>Sent:</b> x<br><b>To:</b> y</p></div><p>old</p></body></html>")]
    [InlineData("<div>Hello</div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> A</div><div>old</div>")]
    [InlineData("<p>Hello</p><div class=\"moz-cite-prefix\">Am 1.1.2024 um 10:00 schrieb A:</div><blockquote type=\"cite\">old</blockquote>")]
    [InlineData("<div>Hello</div><div><br><blockquote type=\"cite\"><div>On 1 Jan 2024, at 10:00, A wrote:</div>old</blockquote></div>")]
    [InlineData("<div>Hello<br><br>-----Original Message-----<br>From: A<br>old</div>")]
    [InlineData("<p>Hello</p><p><b>Von:</b> A<br><b>Gesendet:</b> heute<br><b>An:</b> B<br><b>Betreff:</b> C</p><p>old</p>")]
    public void Html_is_cut_where_the_history_begins(string html)
    {
        var split = ReplyText.SplitHtml(html);

        HtmlText.ToPlain(split.New).ShouldBe("Hello");
        HtmlText.ToPlain(split.Quoted.ShouldNotBeNull()).ShouldEndWith("old");
    }

    [Fact]
    public void Html_attribution_goes_with_the_quote()
    {
        var split = ReplyText.SplitHtml("<div>Hello</div><div>On 1 Jan 2024, at 10:00, A wrote:</div><br><blockquote type=\"cite\">old</blockquote>");

        HtmlText.ToPlain(split.New).ShouldBe("Hello");
    }

    [Fact]
    public void Html_without_history_stays_whole()
    {
        const string Html = "<p>From: here to there.</p><blockquote>A saying.</blockquote><p>End</p>";

        ReplyText.SplitHtml(Html).ShouldBe(new(Html, null));
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Fixtures.Corpus.Mails, "replies", name + ".txt")).Replace("\r\n", "\n", StringComparison.Ordinal);
}
