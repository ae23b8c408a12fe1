using HelpdeskMail.Fixtures;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>The machine's Chromium, driven by Playwright; started when the first test asks, so that a test without it can be skipped. Every test takes a context of its own.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>How long a page may take to come and to show what is expected of it, in milliseconds, unless a test says otherwise; a machine that is busy with other tests takes longer than Playwright thinks.</summary>
    private const float Patience = 60_000;

    private readonly SemaphoreSlim starting = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A fresh browser profile: no cookies, light, 1400 by 900 pixels unless told.</summary>
    public async Task<IBrowserContext> NewContextAsync(int width = 1400, int height = 900)
    {
        await starting.WaitAsync();
        try
        {
            browser ??= await StartAsync();
        }
        finally
        {
            starting.Release();
        }

        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = ColorScheme.Light,
            // What moves has other colours meanwhile.
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    private async Task<IBrowser> StartAsync()
    {
        var program = RealServer.FindProgram("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
        RealServer.Require(program is not null, "Chromium (Debian package chromium)");
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = Arguments, Timeout = 3 * Patience });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
        starting.Dispose();
    }
}
