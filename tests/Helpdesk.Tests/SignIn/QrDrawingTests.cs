using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using QRCoder;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace HelpdeskMail.Helpdesk.Tests.SignIn;

/// <summary>The picture by which an authenticator app takes the key of a second factor.</summary>
public sealed partial class QrDrawingTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Theory]
    [InlineData("ada@contoso.example")]
    [InlineData("a.very.long.name.of.somebody+with.more@department.of.an.organisation.with.a.long.name.example")]
    [InlineData("änne@contoso.example")]
    public void Drawing_has_the_modules_of_the_code_and_a_quiet_zone_around_it(string email)
    {
        var words = Totp.Address([.. "12345678901234567890"u8], email);

        var drawing = QrDrawing.Of(words);

        using var code = QRCodeGenerator.GenerateQrCode(words, QRCodeGenerator.ECCLevel.M);
        var modules = ModulesOf(drawing.Side, drawing.Path);
        for (var row = 0; row < drawing.Side; row++)
        {
            for (var column = 0; column < drawing.Side; column++)
            {
                modules[row, column].ShouldBe(code.ModuleMatrix[row][column], $"{row} {column}");
                var margin = Math.Min(Math.Min(row, column), drawing.Side - 1 - Math.Max(row, column));
                (modules[row, column] && margin < 4).ShouldBeFalse("nothing is drawn in the margin");
            }
        }

        Scan(modules, drawing.Side).ShouldBe(words);
    }

    [Fact]
    public async Task Page_shows_the_key_as_a_picture_and_in_letters_and_neither_addresses_nor_log_hold_it()
    {
        var log = new EveryLine();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var visitor = host.Browser();
        var person = await host.InvitedAsync(visitor, $"{Guid.NewGuid():N}@contoso.example");

        using var begun = await HelpdeskHost.PostAsync(visitor, "/account", "/account/second-factor/begin");
        var page = await visitor.GetStringAsync("/account");

        var secret = (await host.Services.GetRequiredService<SecondFactors>().FindBegunAsync(person.Id, default))!;
        var (side, path) = DrawingIn(page);
        Scan(ModulesOf(side, path), side).ShouldBe(Totp.Address(secret, person.Email));
        page.ShouldContain(string.Join(' ', Totp.Written(secret).Chunk(4).Select(four => new string(four))));
        page.ShouldContain("role=\"img\" aria-label=\"QR code for your authenticator app; it holds the key that stands below it\"");
        begun.Headers.Location!.ToString().ShouldBe("/account#second-factor");
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldAllBe(line => !line.Contains(Totp.Written(secret), StringComparison.OrdinalIgnoreCase) && !line.Contains("otpauth", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Picture_is_dark_on_light_by_day_and_by_night_and_fits_a_phone()
    {
        await host.Services.GetRequiredService<SecondFactors>().BeginAsync((await host.ActorAsync()).Id, default);
        await using var context = await browser.NewContextAsync();
        var page = await host.SignInAsync(context);
        var faults = new List<string>();
        page.Console += (_, message) => faults.Add(message.Text);
        await page.OpenAsync(host, "/account");

        faults.AddRange(await page.LookAsync("second-factor"));

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            (await page.Locator("svg.qr").EvaluateAsync<string>("picture => `${getComputedStyle(picture).backgroundColor} ${getComputedStyle(picture.firstElementChild).fill} ${picture.getBoundingClientRect().width}`"))
                .ShouldBe("rgb(255, 255, 255) rgb(0, 0, 0) 208");
        }

        faults.ShouldBeEmpty();
        await host.Services.GetRequiredService<SecondFactors>().LeaveAsync((await host.ActorAsync()).Id, default);
    }

    private static (int Side, string Path) DrawingIn(string page)
    {
        var drawing = Drawing().Match(page);
        drawing.Success.ShouldBeTrue();
        return (int.Parse(drawing.Groups["side"].Value, CultureInfo.InvariantCulture), WebUtility.HtmlDecode(drawing.Groups["path"].Value));
    }

    private static bool[,] ModulesOf(int side, string path)
    {
        var modules = new bool[side, side];
        foreach (var run in Run().Matches(path).Select(run => run.Groups))
        {
            var (from, row, length) = (Number(run["from"]), Number(run["row"]), Number(run["length"]));
            Number(run["back"]).ShouldBe(from);
            for (var column = from; column < from + length; column++)
            {
                modules[row, column] = true;
            }
        }

        Run().Replace(path, "").ShouldBeEmpty();
        return modules;

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    /// <summary>What a reader of such codes makes of it, four pixels a module.</summary>
    private static string Scan(bool[,] modules, int side)
    {
        const int Scale = 4;
        var pixels = new byte[side * Scale * side * Scale];
        for (var at = 0; at < pixels.Length; at++)
        {
            pixels[at] = modules[at / (side * Scale) / Scale, at % (side * Scale) / Scale] ? (byte)0 : (byte)255;
        }

        var source = new RGBLuminanceSource(pixels, side * Scale, side * Scale, RGBLuminanceSource.BitmapFormat.Gray8);
        return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).ShouldNotBeNull().Text;
    }

    [GeneratedRegex("<svg class=\"qr\" viewBox=\"0 0 (?<side>\\d+) \\k<side>\"[^>]*><path d=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Drawing();

    [GeneratedRegex(@"M(?<from>\d+) (?<row>\d+)h(?<length>\d+)v1H(?<back>\d+)z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Run();
}
