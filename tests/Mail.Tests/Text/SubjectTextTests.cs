using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Text;

public sealed class SubjectTextTests
{
    [Theory]
    [InlineData("Re: Printer", "Printer")]
    [InlineData("RE: AW: Fwd: Printer  on   fire", "Printer on fire")]
    [InlineData("Re[2]: Printer", "Printer")]
    [InlineData("Re(3): Printer", "Printer")]
    [InlineData("Antw.: Printer", "Antw.: Printer")]
    [InlineData("SV: VS: Skriver", "Skriver")]
    [InlineData("TR : Imprimante", "Imprimante")]
    [InlineData("RE：打印机", "打印机")]
    [InlineData("回复: 打印机", "打印机")]
    [InlineData("[EXTERN] AW: Drucker", "Drucker")]
    [InlineData("Re: [#4711] Printer", "[#4711] Printer")]
    [InlineData("[Fwd: Printer]", "Printer")]
    [InlineData("Regarding: Printer", "Regarding: Printer")]
    [InlineData("Rép : Imprimante", "Imprimante")]
    [InlineData("RE\u00A0: Imprimante", "Imprimante")]
    [InlineData("R: I: Stampante", "Stampante")]
    [InlineData("RV: Impresora", "Impresora")]
    [InlineData("RES: ENC: Impressora", "Impressora")]
    [InlineData("Antw: Doorst: Printer", "Printer")]
    [InlineData("Odp: PD: Drukarka", "Drukarka")]
    [InlineData("Odpověď: Tiskárna", "Tiskárna")]
    [InlineData("SV: VB: Skrivare", "Skrivare")]
    [InlineData("VS: VL: Tulostin", "Tulostin")]
    [InlineData("Svar: Printer", "Printer")]
    [InlineData("Ответ: На: Принтер", "Принтер")]
    [InlineData("Відп: Принтер", "Принтер")]
    [InlineData("YNT: İLT: Yazıcı", "Yazıcı")]
    [InlineData("ΑΠ: ΠΡΘ: Εκτυπωτής", "Εκτυπωτής")]
    [InlineData("答复: 转发: 打印机", "打印机")]
    [InlineData("回覆: 轉寄: 印表機", "印表機")]
    [InlineData("返信: 転送: プリンター", "プリンター")]
    [InlineData("회신: 전달: 프린터", "프린터")]
    [InlineData("Vá: Továbbítás: Nyomtató", "Nyomtató")]
    [InlineData("\u200fرد: طابعة", "طابعة")]
    [InlineData("\u200fהשב: הועבר: מדפסת", "מדפסת")]
    [InlineData("Re: Re[2]: RE(3): Fwd: Printer", "Printer")]
    [InlineData("[External]: Re: Printer", "Printer")]
    [InlineData("Antwort: WG: Drucker", "Drucker")]
    [InlineData("[helpers] Re: Fwd: Printer", "[helpers] Printer")]
    [InlineData("Re: [helpers] AW: Printer", "[helpers] Printer")]
    [InlineData("[helpers] Re:", "[helpers] Re:")]
    [InlineData("[a] Re: [b] AW: Printer", "[a] [b] Printer")]
    [InlineData("[a] Re: [b] AW:", "[a] [b] AW:")]
    [InlineData("[EXTERNAL EMAIL] - Re: Printer", "Printer")]
    [InlineData("{Spam?} Re: Printer", "Printer")]
    [InlineData("[Suspected Spam] : Printer", "Printer")]
    [InlineData("EXT: RE: Printer", "Printer")]
    [InlineData("【外部】Re: 打印机", "打印机")]
    [InlineData("[EXT] -5 degrees", "-5 degrees")]
    [InlineData("Report: Printer", "Report: Printer")]
    [InlineData("Rest: of it", "Rest: of it")]
    [InlineData("Re:", "")]
    [InlineData(null, "")]
    public void Base_is_without_reply_and_forward_marks(string? subject, string expected) => SubjectText.Base(subject).ShouldBe(expected);

    [Theory]
    [InlineData("[Ticket#2024010110000012] Drucker geht nicht", "Drucker geht nicht")]
    [InlineData("Re: [#4711] AW: Drucker", "Drucker")]
    [InlineData("Drucker [#4711]", "Drucker")]
    [InlineData("[ABC-123] Login broken", "Login broken")]
    [InlineData("Case 4711: Login broken", "Login broken")]
    [InlineData("(Anfrage Nr. 12) Rechnung", "Rechnung")]
    [InlineData("Ticket #991 - Re: Rechnung", "Rechnung")]
    [InlineData("[Demande n° 55] Imprimante", "Imprimante")]
    [InlineData("RE: [Zgłoszenie #88] Drukarka", "Drukarka")]
    [InlineData("[工单 #123] 打印机", "打印机")]
    [InlineData("[list-name] Hello", "[list-name] Hello")]
    [InlineData("Support 2024 budget", "Support 2024 budget")]
    [InlineData("Invoice (2024)", "Invoice (2024)")]
    [InlineData("[#4711]", "[#4711]")]
    [InlineData(null, "")]
    public void Ticket_marks_go_too_when_asked_for(string? subject, string expected) => SubjectText.WithoutTicket(subject).ShouldBe(expected);

    [Fact]
    public void Marks_nested_in_brackets_are_taken_off_without_recursion() =>
        SubjectText.Base(string.Concat(Enumerable.Repeat("[Fwd: ", 100_000)) + "x" + new string(']', 100_000)).ShouldBe("x");

    [Fact]
    public void Tickets_without_end_are_left_where_they_are_many() =>
        SubjectText.WithoutTicket(string.Concat(Enumerable.Repeat("[#1] ", 100_000)) + "x").ShouldEndWith("[#1] x");

    [Fact]
    public void Marks_without_end_are_taken_off_in_one_walk() =>
        SubjectText.Base(string.Concat(Enumerable.Repeat("Re: ", 100_000)) + "x").ShouldBe("x");
}
