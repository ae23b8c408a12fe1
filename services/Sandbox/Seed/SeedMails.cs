using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Writing;

namespace HelpdeskMail.Sandbox.Seed;

/// <summary>The mails of the first start: what a support and a sales mailbox see on an ordinary morning.</summary>
public static class SeedMails
{
    private const string Support = "support@contoso.example";
    private const string Sales = "sales@contoso.example";
    private const string Anna = "Anna Berg <anna@customer.example>";
    private const string OrderId = "order-10482@customer.example";

    public static string Sender(CustomerMail mail) => AddressList.Parse(mail.From)[0].Address;

    /// <summary>The mails from the oldest to the newest, dated before <paramref name="now"/>.</summary>
    public static IEnumerable<CustomerMail> All(DateTimeOffset now) =>
    [
        new()
        {
            From = Anna,
            To = [Support],
            Date = now.AddHours(-26),
            MessageId = OrderId,
            Subject = "Order 10482 has not arrived",
            Text = "Hello,\n\nmy order 10482 was due last Thursday and the tracking page still says \"in preparation\".\nCould you please look where it is?\n\nKind regards\nAnna Berg\n\n-- \nAnna Berg\nBerg Ceramics, Malmö\n+46 40 555 01 23",
        },
        new()
        {
            From = "Tom Keller <tom.keller@fabrikam.example>",
            To = [Support],
            Date = now.AddHours(-22),
            Subject = "Error when exporting the report (screenshot)",
            Text = "Hi team,\n\nthe export fails with the message in the picture. It worked yesterday.\n\nTom",
            Html = "<html><body style=\"font-family:Calibri,sans-serif\"><p>Hi team,</p><p>the export fails with the message below. It worked <b>yesterday</b>.</p><p><img src=\"cid:error.png\" alt=\"Export failed\" width=\"240\" height=\"80\"></p><p>Tom</p></body></html>",
            Attachments = [new("error.png", "image/png", SeedFiles.Png(240, 80), Inline: true)],
        },
        new()
        {
            From = "Priya Natarajan <priya@northwind.example>",
            To = [Support],
            Cc = ["accounts@northwind.example"],
            Date = now.AddHours(-19),
            Subject = "Invoice 2026-1187: wrong VAT number",
            Text = "Dear support,\n\nthe attached invoice shows our old VAT number. Please issue a corrected one to\naccounts@northwind.example; we cannot book it otherwise.\n\nBest regards,\nPriya Natarajan",
            Attachments = [new("Invoice 2026-1187.pdf", "application/pdf", Encoding.ASCII.GetBytes(SeedFiles.Pdf("Invoice 2026-1187")))],
        },
        new()
        {
            From = "Jürgen Weiß <juergen.weiss@mueller-soehne.example>",
            To = [Support],
            Date = now.AddHours(-15),
            Subject = "Rückfrage zu Störung in Köln – Gerät läuft nicht über 40 °C",
            Text = "Guten Tag,\n\nunser Gerät in Köln schaltet sich seit heute früh bei 40 °C ab. Der Zähler zeigt „E-07“.\nKönnen Sie bitte einen Rückruf veranlassen?\n\nMit freundlichen Grüßen\nJürgen Weiß",
        },
        new()
        {
            From = Anna,
            To = [Support],
            Date = now.AddHours(-9),
            Subject = "Re: Order 10482 has not arrived",
            Text = "Hello again,\n\none thing I forgot: please do not send it to the old address, we moved to Hamngatan 4.\n\nAnna\n\nOn the day before, Anna Berg wrote:\n> Hello,\n>\n> my order 10482 was due last Thursday and the tracking page still says \"in preparation\".",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["In-Reply-To"] = $"<{OrderId}>", ["References"] = $"<{OrderId}>" },
        },
        new()
        {
            From = "Sam Ortiz <sam@adatum.example>",
            To = [Support],
            Date = now.AddHours(-7),
            Subject = "Automatic reply: Your ticket has been updated",
            Text = "I am out of the office until Monday and will answer when I am back.\nFor urgent matters please call the switchboard.",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Auto-Submitted"] = "auto-replied", ["X-Auto-Response-Suppress"] = "All" },
        },
        new()
        {
            From = "Trade Weekly <news@tradeweekly.example>",
            To = [Support],
            Date = now.AddHours(-5),
            Subject = "Trade Weekly: five trends for the new year",
            Text = "Five trends for the new year. Read online: https://tradeweekly.example/47\n\nUnsubscribe: https://tradeweekly.example/unsubscribe",
            Html = "<html><body><h1 style=\"color:#0b5\">Trade Weekly</h1><p>Five trends for the new year.</p><p><img src=\"https://tradeweekly.example/pixel.gif\" width=\"1\" height=\"1\" alt=\"\"></p><p><a href=\"https://tradeweekly.example/unsubscribe\">Unsubscribe</a></p></body></html>",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["List-Id"] = "Trade Weekly <weekly.tradeweekly.example>",
                ["List-Unsubscribe"] = "<https://tradeweekly.example/unsubscribe>",
                ["Precedence"] = "bulk",
            },
        },
        new()
        {
            From = "Yuki Tanaka <yuki@wingtip.example>",
            To = [Support],
            Date = now.AddMinutes(-40),
            Subject = "パスワードの再設定ができません / cannot reset my password",
            Text = "Hello,\n\nthe link in the reset mail says it has expired, although I opened it within a minute.\nパスワードの再設定メールのリンクが無効と表示されます。\n\nThank you,\nYuki",
        },
        new()
        {
            From = "Olga Petrova <olga@proseware.example>",
            To = [Sales],
            Date = now.AddHours(-20),
            Subject = "Quote for 25 licences",
            Text = "Hello,\n\nwe would like a quote for 25 licences, starting in January, for two years.\nIs there a discount for schools?\n\nOlga Petrova\nProseware Academy",
        },
        new()
        {
            From = "Luc Martin <luc@lucernepub.example>",
            To = [Sales],
            Date = now.AddHours(-6),
            Subject = "Demande de démonstration",
            Text = "Bonjour,\n\nnous souhaitons une démonstration pour huit personnes la semaine prochaine.\n\nCordialement,\nLuc Martin",
        },
        new()
        {
            From = "Grace Hill <grace@treyresearch.example>",
            To = [Sales, Support],
            Date = now.AddHours(-2),
            Subject = "Who do I talk to about an upgrade?",
            Text = "Hi,\n\nI am not sure whether this is for sales or support: our plan ends in March and we want to\nmove to the larger one without losing our data. Who can help?\n\nGrace",
        },
    ];
}
