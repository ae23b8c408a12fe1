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
    [InlineData("W dniu 02.01.2023 o 10:00, Jan pisze:")]
    [InlineData("Dne 2. 1. 2023 v 10:00 Jan <jan@example.cz> napsal(a):")]
    [InlineData("2.1.2023 10.00 Matti <matti@example.fi> kirjoitti:")]
    [InlineData("On 2023-01-02 10:00, Ann Lee wrote:")]
    [InlineData("Ann Lee <ann@example.com> schrieb am Mo., 2. Jan. 2023, 10:00:")]
    [InlineData("Ann Lee <ann@example.com> ezt írta (időpont: 2023. jan. 2., H, 10:00):")]
    [InlineData("2 Oca 2023 Pzt 10:00 tarihinde Ali <ali@example.com> şunu yazdı:")]
    [InlineData("Στις Δευ 2 Ιαν 2023 στις 10:00 π.μ., ο/η Nikos <nikos@example.gr> έγραψε:")]
    [InlineData("2023년 1월 2일 (월) 오전 10:00, Kim <kim@example.kr>님이 작성:")]
    [InlineData("王 <wang@example.cn> 于2023年1月2日周一 10:00写道：")]
    [InlineData("בתאריך יום ב׳, 2 בינו׳ 2023 ב-10:00 מאת \u202bDana\u202c\u200f <\u202adana@example.il\u202c\u200f>:\u200f")]
    [InlineData("Pe lun., 2 ian. 2023 la 10:00, Ion <ion@example.ro> a scris:")]
    [InlineData("Den man. 2. jan. 2023 kl. 10.00 skrev Ola <ola@example.no>:")]
    [InlineData("Vào Th 2, 2 thg 1, 2023 vào lúc 10:00 An <an@example.vn> đã viết:")]
    [InlineData("Begin forwarded message:\n\nFrom: Ann")]
    [InlineData("-------- Original Message --------\nSubject: x")]
    [InlineData("-------- Weitergeleitete Nachricht --------\nBetreff: x")]
    [InlineData("*From:* Ann Lee <ann@example.com>\n*Sent:* Monday\n*To:* Help\n*Subject:* Printer")]
    [InlineData("Från: Åsa\nSkickat: måndag\nTill: Hjälp\nÄmne: Skrivare")]
    [InlineData("Od: Jan\nWysłane: poniedziałek\nDo: Pomoc\nTemat: Drukarka")]
    [InlineData("От: Иван\nОтправлено: понедельник\nКому: Помощь\nТема: Принтер")]
    [InlineData("差出人: 山田\n送信日時: 2023年1月2日\n宛先: ヘルプ\n件名: プリンター")]
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
    [InlineData("<div>Hello</div><div>On 11-Apr-2024, at 6:54 PM, A &lt;a@example.com&gt; wrote:</div><div>old</div>")]
    [InlineData("<div>Hello</div><div>A wrote:</div><blockquote>old</blockquote>")]
    [InlineData("<div>Hello</div><div><hr>Date: Fri, 23 Mar 2024 12:35:31 -0600<br>To: b@example.com<br>From: a@example.com<br>Subject: x<br><br>old</div>")]
    [InlineData("<div>Hello</div><hr><div><b>From:</b> a@example.com <b>Date:</b> Thu, 24 Mar 2024</div><div>old</div>")]
    [InlineData("<div>Hello</div><div name=\"quote\" style=\"border-left:2px solid #C3D9E5\">Gesendet: heute<br>old</div>")]
    [InlineData("<p>Hello</p><hr id=\"zwchr\"><div>From: A</div><div>old</div>")]
    [InlineData("<p>Hello</p><div style=\"border:none; border-top:1pt solid rgb(225, 225, 225)\"><p><b>Da:</b> A</p></div><p>old</p>")]
    [InlineData("<div>Hello</div><div>2024年1月2日(火) 10:00 A &lt;a@example.com&gt;:</div><blockquote>old</blockquote>")]
    [InlineData("<div>Hello</div><div>вторник, 2 января 2024 г., 10:00 +03:00 от A &lt;a@example.com&gt;:</div><blockquote>old</blockquote>")]
    [InlineData("<p>Hello</p><p>---------- Původní zpráva ----------<br>Od: A<br>old</p>")]
    [InlineData("<p>Hello</p><p><b>Von:</b> A<br><b>Gesendet:</b> heute<br><b>An:</b> B<br><b>Betreff:</b> C</p><p>old</p>")]
    [InlineData("<div>Hello</div><div>Subject: Printer<br>Date: Tue, 2 Jan 2024 10:00:00 +0100<br>From: a@example.com<br>To: b@example.com</div><div>old</div>")]
    [InlineData("<div>Hello</div><div>----- Ujumbe wa awali -----<br>From: A &lt;a@example.com&gt;<br>Sent: Jumanne<br>To: B</div><div>old</div>")]
    [InlineData("<div>Hello</div><div>-----A/Example schrieb: -----</div><div>An: B<br>Von: A<br>Datum: 02.01.2024 10:00<br>Betreff: Drucker</div><div>old</div>")]
    [InlineData("Hello<br><blockquote style=\"margin: 0 0 20px 0;\"><div><div>On Tue, 2 Jan 2024 at 10:00, A</div><div>&lt;a@example.com&gt; wrote:</div></div><div>old</div></blockquote>")]
    [InlineData("<div>Hello</div>2. Jan. 2024, 10:00 von a@example.com:<br><blockquote class=\"tutanota_quote\">old</blockquote>")]
    [InlineData("<p>Hello</p><blockquote><p>&gt; Message du 02/01/24 10:00<br>&gt; De : A &lt;a@example.com&gt;<br>&gt; A : B<br>&gt;</p>old</blockquote>")]
    [InlineData("<div>Hello</div><div>----------------</div><div>Кому: B (b@example.com);</div><div>Тема: x;</div><div>02.01.2024, 10:00, \"A\" &lt;a@example.com&gt;:</div><blockquote>old</blockquote>")]
    public void Html_is_cut_where_the_history_begins(string html)
    {
        var split = ReplyText.SplitHtml(html);

        HtmlText.ToPlain(split.New).ShouldBe("Hello");
        HtmlText.ToPlain(split.Quoted.ShouldNotBeNull()).ShouldEndWith("old");
    }

    [Theory]
    [InlineData("<div dir=\"ltr\">Hello<br clear=\"all\"><div><br></div><span class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" class=\"gmail_signature\" data-smartmail=\"gmail_signature\">Ann Lee</div></div>")]
    [InlineData("<html><body><div class=\"elementToProof\">Hello</div><div id=\"Signature\"><p>Ann Lee</p></div></body></html>")]
    [InlineData("<p>Hello</p><div class=\"moz-signature\">-- <br>Ann Lee</div>")]
    [InlineData("<p>Hello</p><pre class=\"moz-signature\" cols=\"72\">-- \nAnn Lee</pre>")]
    [InlineData("<div>Hello</div><br id=\"lineBreakAtBeginningOfSignature\"><div dir=\"ltr\">Ann Lee</div>")]
    [InlineData("<div>Hello<div><br></div><div id=\"AppleMailSignature\">Ann Lee</div></div>")]
    [InlineData("<div>Hello</div><div name=\"messageSignatureSection\"><br>Ann Lee</div>")]
    [InlineData("<p>Hello</p><div id=\"DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2\"><table><tr><td>Virus-free.<a href=\"https://www.avast.com/sig-email\">www.avast.com</a> Ann Lee</td></tr></table></div>")]
    [InlineData("<p>Hello</p><p>Sent from my iPad</p><hr><p>Libre de virus. <a href=\"https://www.avast.com/sig-email\">www.avast.com</a> Ann Lee</p>")]
    [InlineData("<div>Hello</div><div class=\"protonmail_signature_block\">Ann Lee</div>")]
    [InlineData("<div>Hello<br><br>-- <br>Ann Lee</div>")]
    [InlineData("<p>Hello</p><p>--&nbsp;</p><p>Ann Lee</p>")]
    public void Html_signature_is_told_from_what_was_written(string html)
    {
        var split = ReplyText.SplitHtml(html + "<blockquote type=\"cite\">old</blockquote>");

        HtmlText.ToPlain(split.Written).ShouldBe("Hello");
        HtmlText.ToPlain(split.Signature.ShouldNotBeNull()).ShouldEndWith("Ann Lee");
        HtmlText.ToPlain(split.New).ShouldEndWith("Ann Lee");
    }

    [Theory]
    [InlineData("<div>Hello<br><br>Sent from my iPhone</div>", "Sent from my iPhone")]
    [InlineData("<div>Hello</div><div><br></div><div>Gesendet von meinem iPhone</div>", "Gesendet von meinem iPhone")]
    [InlineData("<p>Hello</p><p>Get <a href=\"https://aka.ms/x\">Outlook for iOS</a></p>", "Get Outlook for iOS <https://aka.ms/x>")]
    public void Html_line_that_a_device_adds_is_signature(string html, string signature)
    {
        var split = ReplyText.SplitHtml(html);

        HtmlText.ToPlain(split.Written).ShouldBe("Hello");
        HtmlText.ToPlain(split.Signature!).ShouldBe(signature);
    }

    [Theory]
    [InlineData("<p>Hello</p><p>Sent from my iPhone it looks different.</p><p>More text, and more.</p>")]
    [InlineData("<p>-- </p><p>only a signature</p>")]
    [InlineData("<p>a -- b</p>")]
    public void Html_without_signature_stays_whole(string html) => ReplyText.SplitHtml(html).Signature.ShouldBeNull();

    [Fact]
    public void Html_attribution_goes_with_the_quote()
    {
        var split = ReplyText.SplitHtml("<div>Hello</div><div>On 1 Jan 2024, at 10:00, A wrote:</div><br><blockquote type=\"cite\">old</blockquote>");

        HtmlText.ToPlain(split.New).ShouldBe("Hello");
    }

    [Theory]
    [InlineData("<p>Hello</p><div class=\"moz-cite-prefix\">On 1.1.2024 at 10:00 A wrote:</div><blockquote type=\"cite\">One?</blockquote><p>Yes.</p><blockquote type=\"cite\">Two?</blockquote><p>No.</p>")]
    [InlineData("<div>Hello</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On 1.1.2024 at 10:00 A wrote:<br></div><blockquote class=\"gmail_quote\">One?</blockquote><div>Yes.</div><blockquote class=\"gmail_quote\">Two?</blockquote><div>No.</div></div>")]
    public void Html_answered_between_quotes_stays_whole(string html) => ReplyText.SplitHtml(html).Quoted.ShouldBeNull();

    [Fact]
    public void Html_of_a_long_thread_is_cut_at_its_first_quote() =>
        HtmlText.ToPlain(ReplyText.SplitHtml("<div>Hello</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">On 1.1.2024 at 10:00 A wrote:<br></div><blockquote class=\"gmail_quote\">old<div class=\"gmail_quote\">On 31.12.2023 at 9:00 B wrote:<blockquote class=\"gmail_quote\">older</blockquote></div></blockquote></div>").New).ShouldBe("Hello");

    [Fact]
    public void Html_answered_below_the_quote_and_a_greeting_stays_whole() =>
        ReplyText.SplitHtml("<p>Hi Ann,</p><div class=\"moz-cite-prefix\">On 1.1.2024 A wrote:</div><blockquote type=\"cite\">Cancel?</blockquote><p>Yes, cancel everything today.</p>").Quoted.ShouldBeNull();

    [Theory]
    [InlineData("<p>Please check this order:</p><table><tr><td style=\"border-top: 1px solid rgb(225, 225, 225)\">Order 4711</td></tr></table><p>It never arrived.</p>")]
    [InlineData("<p>Please check this order:</p><table><tr><td style=\"border-top: 1px solid rgb(225, 225, 225)\">Total: 12 EUR</td></tr></table><p>It never arrived.</p>")]
    [InlineData("<p>See below.</p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\">The printer is on fire.</div>")]
    public void Table_in_the_colour_of_outlooks_line_begins_no_history(string html) => ReplyText.SplitHtml(html).Quoted.ShouldBeNull();

    [Theory]
    [InlineData("<p>Hello</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>From:</b> Ann Lee<br><b>Sent:</b> Monday</p></div><p>old</p>")]
    [InlineData("<p>Hello</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Wannsee:</b> Ann Lee</p></div><p>old</p>")]
    [InlineData("<p>Hello</p><table><tr><td style='border:none;border-top:solid #B5C4DF 1.0pt'><b>Von:</b> Ann Lee</td></tr></table><p>old</p>")]
    public void Outlooks_line_above_a_header_begins_the_history(string html) => HtmlText.ToPlain(ReplyText.SplitHtml(html).New).ShouldBe("Hello");

    [Theory]
    [InlineData("Hello, please book:\n\nFrom: Berlin\nTo: Munich\nDate: 12 May, two adults\n\nI also need a hotel.")]
    [InlineData("Hello, please book:\n\nDate: 12 May\nFrom: Berlin\nTo: Munich\n\nI also need a hotel.")]
    public void Labels_of_a_journey_begin_no_history(string text)
    {
        ReplyText.Split(text).NewText.ShouldBe(text);
        ReplyText.SplitHtml(text.Replace("\n", "<br>", StringComparison.Ordinal)).Quoted.ShouldBeNull();
    }

    [Fact]
    public void Html_disclaimer_behind_the_quote_does_not_keep_the_quote() =>
        HtmlText.ToPlain(ReplyText.SplitHtml("<p>Hello</p><blockquote type=\"cite\">old<blockquote type=\"cite\">older</blockquote></blockquote><p>This mail is confidential.</p>").New).ShouldBe("Hello");

    [Theory]
    [InlineData("<div>Hello</div><blockquote class=\"gmail_quote\">A saying.</blockquote><div>And more.</div>")]
    [InlineData("<div>Call me at 10, room 5.</div><div>&lt;a@example.com&gt; knows the way:</div><div>it is there.</div>")]
    public void Html_that_a_person_wrote_stays_whole(string html) => ReplyText.SplitHtml(html).Quoted.ShouldBeNull();

    [Fact]
    public void Html_without_history_stays_whole()
    {
        const string Html = "<p>From: here to there.</p><blockquote>A saying.</blockquote><p>End</p>";

        ReplyText.SplitHtml(Html).ShouldBe(new(Html, null));
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Fixtures.Corpus.Mails, "replies", name + ".txt")).Replace("\r\n", "\n", StringComparison.Ordinal);

    [Theory]
    [InlineData("It works now.\n\nBest regards\nBob Lee", "Jane Doe, 3 March 2026 10:12:")]
    [InlineData("Thanks!", "Jane Doe, 03.03.2026 10:12 Uhr:")]
    [InlineData("Merci", "Jane van Doe – mardi 3 mars 2026 à 10h12 :")]
    public void Name_and_moment_below_the_end_of_a_mail_begin_the_history(string fresh, string line)
    {
        var split = ReplyText.Split($"{fresh}\n\n{line}\n\nHave you tried the other tray?\n\nJane");

        split.NewText.ShouldBe(fresh);
        split.Quoted.ShouldStartWith(line);
    }

    [Fact]
    public void Name_and_moment_above_a_marked_quote_leave_what_is_below_it()
    {
        var split = ReplyText.Split("I agree.\n\nJane Doe, 3 March 2026 10:12:\n> old words\n\nAnd more.");

        split.NewText.ShouldContain("And more.");
        split.NewText.ShouldNotContain("old words");
    }

    [Fact]
    public void Name_and_moment_above_a_quote_in_html_go_with_it() =>
        HtmlText.ToPlain(ReplyText.SplitHtml("<div>I agree.</div><div>Jane Doe, 3 March 2026 10:12:</div><blockquote>old words</blockquote>").New).ShouldBe("I agree.");

    [Theory]
    [InlineData("———————", "Contoso Ltd\nTel.: +49 30 1234567\nann@contoso.example")]
    [InlineData("═══════════", "M: +49 30 1234567")]
    [InlineData("-----------", "Head of Printing | Contoso\nwww.contoso.example")]
    [InlineData("– – – – –", "030 12345678")]
    public void Row_above_a_name_and_how_to_reach_it_begins_a_signature(string row, string card)
    {
        var split = ReplyText.Split($"The printer is dead.\n\n{row}\nAnn Lee\n{card}");

        split.NewText.ShouldBe("The printer is dead.");
        split.Signature.ShouldStartWith(row);
    }

    [Theory]
    [InlineData("-------\nAnn Lee\nOrder: 12345678\nPhone: +49 30 1234567")]
    [InlineData("———————\nSecond part of the text that I wrote here, call 030 12345678.")]
    [InlineData("———————\nAnn Lee\nCan you call +49 30 1234567?")]
    [InlineData("———————\nAnn Lee\nContoso Ltd")]
    public void Row_above_anything_else_divides_the_text(string below) => ReplyText.Split($"Request\n{below}").NewText.ShouldBe($"Request\n{below}");
}
