using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace HelpdeskMail.Helpdesk.Tests.Composing;

/// <summary>To, Cc and Bcc as chips: by the keyboard, by paste, with completion; the plain field behind them stays what is sent.</summary>
public sealed class AddressFieldTests(HelpdeskHost host, Browser browser) : IClassFixture<HelpdeskHost>
{
    [Fact]
    public async Task Chips_are_made_changed_and_taken_off_by_the_keyboard()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var (page, cc, plain) = (composer.Page, composer.Page.GetByLabel("Cc", new() { Exact = true }), composer.Page.Locator("#cc"));
        await cc.FocusAsync();
        await page.Keyboard.TypeAsync("one@shop.example,");
        await page.Keyboard.TypeAsync("\"Two, Ann\" <two@shop.example>");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("nonsense");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(plain).ToHaveValueAsync("one@shop.example, \"Two, Ann\" <two@shop.example>, nonsense");
        await Assertions.Expect(Chips(page)).ToHaveTextAsync(["one@shop.example change", "Two, Ann two@shop.example, change", "nonsense no address change"]);
        await Assertions.Expect(Chips(page).Nth(1)).ToHaveAttributeAsync("title", "Two, Ann <two@shop.example>");

        await page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(plain).ToHaveValueAsync("one@shop.example, \"Two, Ann\" <two@shop.example>");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(cc).ToHaveValueAsync("one@shop.example");
        await page.Keyboard.TypeAsync("uno@shop.example");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(plain).ToHaveValueAsync("\"Two, Ann\" <two@shop.example>, uno@shop.example");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(plain).ToHaveValueAsync("uno@shop.example");
        await Assertions.Expect(page.Locator("#draft-state")).ToHaveTextAsync("Draft kept");
        (await host.Services.GetRequiredService<Drafts>().FindAsync(composer.Ticket, (await host.ActorAsync()).Id, default)).ShouldNotBeNull().Cc.ShouldBe("uno@shop.example");
        await page.ReloadAsync();
        await Assertions.Expect(Chips(page)).ToHaveTextAsync(["uno@shop.example change"]);
        composer.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"Doe, Jane\" <j@x.example>; a@b.example, c@d.example", "\"Doe, Jane\" <j@x.example>, a@b.example, c@d.example")]
    [InlineData("Doe, Jane <j@x.example>; Roe, Bo <b@x.example>", "\"Doe, Jane\" <j@x.example>, \"Roe, Bo\" <b@x.example>")]
    [InlineData("Jane Doe [mailto:j@x.example]; 'b@x.example'; mailto:c@x.example", "\"Jane Doe\" <j@x.example>, b@x.example, c@x.example")]
    [InlineData("a@b.example\nc@d.example\r\n\tE F <e@f.example>", "a@b.example, c@d.example, \"E F\" <e@f.example>")]
    [InlineData("a@b.example c@d.example A@B.example", "a@b.example, c@d.example")]
    [InlineData("=?, x@, a@b.example, @c", "=?, x@, a@b.example, @c")]
    [InlineData("\"open <a@b.example>, c@d.example", "\"open\" <a@b.example>, c@d.example")]
    public async Task Many_pasted_at_once_fall_apart_rightly(string pasted, string plain)
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Page.Locator("#cc-entry").FocusAsync();
        await composer.PasteAsync("", pasted);

        await Assertions.Expect(composer.Page.Locator("#cc")).ToHaveValueAsync(plain);
        await Assertions.Expect(composer.Page.Locator("#cc-entry")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Known_people_are_offered_and_only_taken_when_chosen()
    {
        await host.ReceiveAsync(Mails.Plain(from: "Zelda Quast <zelda@quast.example>"));
        await host.ReceiveAsync(Mails.Plain(from: "Zeno Quast <zeno@quast.example>"));
        await host.KnowAsync();
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        var (page, entry, plain) = (composer.Page, composer.Page.Locator("#cc-entry"), composer.Page.Locator("#cc"));
        await entry.FocusAsync();
        await page.Keyboard.TypeAsync("quast");
        await Assertions.Expect(entry).ToHaveAttributeAsync("aria-expanded", "true");
        await Assertions.Expect(page.Locator("#cc-entry-names [role=option]")).ToHaveTextAsync(["Zeno Quast zeno@quast.example", "Zelda Quast zelda@quast.example"]);
        await Assertions.Expect(page.Locator("#cc-entry-names [aria-selected=true]")).ToHaveCountAsync(0);
        (await page.AuditAsync()).ShouldBeEmpty();

        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(entry).ToHaveAttributeAsync("aria-activedescendant", "cc-entry-names-1");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(plain).ToHaveValueAsync("\"Zelda Quast\" <zelda@quast.example>");
        await Assertions.Expect(entry).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("quast");
        await Assertions.Expect(page.Locator("#cc-entry-names [role=option]")).ToHaveTextAsync(["Zeno Quast zeno@quast.example"]);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#cc-entry-names")).ToBeHiddenAsync();
        await Assertions.Expect(entry).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(plain).ToHaveValueAsync("\"Zelda Quast\" <zelda@quast.example>, quast");
        await page.Locator("#send").ClickAsync();
        await Assertions.Expect(page.GetByText("«quast» in Cc is no address.")).ToBeVisibleAsync();
        composer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Composer_full_of_everything_is_accessible_and_fits()
    {
        await using var composer = await ComposerPage.OpenAsync(host, browser);
        await composer.Page.Locator("#cc-entry").FocusAsync();
        await composer.PasteAsync("", $"\"A name that is so long that it does not fit on a phone by any means\" <long@{new string('a', 60)}.example>; wrong one; {string.Join(';', Enumerable.Range(0, 12).Select(i => $"person{i}@customer.example"))}");
        await composer.SetAsync("# Head\n\nWords **b** _i_ ~~s~~ `code` [link](https://contoso.example/a/very/long/address/that/does/not/fit/on/a/phone/at/all)\n\n- a\n  - b\n\n1. c\n\n> quoted\n\n```\nlet code = \"a line of code that is far too long for a phone\";\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nهذا نص [link](https://contoso.example)");
        await composer.Keys.PressAsync("Control+End");
        await composer.Keys.PressAsync("ArrowRight");
        await Assertions.Expect(composer.Page.Locator(".link-bar")).ToBeVisibleAsync();

        (await composer.Page.LookAsync("composer")).ShouldBeEmpty();
        await composer.Keys.PressAsync("Control+k");
        (await composer.Page.LookAsync("composer-link")).ShouldBeEmpty();
        composer.Faults.ShouldBeEmpty();
    }

    private static ILocator Chips(IPage page) => page.Locator(".chips:has(#cc-entry) .chip-words");
}
