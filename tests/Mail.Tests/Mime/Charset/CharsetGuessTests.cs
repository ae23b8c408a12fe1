using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Charset;

namespace HelpdeskMail.Mail.Tests.Mime.Charset;

public sealed class CharsetGuessTests
{
    [Theory]
    [InlineData("shift_jis", "41EEE0ED95EEEFEEFAED4CFA58FA54FA4AFA40FBFC814042", "A髙﨑ⅰ￤丨㈱￢Ⅰⅰ髙　B")]
    [InlineData("euc-jp", "418FB0A1C6FCCBDC8FB0AA", "A丂日本丫")]
    [InlineData("euc-jp", "FCE2B6B6", "髙橋")]
    [InlineData("iso-2022-jp-1", "411B2442467C1B242844302130221B24424B5C1B284242", "A日丂丄本B")]
    [InlineData("iso-2022-jp", "1B242844302130220D0A1B284241", "丂丄\r\nA")]
    [InlineData("iso-2022-jp-2", "1B24413A3A3A3A1B242843315B1B2442467C1B284241", "汉汉글日A")]
    [InlineData("iso-2022-jp-2", "411B242844", "A")]
    public void Japanese_characters_that_the_platform_lacks_are_read(string charset, string hex, string text) =>
        Charsets.Find(charset)!.GetString(Convert.FromHexString(hex)).ShouldBe(text);

    [Theory]
    [InlineData("big5-hkscs", "41A4A48FE28B4A8862886DC6A1FED342", "A中謿𠼮Ê̄é①着B")]
    [InlineData("big5", "AFBB8BFDFA40C7F2A661", "粉钢𠕇ヶ地")]
    [InlineData("cp950", "F9D6A7408E408C", "碁作𣻗?")]
    public void Characters_of_Hong_Kong_are_read(string charset, string hex, string text) =>
        Charsets.Find(charset)!.GetString(Convert.FromHexString(hex)).ShouldBe(text);

    [Theory]
    [InlineData("euc-tw", "DAC0C7EFA1A2C4A8EDBDCEFBC7CDCFD0F1A2C4E2D7E4C6EEC4A7A1A4", "您好，二樓的印表機不能用了。")]
    [InlineData("x-euc-tw", "41C4E38EA1C4E30D0A42", "A中中\r\nB")]
    [InlineData("x-euc-tw", "8EA2BEC98EA2A1A18EA2C5D38EA2F2C48EA2D0FE", "硠乂碃龘樝")]
    [InlineData("x-euc-tw", "C4A1FDCBA2F1A6A1C8D5", "一籲㎝①耒")]
    [InlineData("cns11643", "8EA3A1A1C4E3C4", "\uFFFD中\uFFFD")]
    public void Characters_of_Taiwan_are_read_as_Unix_writes_them(string charset, string hex, string text) =>
        Charsets.Find(charset)!.GetString(Convert.FromHexString(hex)).ShouldBe(text);

    [Theory]
    [InlineData("windows-1251", "Добрый день, у нас не работает принтер на втором этаже.")]
    [InlineData("windows-1251", "СРОЧНО ВСЕМ СОТРУДНИКАМ ОТДЕЛА")]
    [InlineData("koi8-r", "Добрый день, у нас не работает принтер на втором этаже.")]
    [InlineData("koi8-u", "Доброго дня, у нас не працює принтер на другому поверсі.")]
    [InlineData("cp866", "Добрый день, у нас не работает принтер на втором этаже.")]
    [InlineData("iso-8859-5", "Добрый день, у нас не работает принтер на втором этаже.")]
    [InlineData("windows-1253", "Καλημέρα σας, ο εκτυπωτής στον δεύτερο όροφο δεν λειτουργεί.")]
    [InlineData("windows-1255", "שלום רב, המדפסת בקומה השנייה אינה עובדת מאז הבוקר.")]
    [InlineData("windows-1256", "مرحبا، الطابعة في الطابق الثاني لا تعمل منذ الصباح.")]
    [InlineData("tis-620", "สวัสดีครับ เครื่องพิมพ์ที่ชั้นสองไม่ทำงานตั้งแต่เช้า")]
    [InlineData("shift_jis", "二階のプリンターが動きません。よろしくお願いします。")]
    [InlineData("euc-jp", "二階のプリンターが動きません。よろしくお願いします。")]
    [InlineData("iso-2022-jp", "二階のプリンターが動きません。よろしくお願いします。")]
    [InlineData("euc-kr", "안녕하세요. 이층 프린터가 작동하지 않습니다.")]
    [InlineData("gb18030", "您好,二楼的打印机不能用了,请帮忙看一下。")]
    [InlineData("big5", "您好,二樓的印表機不能用了,請幫忙看一下。")]
    [InlineData("utf-16le", "Hello, the printer is broken. Привет.")]
    [InlineData("utf-8", "Grüße, die Druckerei – 日本")]
    public void Text_without_a_charset_is_read_in_the_one_it_was_written_in(string charset, string text)
    {
        var bytes = Charsets.Find(charset)!.GetBytes(text);

        CharsetGuess.Decode(bytes, null, out _).ShouldBe(text);
        CharsetGuess.Decode(bytes, "x-unknown", out _).ShouldBe(text);
    }

    [Theory]
    [InlineData("windows-1251", "Привет всем")]
    [InlineData("koi8-r", "Привет всем")]
    [InlineData("iso-8859-2", "Grüße")]
    [InlineData("iso-8859-15", "Grüße")]
    [InlineData("windows-1250", "Dobrý den")]
    [InlineData("gb2312", "打印机不能用了")]
    [InlineData("big5", "印表機不能用了")]
    [InlineData("euc-kr", "프린터가 안 됩니다")]
    [InlineData("shift_jis", "プリンターが動きません")]
    [InlineData("iso-2022-jp", "プリンターが動きません")]
    [InlineData("utf-16", "plain text with Grüße in it")]
    [InlineData("utf-7", "Grüße")]
    public void Utf8_under_a_wrong_name_is_read_as_utf8(string named, string text)
    {
        CharsetGuess.Decode(Encoding.UTF8.GetBytes(text), named, out var trusted).ShouldBe(text);
        trusted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("windows-1251", "Привет")]
    [InlineData("windows-1250", "Příliš žluťoučký kůň")]
    [InlineData("iso-8859-2", "Zażółć gęślą jaźń")]
    [InlineData("iso-8859-9", "Şişli'de çalışıyor, ığdır")]
    [InlineData("windows-1257", "Ąžuolas šį rytą")]
    [InlineData("gb2312", "中文")]
    [InlineData("big5", "中文標題")]
    [InlineData("euc-kr", "한국")]
    [InlineData("shift_jis", "日本")]
    [InlineData("iso-2022-kr", "한국어 메일")]
    [InlineData("hz-gb-2312", "中文邮件")]
    [InlineData("gb18030", "㐀𠀀中")]
    [InlineData("windows-874", "ภาษาไทย")]
    public void Name_that_is_right_is_believed(string named, string text)
    {
        CharsetGuess.Decode(Charsets.Find(named)!.GetBytes(text), named, out var trusted).ShouldBe(text);
        trusted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("»»»»»»»»»»»» weiter »»»»»»»»")]
    [InlineData("Café, naïve, Ægir, Øresund, señor, ¿qué?")]
    [InlineData("°°°°°°°°°° Müller °°°°°°°°°°")]
    [InlineData("«ÉTÉ À LA PLAGE» – déjà vu… l’œuvre")]
    public void Western_text_is_not_taken_for_another_script(string text)
    {
        CharsetGuess.Decode(Charsets.Western.GetBytes(text), null, out _).ShouldBe(text);
        CharsetGuess.Decode(Charsets.Western.GetBytes(text), "iso-8859-1", out _).ShouldBe(text);
    }

    [Fact]
    public void Japanese_escapes_under_the_name_us_ascii_are_read() =>
        CharsetGuess.Decode(Charsets.Find("iso-2022-jp")!.GetBytes("日本語のメール"), "us-ascii", out _).ShouldBe("日本語のメール");

    [Theory]
    [InlineData("iso-2022-jp", "会議のお知らせ")]
    [InlineData("utf-8", "Grüße aus Köln")]
    [InlineData("windows-1251", "Проверка принтера сегодня")]
    [InlineData("euc-kr", "회의 안내 메일입니다")]
    public void Raw_bytes_in_a_header_are_read(string charset, string text)
    {
        byte[] source = [.. "Subject: "u8, .. Charsets.Find(charset)!.GetBytes(text), .. "\r\nFrom: "u8, .. Charsets.Find(charset)!.GetBytes(text), .. " <a@example.com>\r\n\r\n"u8];
        var message = MimeMessage.Parse(source);

        message.Subject.ShouldBe(text);
        message.From.Single().ShouldBe(new(text, "a@example.com"));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_utf7_is_replaced() => Charsets.Find("utf-7")!.GetString("a+2D0-b"u8).ShouldBe("a\uFFFDb");

    [Theory]
    [InlineData("csWindows1251", 1251)]
    [InlineData("csUTF8", 65001)]
    [InlineData("ISO-2022-CN", 50227)]
    [InlineData("IBM00858", 858)]
    [InlineData("cp1255", 1255)]
    [InlineData("x-mac-turkish", 10081)]
    [InlineData("ISO_8859-7:1987", 28597)]
    [InlineData("Extended_UNIX_Code_Packed_Format_for_Japanese", 51932)]
    public void Names_of_iana_and_of_programs_are_known(string name, int codePage) => Charsets.Find(name).ShouldNotBeNull().CodePage.ShouldBe(codePage);

    [Theory]
    [InlineData("viscii", "5669AE74204E616D20AB", "Việt Nam ề")]
    [InlineData("ptcp154", "9AE0E7E0F7EE0A", "ҡазачо\n")]
    [InlineData("kz-1048", "81AAAFBDBE", "ЃҒҮҢң")]
    [InlineData("STRK1048-2002", "BF", "ү")]
    [InlineData("hp-roman8", "47725CEF", "Gr\\ÿ")]
    [InlineData("armscii-8", "B2B3", "Աա")]
    [InlineData("georgian-ps", "C0C1", "აბ")]
    [InlineData("koi8-t", "808EC1", "қҶа")]
    [InlineData("iso-ir-157", "A1", "Ą")]
    [InlineData("l10", "A4", "€")]
    [InlineData("ebcdic-us", "C885939396", "Hello")]
    [InlineData("DIN_66003", "4772757D65", "Gru\u00FCe")]
    [InlineData("x-mac-ukrainian", "8F", "П")]
    [InlineData("866", "8F", "П")]
    [InlineData("sjis-win", "8740", "①")]
    [InlineData("cp936", "A2E3", "€")]
    public void Charsets_that_the_platform_does_not_know_by_name_are_read(string charset, string hex, string text) =>
        Charsets.Find(charset).ShouldNotBeNull().GetString(Convert.FromHexString(hex)).ShouldBe(text);

    [Theory]
    [InlineData("iso-8859-1,iso-8859-1")]
    [InlineData("iso-8859-1; format=flowed")]
    [InlineData("8859-1")]
    public void Name_that_something_ran_into_is_read_by_its_beginning(string name) => Charsets.Find(name).ShouldBe(Charsets.Western);

    [Theory]
    [InlineData("4772C3BCC39F6520756E64204772FCDF65", "Grüße und Grüße")]
    [InlineData("C3BCC3BC2091E284A2", "üü ‘™")]
    [InlineData("C3BCC3BC20E28220", "üü \uFFFD ")]
    public void Stray_letters_in_utf8_are_read(string hex, string text)
    {
        CharsetGuess.Decode(Convert.FromHexString(hex), "utf-8", out var trusted).ShouldBe(text);
        trusted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("C4E3BAC38020E9468031", "你好€ 镕€1")]
    [InlineData("81308130808180", "\u0080€亐")]
    public void Euro_sign_of_chinese_windows_is_read(string hex, string text) => Charsets.Find("gbk")!.GetString(Convert.FromHexString(hex)).ShouldBe(text);

    [Fact]
    public void What_a_table_reads_it_also_writes() =>
        Charsets.Find("kz-1048")!.GetString(Charsets.Find("kz-1048")!.GetBytes("Қазақстан 中")).ShouldBe("Қазақстан ?");

    [Fact]
    public void Plain_text_under_the_name_of_ebcdic_was_translated_on_its_way()
    {
        CharsetGuess.Decode("Hello"u8, "ebcdic-us", out var trusted).ShouldBe("Hello");
        trusted.ShouldBeFalse();
        CharsetGuess.Decode(Convert.FromHexString("C88915C8"), "cp037", out _).ShouldBe("Hi\nH");
    }

    [Fact]
    public void Code_pages_that_nobody_has_are_unknown()
    {
        Charsets.Find("cp12345").ShouldBeNull();
        Charsets.Find("windows-64999").ShouldBeNull();
        Charsets.Find("x-windows-949").ShouldNotBeNull().CodePage.ShouldBe(949);
        Charsets.Find("cp28591").ShouldBe(Charsets.Western);
    }
}
