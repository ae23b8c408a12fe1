using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Tests.Text;

/// <summary>How the common programs introduce what they quote, in the languages they come in; nothing quoted is marked with «&gt;» here.</summary>
public sealed class QuoteLanguageTests
{
    [Theory]
    // Apple Mail
    [InlineData("On 2 Jan 2024, at 10:00, Ann Lee <ann@example.com> wrote:")]
    [InlineData("Am 02.01.2024 um 10:00 schrieb Ann Lee <ann@example.com>:")]
    [InlineData("Le 2 janv. 2024 à 10:00, Ann Lee <ann@example.com> a écrit :")]
    [InlineData("El 2 ene 2024, a las 10:00, Ann Lee <ann@example.com> escribió:")]
    [InlineData("Il giorno 2 gen 2024, alle ore 10:00, Ann Lee <ann@example.com> ha scritto:")]
    [InlineData("Op 2 jan. 2024 om 10:00 heeft Ann Lee <ann@example.com> het volgende geschreven:")]
    [InlineData("Em 2 de jan. de 2024, à(s) 10:00, Ann Lee <ann@example.com> escreveu:")]
    [InlineData("Wiadomość napisana przez Ann Lee <ann@example.com> w dniu 2 sty 2024, o godz. 10:00:")]
    [InlineData("2. 1. 2024 v 10:00, Ann Lee <ann@example.com>:")]
    [InlineData("2 jan. 2024 kl. 10:00 skrev Ann Lee <ann@example.com>:")]
    [InlineData("Den 2. jan. 2024 kl. 10.00 skrev Ann Lee <ann@example.com>:")]
    [InlineData("Ann Lee <ann@example.com> kirjoitti 2.1.2024 kello 10.00:")]
    [InlineData("2 янв. 2024 г., в 10:00, Ann Lee <ann@example.com> написал(а):")]
    [InlineData("2 січ. 2024 р. о 10:00 Ann Lee <ann@example.com> написав(ла):")]
    [InlineData("Ann Lee <ann@example.com> şunları yazdı (2 Oca 2024 10:00):")]
    [InlineData("Στις 2 Ιαν 2024, στις 10:00 π.μ., ο/η Ann Lee <ann@example.com> έγραψε:")]
    [InlineData("2024年1月2日 10:00，Ann Lee <ann@example.com> 写道：")]
    [InlineData("Ann Lee <ann@example.com> 於 2024年1月2日 上午10:00 寫道：")]
    [InlineData("2024/01/02 10:00、Ann Lee <ann@example.com>のメール:")]
    [InlineData("2024. 1. 2. 오전 10:00, Ann Lee <ann@example.com> 작성:")]
    [InlineData("Ann Lee <ann@example.com> írta (2024. jan. 2., 10:00):")]
    [InlineData("Pe 2 ian. 2024, la 10:00, Ann Lee <ann@example.com> a scris:")]
    [InlineData("في ٢ يناير ٢٠٢٤، الساعة ١٠:٠٠ ص، كتب Ann Lee <ann@example.com>:")]
    [InlineData("\u200fב-2 בינו׳ 2024, בשעה 10:00, \u200fAnn Lee \u200f<ann@example.com> כתב/ה:")]
    // Gmail
    [InlineData("2024年1月2日(火) 10:00 Ann Lee <ann@example.com>:")]
    [InlineData("вт, 2 янв. 2024 г. в 10:00, Ann Lee <ann@example.com>:")]
    [InlineData("вт, 2 січ. 2024 р. о 10:00 Ann Lee <ann@example.com> пише:")]
    [InlineData("út 2. 1. 2024 v 10:00 odesílatel Ann Lee <ann@example.com> napsal:")]
    [InlineData("ti 2. tammik. 2024 klo 10.00 Ann Lee (ann@example.com) kirjoitti:")]
    [InlineData("În mar., 2 ian. 2024 la 10:00, Ann Lee <ann@example.com> a scris:")]
    [InlineData("في الثلاثاء، ٢ يناير ٢٠٢٤ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة Ann Lee <ann@example.com>:")]
    [InlineData("tir. 2. jan. 2024 kl. 10:00 skrev Ann Lee <ann@example.com>:")]
    [InlineData("در تاریخ سه‌شنبه ۲ ژانویهٔ ۲۰۲۴، ۱۰:۰۰ Ann Lee <ann@example.com> نوشت:")]
    [InlineData("Missatge de Ann Lee <ann@example.com> del dia dt., 2 de gen. 2024 a les 10:00:")]
    [InlineData("O mar, 2 xan 2024 ás 10:00, Ann Lee (<ann@example.com>) escribiu:")]
    [InlineData("मंगल, 2 जन॰ 2024 को 10:00 am बजे को Ann Lee <ann@example.com> ने लिखा:")]
    [InlineData("Op Di. 02 Jan. 2024 om 10:00 het Ann Lee <ann@example.com> geskryf:")]
    [InlineData("Noong Mar, Ene 2, 2024 nang 10:00 AM, isinulat ni Ann Lee <ann@example.com> ang:")]
    [InlineData("Mnamo Jum, 2 Jan 2024 saa 10:00 Ann Lee <ann@example.com> aliandika:")]
    // Yahoo, Zoho, Yandex, Netease, Samsung
    [InlineData("Am Dienstag, 2. Januar 2024 um 10:00:00 MEZ hat Ann Lee <ann@example.com> Folgendes geschrieben:")]
    [InlineData("Il martedì 2 gennaio 2024 alle ore 10:00:00 CET, Ann Lee <ann@example.com> ha scritto:")]
    [InlineData("---- On Tue, 02 Jan 2024 10:00:00 +0100 Ann Lee <ann@example.com> wrote ----")]
    [InlineData("02.01.2024, 10:00, \"Ann Lee\" <ann@example.com>:")]
    [InlineData("在 2024-01-02 10:00:00，\"Ann Lee\" <ann@example.com> 写道：")]
    [InlineData("-------- 原始邮件 --------\n发件人: Ann Lee <ann@example.com>")]
    [InlineData("---- 回复的原邮件 ----")]
    [InlineData("--------- 원본 메일 ---------")]
    [InlineData("-----Reply message-----")]
    [InlineData("On 2 Jan 2024 at 10:00, Ann Lee sent:")]
    [InlineData("2024-01-02 10:00 GMT+01:00 Ann Lee <\nann@example.com>:")]
    [InlineData("------On 01/02/2024 10:00 AM, Ann Lee wrote-----")]
    // Thunderbird
    [InlineData("2024-01-02 오전 10:00에 Ann Lee 이(가) 쓴 글:")]
    [InlineData("Dne 2. 01. 24 ob 10:00 je Ann Lee napisal(a):")]
    [InlineData("Þann 2.1.2024 10:00, skrifaði Ann Lee:")]
    // Outlook and its relatives
    [InlineData("Frá: Ann Lee\nSent: 2. janúar 2024 10:00\nTil: Hjálp\nEfni: Prentari")]
    [InlineData("Nork: Ann Lee\nBidalia: 2024(e)ko urtarrilak 2 10:00\nNori: Laguntza\nGaia: Inprimagailua")]
    [InlineData("प्रेषक: Ann Lee\nभेजा गया: 02 जनवरी 2024 10:00\nप्रति: Help\nविषय: प्रिंटर")]
    [InlineData("Од: Ann Lee\nПослато: 2. јануар 2024. 10:00\nЗа: Помоћ\nНаслов: Штампач")]
    [InlineData("Kimdən: Ann Lee\nGöndərilib: 2 yanvar 2024 10:00\nKimə: Kömək\nMövzu: Printer")]
    [InlineData("Ад: Ann Lee\nАдпраўлена: 2 студзеня 2024 10:00\nКаму: Дапамога\nТэма: Прынтар")]
    [InlineData("________________________________\nMinn: Ann Lee\nMibgħut: 2 ta' Jannar 2024 10:00\nLil: Għajnuna\nSuġġett: Printer")]
    [InlineData("Šalje: Ann Lee\nPoslano: 2. siječnja 2024. 10:00\nPrima: Pomoć\nPredmet: Pisač")]
    [InlineData("Od: Ann Lee\nPoslano: torek, 2. januar 2024 10:00\nZa: Pomoč\nZadeva: Tiskalnik")]
    [InlineData("От: Ann Lee\nИзпратено: 2 януари 2024 г. 10:00\nДо: Помощ\nОтносно: Принтер")]
    [InlineData("จาก: Ann Lee\nส่ง: 2 มกราคม 2567 10:00\nถึง: Support\nเรื่อง: เครื่องพิมพ์")]
    [InlineData("Từ: Ann Lee\nĐã gửi: 2 tháng 1, 2024 10:00\nĐến: Support\nChủ đề: Máy in")]
    [InlineData("No: Ann Lee\nNosūtīts: 2024. gada 2. janvāris 10:00\nKam: Support\nTēma: Printeris")]
    [InlineData("Dari: Ann Lee\nDikirim: Selasa, 02 Januari 2024 10:00\nKepada: Support\nSubjek: Printer")]
    [InlineData("V V tor., 2. jan. 2024 ob 10:00 je oseba Ann Lee <ann@example.com> napisala:")]
    // GroupWise, BlackBerry, QQ, Yahoo for Android
    [InlineData(">>> Ann Lee <ann@example.com> 02.01.2024 10:00 >>>")]
    [InlineData("Original Message\nFrom: Ann Lee\nSent: Tuesday, January 2, 2024 10:00 AM\nTo: Support\nSubject: Printer")]
    [InlineData("------------------ Original ------------------\nFrom:  \"Ann Lee\"<ann@example.com>;\nDate:  Tue, Jan 2, 2024 10:00 AM\nTo:  \"support\"<support@example.com>;")]
    [InlineData("  On Tue, 2 Jan 2024 at 10:00, Ann Lee<ann@example.com> wrote:   The old words")]
    [InlineData("Da: Ann Lee\nInviato: martedì 2 gennaio 2024\nA: Aiuto\nOggetto: Stampante")]
    [InlineData("Van: Ann Lee\nVerzonden: dinsdag 2 januari 2024\nAan: Hulp\nOnderwerp: Printer")]
    [InlineData("De: Ann Lee\nEnviado: terça-feira, 2 de janeiro de 2024\nPara: Ajuda\nAssunto: Impressora")]
    [InlineData("De: Ann Lee\nEnviado el: martes, 2 de enero de 2024\nPara: Ayuda\nAsunto: Impresora")]
    [InlineData("Od: Ann Lee\nOdesláno: úterý 2. ledna 2024\nKomu: Pomoc\nPředmět: Tiskárna")]
    [InlineData("Od: Ann Lee\nOdoslané: utorok 2. januára 2024\nKomu: Pomoc\nPredmet: Tlačiareň")]
    [InlineData("Lähettäjä: Ann Lee\nLähetetty: tiistai 2. tammikuuta 2024\nVastaanottaja: Tuki\nAihe: Tulostin")]
    [InlineData("Від: Ann Lee\nНадіслано: вівторок\nКому: Підтримка\nТема: Принтер")]
    [InlineData("Kimden: Ann Lee\nGönderildi: Salı\nKime: Destek\nKonu: Yazıcı")]
    [InlineData("Από: Ann Lee\nΣτάλθηκε: Τρίτη\nΠρος: Βοήθεια\nΘέμα: Εκτυπωτής")]
    [InlineData("寄件者: Ann Lee\n寄件日期: 2024年1月2日\n收件者: 支援\n主旨: 印表機")]
    [InlineData("보낸 사람: Ann Lee\n보낸 날짜: 2024년 1월 2일\n받는 사람: 지원\n제목: 프린터")]
    [InlineData("Feladó: Ann Lee\nKüldve: kedd\nCímzett: Segítség\nTárgy: Nyomtató")]
    [InlineData("De la: Ann Lee\nTrimis: marți\nCătre: Ajutor\nSubiect: Imprimantă")]
    [InlineData("\u200fمن: Ann Lee\nتم الإرسال: الثلاثاء\nإلى: الدعم\nالموضوع: طابعة")]
    [InlineData("\u200fמאת: Ann Lee\n\u200fנשלח: יום שלישי\n\u200fאל: תמיכה\n\u200fנושא: מדפסת")]
    [InlineData("From: Ann Lee <ann@example.com>\nSubject: Printer")]
    [InlineData("Date: Tue, 2 Jan 2024 10:00:00 +0100\nTo: help@example.com\nFrom: ann@example.com\nSubject: Printer")]
    [InlineData("_____________\nFrom: ann@example.com")]
    [InlineData("*----- Original Message -----*")]
    [InlineData("\u2010\u2010\u2010\u2010\u2010\u2010\u2010 Original Message \u2010\u2010\u2010\u2010\u2010\u2010\u2010\nOn Tuesday, January 2, 2024 10:00 AM, Ann Lee <ann@example.com> wrote:")]
    [InlineData("-------- Oprindelig besked --------\nFra: Ann Lee <ann@example.com>\nDato: 02.01.2024  10.00  (GMT+01:00)")]
    [InlineData("----- Ujumbe wa awali -----\nFrom: Ann Lee <ann@example.com>\nSent: Jumanne")]
    [InlineData("Envoyé: mardi 2 janvier 2024 à 10:00\nDe: \"Ann Lee\" <ann@example.com>\nÀ: aide@example.com\nObjet: Imprimante")]
    [InlineData("Subject: Printer\nDate: Tue, 2 Jan 2024 10:00:00 +0100\nFrom: ann@example.com\nTo: help@example.com")]
    [InlineData("Le 2 janvier 2024 à 10:00, Ann nous a dit :")]
    [InlineData("##- Please type your reply above this line -##")]
    [InlineData("---- Replied Message ----\n| From | Ann Lee<ann@example.com> |\n| Date | 01/02/2024 10:00 |")]
    // Outlook in the languages that it has beside those
    [InlineData("Van: Ann Lee\nGestuur: 02 Januarie 2024 10:00\nAan: Hulp\nOnderwerp: Drukker")]
    [InlineData("Ումից: Ann Lee\nՈւղարկված է: 2 հունվարի 2024 10:00\nՈւմ: Help\nԹեմա: Printer")]
    [InlineData("থেকে: Ann Lee\nপাঠানো হয়েছে: 2 জানুয়ারি 2024 10:00\nপ্রতি: Help\nবিষয়: Printer")]
    [InlineData("તરફથી: Ann Lee\nમોકલ્યું: 2 જાન્યુઆરી 2024 10:00\nપ્રતિ: Help\nવિષય: Printer")]
    [InlineData("ಇವರಿಂದ: Ann Lee\nಕಳುಹಿಸಲಾಗಿದೆ: 2 ಜನವರಿ 2024 10:00\nಇವರಿಗೆ: Help\nವಿಷಯ: Printer")]
    [InlineData("പ്രേഷകൻ: Ann Lee\nഅയച്ചത്: 2 ജനുവരി 2024 10:00\nസ്വീകർത്താവ്: Help\nവിഷയം: Printer")]
    [InlineData("प्रेषक: Ann Lee\nपाठवले: 2 जानेवारी 2024 10:00\nप्रति: Help\nविषय: Printer")]
    [InlineData("அனுப்புநர்: Ann Lee\nஅனுப்பப்பட்டது: 2 ஜனவரி 2024 10:00\nபெறுநர்: Help\nபொருள்: Printer")]
    [InlineData("వీరి నుండి: Ann Lee\nపంపినది: 2 జనవరి 2024 10:00\nవీరికి: Help\nవిషయం: Printer")]
    [InlineData("ਵੱਲੋਂ: Ann Lee\nਭੇਜਿਆ: 2 ਜਨਵਰੀ 2024 10:00\nਵੱਲ: Help\nਵਿਸ਼ਾ: Printer")]
    [InlineData("منجانب: Ann Lee\nبھیجا گیا: 2 جنوری 2024 10:00\nبنام: Help\nموضوع: Printer")]
    [InlineData("Хэнээс: Ann Lee\nИлгээсэн: 2024 оны 1-р сарын 2 10:00\nХэнд: Help\nГарчиг: Printer")]
    [InlineData("Kimdan: Ann Lee\nYuborildi: 2-yanvar 2024 10:00\nKimga: Help\nMavzu: Printer")]
    [InlineData("Кимден: Ann Lee\nЖөнөтүлдү: 2-январь 2024 10:00\nКимге: Help\nТемасы: Printer")]
    [InlineData("ពី: Ann Lee\nបានផ្ញើ: 2 មករា 2024 10:00\nទៅ: Help\nប្រធានបទ: Printer")]
    [InlineData("ຈາກ: Ann Lee\nສົ່ງ: 2 ມັງກອນ 2024 10:00\nເຖິງ: Help\nຫົວຂໍ້: Printer")]
    [InlineData("වෙතින්: Ann Lee\nයැවූයේ: 2 ජනවාරි 2024 10:00\nවෙත: Help\nමාතෘකාව: Printer")]
    [InlineData("ከ: Ann Lee\nየተላከው: 2 ጃንዋሪ 2024 10:00\nለ: Help\nርዕሰ ጉዳይ: Printer")]
    [InlineData("Kutoka kwa: Ann Lee\nImetumwa: Jumanne 2 Januari 2024 10:00\nKwa: Help\nMada: Printer")]
    [InlineData("Mula kay: Ann Lee\nIpinadala: Martes, Enero 2, 2024 10:00\nPara kay: Help\nPaksa: Printer")]
    [InlineData("Ó: Ann Lee\nSeolta: Dé Máirt 2 Eanáir 2024 10:00\nChuig: Help\nÁbhar: Printer")]
    [InlineData("Minn: Ann Lee\nMibgħut: 2 ta' Jannar 2024 10:00\nLil: Help\nSuġġett: Printer")]
    [InlineData("Vun: Ann Lee\nGeschéckt: 2. Januar 2024 10:00\nUn: Help\nSujet: Printer")]
    [InlineData("Frå: Ann Lee\nSendt: tysdag 2. januar 2024 10:00\nTil: Hjelp\nEmne: Skrivar")]
    [InlineData("Saatja: Ann Lee\nSaatmisaeg: teisipäev, 2. jaanuar 2024 10:00\nAdressaat: Abi\nTeema: Printer")]
    [InlineData("2 yan 2024, 10:00 tarixində Ann Lee <ann@example.com> yazıb:")]
    [InlineData("On 2 Jan 2024, 10:00 Ann Lee <ann@example.com> yozdi:")]
    [InlineData("មង្គល, 2 មករា 2024 10:00 Ann Lee <ann@example.com> បានសរសេរ:")]
    [InlineData("Начало переадресованного сообщения:")]
    public void History_is_recognised(string mark)
    {
        var split = ReplyText.Split($"New answer.\n\n{mark}\n\nOld text.\n");

        split.NewText.ShouldBe("New answer.");
        split.Quoted.ShouldEndWith("Old text.");
    }

    [Theory]
    [InlineData("In 2024 I wrote:\nnothing at all.")]
    [InlineData("Please note what the manual says on page 5:\npress the button.")]
    [InlineData("On Monday he wrote: call me.")]
    [InlineData("I typed this:\nSQL> select 1\nSQL> exit")]
    [InlineData("| a | b |\n| 1 | 2 |")]
    [InlineData("Use the page at https://example.com/who-wrote-it:\nit works.")]
    [InlineData("We meet\nDate: 2 Jan 2024\nPlace: Cologne")]
    [InlineData("Mail ann@example.com and bob@example.com:\nthey know.")]
    [InlineData("It says:\n>From the start.")]
    [InlineData("To: nobody\nSubject: none\nFrom: 9 to 5\nDate: open")]
    [InlineData("See <https://example.com/a/long/link/that/does/not/fit/into/one/line\n> and the page behind it.")]
    [InlineData("We met on 3 May. On 4 May 2024 Ann wrote: call me.\nI did.")]
    [InlineData("This is what she told me yesterday.\n\nJane Doe, 3 March 2026 10:12:\nI cannot print.")]
    [InlineData("Minutes\n\nJane Doe, 3 March 2026 10:12:\nI cannot print.\n\nBob Lee, 3 March 2026 10:15:\nTry again.")]
    [InlineData("Thanks\n\nIt stopped on 3 March 2026 10:12:\nno paper.")]
    [InlineData("See the log:\n\nFrom: 10.0.0.1\nTo: 10.0.0.2\nDate: now\nSubject: packet\n\nThat is all.")]
    [InlineData("Absender: Ann Lee\nEmpfänger: Bob Lee\nDatum: 3. März 2026\nGewicht: 3 kg")]
    public void Words_that_only_look_like_it_stay(string text) => ReplyText.Split(text).NewText.ShouldBe(text);

    [Theory]
    [InlineData("2024/1/2 Ann Lee <ann@example.com>")]
    [InlineData("2024-01-02 10:00 GMT+01:00 Ann Lee")]
    [InlineData("On 2 Jan 2024, Ann Lee said:")]
    [InlineData("Ann Lee wrote:")]
    [InlineData("*Ann Lee schrieb:*")]
    [InlineData("Jane Doe, Tue, March 3, 2026 at 10:12 AM:")]
    [InlineData("Am 03.03.26 um 10:00 schrieb Ann Lee")]
    public void Line_right_above_a_quote_goes_with_it(string line)
    {
        var split = ReplyText.Split($"New answer.\n\n{line}\n\n> Old text.");

        split.NewText.ShouldBe("New answer.");
        split.Quoted.ShouldStartWith(line);
    }

    [Theory]
    [InlineData("New answer. On Tue, Jan 2, 2024 at 10:00 AM, ann@example.com wrote:", "On Tue, Jan 2")]
    [InlineData("New answer.--- On Tue, Jan 2, 2024 at 10:00 AM, ann@example.com wrote:", "--- On Tue, Jan 2")]
    [InlineData("New answer. Am 02.01.2024 um 10:00 schrieb Ann Lee\n<ann@example.com>:", "Am 02.01.2024")]
    public void Attribution_that_lost_its_line_end_is_taken_apart_from_the_answer(string line, string quoted)
    {
        var split = ReplyText.Split($"{line}\n> Old text.");

        split.NewText.ShouldBe("New answer.");
        split.Quoted.ShouldStartWith(quoted);
    }

    [Fact]
    public void Rule_between_two_parts_of_an_answer_is_no_signature()
    {
        var rule = new string('_', 80);

        ReplyText.Split($"First part.\n\n{rule}\n\nSecond part.\n\nOn 2 Jan 2024, Ann wrote:\n> Old text.").NewText.ShouldBe($"First part.\n\n{rule}\n\nSecond part.");
        ReplyText.Split($"New answer.\n\n{rule}\nTo unsubscribe write to leave@example.com").NewText.ShouldBe("New answer.");
    }

    [Fact]
    public void End_of_a_link_that_wrapped_out_of_a_quote_belongs_to_it() =>
        ReplyText.Split("New answer.\n\nOn 2 Jan 2024, Ann wrote:\n\n> The ticket (https://example.com/t\n?id=3dd518)\n>\n> Old text.").NewText.ShouldBe("New answer.");

    [Theory]
    [InlineData("＞ Old text.")]
    [InlineData("AL> Old text.")]
    [InlineData("AL>> Older text.\nAL> Old text.")]
    [InlineData("| Old text.")]
    [InlineData("  > Old text.")]
    public void Marks_of_every_kind_are_quotes(string quote) => ReplyText.Split($"New answer.\n\n{quote}").NewText.ShouldBe("New answer.");

    [Fact]
    public void Text_around_a_message_quoted_in_one_piece_is_joined_without_it() =>
        ReplyText.Split("Above.\n\nOn 1 Jan 2024 at 10:00, Ann wrote:\n> Old\n> text.\n\nBelow.").NewText.ShouldBe("Above.\n\nBelow.");

    [Theory]
    [InlineData("Zitat von Ann Lee <ann@example.com>:")]
    [InlineData("Quoting Ann Lee <ann@example.com>:")]
    [InlineData("Ann Lee <ann@example.com> writes:")]
    public void Line_above_a_quote_belongs_to_it(string line) => ReplyText.Split($"New answer.\n\n{line}\n\n> Old text.").NewText.ShouldBe("New answer.");

    [Fact]
    public void Header_of_groupwise_above_marked_lines_ends_with_them() =>
        ReplyText.Split(">>> Ann Lee <ann@example.com> 02.01.2024 10:00 >>>\n> Old text.\n\nNew answer.").NewText.ShouldBe("New answer.");

    [Fact]
    public void Addresses_out_of_a_log_begin_no_history()
    {
        const string log = "The log says:\n\nFrom: ann@example.com\nTo: bob@example.com\nerror 550\n\nPlease help.";

        ReplyText.Split(log).NewText.ShouldBe(log);
        ReplyText.SplitHtml(log.Replace("\n", "<br>", StringComparison.Ordinal)).Quoted.ShouldBeNull();
    }

    [Fact]
    public void Answers_between_quoted_lines_keep_them() =>
        ReplyText.Split("Ann wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.").NewText.ShouldBe("Ann wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.");

    [Theory]
    [InlineData("Sent from my iPhone")]
    [InlineData("Get Outlook for iOS<https://aka.ms/x>")]
    [InlineData("Sent with [Proton Mail](https://proton.me/mail/home) secure email.")]
    [InlineData("Sent from Spark")]
    [InlineData("Gesendet von Outlook für Android")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.")]
    [InlineData("Von Samsung Galaxy-Tablet gesendet.")]
    [InlineData("Sent from my Verizon, Samsung Galaxy smartphone")]
    [InlineData("Sent from my phone, please excuse any typos.")]
    [InlineData("Sent from my iPhone. Sorry for the brevity!")]
    [InlineData("(Sent from my mobile)")]
    [InlineData("<<sent from my galaxy>>")]
    [InlineData("Sent from Windows Mail")]
    [InlineData("Sent from the all new AOL app for iOS")]
    [InlineData("Holen Sie sich Outlook für iOS")]
    [InlineData("Envoyé de mon iPhone")]
    [InlineData("Télécharger Outlook pour Android")]
    [InlineData("Enviado desde mi iPhone")]
    [InlineData("Inviato da iPhone")]
    [InlineData("Verstuurd vanaf mijn iPad")]
    [InlineData("Enviado do meu iPhone")]
    [InlineData("Wysłane z iPhone’a")]
    [InlineData("Odesláno z iPhonu")]
    [InlineData("Odoslané z iPhonu")]
    [InlineData("Skickat från min iPhone")]
    [InlineData("Hämta Outlook för iOS")]
    [InlineData("Sendt fra min iPhone")]
    [InlineData("Lähetetty iPhonesta")]
    [InlineData("Отправлено с iPhone")]
    [InlineData("Надіслано з мого iPhone")]
    [InlineData("iPhone’umdan gönderildi")]
    [InlineData("Στάλθηκε από το iPhone μου")]
    [InlineData("发自我的 iPhone")]
    [InlineData("從我的 iPhone 傳送")]
    [InlineData("iPhoneから送信")]
    [InlineData("iOS 版の Outlook の入手")]
    [InlineData("나의 iPhone에서 보냄")]
    [InlineData("Elküldve az iPhone-omról küldve")]
    [InlineData("Trimis de pe iPhone-ul meu")]
    [InlineData("أُرسلت من الـ iPhone")]
    [InlineData("\u200fנשלח מה-iPhone שלי")]
    [InlineData("-- Gesendet mit der GMX Mail App")]
    [InlineData("Virenfrei. www.avast.com <https://www.avast.com/sig-email?utm_medium=email&utm_source=link&utm_campaign=sig-email&utm_content=webmail>")]
    [InlineData("<https://www.avast.com/sig-email?utm_medium=email>\nGaranti sans virus.www.avast.com\n<https://www.avast.com/sig-email?utm_medium=email>\n<#DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2>")]
    [InlineData("---\nThis email has been checked for viruses by AVG.\nhttps://www.avg.com")]
    [InlineData("---\nDiese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.\nwww.avast.com")]
    public void Line_that_a_device_adds_is_a_signature(string line)
    {
        var split = ReplyText.Split($"New answer.\n\n{line}\n\n> Old text.");

        split.NewText.ShouldBe("New answer.");
        split.Signature.ShouldBe(line);
    }

    [Theory]
    [InlineData("I sent it from my iPhone yesterday")]
    [InlineData("Does Outlook work on Android?")]
    [InlineData("The Outlook app on my iPhone does not work")]
    [InlineData("-5 degrees and falling")]
    [InlineData("Sent from my desk, as you asked, with the invoice")]
    [InlineData("The parcel was gesendet.")]
    [InlineData("Avast found a virus on it. What now?")]
    [InlineData("I had it checked for viruses. You can get the scanner at www.avast.com")]
    [InlineData("one\n---\ntwo")]
    [InlineData("________________________________\nPrinter: HP 400\nAddress: 10.0.0.1\nRoom: 4")]
    public void Line_that_a_person_writes_is_none(string line) => ReplyText.Split($"New answer.\n\n{line}").NewText.ShouldBe($"New answer.\n\n{line}");
}
