using System.Globalization;
using HelpdeskMail.Mail.Mime.Fields;

namespace HelpdeskMail.Mail.Tests.Mime.Fields;

public sealed class MailDateTests
{
    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00")]
    [InlineData("Thu, 13 Feb 1969 23:32:54 -0330 (Newfoundland Time)", "1969-02-13T23:32:54-03:30")]
    [InlineData("Thu\t,\t13\tFeb 1969 23:32 EST", "1969-02-13T23:32:00-05:00")]
    [InlineData("Wed Sep 16 16:49:07 1998", "1998-09-16T16:49:07+00:00")]
    [InlineData("2024-02-29T12:00:00Z", "2024-02-29T12:00:00+00:00")]
    [InlineData("Tue, 2 Jan 2024 10:00:00", "2024-01-02T10:00:00+00:00")]
    [InlineData("Tue, 2 Jan 2024 23:59:60 +0000", "2024-01-02T23:59:59+00:00")]
    [InlineData("Mon, 1 Jan 2024 10:00:00+0100", "2024-01-01T10:00:00+01:00")]
    [InlineData("Mon,1 Jan 2024 10.30.05 +0100", "2024-01-01T10:30:05+01:00")]
    [InlineData("Mon, 1 Jan 2024 10:00:00 PM +0100", "2024-01-01T22:00:00+01:00")]
    [InlineData("Mon, 1 Jan 2024 12:05 AM", "2024-01-01T00:05:00+00:00")]
    [InlineData("Mon, 1 Jan 124 10:00:00 +0000", "2024-01-01T10:00:00+00:00")]
    [InlineData("Monday, January 1, 2024 10:00:00 GMT+02:00", "2024-01-01T10:00:00+02:00")]
    [InlineData("Mon Jan  1 10:00:00 PST 2024", "2024-01-01T10:00:00-08:00")]
    [InlineData("2024/01/02 10:00:00 +0900", "2024-01-02T10:00:00+09:00")]
    [InlineData("1-Jan-2024 10:00:00.123 UTC", "2024-01-01T10:00:00+00:00")]
    [InlineData("Mon, 1 Jan 2024 10:00:00 +0000 +0000", "2024-01-01T10:00:00+00:00")]
    [InlineData("Mon, 1 Jan 2024 10:00:00 -0000", "2024-01-01T10:00:00+00:00")]
    [InlineData("Mon, 1 Jan 2024 10:00:00 +0530 (India Standard Time", "2024-01-01T10:00:00+05:30")]
    [InlineData("Mon, 1 Jan 2024 10:00:00 \"GMT\"", "2024-01-01T10:00:00+00:00")]
    [InlineData("Mon, 1 Jan 2024 10:00:00 +9999", "2024-01-01T10:00:00+00:00")]
    [InlineData("Mon, 1 Jan 2024 25:00:00 +0000", "2024-01-01T00:00:00+00:00")]
    [InlineData("=?utf-8?Q?Mon=2C_1_Jan_2024_10=3A00=3A00_=2B0000?=", null)]
    [InlineData("Di, 05 Mär 2024 10:00:00 +0100", "2024-03-05T10:00:00+01:00")]
    [InlineData("Mi, 9 Okt 2024 10:00:00 +0200", "2024-10-09T10:00:00+02:00")]
    [InlineData("mar., 5 avr. 2024 10:00:00 +0200", "2024-04-05T10:00:00+02:00")]
    [InlineData("jeu., 1 août 2024 10:00:00 +0200", "2024-08-01T10:00:00+02:00")]
    [InlineData("lun, 2 dic 2024 10:00:00 +0100", "2024-12-02T10:00:00+01:00")]
    [InlineData("2024-01-02T10:00:00+0100", "2024-01-02T10:00:00+01:00")]
    [InlineData("2024-01-02 10:00:00 CET", "2024-01-02T10:00:00+01:00")]
    [InlineData("Tue, 02 Jan 2024 10:00:00 +01:00", "2024-01-02T10:00:00+01:00")]
    [InlineData("Tue, 2-Jan-24 10:00:00 EST", "2024-01-02T10:00:00-05:00")]
    [InlineData("Tue, 2 Jan 2024 10 : 00 : 05 +0100", "2024-01-02T10:00:05+01:00")]
    [InlineData("Tue, 2 Jan 2024 10:00:05 0100", "2024-01-02T10:00:05+01:00")]
    [InlineData("Tue Jan 2 10:00:05 0200 2024", "2024-01-02T10:00:05+02:00")]
    [InlineData("Tue, 2 Jul 2024 10:00:05 MET DST", "2024-07-02T10:00:05+02:00")]
    [InlineData("Tue, 2 Jan 2024 24:00:00 -0400", "2024-01-02T00:00:00-04:00")]
    [InlineData("Tue, 2 Jan 2024 10:00:05 +0200Received: from mx.example.com; Wed, 3 Jan 2024 11:00:00 +0000", "2024-01-02T10:00:05+02:00")]
    [InlineData("Tue, 2 Jan 2024 10:00:05 GMT +0200", "2024-01-02T10:00:05+02:00")]
    [InlineData("Вт, 03 мар 2026 10:00:00 +0300", "2026-03-03T10:00:00+03:00")]
    [InlineData("wto, 3 lis 2026 10:00:00 +0100", "2026-11-03T10:00:00+01:00")]
    [InlineData("Sal, 3 Kas 2026 10:00:00 +0300", "2026-11-03T10:00:00+03:00")]
    [InlineData("st, 1 čer 2026 10:00:00 +0200", "2026-06-01T10:00:00+02:00")]
    [InlineData("1772532000", "2026-03-03T10:00:00+00:00")]
    [InlineData("1772532000000", "2026-03-03T10:00:00+00:00")]
    [InlineData("30 Feb 2024 10:00:00 +0000", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    public void Dates_are_read_as_they_occur(string value, string? expected)
    {
        var parsed = MailDate.Parse(value);

        if (expected is null)
        {
            parsed.ShouldBeNull();
        }
        else
        {
            parsed.ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));
            parsed!.Value.Offset.ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).Offset);
        }
    }
}
