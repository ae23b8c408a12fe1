using System.Net;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Text;

/// <summary>HTML in which a line that names the writer and the moment stands above the history, and no element marks it.</summary>
public sealed class UnmarkedHistoryTests
{
    [Theory]
    [InlineData("Jane Doe <jane@example.com>, 3 March 2026 10:12:")]
    [InlineData("Jane <jane@example.com>, Tue, March 3, 2026 at 10:12 AM:")]
    [InlineData("\"Doe, Jane\" <jane@example.com> 2026-03-03 10:12:")]
    [InlineData("jane@example.com, 03.03.2026 10:12:")]
    [InlineData("Jane Doe (jane@example.com) on Tuesday, 3 March 2026 at 10:12 (UTC):")]
    [InlineData("Jane Doe <jane@example.com>, Dienstag, 3. März 2026 um 10:12 Uhr:")]
    [InlineData("Jane Doe <jane@example.com>, mardi 3 mars 2026 à 10h12 :")]
    [InlineData("Jane Doe <jane@example.com>, martes, 3 de marzo de 2026 a las 10:12:")]
    [InlineData("Jane Doe <jane@example.com> – martedì 3 marzo 2026 alle ore 10:12:")]
    [InlineData("Jane Doe (jane@example.com), terça-feira, 3 de março de 2026 às 10:12:")]
    [InlineData("Jane van Doe <jane@example.com>, dinsdag 3 maart 2026 om 10:12:")]
    [InlineData("Jan Kowalski <jan@example.com>, wtorek, 3 marca 2026 o 10:12:")]
    [InlineData("Иван Петров <ivan@example.com>, вторник, 3 марта 2026 г. в 10:12:")]
    [InlineData("Åsa Öberg <asa@example.com>, tisdag 3 mars 2026 kl. 10:12:")]
    [InlineData("Matti Virtanen <matti@example.com>, ti 3.3.2026 klo 10.12:")]
    [InlineData("Jana Nová <jana@example.com>, út 3. 3. 2026 v 10:12:")]
    [InlineData("Nagy Anna <anna@example.com>, 2026. márc. 3., 10:12:")]
    [InlineData("山田太郎 <yamada@example.com>、2026年3月3日(火) 10:12：")]
    [InlineData("王伟 <wang@example.com>，2026年3月3日 上午10:12：")]
    [InlineData("김민수 <kim@example.com>, 2026년 3월 3일 (화) 오전 10:12:")]
    [InlineData("Tue, 3 Mar 2026 10:12, jane@example.com:")]
    [InlineData("3 March 2026, 10:12, Jane Doe <jane@example.com>:")]
    [InlineData("03.03.2026 10:12 von jane@example.com:")]
    public void Line_with_an_address_and_a_moment_begins_the_history(string line) =>
        NewTextOf($"<p>I will try that tomorrow, and then I will write again.</p><p>{WebUtility.HtmlEncode(line)}</p><p>Have you tried the other tray?</p><p>Kind regards</p>")
            .ShouldBe("I will try that tomorrow, and then I will write again.");

    [Theory]
    [InlineData("<div>Yes.</div><div>Jane Doe &lt;<a href=\"mailto:jane@example.com\">jane@example.com</a>&gt;, 3 March 2026 10:12:<br></div><div>old</div>")]
    [InlineData("<div>Yes.<br><br><b>Jane Doe</b> &lt;jane@example.com&gt;, 3 March 2026 10:12:<br><br>old<br>words</div>")]
    [InlineData("<div>Yes.</div><div><br></div><div><span>Jane Doe &lt;jane@example.com&gt;,&nbsp;3 March 2026 10:12:</span></div><div><p>old</p></div>")]
    [InlineData("Yes.<p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p>old")]
    [InlineData("<p>Yes.</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>old</p><p>Bob Lee &lt;bob@example.com&gt;, 2 March 2026 17:40:</p><p>older</p><blockquote type=\"cite\">oldest</blockquote>")]
    [InlineData("<p>Yes.</p><p>Jane Doe &lt;jane@example.com&gt;, Dienstag, 3. März 2026 um 10:12 Uhr:</p><p>old</p><p>Bob Lee &lt;bob@example.com&gt;, Montag, 2. März 2026 um 17:40 Uhr:</p><p>older</p>")]
    [InlineData("<p>Yes.</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>old</p><div class=\"gmail_quote\"><div class=\"gmail_attr\">On 2 March 2026 Bob wrote:</div><blockquote class=\"gmail_quote\">older</blockquote></div>")]
    [InlineData("<p>Yes.</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><blockquote>old</blockquote>")]
    public void Line_is_found_however_the_page_is_laid_out(string html) => NewTextOf(html).ShouldBe("Yes.");

    [Theory]
    [InlineData("<p>It works now.</p><p>Best regards<br>Bob Lee</p><p>Jane Doe, 3 March 2026 10:12:</p><p>Have you tried the other tray?</p><p>Jane</p>")]
    [InlineData("<p>It works now.</p><p>Best regards<br>Bob Lee</p><p>3 March 2026, 10:12, Jane Doe:</p><p>Have you tried the other tray?</p><p>Best<br>Jane Doe | Contoso</p>")]
    [InlineData("<p>Hi Jane,</p><p>It works now.</p><p>Best regards<br>Bob Lee</p><p>Jane Doe, Tue, March 3, 2026 at 10:12 AM:</p><p>Have you tried the other tray?</p>")]
    [InlineData("<p>Hallo Frau Doe!</p><p>It works now.</p><p>Bob Lee</p><p>Dienstag, 3. März 2026 um 10:12 Uhr, Jane Doe:</p><p>Have you tried the other tray?</p>")]
    public void Line_with_a_name_begins_the_history_below_the_end_of_a_mail_when_the_name_is_known(string html)
    {
        var fresh = NewTextOf(html);

        fresh.ShouldContain("It works now.");
        fresh.ShouldEndWith("Bob Lee");
    }

    [Theory]
    [InlineData("<p>Hello all,</p><p>Agenda for Monday, 3 March, 10:00:</p><ul><li>Printers</li><li>Toner</li></ul>")]
    [InlineData("<p>Hello all,</p><p>Agenda for Monday, 3 March 2026, 10:00:</p><ul><li>Printers</li></ul>")]
    [InlineData("<p>Hello all!</p><p>Agenda Monday, 3 March 2026, 10:00:</p><p>Printers</p><p>Toner</p>")]
    [InlineData("<p>Hallo zusammen!</p><p>Jour Fixe, 3. März 2026, 10:00 Uhr:</p><p>Drucker</p><p>Toner</p>")]
    [InlineData("<p>Hallo zusammen!</p><p>3. März 2026, 10:00 Uhr, Großer Saal:</p><p>Drucker</p><p>Bob</p>")]
    [InlineData("<p>On call</p><p>Jane Doe &lt;jane@example.com&gt;, from 3 March 2026 10:00:</p><p>Printers</p>")]
    [InlineData("<p>On call</p><p>Jane Doe &lt;jane@example.com&gt; until 3 March 2026 10:00:</p><p>Printers</p>")]
    [InlineData("<p>On call</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:00:</p><p>Printers</p><p>Bob Lee &lt;bob@example.com&gt;, 4 March 2026 10:00:</p><p>Toner</p>")]
    [InlineData("<p>Minutes</p><p>Jane Doe, 3 March 2026 10:12:</p><p>I cannot print.</p><p>Bob Lee, 3 March 2026 10:15:</p><p>Try again, Jane.</p><p>Jane</p>")]
    [InlineData("<p>This is what she told me:</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>I cannot print.</p>")]
    [InlineData("<p>This is what she told me yesterday.</p><p>Jane Doe, 3 March 2026 10:12:</p><p>I cannot print.</p><p>Jane</p>")]
    [InlineData("<p>Thanks!</p><p>Jane Doe, 3 March 2026 10:12:</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026:</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March, 10:12:</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>Please tell Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>We meet with jane@example.com, 3 March 2026 10:12:</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12: she cannot print.</p><p>Nor can I.</p>")]
    [InlineData("<p>Thanks!</p><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p>")]
    [InlineData("<p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>I cannot print.</p>")]
    [InlineData("<p>Thanks!</p><p>The printer in room 5<br>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:<br>I cannot print.</p><p>Help.</p>")]
    [InlineData("<p>Thanks!</p><ul><li>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</li><li>no paper</li></ul><p>Help.</p>")]
    [InlineData("<p>Thanks!</p><ul><li><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>no paper</p></li></ul><p>Help.</p>")]
    [InlineData("<p>Thanks!</p><table><tr><td>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</td><td>no paper</td></tr></table><p>Help.</p>")]
    [InlineData("<p>Thanks!</p><h2>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</h2><p>no paper</p><p>Help.</p>")]
    [InlineData("<p>She said</p><blockquote><p>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</p><p>no paper</p></blockquote><p>Help.</p>")]
    public void Words_of_a_person_that_look_like_it_stay(string html) => ReplyText.SplitHtml(html).Quoted.ShouldBeNull();

    [Theory]
    [InlineData("Jane Doe <jane@example.com>, 3 March 2026 10:12:")]
    [InlineData("Tue, 3 Mar 2026 10:12, jane@example.com:")]
    [InlineData("Dienstag, 3. März 2026 um 10:12 Uhr, Jane Doe:")]
    public void Line_right_above_a_marked_quote_in_plain_text_goes_with_it(string line) => ReplyText.Split($"New answer.\n\n{line}\n\n> Old text.").NewText.ShouldBe("New answer.");

    [Theory]
    [InlineData("<div>Yes.</div><div>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</div><div>old</div><div>Bob Lee &lt;bob@example.com&gt;, 31 Foo 2026 10:15:</div><div>what</div>")]
    [InlineData("<div>Yes.</div><div>Jane Doe &lt;jane@example.com&gt;, 3 March 2026 10:12:</div><div>old<br>Bob Lee &lt;bob@example.com&gt;, 3 March 2026 10:15:<br>what</div>")]
    public void Further_line_that_is_not_known_to_be_older_leaves_the_page_whole(string html) => ReplyText.SplitHtml(html).Quoted.ShouldBeNull();

    private static string NewTextOf(string html)
    {
        var split = ReplyText.SplitHtml(html);
        HtmlText.ToPlain(split.Quoted.ShouldNotBeNull()).ShouldNotBeEmpty();
        return HtmlText.ToPlain(split.New);
    }
}
